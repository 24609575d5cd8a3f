#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

class RemovalsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RemovalsTest);
    CPPUNIT_TEST(an_empty_network_goes_with_its_router_and_addresses);
    CPPUNIT_TEST(a_network_of_a_vm_that_is_not_expunged_stays);
    CPPUNIT_TEST(forced_is_for_admins);
    CPPUNIT_TEST(anothers_network_cannot_be_deleted);
    CPPUNIT_TEST(a_restart_of_a_deleted_network_fails);
    CPPUNIT_TEST(a_vpc_goes_when_it_has_no_tiers);
    CPPUNIT_TEST(a_vpc_in_use_stays);
    CPPUNIT_TEST(a_released_address_is_nobodys);
    CPPUNIT_TEST(the_source_nat_of_a_network_in_use_stays);
    CPPUNIT_TEST(an_address_is_named_in_one_way);
    CPPUNIT_TEST(an_address_of_another_is_not_released);
    CPPUNIT_TEST(what_was_removed_before_is_told_by_its_number);
    CPPUNIT_TEST(a_new_network_gets_an_address_that_no_other_has);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    World& world() { return cloud.world(); }

    Outcome ask(const std::string& user, const std::string& command, Parameters parameters)
    {
        parameters.emplace_back("command", command);
        Outcome outcome = cloud.call(user, std::move(parameters));
        cloud.finishJobs();
        return outcome;
    }

    /// The result of the job the command started.
    std::string done(const std::string& user, const std::string& command, const Parameters& parameters)
    {
        const std::string job = cloud.jobResult(user, ask(user, command, parameters));
        const std::size_t begin = job.find("\"jobresult\":") + 12;
        return job.substr(begin, job.find('}', begin) + 1 - begin);
    }

    std::string network(const std::string& user)
    {
        return ask(user, "createNetwork",
                   {{"name", "mine"},
                    {"zoneid", world().zones.findName("zone")->id},
                    {"networkofferingid",
                     world().networkOfferings.findName("DefaultIsolatedNetworkOfferingWithSourceNatService")->id}})
            .body.find("network")
            ->find("id")
            ->text();
    }

    std::string address(const std::string& user, const std::string& ofNetwork)
    {
        return ask(user, "associateIpAddress", {{"networkid", ofNetwork}}).body.find("id")->text();
    }

    static inline const std::string kDone = R"({"success":true})";

    static std::string failure(const std::string& why) { return R"({"errorcode":530,"errortext":")" + why + "\"}"; }

    void an_empty_network_goes_with_its_router_and_addresses()
    {
        const std::string id = network("alice");
        provideRouters(world(), *world().networks.find(id), cloud.now);
        const std::size_t routers = world().routers.size();
        address("alice", id);

        const std::string result = done("alice", "deleteNetwork", {{"id", id}});

        CPPUNIT_ASSERT_EQUAL(kDone, result);
        CPPUNIT_ASSERT(world().networks.find(id) == nullptr);
        CPPUNIT_ASSERT_EQUAL(routers - 1, world().routers.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, world().publicAddresses.size());
    }

    void a_network_of_a_vm_that_is_not_expunged_stays()
    {
        const std::string vm = cloud.deploy("alice", "vm");
        const std::string id = world().networks.findName("net")->id;
        ask("alice", "destroyVirtualMachine", {{"id", vm}});

        const std::string refused = done("root", "deleteNetwork", {{"id", id}});
        ask("root", "expungeVirtualMachine", {{"id", vm}});
        const std::string deleted = done("root", "deleteNetwork", {{"id", id}});

        CPPUNIT_ASSERT_EQUAL(failure("Failed to delete network"), refused);
        CPPUNIT_ASSERT_EQUAL(kDone, deleted);
    }

    void forced_is_for_admins()
    {
        const std::string id = network("alice");

        CPPUNIT_ASSERT_EQUAL(failure("Delete network with 'forced' option can only be called by root admins"),
                             done("alice", "deleteNetwork", {{"id", id}, {"forced", "true"}}));
        CPPUNIT_ASSERT_EQUAL(kDone, done("root", "deleteNetwork", {{"id", id}, {"forced", "true"}}));
    }

    void anothers_network_cannot_be_deleted()
    {
        CPPUNIT_ASSERT_EQUAL(531, ask("bob", "deleteNetwork", {{"id", network("alice")}}).status);
        CPPUNIT_ASSERT_EQUAL(531, ask("bob", "deleteNetwork", {{"id", world().networks.findName("plain")->id}}).status);
    }

    void a_restart_of_a_deleted_network_fails()
    {
        const std::string id = network("alice");
        const Outcome deletion = cloud.call("alice", {{"command", "deleteNetwork"}, {"id", id}});
        const Outcome restart = cloud.call("alice", {{"command", "restartNetwork"}, {"id", id}});

        cloud.finishJobs();

        CPPUNIT_ASSERT(cloud.jobResult("alice", deletion).find(kDone) != std::string::npos);
        CPPUNIT_ASSERT(cloud.jobResult("alice", restart).find(failure("Failed to restart network")) !=
                       std::string::npos);
    }

    std::string vpc()
    {
        const std::string offering =
            ask("alice", "listVPCOfferings", {}).body.find("vpcoffering")->at(0).find("id")->text();
        return ask("alice", "createVPC",
                   {{"name", "v"},
                    {"displaytext", "v"},
                    {"cidr", "10.2.0.0/16"},
                    {"zoneid", world().zones.findName("zone")->id},
                    {"vpcofferingid", offering}})
            .body.find("id")
            ->text();
    }

    void a_vpc_goes_when_it_has_no_tiers()
    {
        const std::string id = vpc();

        CPPUNIT_ASSERT_EQUAL(531, ask("bob", "deleteVPC", {{"id", id}}).status);
        CPPUNIT_ASSERT_EQUAL(kDone, done("alice", "deleteVPC", {{"id", id}}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, world().vpcs.size());
    }

    void a_vpc_in_use_stays()
    {
        const std::string id = vpc();
        ask("alice", "createNetwork",
            {{"name", "tier"},
             {"vpcid", id},
             {"gateway", "10.2.1.1"},
             {"netmask", "255.255.255.0"},
             {"zoneid", world().zones.findName("zone")->id},
             {"networkofferingid",
              world().networkOfferings.findName("DefaultIsolatedNetworkOfferingForVpcNetworks")->id}});

        const std::string job = cloud.jobResult("alice", ask("alice", "deleteVPC", {{"id", id}}));

        CPPUNIT_ASSERT(job.find("as its used by 1 networks\"") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, world().vpcs.size());
    }

    void a_released_address_is_nobodys()
    {
        const std::string vm = cloud.deploy("alice", "vm");
        const std::string id = address("alice", world().networks.findName("net")->id);
        ask("alice", "enableStaticNat", {{"ipaddressid", id}, {"virtualmachineid", vm}});
        const std::string name = world().publicAddresses.find(id)->name;
        CPPUNIT_ASSERT_EQUAL(name, world().vms.find(vm)->nics.at(0).publicAddress);

        const std::string result = done("alice", "disassociateIpAddress", {{"ipaddress", name}});

        CPPUNIT_ASSERT_EQUAL(kDone, result);
        CPPUNIT_ASSERT(world().publicAddresses.find(id) == nullptr);
        CPPUNIT_ASSERT_EQUAL(std::string(), world().vms.find(vm)->nics.at(0).publicAddress);
    }

    void the_source_nat_of_a_network_in_use_stays()
    {
        const std::string id = network("alice");
        const std::string sourceNat = world().publicAddresses.begin()->second->id;
        world().networks.find(id)->implemented = true;

        CPPUNIT_ASSERT_EQUAL(failure("IP address is used for source nat purposes and can not be disassociated."),
                             done("alice", "disassociateIpAddress", {{"id", sourceNat}}));
    }

    void an_address_is_named_in_one_way()
    {
        const std::string id = address("alice", world().networks.findName("net")->id);
        const auto why = [&](const Parameters& parameters) {
            return ask("alice", "disassociateIpAddress", parameters).body.find("errortext")->text();
        };

        CPPUNIT_ASSERT_EQUAL(std::string("id parameter is mutually exclusive with ipaddress parameter"),
                             why({{"id", id}, {"ipaddress", "198.51.100.2"}}));
        CPPUNIT_ASSERT_EQUAL(std::string("Please specify either IP address or IP address ID"), why({}));
        CPPUNIT_ASSERT_EQUAL(std::string("Unable to find IP address by IP address=198.51.100.99"),
                             why({{"ipaddress", "198.51.100.99"}}));
    }

    void an_address_of_another_is_not_released()
    {
        const std::string id = address("alice", world().networks.findName("net")->id);

        CPPUNIT_ASSERT_EQUAL(failure("Caller does not have permission to operate with provided resource."),
                             done("bob", "disassociateIpAddress", {{"id", id}}));
        CPPUNIT_ASSERT(world().publicAddresses.find(id) != nullptr);
    }

    void what_was_removed_before_is_told_by_its_number()
    {
        const std::string id = network("alice");
        const std::string number = std::to_string(world().networks.find(id)->number);
        const std::string released = address("alice", id);
        const std::string itsVpc = vpc();
        done("alice", "disassociateIpAddress", {{"id", released}});
        done("alice", "deleteNetwork", {{"id", id}});
        done("alice", "deleteVPC", {{"id", itsVpc}});

        CPPUNIT_ASSERT_EQUAL("Network ID=" + number + " doesn't exist",
                             ask("alice", "deleteNetwork", {{"id", id}}).description);
        CPPUNIT_ASSERT_EQUAL(failure("unable to find VPC id=1"), done("alice", "deleteVPC", {{"id", itsVpc}}));
        CPPUNIT_ASSERT_EQUAL(kDone, done("alice", "disassociateIpAddress", {{"id", released}}));
    }

    void a_new_network_gets_an_address_that_no_other_has()
    {
        const std::string first = network("alice");
        const std::string second = network("alice");
        done("alice", "deleteNetwork", {{"id", first}});

        const std::string third = network("alice");

        CPPUNIT_ASSERT(world().networks.find(third)->publicAddress != world().networks.find(second)->publicAddress);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RemovalsTest);

} // namespace readystage::cloudsim
