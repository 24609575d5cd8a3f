#include <cppunit/extensions/HelperMacros.h>

#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// Who may call what.
class RolesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RolesTest);
    CPPUNIT_TEST(each_default_role_may_call_what_cloudstack_stores_for_it);
    CPPUNIT_TEST(the_read_only_admin_reads_and_changes_nothing);
    CPPUNIT_TEST(the_read_only_user_may_no_more_than_a_user);
    CPPUNIT_TEST(support_may_start_and_stop);
    CPPUNIT_TEST(a_new_role_may_only_what_commands_themselves_say);
    CPPUNIT_TEST(the_first_rule_that_matches_decides);
    CPPUNIT_TEST(listRoles_tells_which_come_with_cloudstack);
    CPPUNIT_TEST(listApis_shows_what_the_role_may);
    CPPUNIT_TEST(a_domain_admin_has_no_power_outside_of_his_domain);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    bool may(const char* role, const char* command)
    {
        return isAllowed(*cloud.world().roles.findName(role), *findCommand(command));
    }

    void each_default_role_may_call_what_cloudstack_stores_for_it()
    {
        CPPUNIT_ASSERT(may("Root Admin", "createRole"));
        CPPUNIT_ASSERT(may("Resource Admin", "listHosts") && !may("Resource Admin", "createRole"));
        CPPUNIT_ASSERT(may("Domain Admin", "listRouters") && !may("Domain Admin", "listHosts"));
        CPPUNIT_ASSERT(may("User", "deployVirtualMachine") && !may("User", "listRouters"));
        CPPUNIT_ASSERT(may("User", "getVirtualMachineUserData") && !may("User", "getUser"));
    }

    void the_read_only_admin_reads_and_changes_nothing()
    {
        CPPUNIT_ASSERT(may("Read-Only Admin - Default", "listHosts"));
        CPPUNIT_ASSERT(may("Read-Only Admin - Default", "getVirtualMachineUserData"));
        CPPUNIT_ASSERT(!may("Read-Only Admin - Default", "getUploadParamsForVolume"));
        CPPUNIT_ASSERT(!may("Read-Only Admin - Default", "updateVirtualMachine"));
    }

    void the_read_only_user_may_no_more_than_a_user()
    {
        CPPUNIT_ASSERT(may("Read-Only User - Default", "listVirtualMachines"));
        CPPUNIT_ASSERT(!may("Read-Only User - Default", "listRouters"));
        CPPUNIT_ASSERT(!may("Read-Only User - Default", "createTags"));
    }

    void support_may_start_and_stop()
    {
        CPPUNIT_ASSERT(may("Support Admin - Default", "stopVirtualMachine"));
        CPPUNIT_ASSERT(may("Support Admin - Default", "createServiceOffering"));
        CPPUNIT_ASSERT(may("Support User - Default", "startVirtualMachine"));
        CPPUNIT_ASSERT(!may("Support User - Default", "destroyVirtualMachine"));
    }

    void a_new_role_may_only_what_commands_themselves_say()
    {
        cloud.call("root", {{"command", "createRole"}, {"name", "new"}, {"type", "Admin"}});

        CPPUNIT_ASSERT(!may("new", "listVirtualMachines"));
        CPPUNIT_ASSERT(may("new", "createRole"));
    }

    void the_first_rule_that_matches_decides()
    {
        Role role{"id", 0, "name", RoleType::user, {{"list*", false}, {"*", true}}};

        CPPUNIT_ASSERT(!isAllowed(role, *findCommand("listZones")));
        CPPUNIT_ASSERT(isAllowed(role, *findCommand("createRole")));
    }

    void listRoles_tells_which_come_with_cloudstack()
    {
        cloud.call("root", {{"command", "createRole"}, {"name", "new"}, {"type", "User"}});

        const Outcome roles = cloud.call("root", {{"command", "listRoles"}});

        const Value& items = *roles.body.find("role");
        CPPUNIT_ASSERT_EQUAL(std::size_t{10}, items.size());
        CPPUNIT_ASSERT_EQUAL(std::string("true"), items.at(0).find("isdefault")->json());
        CPPUNIT_ASSERT_EQUAL(std::string("false"), items.at(9).find("isdefault")->json());
    }

    void listApis_shows_what_the_role_may()
    {
        const auto count = [&](const char* user) {
            return cloud.call(user, {{"command", "listApis"}}).body.find("api")->size();
        };

        CPPUNIT_ASSERT_EQUAL(std::size_t{786}, count("root"));
        CPPUNIT_ASSERT(count("alice") > 300 && count("alice") < 500);
    }

    void a_domain_admin_has_no_power_outside_of_his_domain()
    {
        World& world = cloud.world();
        const Domain& below = world.domains.add({"id-of-below", 0, "below", "ROOT/below"});
        Account& alice = *world.accounts.findName("alice");
        alice.domain = &below;
        alice.role = world.roles.findName("Domain Admin");
        const auto status = [&](Parameters parameters) { return cloud.call("alice", std::move(parameters)).status; };
        const Parameters account{{"command", "createAccount"}, {"username", "new"}, {"password", "x"},
                                 {"firstname", "n"},           {"lastname", "n"},   {"email", "n@example.org"}};
        const auto ofType = [&](const char* type) {
            Parameters parameters = account;
            parameters.emplace_back("accounttype", type);
            return parameters;
        };

        CPPUNIT_ASSERT_EQUAL(531, status(ofType("1")));
        CPPUNIT_ASSERT_EQUAL(200, status(ofType("0")));
        CPPUNIT_ASSERT_EQUAL(531, status({{"command", "disableUser"}, {"id", world.users.findName("bob")->id}}));
        const std::string router = world.routers.begin()->second->id;
        CPPUNIT_ASSERT_EQUAL(531, status({{"command", "stopRouter"}, {"id", router}}));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RolesTest);

} // namespace readystage::cloudsim
