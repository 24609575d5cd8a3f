#include <cppunit/extensions/HelperMacros.h>

#include "tests/cloudsim/core/Metadata.h"
#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// Virtual routers as an operator sees and treats them.
class RoutersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RoutersTest);
    CPPUNIT_TEST(a_network_has_a_router_and_an_l2_network_has_none);
    CPPUNIT_TEST(a_router_of_nobodys_network_is_listed_with_listall_only);
    CPPUNIT_TEST(the_parameters_of_a_list_select);
    CPPUNIT_TEST(a_tenant_may_not_list_routers);
    CPPUNIT_TEST(a_stopped_router_is_told_when_it_starts);
    CPPUNIT_TEST(a_stopped_router_answers_no_guest);
    CPPUNIT_TEST(while_a_router_starts_an_update_is_stored_and_534);
    CPPUNIT_TEST(when_the_primary_stops_the_backup_takes_over);
    CPPUNIT_TEST(each_running_router_of_a_pair_is_told);
    CPPUNIT_TEST(a_stopped_router_cannot_be_rebooted);
    CPPUNIT_TEST(a_destroyed_router_is_made_anew_by_the_next_start);
    CPPUNIT_TEST(restart_of_a_network_with_cleanup_makes_a_new_router);
    CPPUNIT_TEST(the_routers_job_shows_the_router);
    CPPUNIT_TEST(a_vpc_has_one_router_for_all_tiers);
    CPPUNIT_TEST(a_vpcs_router_knows_the_guests_of_all_tiers);
    CPPUNIT_TEST(a_tier_made_by_the_api_belongs_to_its_vpc);
    CPPUNIT_TEST(a_tier_needs_an_offering_for_vpcs);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    static constexpr const char* kVpc = R"({
      "users": [{"account":"root","role":"Admin","api_key":"root-key","secret_key":"root-secret"}],
      "zones": [{"name":"zone"}], "service_offerings": [{"name":"small"}], "templates": [{"name":"debian"}],
      "vpcs": [{"name":"vpc","cidr":"10.2.0.0/16","account":"root"}],
      "networks": [
        {"name":"web","vpc":"vpc","account":"root","gateway":"10.2.1.1","netmask":"255.255.255.0","range":"10.2.1.2-10.2.1.9"},
        {"name":"db","vpc":"vpc","account":"root","gateway":"10.2.2.1","netmask":"255.255.255.0","range":"10.2.2.2-10.2.2.9"}],
      "virtual_machines": [{"name":"a","network":"web","account":"root","userdata":"of=a"},
                           {"name":"b","network":"db","account":"root","userdata":"of=b"}]
    })";

    World& world() { return cloud.world(); }

    const Network& net() { return *world().networks.findName("net"); }

    Router& router(std::size_t index = 0) { return *routersOf(world(), net()).at(index); }

    Outcome onRouter(const std::string& command, std::size_t index = 0)
    {
        return cloud.call("root", {{"command", command}, {"id", router(index).id}});
    }

    void done(const std::string& command, std::size_t index = 0)
    {
        onRouter(command, index);
        cloud.finishJobs();
    }

    std::string list(Parameters parameters)
    {
        parameters.emplace_back("command", "listRouters");
        return SmallCloud::json(cloud.call("root", std::move(parameters)));
    }

    std::size_t listed(const Parameters& parameters)
    {
        const std::string text = list(parameters);
        const std::size_t at = text.find("\"count\":");
        return at == std::string::npos ? 0 : std::stoul(text.substr(at + 8));
    }

    int update(const std::string& vm, const char* userData)
    {
        return cloud.call("root", {{"command", "updateVirtualMachine"}, {"id", vm}, {"userdata", userData}}).status;
    }

    /// The network's router as a pair, as "redundant" makes it.
    void makePair()
    {
        const std::string id = net().id;
        world().networks.find(id)->redundantRouter = true;
        for (Router* old : routersOf(world(), net()))
            world().routers.remove(*old);
        provideRouters(world(), net(), cloud.now);
    }

    void a_network_has_a_router_and_an_l2_network_has_none()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, routersOf(world(), net()).size());
        CPPUNIT_ASSERT(routersOf(world(), *world().networks.findName("plain")).empty());
    }

    void a_router_of_nobodys_network_is_listed_with_listall_only()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, listed({}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, listed({{"listall", "true"}}));
        CPPUNIT_ASSERT(list({{"listall", "true"}}).find("\"account\":\"system\"") != std::string::npos);
    }

    void the_parameters_of_a_list_select()
    {
        const Parameters all{{"listall", "true"}};
        const auto with = [&](const char* name, const std::string& value) {
            Parameters parameters = all;
            parameters.emplace_back(name, value);
            return listed(parameters);
        };

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, with("networkid", net().id));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, with("networkid", world().networks.findName("plain")->id));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, with("state", "running"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, with("state", "Stopped"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, with("forvpc", "true"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, with("id", router().id));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, with("name", "r-99-VM"));
    }

    void a_tenant_may_not_list_routers()
    {
        CPPUNIT_ASSERT_EQUAL(432, cloud.call("alice", {{"command", "listRouters"}}).status);
    }

    void a_stopped_router_is_told_when_it_starts()
    {
        const std::string vm = cloud.deploy("root", "one", "YT0x");
        done("stopRouter");

        CPPUNIT_ASSERT_EQUAL(200, update(vm, "YT0y"));
        CPPUNIT_ASSERT_EQUAL(std::string("YT0x"), world().vms.find(vm)->routerUserData);
        done("startRouter");

        CPPUNIT_ASSERT_EQUAL(std::string("YT0y"), world().vms.find(vm)->routerUserData);
    }

    void a_stopped_router_answers_no_guest()
    {
        CPPUNIT_ASSERT(answersAt(world(), net()));

        done("stopRouter");

        CPPUNIT_ASSERT(!answersAt(world(), net()));
    }

    void while_a_router_starts_an_update_is_stored_and_534()
    {
        const std::string vm = cloud.deploy("root", "one", "YT0x");
        done("stopRouter");
        onRouter("startRouter");

        CPPUNIT_ASSERT_EQUAL(534, update(vm, "YT0y"));
        CPPUNIT_ASSERT_EQUAL(std::string("YT0y"), world().vms.find(vm)->userData);
    }

    void when_the_primary_stops_the_backup_takes_over()
    {
        makePair();
        CPPUNIT_ASSERT(list({{"listall", "true"}, {"id", router(1).id}}).find("\"redundantstate\":\"BACKUP\"") !=
                       std::string::npos);

        done("stopRouter");

        CPPUNIT_ASSERT(list({{"listall", "true"}, {"id", router(1).id}}).find("\"redundantstate\":\"PRIMARY\"") !=
                       std::string::npos);
        CPPUNIT_ASSERT(answersAt(world(), net()));
        done("startRouter");
        CPPUNIT_ASSERT(!router(0).primary);
    }

    void each_running_router_of_a_pair_is_told()
    {
        makePair();
        const std::string vm = cloud.deploy("root", "one", "YT0x");
        world().takePushes();
        update(vm, "YT0y");
        CPPUNIT_ASSERT_EQUAL(2U, world().takePushes().at(0).routers);

        done("stopRouter", 1);
        update(vm, "YT0z");

        CPPUNIT_ASSERT_EQUAL(1U, world().takePushes().at(0).routers);
    }

    void a_stopped_router_cannot_be_rebooted()
    {
        done("stopRouter");

        CPPUNIT_ASSERT_EQUAL(534, onRouter("rebootRouter").status);
    }

    void a_destroyed_router_is_made_anew_by_the_next_start()
    {
        const std::string old = router().id;

        done("destroyRouter");
        CPPUNIT_ASSERT(routersOf(world(), net()).empty());
        cloud.deploy("root", "one");

        CPPUNIT_ASSERT(router().id != old);
    }

    void restart_of_a_network_with_cleanup_makes_a_new_router()
    {
        const std::string old = router().id;

        cloud.call("root", {{"command", "restartNetwork"}, {"id", net().id}, {"cleanup", "true"}});
        cloud.finishJobs();

        CPPUNIT_ASSERT(router().id != old);
    }

    void the_routers_job_shows_the_router()
    {
        const Outcome started = onRouter("stopRouter");
        cloud.finishJobs();

        const std::string job = cloud.jobResult("root", started);

        CPPUNIT_ASSERT(job.find("\"jobresult\":{\"router\":{\"id\":\"" + router().id) != std::string::npos);
        CPPUNIT_ASSERT(job.find("\"state\":\"Stopped\"") != std::string::npos);
    }

    void a_vpc_has_one_router_for_all_tiers()
    {
        const Scenario scenario = readScenario(kVpc, cloud.now);
        World& own = *scenario.world;

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, own.routers.size());
        own.push(*own.networks.findName("web"));
        const World::Push push = own.takePushes().at(0);
        CPPUNIT_ASSERT_EQUAL(own.vpcs.findName("vpc")->id, push.network);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, push.addresses);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, own.placeOf(*own.networks.findName("db"), "10.2.2.2"));
    }

    void a_vpcs_router_knows_the_guests_of_all_tiers()
    {
        const Scenario scenario = readScenario(kVpc, cloud.now);
        const World& own = *scenario.world;
        const Network& web = *own.networks.findName("web");
        const auto asked = [&](const char* guest) {
            return metadata(own, tierOf(own, web, guest), guest, "/latest/user-data").body;
        };

        CPPUNIT_ASSERT_EQUAL(std::string("of=a"), asked("10.2.1.2"));
        CPPUNIT_ASSERT_EQUAL(std::string("of=b"), asked("10.2.2.2"));
    }

    std::string vpcOffering()
    {
        return cloud.call("root", {{"command", "listVPCOfferings"}}).body.find("vpcoffering")->at(0).find("id")->text();
    }

    Outcome tier(const std::string& vpc, const char* offering)
    {
        return cloud.call("root", {{"command", "createNetwork"},
                                   {"name", "tier"},
                                   {"zoneid", world().zones.findName("zone")->id},
                                   {"vpcid", vpc},
                                   {"gateway", "10.3.0.1"},
                                   {"netmask", "255.255.255.0"},
                                   {"networkofferingid", world().networkOfferings.findName(offering)->id}});
    }

    std::string vpc()
    {
        const Outcome started = cloud.call("root", {{"command", "createVPC"},
                                                    {"name", "v"},
                                                    {"cidr", "10.3.0.0/16"},
                                                    {"zoneid", world().zones.findName("zone")->id},
                                                    {"vpcofferingid", vpcOffering()}});
        cloud.finishJobs();
        return started.body.find("id")->text();
    }

    void a_tier_made_by_the_api_belongs_to_its_vpc()
    {
        const std::string id = vpc();

        const Outcome made = tier(id, "DefaultIsolatedNetworkOfferingForVpcNetworks");

        CPPUNIT_ASSERT_EQUAL(200, made.status);
        CPPUNIT_ASSERT_EQUAL(id, made.body.find("network")->find("vpcid")->text());
        const std::string listedVpc = SmallCloud::json(cloud.call("root", {{"command", "listVPCs"}, {"id", id}}));
        CPPUNIT_ASSERT(listedVpc.find("\"network\":[{\"id\":") != std::string::npos);
        cloud.deploy("root", "one", "", "tier");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, listed({{"vpcid", id}}));
    }

    void a_tier_needs_an_offering_for_vpcs()
    {
        const std::string id = vpc();

        CPPUNIT_ASSERT_EQUAL(431, tier(id, "DefaultIsolatedNetworkOfferingWithSourceNatService").status);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RoutersTest);

} // namespace readystage::cloudsim
