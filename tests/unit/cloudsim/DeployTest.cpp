#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// What deployVirtualMachine is asked for beside a name and a network.
class DeployTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DeployTest);
    CPPUNIT_TEST(an_admin_chooses_the_id);
    CPPUNIT_TEST(an_id_that_is_taken_is_refused);
    CPPUNIT_TEST(a_user_chooses_no_id);
    CPPUNIT_TEST(an_update_gives_another_id);
    CPPUNIT_TEST(a_job_that_is_under_way_follows_the_new_id);
    CPPUNIT_TEST(userdata_needs_a_default_network_with_its_service);
    CPPUNIT_TEST(the_first_nic_gets_the_asked_address);
    CPPUNIT_TEST(each_nic_gets_the_address_asked_for_its_network);
    CPPUNIT_TEST(an_address_that_is_taken_fails_the_deployment_and_nothing_stays);
    CPPUNIT_TEST(an_address_outside_of_the_network_fails_the_deployment);
    CPPUNIT_TEST(an_account_without_its_domain_is_refused);
    CPPUNIT_TEST(an_unknown_account_is_refused);
    CPPUNIT_TEST(a_basic_zone_takes_no_networks);
    CPPUNIT_TEST(a_network_that_was_deleted_is_told_by_its_number);
    CPPUNIT_TEST(not_even_an_admins_vm_is_put_on_the_network_of_another);
    CPPUNIT_TEST(the_group_of_a_vm_is_listed);
    CPPUNIT_TEST(a_group_belongs_to_one_account);
    CPPUNIT_TEST(an_update_moves_a_vm_into_another_group);
    CPPUNIT_TEST_SUITE_END();

    static constexpr const char* kId = "0e2ab5c1-38d5-4f7c-b6f5-5f3c44a6f6aa";

    SmallCloud cloud;

    const Network& net() { return *cloud.world().networks.findName("net"); }

    Outcome deploy(const char* user, Parameters more)
    {
        more.emplace_back("command", "deployVirtualMachine");
        more.emplace_back("zoneid", cloud.world().zones.findName("zone")->id);
        more.emplace_back("templateid", cloud.world().templates.findName("debian")->id);
        more.emplace_back("serviceofferingid", cloud.world().serviceOfferings.findName("small")->id);
        return cloud.call(user, std::move(more));
    }

    Vm& made(const Outcome& outcome) { return *cloud.world().vms.find(outcome.body.find("id")->text()); }

    std::string listGroups(const char* user)
    {
        return SmallCloud::json(cloud.call(user, {{"command", "listInstanceGroups"}}));
    }

    static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

    void an_admin_chooses_the_id()
    {
        const Outcome outcome = deploy("root", {{"customid", kId}});

        CPPUNIT_ASSERT_EQUAL(std::string(kId), outcome.body.find("id")->text());
        CPPUNIT_ASSERT(cloud.world().vms.find(kId) != nullptr);
    }

    void an_id_that_is_taken_is_refused()
    {
        deploy("root", {{"customid", kId}});

        const Outcome outcome = deploy("root", {{"customid", kId}});

        CPPUNIT_ASSERT_EQUAL("UUID: " + std::string(kId) + " already exists so can't create/update with custom id",
                             outcome.description);
        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
    }

    void a_user_chooses_no_id()
    {
        const Outcome outcome = deploy("alice", {{"customid", kId}});

        CPPUNIT_ASSERT_EQUAL(
            std::string("Please check your permissions, you are not allowed to create/update custom id"),
            outcome.description);
        CPPUNIT_ASSERT_EQUAL(531, outcome.status);
    }

    void an_update_gives_another_id()
    {
        const std::string old = cloud.deploy("root", "one");

        const Outcome outcome =
            cloud.call("root", {{"command", "updateVirtualMachine"}, {"id", old}, {"customid", kId}});

        CPPUNIT_ASSERT_EQUAL(std::string(kId), outcome.body.find("virtualmachine")->find("id")->text());
        CPPUNIT_ASSERT_EQUAL(431, cloud.call("root", {{"command", "startVirtualMachine"}, {"id", old}}).status);
    }

    void a_job_that_is_under_way_follows_the_new_id()
    {
        const Outcome started = deploy("root", {});
        cloud.call("root",
                   {{"command", "updateVirtualMachine"}, {"id", started.body.find("id")->text()}, {"customid", kId}});

        cloud.finishJobs();

        CPPUNIT_ASSERT_EQUAL(std::string(state::kRunning), cloud.world().vms.find(kId)->state);
    }

    void userdata_needs_a_default_network_with_its_service()
    {
        const Network& plain = *cloud.world().networks.findName("plain");

        const Outcome outcome =
            deploy("alice", {{"networkids", plain.id + "," + net().id}, {"userdata", "cmVhZHk9MQo="}});

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
        CPPUNIT_ASSERT_EQUAL("Unable to deploy VM as UserData is provided while deploying the VM, but there is no "
                             "support for UserData service in the default network plain/" +
                                 plain.id + ".",
                             outcome.description);
    }

    void the_first_nic_gets_the_asked_address()
    {
        const Outcome outcome = deploy("alice", {{"networkids", net().id}, {"ipaddress", "127.0.1.77"}});

        CPPUNIT_ASSERT_EQUAL(std::string("127.0.1.77"), made(outcome).nics.front().address);
    }

    void each_nic_gets_the_address_asked_for_its_network()
    {
        const Outcome outcome =
            deploy("alice", {{"iptonetworklist[0].networkid", cloud.world().networks.findName("plain")->id},
                             {"iptonetworklist[1].networkid", net().id},
                             {"iptonetworklist[1].ip", "127.0.1.12"}});

        const auto& nics = made(outcome).nics;
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, nics.size());
        CPPUNIT_ASSERT_EQUAL(std::string("127.0.1.12"), nics.back().address);
    }

    void an_address_that_is_taken_fails_the_deployment_and_nothing_stays()
    {
        deploy("alice", {{"networkids", net().id}, {"ipaddress", "127.0.1.11"}});

        const Outcome outcome =
            deploy("root", {{"networkids", net().id}, {"ipaddress", "127.0.1.11"}, {"customid", kId}});

        CPPUNIT_ASSERT_EQUAL(533, outcome.status);
        CPPUNIT_ASSERT_EQUAL("Unable to acquire Guest IP address for network Network {\"id\": 1, \"name\": \"net\", "
                             "\"uuid\": \"" +
                                 net().id + "\", \"networkofferingid\": 3}",
                             outcome.description);
        CPPUNIT_ASSERT_EQUAL(200, deploy("root", {{"networkids", net().id}, {"customid", kId}}).status);
    }

    void an_address_outside_of_the_network_fails_the_deployment()
    {
        for (const char* address : {"127.0.2.11", "127.0.1.1", "127.0.1.0", "127.0.1.255"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(address, 533,
                                         deploy("alice", {{"networkids", net().id}, {"ipaddress", address}}).status);
        CPPUNIT_ASSERT_EQUAL(431, deploy("alice", {{"networkids", net().id}, {"ipaddress", "here"}}).status);
    }

    void an_account_without_its_domain_is_refused()
    {
        const Outcome outcome = deploy("root", {{"account", "alice"}});

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("Account must be specified with domainId parameter"), outcome.description);
    }

    void an_unknown_account_is_refused()
    {
        const std::string domain = cloud.world().accounts.findName("root")->domain->id;

        const Outcome outcome = deploy("root", {{"account", "nobody"}, {"domainid", domain}});

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("Unable to find account by name nobody in domain with specified id"),
                             outcome.description);
    }

    void a_basic_zone_takes_no_networks()
    {
        cloud.world().zones.findName("zone")->networkType = "Basic";

        const Outcome outcome = deploy("alice", {{"networkids", net().id}});

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("Can't specify network Ids in Basic zone"), outcome.description);
        CPPUNIT_ASSERT_EQUAL(200, deploy("alice", {}).status);
    }

    void not_even_an_admins_vm_is_put_on_the_network_of_another()
    {
        cloud.world().networks.findName("net")->account = cloud.world().accounts.findName("alice");

        const Outcome outcome = deploy("root", {{"networkids", net().id}});

        CPPUNIT_ASSERT_EQUAL(531, outcome.status);
        CPPUNIT_ASSERT_EQUAL("Unable to use network with id= " + net().id + ", permission denied", outcome.description);
    }

    void the_group_of_a_vm_is_listed()
    {
        deploy("alice", {{"group", "g1"}});

        CPPUNIT_ASSERT(
            has(listGroups("alice"), R"("name":"g1","created":"2026-08-21T12:00:00+0000","account":"alice")"));
    }

    void a_group_belongs_to_one_account()
    {
        const Outcome outcome = deploy("alice", {{"group", "g1"}});

        deploy("bob", {{"group", "g1"}});

        CPPUNIT_ASSERT(has(listGroups("alice"), "\"count\":1,\"instancegroup\":[{\"id\":\"" + made(outcome).group->id));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, cloud.world().instanceGroups.size());
    }

    void an_update_moves_a_vm_into_another_group()
    {
        const Outcome started = deploy("alice", {{"group", "g1"}});

        const std::string shown = SmallCloud::json(cloud.call(
            "alice", {{"command", "updateVirtualMachine"}, {"id", started.body.find("id")->text()}, {"group", "g2"}}));

        CPPUNIT_ASSERT(
            has(shown, "\"groupid\":\"" + cloud.world().instanceGroups.findName("g2")->id + "\",\"group\":\"g2\""));
        CPPUNIT_ASSERT(has(listGroups("alice"), "\"count\":2"));
    }

    void a_network_that_was_deleted_is_told_by_its_number()
    {
        const std::string id =
            cloud
                .call("alice",
                      {{"command", "createNetwork"},
                       {"name", "mine"},
                       {"zoneid", cloud.world().zones.findName("zone")->id},
                       {"networkofferingid", cloud.world().networkOfferings.findName("DefaultL2NetworkOffering")->id}})
                .body.find("network")
                ->find("id")
                ->text();
        const std::string number = std::to_string(cloud.world().networks.find(id)->number);
        cloud.call("alice", {{"command", "deleteNetwork"}, {"id", id}});
        cloud.finishJobs();

        const Outcome outcome = deploy("alice", {{"networkids", id}});

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
        CPPUNIT_ASSERT_EQUAL("Unable to find network by id " + number, outcome.description);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DeployTest);

} // namespace readystage::cloudsim
