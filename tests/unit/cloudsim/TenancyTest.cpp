#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

class TenancyTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TenancyTest);
    CPPUNIT_TEST(a_projects_vm_is_found_by_id_without_projectid);
    CPPUNIT_TEST(a_projects_vm_is_passed_over_by_listall);
    CPPUNIT_TEST(projectid_minus_one_shows_projects_and_everything_else);
    CPPUNIT_TEST(a_projects_vm_has_no_account);
    CPPUNIT_TEST(one_unknown_id_fails_the_whole_list);
    CPPUNIT_TEST(an_old_pair_of_keys_stays_valid_beside_a_new_one);
    CPPUNIT_TEST(a_tenant_may_not_read_the_keys_of_another);
    CPPUNIT_TEST(a_disabled_user_is_unauthorized);
    CPPUNIT_TEST(a_role_made_on_the_way_takes_effect);
    CPPUNIT_TEST(a_tenant_may_not_call_what_cloudstack_leaves_to_admins);
    CPPUNIT_TEST(a_tenant_who_asks_for_a_command_he_may_not_call_is_shown_all_others);
    CPPUNIT_TEST(limits_tell_what_is_used_and_what_is_left);
    CPPUNIT_TEST(a_second_address_is_not_given_to_another_vm);
    CPPUNIT_TEST(a_network_has_its_own_source_nat_address);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    std::string project()
    {
        const Outcome started = cloud.call("root", {{"command", "createProject"}, {"name", "p"}, {"displaytext", "p"}});
        cloud.finishJobs();
        return started.body.find("id")->text();
    }

    std::string deployInto(const std::string& projectId)
    {
        const Outcome started =
            cloud.call("root", {{"command", "deployVirtualMachine"},
                                {"zoneid", cloud.world().zones.findName("zone")->id},
                                {"templateid", cloud.world().templates.findName("debian")->id},
                                {"serviceofferingid", cloud.world().serviceOfferings.findName("small")->id},
                                {"networkids", cloud.world().networks.findName("net")->id},
                                {"projectid", projectId}});
        cloud.finishJobs();
        return started.body.find("id")->text();
    }

    std::string list(Parameters parameters)
    {
        parameters.emplace_back("command", "listVirtualMachines");
        return SmallCloud::json(cloud.call("root", std::move(parameters)));
    }

    static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

    void a_projects_vm_is_found_by_id_without_projectid()
    {
        const std::string id = deployInto(project());

        const std::string found = list({{"id", id}});

        CPPUNIT_ASSERT(has(found, "\"count\":1"));
    }

    void a_projects_vm_is_passed_over_by_listall()
    {
        deployInto(project());

        const std::string found = list({{"listall", "true"}});

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"listvirtualmachinesresponse":{}})"), found);
    }

    void projectid_minus_one_shows_projects_and_everything_else()
    {
        deployInto(project());
        cloud.deploy("alice", "other");

        const std::string found = list({{"listall", "true"}, {"projectid", "-1"}});

        CPPUNIT_ASSERT(has(found, "\"count\":2"));
    }

    void a_projects_vm_has_no_account()
    {
        const std::string id = deployInto(project());

        const std::string found = list({{"id", id}});

        CPPUNIT_ASSERT(has(found, "\"project\":\"p\"") && !has(found, "\"account\""));
    }

    void one_unknown_id_fails_the_whole_list()
    {
        const std::string id = cloud.deploy("root", "one");

        const Outcome outcome = cloud.call(
            "root", {{"command", "listVirtualMachines"}, {"ids", id + ",11111111-2222-3333-4444-555555555555"}});

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
    }

    void an_old_pair_of_keys_stays_valid_beside_a_new_one()
    {
        const std::string user = cloud.world().users.findName("alice")->id;

        cloud.call("root", {{"command", "registerUserKeys"}, {"id", user}});
        cloud.finishJobs();

        CPPUNIT_ASSERT_EQUAL(200, cloud.call("alice", {{"command", "listZones"}}).status);
    }

    void a_tenant_may_not_read_the_keys_of_another()
    {
        const std::string user = cloud.world().users.findName("alice")->id;

        const Outcome outcome = cloud.call("bob", {{"command", "getUserKeys"}, {"id", user}});

        CPPUNIT_ASSERT_EQUAL(531, outcome.status);
    }

    void a_disabled_user_is_unauthorized()
    {
        cloud.call("root", {{"command", "disableUser"}, {"id", cloud.world().users.findName("alice")->id}});

        const Outcome outcome = cloud.call("alice", {{"command", "listZones"}});

        CPPUNIT_ASSERT_EQUAL(401, outcome.status);
    }

    void a_role_made_on_the_way_takes_effect()
    {
        const Outcome role = cloud.call("root", {{"command", "createRole"}, {"name", "r"}, {"type", "User"}});
        const std::string id = role.body.find("role")->find("id")->text();
        cloud.call("root",
                   {{"command", "createRolePermission"}, {"roleid", id}, {"rule", "*"}, {"permission", "deny"}});
        cloud.world().accounts.findName("alice")->role = cloud.world().roles.find(id);

        const Outcome outcome = cloud.call("alice", {{"command", "listZones"}});

        CPPUNIT_ASSERT_EQUAL(432, outcome.status);
    }

    void a_tenant_may_not_call_what_cloudstack_leaves_to_admins()
    {
        const Outcome outcome = cloud.call("alice", {{"command", "listHosts"}});

        CPPUNIT_ASSERT_EQUAL(432, outcome.status);
    }

    void a_tenant_who_asks_for_a_command_he_may_not_call_is_shown_all_others()
    {
        const std::string shown =
            SmallCloud::json(cloud.call("alice", {{"command", "listApis"}, {"name", "listHosts"}}));

        CPPUNIT_ASSERT(has(shown, "\"name\":\"listVirtualMachines\"") && !has(shown, "\"name\":\"listHosts\""));
    }

    void limits_tell_what_is_used_and_what_is_left()
    {
        cloud.deploy("alice", "one");

        const std::string shown = SmallCloud::json(
            cloud.call("root", {{"command", "listAccounts"}, {"account", "alice"}, {"listall", "true"}}));

        CPPUNIT_ASSERT(has(shown, R"("vmlimit":"20","vmtotal":1,"vmavailable":"19")") &&
                       has(shown, R"("secondarystoragetotal":0.0,"secondarystorageavailable":"400.0")"));
    }

    void a_second_address_is_not_given_to_another_vm()
    {
        const std::string id = cloud.deploy("root", "one");
        cloud.call("root", {{"command", "addIpToNic"}, {"nicid", cloud.world().vms.find(id)->nics.front().id}});
        cloud.finishJobs();

        const std::string other = cloud.deploy("root", "two");

        CPPUNIT_ASSERT_EQUAL(std::string("127.0.1.12"), cloud.world().vms.find(other)->nics.front().address);
    }

    void a_network_has_its_own_source_nat_address()
    {
        const Outcome made = cloud.call(
            "alice",
            {{"command", "createNetwork"},
             {"name", "mine"},
             {"zoneid", cloud.world().zones.findName("zone")->id},
             {"networkofferingid",
              cloud.world().networkOfferings.findName("DefaultIsolatedNetworkOfferingWithSourceNatService")->id}});
        const std::string network = made.body.find("network")->find("id")->text();

        const std::string found = SmallCloud::json(cloud.call(
            "alice",
            {{"command", "listPublicIpAddresses"}, {"associatednetworkid", network}, {"issourcenat", "true"}}));

        CPPUNIT_ASSERT(has(found, "\"count\":1"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TenancyTest);

} // namespace readystage::cloudsim
