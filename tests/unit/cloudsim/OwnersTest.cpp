#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// For whom things are made.
class OwnersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(OwnersTest);
    CPPUNIT_TEST(an_admin_makes_a_network_for_another_account);
    CPPUNIT_TEST(a_user_makes_no_network_for_another_account);
    CPPUNIT_TEST(an_account_is_named_together_with_its_domain);
    CPPUNIT_TEST(an_account_is_looked_for_in_the_named_domain_only);
    CPPUNIT_TEST(a_network_of_a_project_is_for_its_members);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    std::string domainOf(const char* account) { return cloud.world().accounts.findName(account)->domain->id; }

    Outcome createNetwork(const char* user, Parameters more)
    {
        more.emplace_back("command", "createNetwork");
        more.emplace_back("name", "new");
        more.emplace_back("zoneid", cloud.world().zones.findName("zone")->id);
        more.emplace_back("networkofferingid", cloud.world().networkOfferings.findName("DefaultL2NetworkOffering")->id);
        return cloud.call(user, std::move(more));
    }

    void an_admin_makes_a_network_for_another_account()
    {
        createNetwork("root", {{"account", "alice"}, {"domainid", domainOf("alice")}});

        const Account* const owner = cloud.world().networks.findName("new")->account;

        CPPUNIT_ASSERT_EQUAL(std::string("alice"), owner->name);
    }

    void a_user_makes_no_network_for_another_account()
    {
        const Outcome outcome = createNetwork("alice", {{"account", "bob"}, {"domainid", domainOf("bob")}});

        CPPUNIT_ASSERT_EQUAL(531, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("Can't create/list resources for account bob in domain 1, permission denied"),
                             outcome.description);
    }

    void an_account_is_named_together_with_its_domain()
    {
        const Outcome outcome = createNetwork("root", {{"account", "alice"}});

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("Account must be specified with domainId parameter"), outcome.description);
    }

    void an_account_is_looked_for_in_the_named_domain_only()
    {
        const std::string elsewhere =
            cloud.world().domains.add({"5b1dd0ba-7a0c-4b36-9d6b-0f2a8f6a4b11", 0, "below", "ROOT/below"}).id;

        const Outcome outcome = createNetwork("root", {{"account", "alice"}, {"domainid", elsewhere}});

        CPPUNIT_ASSERT_EQUAL(std::string("Unable to find account by name alice in domain with specified id"),
                             outcome.description);
    }

    void a_network_of_a_project_is_for_its_members()
    {
        const Outcome made = cloud.call("alice", {{"command", "createProject"}, {"name", "p"}, {"displaytext", "p"}});
        const std::string project = made.body.find("id")->text();

        CPPUNIT_ASSERT_EQUAL(531, createNetwork("bob", {{"projectid", project}}).status);
        CPPUNIT_ASSERT_EQUAL(200, createNetwork("alice", {{"projectid", project}}).status);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(OwnersTest);

} // namespace readystage::cloudsim
