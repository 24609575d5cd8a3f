#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

#include "tests/cloudsim/core/Metadata.h"
#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// A misbehaviour that does not happen would make every test of survival worthless.
class MisbehaviourTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MisbehaviourTest);
    CPPUNIT_TEST(update_530_not_stored_fails_and_stores_nothing);
    CPPUNIT_TEST(update_534_stored_fails_and_stores_but_the_router_keeps_the_old);
    CPPUNIT_TEST(an_update_without_userdata_does_not_use_one_up);
    CPPUNIT_TEST(tag_duplicate_fails_the_job_and_applies_nothing);
    CPPUNIT_TEST(maintenance_503_refuses_every_asynchronous_command_and_does_nothing);
    CPPUNIT_TEST(throttle_429_names_the_wait_in_its_text);
    CPPUNIT_TEST(empty_200_does_the_work_and_says_nothing);
    CPPUNIT_TEST(job_fails_fails_a_deploy_and_leaves_the_vm_in_error);
    CPPUNIT_TEST(job_fails_fails_every_other_job_and_changes_nothing);
    CPPUNIT_TEST(a_count_is_used_up);
    CPPUNIT_TEST(a_command_keeps_others_out);
    CPPUNIT_TEST(an_unknown_name_is_refused);
    CPPUNIT_TEST(every_row_has_a_sentence);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    void plan(const char* name, unsigned count = 1, const char* command = "")
    {
        CPPUNIT_ASSERT(cloud.world().misbehaviours.plan(name, count, command));
    }

    Outcome update(const std::string& id, const Parameters& what)
    {
        Parameters parameters{{"command", "updateVirtualMachine"}, {"id", id}};
        parameters.insert(parameters.end(), what.begin(), what.end());
        return cloud.call("root", parameters);
    }

    Outcome tag(const std::string& id)
    {
        return cloud.call("root", {{"command", "createTags"},
                                   {"resourcetype", "UserVm"},
                                   {"resourceids", id},
                                   {"tags[0].key", "ready"},
                                   {"tags[0].value", "1"}});
    }

    Vm& vm(const std::string& id) { return *cloud.world().vms.find(id); }

    void update_530_not_stored_fails_and_stores_nothing()
    {
        const std::string id = cloud.deploy("root", "one", "YT0xCg==");
        plan("update-530-not-stored");

        const Outcome outcome = update(id, {{"userdata", "YT0yCg=="}});

        CPPUNIT_ASSERT_EQUAL(530, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("YT0xCg=="), vm(id).userData);
    }

    void update_534_stored_fails_and_stores_but_the_router_keeps_the_old()
    {
        const std::string id = cloud.deploy("root", "one", "YT0xCg==");
        plan("update-534-stored");

        const Outcome outcome = update(id, {{"userdata", "YT0yCg=="}});

        CPPUNIT_ASSERT_EQUAL(534, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("YT0yCg=="), vm(id).userData);
        CPPUNIT_ASSERT_EQUAL(
            std::string("a=1\n"),
            metadata(cloud.world(), *cloud.world().networks.findName("net"), "127.0.1.10", "/latest/user-data").body);
    }

    void an_update_without_userdata_does_not_use_one_up()
    {
        const std::string id = cloud.deploy("root", "one");
        plan("update-530-not-stored");

        const Outcome renamed = update(id, {{"displayname", "x"}});

        CPPUNIT_ASSERT_EQUAL(200, renamed.status);
        CPPUNIT_ASSERT_EQUAL(530, update(id, {{"userdata", "YT0yCg=="}}).status);
    }

    void tag_duplicate_fails_the_job_and_applies_nothing()
    {
        const std::string id = cloud.deploy("root", "one");
        plan("tag-duplicate");

        const Outcome started = tag(id);
        cloud.finishJobs();

        CPPUNIT_ASSERT(cloud.jobResult("root", started).find("tag ready already on UserVm with id " + id) !=
                       std::string::npos);
        CPPUNIT_ASSERT(vm(id).tags.empty());
    }

    void maintenance_503_refuses_every_asynchronous_command_and_does_nothing()
    {
        const std::string id = cloud.deploy("root", "one");
        plan("maintenance-503", 4);

        const std::string none = cloud.deploy("root", "two");

        CPPUNIT_ASSERT_EQUAL(std::string(), none);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, cloud.world().vms.size());
        CPPUNIT_ASSERT_EQUAL(503, tag(id).status);
        CPPUNIT_ASSERT_EQUAL(
            503,
            cloud.call("root", {{"command", "deleteTags"}, {"resourcetype", "UserVm"}, {"resourceids", id}}).status);
        CPPUNIT_ASSERT_EQUAL(503, cloud.call("root", {{"command", "destroyVirtualMachine"}, {"id", id}}).status);
    }

    void throttle_429_names_the_wait_in_its_text()
    {
        plan("throttle-429");

        const Outcome outcome = cloud.call("alice", {{"command", "listZones"}});

        CPPUNIT_ASSERT_EQUAL(429, outcome.status);
        CPPUNIT_ASSERT_EQUAL(
            std::string("The given user has reached his/her account api limit, please retry after [133] ms."),
            outcome.description);
    }

    void empty_200_does_the_work_and_says_nothing()
    {
        const std::string id = cloud.deploy("root", "one");
        plan("empty-200");

        const Outcome outcome = update(id, {{"userdata", "YT0yCg=="}});

        CPPUNIT_ASSERT(outcome.blank);
        CPPUNIT_ASSERT_EQUAL(std::string("YT0yCg=="), vm(id).userData);
    }

    void job_fails_fails_a_deploy_and_leaves_the_vm_in_error()
    {
        plan("job-fails", 1, "deployVirtualMachine");

        const std::string id = cloud.deploy("root", "one");

        CPPUNIT_ASSERT_EQUAL(std::string(state::kError), vm(id).state);
    }

    void job_fails_fails_every_other_job_and_changes_nothing()
    {
        const std::string id = cloud.deploy("root", "one");
        plan("job-fails", 2);

        const Outcome tagging = tag(id);
        const Outcome destroying =
            cloud.call("root", {{"command", "destroyVirtualMachine"}, {"id", id}, {"expunge", "true"}});
        cloud.finishJobs();

        CPPUNIT_ASSERT(cloud.jobResult("root", tagging).find("\"jobstatus\":2") != std::string::npos);
        CPPUNIT_ASSERT(cloud.jobResult("root", destroying).find("\"jobstatus\":2") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string(state::kRunning), vm(id).state);
    }

    void a_count_is_used_up()
    {
        plan("throttle-429", 2);

        const auto status = [&] { return cloud.call("alice", {{"command", "listZones"}}).status; };

        CPPUNIT_ASSERT_EQUAL(429, status());
        CPPUNIT_ASSERT_EQUAL(429, status());
        CPPUNIT_ASSERT_EQUAL(200, status());
    }

    void a_command_keeps_others_out()
    {
        plan("throttle-429", 1, "listNetworks");

        CPPUNIT_ASSERT_EQUAL(200, cloud.call("alice", {{"command", "listZones"}}).status);
        CPPUNIT_ASSERT_EQUAL(429, cloud.call("alice", {{"command", "listNetworks"}}).status);
    }

    void an_unknown_name_is_refused() { CPPUNIT_ASSERT(!cloud.world().misbehaviours.plan("be-slow", 1, "")); }

    void every_row_has_a_sentence()
    {
        const auto rows = misbehaviours();

        CPPUNIT_ASSERT(std::all_of(rows.begin(), rows.end(),
                                   [](const auto& row) { return std::string_view(row.sentence).ends_with('.'); }));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MisbehaviourTest);

} // namespace readystage::cloudsim
