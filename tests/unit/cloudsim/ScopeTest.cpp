#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// Whose rows the lists show: two domains, in the lower one an admin, dora, and a tenant, dave.
class ScopeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ScopeTest);
    CPPUNIT_TEST(a_domain_admin_sees_his_tree_with_listall_and_only_his_own_without);
    CPPUNIT_TEST(with_a_domain_listall_does_not_reach_below_it);
    CPPUNIT_TEST(a_domain_of_others_is_refused);
    CPPUNIT_TEST(a_number_of_no_domain_is_refused);
    CPPUNIT_TEST(a_resource_admin_is_not_held_to_his_domain);
    CPPUNIT_TEST(minus_one_without_listall_shows_projects_only);
    CPPUNIT_TEST(a_project_of_others_is_refused);
    CPPUNIT_TEST(a_member_finds_a_projects_vm_with_projectid_only);
    CPPUNIT_TEST(an_admin_is_shown_the_networks_of_all_accounts_newest_first);
    CPPUNIT_TEST(a_tenant_is_shown_his_networks_and_everybodys);
    CPPUNIT_TEST(what_a_list_of_networks_cannot_look_for_is_refused);
    CPPUNIT_TEST(the_networks_of_an_account_are_asked_for_with_its_domain);
    CPPUNIT_TEST(the_job_of_another_is_refused_with_his_name);
    CPPUNIT_TEST(the_last_job_of_a_vm_is_found_by_the_vm);
    CPPUNIT_TEST(an_id_of_what_this_cloud_has_not_is_refused);
    CPPUNIT_TEST(the_nic_of_an_expunged_vm_is_still_known);
    CPPUNIT_TEST(no_ids_are_no_filter);
    CPPUNIT_TEST(ids_that_are_none_find_nothing);
    CPPUNIT_TEST(names_are_compared_without_case);
    CPPUNIT_TEST(a_host_has_no_stopped_vms);
    CPPUNIT_TEST(the_count_alone_can_be_asked_for);
    CPPUNIT_TEST(volumes_are_listed_newest_first);
    CPPUNIT_TEST(an_index_that_is_no_number_is_refused);
    CPPUNIT_TEST(a_tag_without_a_key_finds_nothing);
    CPPUNIT_TEST(a_tag_remembers_its_customer);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;
    Domain& below = cloud.world().domains.add({"0a0a0a0a-0000-4000-8000-000000000001", 0, "dom1", "ROOT/dom1"});

    void addUser(const char* name, const char* role)
    {
        World& world = cloud.world();
        const Account& account =
            world.accounts.add({stableId("account", name), 0, name, &below, world.roles.findName(role)});
        const User& user = world.users.add({stableId("user", name), 0, name, &account});
        world.addKeyPair({std::string(name) + "-key", Secret(std::string(name) + "-secret"), &user});
    }

    const std::string& root() { return cloud.world().domains.begin()->second->id; }

    /// The names of what a list shows, in its order.
    std::string names(const char* user, Parameters parameters, const char* command = "listVirtualMachines",
                      const char* element = "virtualmachine", const char* member = "name")
    {
        parameters.emplace_back("command", command);
        const Outcome outcome = cloud.call(user, std::move(parameters));
        if (outcome.status != 200)
            return SmallCloud::json(outcome);
        const Value* const rows = outcome.body.find(element);
        std::string all;
        for (std::size_t i = 0; rows != nullptr && i < rows->size(); ++i)
            all.append(all.empty() ? "" : " ").append(rows->at(i).find(member)->text());
        return all;
    }

    static void contains(const std::string& text, const std::string& part)
    {
        CPPUNIT_ASSERT_MESSAGE(text, text.find(part) != std::string::npos);
    }

    std::string projectOf(const char* user)
    {
        const Outcome made = cloud.call(user, {{"command", "createProject"}, {"name", "p"}, {"displaytext", "p"}});
        cloud.finishJobs();
        return made.body.find("id")->text();
    }

    void deployInto(const std::string& project, const char* user)
    {
        World& world = cloud.world();
        cloud.call(user, {{"command", "deployVirtualMachine"},
                          {"name", "of-project"},
                          {"zoneid", world.zones.findName("zone")->id},
                          {"templateid", world.templates.findName("debian")->id},
                          {"serviceofferingid", world.serviceOfferings.findName("small")->id},
                          {"networkids", world.networks.findName("net")->id},
                          {"projectid", project}});
        cloud.finishJobs();
    }

    void addNetwork(const char* user, const char* name)
    {
        const NetworkOffering& offering =
            *cloud.world().networkOfferings.findName("DefaultIsolatedNetworkOfferingWithSourceNatService");
        cloud.call(user, {{"command", "createNetwork"},
                          {"name", name},
                          {"zoneid", cloud.world().zones.findName("zone")->id},
                          {"networkofferingid", offering.id}});
    }

public:
    void setUp() override
    {
        addUser("dora", "Domain Admin");
        addUser("dave", "User");
    }

private:
    void a_domain_admin_sees_his_tree_with_listall_and_only_his_own_without()
    {
        cloud.deploy("alice", "a");
        cloud.deploy("dave", "d");

        CPPUNIT_ASSERT_EQUAL(std::string("d"), names("dora", {{"listall", "true"}}));
        CPPUNIT_ASSERT_EQUAL(std::string(), names("dora", {}));
    }

    void with_a_domain_listall_does_not_reach_below_it()
    {
        cloud.deploy("alice", "a");
        cloud.deploy("dave", "d");

        CPPUNIT_ASSERT_EQUAL(std::string("a"), names("root", {{"listall", "true"}, {"domainid", root()}}));
        CPPUNIT_ASSERT_EQUAL(std::string("a d"), names("root", {{"isrecursive", "true"}, {"domainid", root()}}));
    }

    void a_domain_of_others_is_refused()
    {
        const std::string who = R"(Account Account [{\"accountName\":\"dora\",\"id\":)";

        contains(names("dora", {{"domainid", root()}}), who);
        contains(names("dora", {{"domainid", root()}}),
                 "does not have permission to operate within domain id=" + root());
        CPPUNIT_ASSERT_EQUAL(531, cloud.call("alice", {{"command", "listTags"}, {"domainid", below.id}}).status);
    }

    void a_number_of_no_domain_is_refused()
    {
        contains(names("root", {{"domainid", "7777"}}), "Unable to find domain by id 7777");
    }

    void a_resource_admin_is_not_held_to_his_domain()
    {
        addUser("rita", "Resource Admin");
        cloud.deploy("alice", "a");

        CPPUNIT_ASSERT_EQUAL(std::string("a"), names("rita", {{"listall", "true"}}));
    }

    void minus_one_without_listall_shows_projects_only()
    {
        deployInto(projectOf("root"), "root");
        cloud.deploy("root", "own");

        CPPUNIT_ASSERT_EQUAL(std::string("of-project"), names("root", {{"projectid", "-1"}}));
        CPPUNIT_ASSERT_EQUAL(std::string("of-project own"), names("root", {{"projectid", "-1"}, {"listall", "true"}}));
    }

    void a_project_of_others_is_refused()
    {
        const std::string project = projectOf("bob");

        contains(names("alice", {{"projectid", project}}), "can't access project id=1");
        CPPUNIT_ASSERT_EQUAL(531, cloud.call("alice", {{"command", "listTags"}, {"projectid", project}}).status);
    }

    void a_member_finds_a_projects_vm_with_projectid_only()
    {
        const std::string project = projectOf("bob");
        deployInto(project, "bob");
        const std::string id = cloud.world().vms.findName("of-project")->id;

        CPPUNIT_ASSERT_EQUAL(std::string(), names("bob", {{"id", id}}));
        CPPUNIT_ASSERT_EQUAL(std::string("of-project"), names("bob", {{"projectid", project}}));
    }

    std::string networks(const char* user, Parameters parameters = {})
    {
        return names(user, std::move(parameters), "listNetworks", "network");
    }

    void an_admin_is_shown_the_networks_of_all_accounts_newest_first()
    {
        addNetwork("alice", "hers");
        addNetwork("dave", "his");

        CPPUNIT_ASSERT_EQUAL(std::string("hers plain net"), networks("root"));
        CPPUNIT_ASSERT_EQUAL(std::string("his hers plain net"), networks("root", {{"listall", "true"}}));
        CPPUNIT_ASSERT_EQUAL(std::string("hers"), networks("root", {{"networkfilter", "account"}}));
    }

    void a_tenant_is_shown_his_networks_and_everybodys()
    {
        addNetwork("alice", "hers");

        CPPUNIT_ASSERT_EQUAL(std::string("hers plain net"), networks("alice", {{"listall", "true"}}));
        CPPUNIT_ASSERT_EQUAL(std::string("plain net"), networks("bob", {{"listall", "true"}}));
    }

    void what_a_list_of_networks_cannot_look_for_is_refused()
    {
        contains(networks("root", {{"networkfilter", "zz"}}), "Invalid value of networkfilter: zz");
        contains(networks("root", {{"supportedservices", "Nope"}}), "Invalid service specified Nope");
    }

    void the_job_of_another_is_refused_with_his_name()
    {
        const std::string vm = cloud.deploy("alice", "a");
        const Outcome started = cloud.call("alice", {{"command", "stopVirtualMachine"}, {"id", vm}});

        contains(cloud.jobResult("bob", started), R"(Account Account [{\"accountName\":\"bob\",\"id\":)");
        contains(cloud.jobResult("bob", started), "is not authorized to see job id=2");
        contains(cloud.jobResult("root", started), R"("account":"alice")");
    }

    void the_last_job_of_a_vm_is_found_by_the_vm()
    {
        const std::string vm = cloud.deploy("alice", "a");
        const Outcome started = cloud.call("alice", {{"command", "stopVirtualMachine"}, {"id", vm}});

        const std::string found = SmallCloud::json(cloud.call(
            "alice", {{"command", "queryAsyncJobResult"}, {"resourcetype", "VirtualMachine"}, {"resourceid", vm}}));

        contains(found, started.body.find("jobid")->text());
    }

    void an_id_of_what_this_cloud_has_not_is_refused()
    {
        const std::string unknown = "11111111-2222-4333-8444-555555555555";

        contains(names("root", {{"affinitygroupid", unknown}}), "Invalid parameter affinitygroupid value=" + unknown);
        contains(names("root", {{"id", unknown}}, "listVolumes", "volume"), "Invalid parameter id value=" + unknown);
        contains(networks("root", {{"physicalnetworkid", unknown}}), "Invalid parameter physicalnetworkid");
    }

    void the_nic_of_an_expunged_vm_is_still_known()
    {
        const std::string vm = cloud.deploy("root", "a");
        const std::string nic = cloud.world().vms.find(vm)->nics.front().id;
        cloud.call("root", {{"command", "destroyVirtualMachine"}, {"id", vm}, {"expunge", "true"}});
        cloud.finishJobs();

        CPPUNIT_ASSERT_EQUAL(531, cloud.call("root", {{"command", "addIpToNic"}, {"nicid", nic}}).status);
    }

    void no_ids_are_no_filter()
    {
        cloud.deploy("alice", "a");

        CPPUNIT_ASSERT_EQUAL(std::string("a"), names("alice", {{"ids", ","}}));
    }

    void ids_that_are_none_find_nothing()
    {
        const std::string id = cloud.deploy("alice", "a");

        CPPUNIT_ASSERT_EQUAL(std::string(), names("alice", {{"ids", "x"}}));
        CPPUNIT_ASSERT_EQUAL(std::string("a"), names("alice", {{"ids", id + ",x"}}));
    }

    void names_are_compared_without_case()
    {
        cloud.deploy("alice", "a");

        CPPUNIT_ASSERT_EQUAL(std::string("zone"), names("alice", {{"name", "ZONE"}}, "listZones", "zone"));
        CPPUNIT_ASSERT_EQUAL(std::string("a"), names("root", {{"account", "ALICE"}, {"domainid", root()}}));
    }

    void a_host_has_no_stopped_vms()
    {
        const std::string vm = cloud.deploy("root", "a");
        cloud.deploy("root", "b");
        const std::string host = cloud.call("root", {{"command", "listHosts"}, {"type", "Routing"}})
                                     .body.find("host")
                                     ->at(0)
                                     .find("id")
                                     ->text();
        cloud.call("root", {{"command", "stopVirtualMachine"}, {"id", vm}});
        cloud.finishJobs();

        CPPUNIT_ASSERT_EQUAL(std::string("b"), names("root", {{"hostid", host}}));
    }

    void the_count_alone_can_be_asked_for()
    {
        cloud.deploy("root", "a");

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"listvirtualmachinesresponse":{"count":1}})"),
                             SmallCloud::json(cloud.call(
                                 "root", {{"command", "listVirtualMachines"}, {"retrieveonlyresourcecount", "true"}})));
    }

    void volumes_are_listed_newest_first()
    {
        cloud.deploy("root", "a");
        cloud.deploy("root", "b");

        CPPUNIT_ASSERT_EQUAL(std::string("b a"), names("root", {}, "listVolumes", "volume", "vmname"));
        CPPUNIT_ASSERT_EQUAL(std::string("a"), names("root", {{"name", "ROOT-1"}}, "listVolumes", "volume", "vmname"));
    }

    void an_index_that_is_no_number_is_refused()
    {
        const Outcome outcome =
            cloud.call("root", {{"command", "listVirtualMachines"}, {"tags[x].key", "a"}, {"tags[x].value", "b"}});

        CPPUNIT_ASSERT_EQUAL(430, outcome.status);
        contains(SmallCloud::json(outcome), "Unable to decode parameter tags[x].");
    }

    void a_tag_without_a_key_finds_nothing()
    {
        cloud.deploy("root", "a");

        CPPUNIT_ASSERT_EQUAL(std::string(), names("root", {{"tags[0].value", "b"}}));
        contains(names("root", {{"tags[0].KEY", "b"}}), "No value is passed in for key null");
    }

    void a_tag_remembers_its_customer()
    {
        const std::string vm = cloud.deploy("root", "a");
        cloud.call("root", {{"command", "createTags"},
                            {"resourcetype", "UserVm"},
                            {"resourceids", vm},
                            {"customer", "acme"},
                            {"tags[0].key", "k"},
                            {"tags[0].value", "v"}});
        cloud.finishJobs();

        CPPUNIT_ASSERT_EQUAL(std::string("acme"), names("root", {{"customer", "acme"}}, "listTags", "tag", "customer"));
        CPPUNIT_ASSERT_EQUAL(std::string(), names("root", {{"customer", "other"}}, "listTags", "tag", "customer"));
    }

    /// NetworkServiceImpl.searchForNetworks: without domainid the account is passed over.
    void the_networks_of_an_account_are_asked_for_with_its_domain()
    {
        addNetwork("alice", "hers");
        addNetwork("root", "own");

        CPPUNIT_ASSERT_EQUAL(std::string("own hers plain net"), networks("root", {{"account", "alice"}}));
        CPPUNIT_ASSERT_EQUAL(std::string("hers plain net"),
                             networks("root", {{"account", "ALICE"}, {"domainid", root()}}));
        contains(networks("bob", {{"account", "alice"}, {"domainid", root()}}), "531");
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ScopeTest);

} // namespace readystage::cloudsim
