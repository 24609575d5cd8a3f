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
    CPPUNIT_TEST(roles_are_listed_by_name_type_and_state);
    CPPUNIT_TEST(a_domain_admin_is_shown_roles_that_may_no_more_than_his);
    CPPUNIT_TEST(listApis_shows_what_the_role_may);
    CPPUNIT_TEST(a_domain_admin_has_no_power_outside_of_his_domain);
    CPPUNIT_TEST(rules_match_in_any_case_of_letters);
    CPPUNIT_TEST(a_rule_of_many_stars_matches_as_one_of_few);
    CPPUNIT_TEST(a_role_has_a_rule_once);
    CPPUNIT_TEST(cloudstacks_own_roles_take_no_rules);
    CPPUNIT_TEST(a_rule_is_a_name_with_wildcards);
    CPPUNIT_TEST(an_account_that_exists_is_a_wrong_parameter);
    CPPUNIT_TEST(an_account_name_is_free_in_another_domain);
    CPPUNIT_TEST(an_admin_belongs_into_the_root_domain);
    CPPUNIT_TEST(an_account_needs_a_type_or_a_role);
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

    Outcome permit(const std::string& role, const char* rule, const char* permission = "allow")
    {
        return cloud.call("root", {{"command", "createRolePermission"},
                                   {"roleid", cloud.world().roles.findName(role)->id},
                                   {"rule", rule},
                                   {"permission", permission}});
    }

    void makeRole(const char* name)
    {
        cloud.call("root", {{"command", "createRole"}, {"name", name}, {"type", "User"}});
    }

    Outcome createAccount(Parameters more)
    {
        const Parameters person{{"command", "createAccount"},
                                {"password", "x"},
                                {"firstname", "n"},
                                {"lastname", "n"},
                                {"email", "n@example.org"}};
        more.insert(more.end(), person.begin(), person.end());
        return cloud.call("root", std::move(more));
    }

    void rules_match_in_any_case_of_letters()
    {
        makeRole("r");

        permit("r", "LISTvirtual*");

        CPPUNIT_ASSERT(may("r", "listVirtualMachines"));
    }

    void a_role_has_a_rule_once()
    {
        makeRole("r");
        permit("r", "listZones");

        const Outcome outcome = permit("r", "listzones", "deny");

        CPPUNIT_ASSERT_EQUAL(531, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("Rule already exists for the role: r"), outcome.description);
    }

    void cloudstacks_own_roles_take_no_rules()
    {
        const Outcome outcome = permit("User", "listHosts");

        CPPUNIT_ASSERT_EQUAL(531, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("Role permission cannot be added for Default roles"), outcome.description);
        CPPUNIT_ASSERT(!may("User", "listHosts"));
    }

    void a_rule_is_a_name_with_wildcards()
    {
        makeRole("r");

        const Outcome outcome = permit("r", "a b");

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("Only API names and wildcards are allowed, invalid rule provided: a b"),
                             outcome.description);
    }

    void an_account_that_exists_is_a_wrong_parameter()
    {
        const Outcome outcome = createAccount({{"username", "new"}, {"account", "alice"}, {"accounttype", "0"}});

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("The specified account: alice already exists"), outcome.description);
        CPPUNIT_ASSERT_EQUAL(431,
                             createAccount({{"username", "alice"}, {"account", "new"}, {"accounttype", "0"}}).status);
    }

    void an_account_name_is_free_in_another_domain()
    {
        const std::string below =
            cloud.world().domains.add({"5b1dd0ba-7a0c-4b36-9d6b-0f2a8f6a4b11", 0, "below", "ROOT/below"}).id;

        CPPUNIT_ASSERT_EQUAL(200,
                             createAccount({{"username", "alice"}, {"accounttype", "0"}, {"domainid", below}}).status);
    }

    void an_admin_belongs_into_the_root_domain()
    {
        const std::string below =
            cloud.world().domains.add({"5b1dd0ba-7a0c-4b36-9d6b-0f2a8f6a4b11", 0, "below", "ROOT/below"}).id;

        const Outcome outcome = createAccount({{"username", "new"}, {"accounttype", "1"}, {"domainid", below}});

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
        CPPUNIT_ASSERT_EQUAL(
            std::string("Invalid account type ADMIN given for an account in domain Domain "
                        "{\"id\":2,\"name\":\"below\",\"path\":\"/below/\",\"uuid\":"
                        "\"5b1dd0ba-7a0c-4b36-9d6b-0f2a8f6a4b11\"}; unable to create user of admin role type in "
                        "non-ROOT domain."),
            outcome.description);
    }

    void an_account_needs_a_type_or_a_role()
    {
        const Outcome outcome = createAccount({{"username", "new"}});

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("Neither account type and role ID are not provided"), outcome.description);
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

    std::size_t countRoles(Parameters asked, const char* user = "root")
    {
        asked.insert(asked.begin(), {"command", "listRoles"});
        const Outcome outcome = cloud.call(user, std::move(asked));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(outcome.description, 200, outcome.status);
        const Value* const items = outcome.body.find("role");
        return items == nullptr ? 0 : items->size();
    }

    void roles_are_listed_by_name_type_and_state()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, countRoles({{"type", "DomainAdmin"}}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, countRoles({{"keyword", "read-only"}, {"type", "nonsense"}}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{9}, countRoles({{"state", "Enabled"}}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, countRoles({{"state", "disabled"}}));
        CPPUNIT_ASSERT_EQUAL(std::string("Unrecognized role state value"),
                             cloud.call("root", {{"command", "listRoles"}, {"state", "x"}}).description);
        CPPUNIT_ASSERT_EQUAL(std::string("No enum constant org.apache.cloudstack.acl.RoleType.user"),
                             cloud.call("root", {{"command", "listRoles"}, {"type", "user"}}).description);
    }

    void a_domain_admin_is_shown_roles_that_may_no_more_than_his()
    {
        cloud.world().accounts.findName("alice")->role = cloud.world().roles.findName("Domain Admin");

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, countRoles({{"name", "User"}}, "alice"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, countRoles({{"name", "Domain Admin"}}, "alice"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, countRoles({{"name", "Root Admin"}}, "alice"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, countRoles({{"type", "Admin"}}, "alice"));
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
        const Domain& below = world.domains.add({"5b1dd0ba-7a0c-4b36-9d6b-0f2a8f6a4b11", 0, "below", "ROOT/below"});
        Account& alice = *world.accounts.findName("alice");
        alice.domain = &below;
        alice.role = world.roles.findName("Domain Admin");
        const auto status = [&](Parameters parameters) { return cloud.call("alice", std::move(parameters)).status; };
        const Parameters account{{"command", "createAccount"}, {"username", "new"}, {"password", "x"},
                                 {"firstname", "n"},           {"lastname", "n"},   {"email", "n@example.org"}};
        const auto in = [&](const Domain& domain, const char* type) {
            Parameters parameters = account;
            parameters.emplace_back("accounttype", type);
            parameters.emplace_back("domainid", domain.id);
            return parameters;
        };

        CPPUNIT_ASSERT_EQUAL(531, status(in(below, "1")));
        CPPUNIT_ASSERT_EQUAL(531, status(in(*world.domains.findName("ROOT"), "0")));
        CPPUNIT_ASSERT_EQUAL(200, status(in(below, "0")));
        CPPUNIT_ASSERT_EQUAL(531, status({{"command", "disableUser"}, {"id", world.users.findName("bob")->id}}));
        const std::string router = world.routers.begin()->second->id;
        CPPUNIT_ASSERT_EQUAL(531, status({{"command", "stopRouter"}, {"id", router}}));
    }

    /// A rule like this must not take long to say no.
    void a_rule_of_many_stars_matches_as_one_of_few()
    {
        std::string stars;
        for (int i = 0; i < 100; ++i)
            stars += "*i";
        Role role{"id", 0, "name", RoleType::user, {{stars + "*x", true}, {"*i*Virtual***s", true}}};

        CPPUNIT_ASSERT(isAllowed(role, *findCommand("listVirtualMachines")));
        CPPUNIT_ASSERT(!isAllowed(role, *findCommand("listZones")));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RolesTest);

} // namespace readystage::cloudsim
