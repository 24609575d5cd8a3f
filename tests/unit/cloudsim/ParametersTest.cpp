#include <cppunit/extensions/HelperMacros.h>

#include "tests/cloudsim/core/Dates.h"
#include "tests/cloudsim/core/Infrastructure.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// What CloudStack says to values that are empty, too long, too many or of the wrong kind (ParamProcessWorker.java,
/// BaseListCmd.java, QueryManagerImpl.java).
class ParametersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ParametersTest);
    CPPUNIT_TEST(an_empty_value_of_a_required_parameter_is_refused);
    CPPUNIT_TEST(a_date_is_read_leniently);
    CPPUNIT_TEST(parameters_are_complained_of_in_the_order_of_their_fields);
    CPPUNIT_TEST(a_parameter_that_came_after_release_3_passes_over_what_is_no_uuid);
    CPPUNIT_TEST(a_parameter_that_was_there_from_the_beginning_does_not);
    CPPUNIT_TEST(a_database_number_below_one_is_refused);
    CPPUNIT_TEST(an_integer_of_more_than_32_bits_is_refused);
    CPPUNIT_TEST(the_length_of_a_text_is_counted_in_characters_not_in_bytes);
    CPPUNIT_TEST(a_page_size_without_a_page_is_told_before_one_that_is_too_large);
    CPPUNIT_TEST(page_size_minus_one_is_the_whole_list);
    CPPUNIT_TEST(a_page_of_unlimited_size_is_refused);
    CPPUNIT_TEST(a_tag_to_look_for_needs_a_value);
    CPPUNIT_TEST(a_keyword_is_a_whole_state_or_none);
    CPPUNIT_TEST(a_keyword_is_a_pattern);
    CPPUNIT_TEST(a_state_of_nothing_is_nobodys);
    CPPUNIT_TEST(a_destroyed_vm_is_in_no_pod_or_cluster);
    CPPUNIT_TEST(a_count_needs_no_right_details);
    CPPUNIT_TEST(a_hypervisor_that_does_not_exist_is_refused);
    CPPUNIT_TEST(an_account_that_does_not_exist_is_refused);
    CPPUNIT_TEST(the_account_of_somebody_else_is_none_of_a_tenants_business);
    CPPUNIT_TEST(events_of_an_unknown_type_of_resource_are_refused);
    CPPUNIT_TEST(events_of_an_unknown_state_are_refused);
    CPPUNIT_TEST(events_of_a_resource_that_never_was_are_refused);
    CPPUNIT_TEST(an_event_that_never_was_is_refused);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    Outcome listing(Parameters parameters)
    {
        parameters.insert(parameters.begin(), {{"command", "listVirtualMachines"}, {"listall", "true"}});
        return cloud.call("root", std::move(parameters));
    }

    std::string list(Parameters parameters) { return SmallCloud::json(listing(std::move(parameters))); }

    static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

    void an_empty_value_of_a_required_parameter_is_refused()
    {
        const Outcome outcome =
            cloud.call("root", {{"command", "getVirtualMachineUserData"}, {"virtualmachineid", ""}});

        CPPUNIT_ASSERT_EQUAL(std::string("Invalid value provided for API arg: virtualmachineid"), outcome.description);
    }

    void a_date_is_read_leniently()
    {
        const auto read = [](const char* text) {
            const auto date = parseDate(text);
            return date ? formatDate(*date) : std::string("none");
        };

        CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22T13:00:05+0000"), read("2026-11-22T14:00:05+0100"));
        CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22T01:02:03+0000"), read("2026-11-22 1:2:3"));
        CPPUNIT_ASSERT_EQUAL(std::string("2026-01-02T00:00:00+0000"), read("2026-1-2T13:00:00"));
        CPPUNIT_ASSERT_EQUAL(std::string("2027-02-14T00:00:00+0000"), read("2026-13-45"));
        CPPUNIT_ASSERT_EQUAL(std::string("2200-01-01T00:00:00+0000"), read("99999999-1-1"));
        CPPUNIT_ASSERT_EQUAL(std::string("none"), read("yesterday"));
        CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22T23:59:59+0000"), formatDate(*parseEndDate("2026-11-22")));
    }

    void parameters_are_complained_of_in_the_order_of_their_fields()
    {
        const auto first = [&](const char* command, Parameters more = {}) {
            more.emplace_back("command", command);
            return cloud.call("root", std::move(more)).description;
        };

        CPPUNIT_ASSERT(first("createTags").ends_with("missing parameter tags"));
        CPPUNIT_ASSERT(first("createAccount").ends_with("missing parameter email"));
        CPPUNIT_ASSERT(has(first("deployVirtualMachine", {{"serviceofferingid", "x"}}), "serviceofferingid value=x"));
        CPPUNIT_ASSERT(first("updateVirtualMachine", {{"extraconfig", std::string(6000, 'x')}, {"id", "1"}})
                           .ends_with("for param: extraConfig"));
    }

    void a_parameter_that_came_after_release_3_passes_over_what_is_no_uuid()
    {
        cloud.deploy("alice", "one");

        CPPUNIT_ASSERT(has(list({{"userdataid", "nonsense"}}), "\"count\":1"));
    }

    void a_parameter_that_was_there_from_the_beginning_does_not()
    {
        const Outcome outcome = listing({{"zoneid", "nonsense"}});

        CPPUNIT_ASSERT(has(outcome.description, "Invalid parameter zoneid value=nonsense due to incorrect long value"));
    }

    void a_database_number_below_one_is_refused()
    {
        const Outcome outcome = listing({{"id", "0"}});

        CPPUNIT_ASSERT_EQUAL(std::string("Unable to execute API command listvirtualmachines due to invalid value. "
                                         "Invalid value provided for API arg: id"),
                             outcome.description);
    }

    void an_integer_of_more_than_32_bits_is_refused()
    {
        const Outcome outcome = listing({{"page", "4294967297"}, {"pagesize", "1"}});

        CPPUNIT_ASSERT_EQUAL(std::string("Unable to execute API command listvirtualmachines due to invalid value "
                                         "4294967297 for parameter page"),
                             outcome.description);
    }

    void the_length_of_a_text_is_counted_in_characters_not_in_bytes()
    {
        std::string umlauts;
        for (int i = 0; i < 255; ++i)
            umlauts += "\xC3\xBC";

        const int fits = listing({{"keyword", umlauts}}).status;
        const int tooLong = listing({{"keyword", umlauts + "u"}}).status;

        CPPUNIT_ASSERT(fits == 200 && tooLong == 431);
    }

    void a_page_size_without_a_page_is_told_before_one_that_is_too_large()
    {
        const Outcome outcome = listing({{"pagesize", "100000"}});

        CPPUNIT_ASSERT_EQUAL(std::string("\"page\" parameter is required when \"pagesize\" is specified"),
                             outcome.description);
    }

    void page_size_minus_one_is_the_whole_list()
    {
        cloud.world().settings.defaultPageSize = 1;
        cloud.deploy("alice", "one");
        cloud.deploy("alice", "two");

        CPPUNIT_ASSERT(has(list({{"pagesize", "-1"}}), "\"name\":\"two\""));
    }

    void a_page_of_unlimited_size_is_refused()
    {
        const Outcome outcome = listing({{"page", "1"}, {"pagesize", "-1"}});

        CPPUNIT_ASSERT_EQUAL(std::string("Can't specify page parameter when pagesize is -1 (Unlimited)"),
                             outcome.description);
    }

    void a_tag_to_look_for_needs_a_value()
    {
        const Outcome outcome = listing({{"tags[0].key", "ready"}});

        CPPUNIT_ASSERT_EQUAL(std::string("No value is passed in for key ready"), outcome.description);
    }

    void a_keyword_is_a_whole_state_or_none()
    {
        cloud.deploy("alice", "one");

        CPPUNIT_ASSERT(has(list({{"keyword", "running"}}), "\"count\":1") &&
                       !has(list({{"keyword", "runnin"}}), "count"));
    }

    void a_keyword_is_a_pattern()
    {
        CPPUNIT_ASSERT(containsLike("vm-1", "M_1") && containsLike("vm-1", "v%1") && containsLike("a_b", "\\_"));
        CPPUNIT_ASSERT(!containsLike("vm-1", "v_1") && !containsLike("vm-1", "1%v") && !containsLike("ab", "\\_"));
        CPPUNIT_ASSERT(containsLike("gr\xc3\xbc\xc3\x9f", "r__") && !containsLike("", "_"));
        CPPUNIT_ASSERT(!containsLike(std::string(255, 'a'), "a%a%a%a%a%a%a%a%a%a%a%a%a%a%b"));
    }

    void a_state_of_nothing_is_nobodys()
    {
        cloud.deploy("alice", "one");

        CPPUNIT_ASSERT(!has(list({{"state", ""}}), "count"));
    }

    void a_destroyed_vm_is_in_no_pod_or_cluster()
    {
        const std::string id = cloud.deploy("alice", "one");
        CPPUNIT_ASSERT(has(list({{"podid", podId()}}), id) && has(list({{"clusterid", clusterId()}}), id));
        cloud.call("alice", {{"command", "destroyVirtualMachine"}, {"id", id}});
        cloud.finishJobs();

        CPPUNIT_ASSERT(!has(list({{"podid", podId()}}), id) && !has(list({{"clusterid", clusterId()}}), id));
        CPPUNIT_ASSERT(has(list({{"podid", podId()}, {"state", "Destroyed"}}), id));
    }

    void a_count_needs_no_right_details()
    {
        cloud.deploy("alice", "one");

        CPPUNIT_ASSERT(has(list({{"details", "junk"}, {"retrieveonlyresourcecount", "true"}}), "\"count\":1"));
        CPPUNIT_ASSERT_EQUAL(431, listing({{"details", "junk"}}).status);
    }

    void a_hypervisor_that_does_not_exist_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("Invalid HypervisorType Abacus"),
                             listing({{"hypervisor", "Abacus"}}).description);
    }

    void an_account_that_does_not_exist_is_refused()
    {
        const Outcome outcome = listing({{"account", "nobody"}});

        CPPUNIT_ASSERT(
            has(outcome.description,
                "could not find account nobody in domain Domain {\"id\":1,\"name\":\"ROOT\",\"path\":\"/\""));
    }

    void the_account_of_somebody_else_is_none_of_a_tenants_business()
    {
        const Outcome outcome = cloud.call("bob", {{"command", "listVirtualMachines"}, {"account", "alice"}});

        CPPUNIT_ASSERT_EQUAL(531, outcome.status);
    }

    void events_of_an_unknown_type_of_resource_are_refused()
    {
        const Outcome outcome = cloud.call("root", {{"command", "listEvents"}, {"resourcetype", "UserVm"}});

        CPPUNIT_ASSERT_EQUAL(std::string("Invalid resourcetype"), outcome.description);
    }

    void events_of_an_unknown_state_are_refused()
    {
        const Outcome outcome = cloud.call("root", {{"command", "listEvents"}, {"state", "completed"}});

        CPPUNIT_ASSERT_EQUAL(std::string("Invalid state specified: completed"), outcome.description);
    }

    void events_of_a_resource_that_never_was_are_refused()
    {
        const Outcome outcome = cloud.call("root", {{"command", "listEvents"},
                                                    {"resourcetype", "VirtualMachine"},
                                                    {"resourceid", "11111111-2222-3333-4444-555555555555"}});

        CPPUNIT_ASSERT_EQUAL(std::string("Invalid resourceid"), outcome.description);
    }

    void an_event_that_never_was_is_refused()
    {
        const Outcome outcome =
            cloud.call("root", {{"command", "listEvents"}, {"id", "11111111-2222-3333-4444-555555555555"}});

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ParametersTest);

} // namespace readystage::cloudsim
