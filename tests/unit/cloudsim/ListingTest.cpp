#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

class ListingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ListingTest);
    CPPUNIT_TEST(without_paging_a_list_is_cut_silently_and_count_tells);
    CPPUNIT_TEST(behind_the_last_page_there_is_a_count_and_no_list);
    CPPUNIT_TEST(a_keyword_finds_addresses);
    CPPUNIT_TEST(ids_that_are_no_ids_are_passed_over);
    CPPUNIT_TEST(a_database_number_is_an_id);
    CPPUNIT_TEST(a_database_number_of_nothing_finds_nothing);
    CPPUNIT_TEST(an_expunged_vm_is_an_empty_list_not_an_error);
    CPPUNIT_TEST(present_leaves_out_what_is_destroyed);
    CPPUNIT_TEST(listapis_shows_what_the_role_may_call);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    std::string list(Parameters parameters)
    {
        parameters.insert(parameters.begin(),
                          {{"command", "listVirtualMachines"}, {"details", "min"}, {"listall", "true"}});
        return SmallCloud::json(cloud.call("root", std::move(parameters)));
    }

    static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

    void without_paging_a_list_is_cut_silently_and_count_tells()
    {
        cloud.world().settings.defaultPageSize = 1;
        cloud.deploy("alice", "one");
        cloud.deploy("alice", "two");

        const std::string shown = list({});

        CPPUNIT_ASSERT(has(shown, "\"count\":2") && has(shown, "\"name\":\"one\"") && !has(shown, "\"name\":\"two\""));
    }

    void behind_the_last_page_there_is_a_count_and_no_list()
    {
        cloud.deploy("alice", "one");

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"listvirtualmachinesresponse":{"count":1}})"),
                             list({{"page", "2"}, {"pagesize", "1"}}));
    }

    void a_keyword_finds_addresses()
    {
        cloud.deploy("alice", "one");
        cloud.deploy("alice", "two");

        const std::string shown = list({{"keyword", "0.1.11"}});

        CPPUNIT_ASSERT(has(shown, "\"count\":1") && has(shown, "\"name\":\"two\""));
    }

    void ids_that_are_no_ids_are_passed_over()
    {
        const std::string id = cloud.deploy("alice", "one");

        CPPUNIT_ASSERT(has(list({{"ids", "nonsense," + id}}), "\"count\":1"));
    }

    void a_database_number_is_an_id()
    {
        cloud.deploy("alice", "one");

        CPPUNIT_ASSERT(has(list({{"id", "1"}}), "\"name\":\"one\""));
    }

    void a_database_number_of_nothing_finds_nothing()
    {
        CPPUNIT_ASSERT_EQUAL(std::string(R"({"listvirtualmachinesresponse":{}})"), list({{"id", "4711"}}));
    }

    void an_expunged_vm_is_an_empty_list_not_an_error()
    {
        const std::string id = cloud.deploy("alice", "one");
        cloud.call("root", {{"command", "destroyVirtualMachine"}, {"id", id}, {"expunge", "true"}});
        cloud.finishJobs();

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"listvirtualmachinesresponse":{}})"), list({{"id", id}}));
    }

    void present_leaves_out_what_is_destroyed()
    {
        const std::string id = cloud.deploy("alice", "one");
        cloud.deploy("alice", "two");
        cloud.call("root", {{"command", "destroyVirtualMachine"}, {"id", id}});
        cloud.finishJobs();

        const std::string shown = list({{"state", "Present"}});

        CPPUNIT_ASSERT(has(shown, "\"count\":1") && has(shown, "\"name\":\"two\""));
    }

    void listapis_shows_what_the_role_may_call()
    {
        cloud.world().roles.findName("User")->rules = {{"listZones", true}, {"listApis", true}, {"*", false}};

        const std::string shown = SmallCloud::json(cloud.call("alice", {{"command", "listApis"}}));

        CPPUNIT_ASSERT(has(shown, R"({"listapisresponse":{"count":2,"api":[{"name":"list)") &&
                       has(shown, R"("name":"listZones","description":"Lists zones","isasync":false)"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ListingTest);

} // namespace readystage::cloudsim
