#include <cppunit/extensions/HelperMacros.h>

#include "common/codec/Base64.h"
#include "common/codec/Signature.h"
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
    CPPUNIT_TEST(update_530_stored_fails_and_stores_but_the_router_keeps_the_old);
    CPPUNIT_TEST(update_slow_is_stored_at_once_and_answered_after_the_pause);
    CPPUNIT_TEST(lost_update_is_read_back_and_gone_after_the_pause);
    CPPUNIT_TEST(updates_that_overlap_lose_the_first_one_written);
    CPPUNIT_TEST(updates_one_after_the_other_lose_nothing);
    CPPUNIT_TEST(append_growth_wraps_what_is_written_each_time);
    CPPUNIT_TEST(reapply_on_rename_replaces_the_userdata);
    CPPUNIT_TEST(poisoned_list_fails_in_json_only_and_not_by_id);
    CPPUNIT_TEST(events_missing_leaves_no_trace);
    CPPUNIT_TEST(job_forgotten_is_carried_out_and_unknown);
    CPPUNIT_TEST(job_stuck_stays_pending_and_holds_up_its_vm);
    CPPUNIT_TEST(unauthorized_401_refuses_a_right_signature);
    CPPUNIT_TEST(html_502_does_nothing);
    CPPUNIT_TEST(what_damages_the_answer_does_the_work);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    void plan(const char* name, unsigned count = 1, const char* command = "")
    {
        CPPUNIT_ASSERT(cloud.world().misbehaviours.plan(name, count, command) != 0);
    }

    Outcome update(const std::string& id, const Parameters& what)
    {
        Parameters parameters{{"command", "updateVirtualMachine"}, {"id", id}};
        parameters.insert(parameters.end(), what.begin(), what.end());
        return cloud.call("root", parameters);
    }

    /// The same by a server that read the VM's row at `began`.
    void updateBegun(Instant began, const std::string& id, const Parameters& what)
    {
        Parameters parameters{{"command", "updateVirtualMachine"}, {"id", id}};
        parameters.insert(parameters.end(), what.begin(), what.end());
        answer(cloud.world(), {true, sign(parameters, "root-key", Secret("root-secret")), cloud.now, began});
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
            std::string("The given user has reached his/her account api limit, please retry after [2000] ms."),
            outcome.description);
    }

    void empty_200_does_the_work_and_says_nothing()
    {
        const std::string id = cloud.deploy("root", "one");
        plan("empty-200");

        const Outcome outcome = update(id, {{"userdata", "YT0yCg=="}});

        CPPUNIT_ASSERT(outcome.delivery == Outcome::Delivery::blank);
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

    void update_530_stored_fails_and_stores_but_the_router_keeps_the_old()
    {
        const std::string id = cloud.deploy("root", "one", "YT0xCg==");
        plan("update-530-stored");

        const Outcome outcome = update(id, {{"userdata", "YT0yCg=="}});

        CPPUNIT_ASSERT_EQUAL(530, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("YT0yCg=="), vm(id).userData);
        CPPUNIT_ASSERT_EQUAL(std::string("YT0xCg=="), vm(id).routerUserData);
    }

    void update_slow_is_stored_at_once_and_answered_after_the_pause()
    {
        const std::string id = cloud.deploy("root", "one");
        plan("update-slow");

        const Outcome outcome = update(id, {{"userdata", "YT0yCg=="}});

        CPPUNIT_ASSERT(outcome.pause == std::chrono::milliseconds(2000));
        CPPUNIT_ASSERT_EQUAL(std::string("YT0yCg=="), vm(id).userData);
    }

    void lost_update_is_read_back_and_gone_after_the_pause()
    {
        const std::string id = cloud.deploy("root", "one", "YT0xCg==");
        plan("lost-update");

        const Outcome outcome = update(id, {{"userdata", "YT0yCg=="}});
        const std::string readBack = vm(id).userData;
        for (const auto& event : cloud.world().takeLater())
            event.act(cloud.world());

        CPPUNIT_ASSERT_EQUAL(200, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("YT0yCg=="), readBack);
        CPPUNIT_ASSERT_EQUAL(std::string("YT0xCg=="), vm(id).userData);
    }

    void updates_that_overlap_lose_the_first_one_written()
    {
        const std::string id = cloud.deploy("root", "one", "YT0xCg==");
        const Instant bothBegan = cloud.now;

        cloud.now += std::chrono::milliseconds(30);
        updateBegun(bothBegan, id, {{"userdata", "YT0yCg=="}});
        cloud.now += std::chrono::milliseconds(10);
        updateBegun(bothBegan, id, {{"displayname", "renamed"}});

        CPPUNIT_ASSERT_EQUAL(std::string("renamed"), vm(id).displayName);
        CPPUNIT_ASSERT_EQUAL(std::string("YT0xCg=="), vm(id).userData);
    }

    void updates_one_after_the_other_lose_nothing()
    {
        const std::string id = cloud.deploy("root", "one", "YT0xCg==");
        const Instant began = cloud.now;

        cloud.now += std::chrono::milliseconds(30);
        updateBegun(began, id, {{"userdata", "YT0yCg=="}});
        updateBegun(cloud.now, id, {{"displayname", "renamed"}});

        CPPUNIT_ASSERT_EQUAL(std::string("renamed"), vm(id).displayName);
        CPPUNIT_ASSERT_EQUAL(std::string("YT0yCg=="), vm(id).userData);
    }

    void append_growth_wraps_what_is_written_each_time()
    {
        const std::string id = cloud.deploy("root", "one");
        plan("append-growth", 2);

        update(id, {{"userdata", "YT0yCg=="}});
        const std::string once = vm(id).userData;
        update(id, {{"userdata", once}});

        CPPUNIT_ASSERT(base64::decode(once).value().find("multipart/mixed") != std::string::npos);
        CPPUNIT_ASSERT(base64::decode(once).value().find("YT0yCg==") != std::string::npos);
        CPPUNIT_ASSERT(base64::decode(vm(id).userData).value().find(once) != std::string::npos);
    }

    void reapply_on_rename_replaces_the_userdata()
    {
        const std::string id = cloud.deploy("root", "one", "YT0xCg==");
        plan("reapply-on-rename");

        update(id, {{"displayname", "renamed"}});

        CPPUNIT_ASSERT(base64::decode(vm(id).userData).value().starts_with("#cloud-config\n"));
    }

    void poisoned_list_fails_in_json_only_and_not_by_id()
    {
        const std::string id = cloud.deploy("root", "one");
        plan("poisoned-list", 2);

        Outcome asJson = cloud.call("root", {{"command", "listVirtualMachines"}});
        Outcome asXml = cloud.call("root", {{"command", "listVirtualMachines"}});
        plan("poisoned-list");
        Outcome byId = cloud.call("root", {{"command", "listVirtualMachines"}, {"id", id}});

        CPPUNIT_ASSERT(render(asJson, true).find("Illegal group reference") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(431, asJson.status);
        CPPUNIT_ASSERT(render(asXml, false).find("<displayname>one\\u0024<") != std::string::npos);
        CPPUNIT_ASSERT(render(byId, true).find("\"displayname\":\"one\"") != std::string::npos);
    }

    void events_missing_leaves_no_trace()
    {
        const std::string id = cloud.deploy("root", "one");
        const auto updates = [&] {
            const Outcome listed = cloud.call("root", {{"command", "listEvents"}, {"type", "VM.UPDATE"}});
            const Value* const events = listed.body.find("event");
            return events == nullptr ? 0 : events->size();
        };
        plan("events-missing");

        update(id, {{"displayname", "two"}});
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, updates());
        update(id, {{"displayname", "three"}});

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, updates());
    }

    void job_forgotten_is_carried_out_and_unknown()
    {
        const std::string id = cloud.deploy("root", "one");
        plan("job-forgotten");

        const Outcome started = tag(id);
        cloud.finishJobs();

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, vm(id).tags.size());
        CPPUNIT_ASSERT(cloud.jobResult("root", started).find("\"errorcode\":431") != std::string::npos);
    }

    void job_stuck_stays_pending_and_holds_up_its_vm()
    {
        const std::string id = cloud.deploy("root", "one");
        plan("job-stuck");
        const Parameters destroy{{"command", "destroyVirtualMachine"}, {"id", id}};

        const Outcome stuck = cloud.call("root", destroy);
        const Outcome behind = cloud.call("root", destroy);
        cloud.finishJobs();

        CPPUNIT_ASSERT(cloud.jobResult("root", stuck).find("\"jobstatus\":0") != std::string::npos);
        CPPUNIT_ASSERT(cloud.jobResult("root", behind).find("\"jobstatus\":0") != std::string::npos);
    }

    void unauthorized_401_refuses_a_right_signature()
    {
        plan("unauthorized-401");

        CPPUNIT_ASSERT_EQUAL(401, cloud.call("root", {{"command", "listZones"}}).status);
        CPPUNIT_ASSERT_EQUAL(200, cloud.call("root", {{"command", "listZones"}}).status);
    }

    void html_502_does_nothing()
    {
        const std::string id = cloud.deploy("root", "one", "YT0xCg==");
        plan("html-502");

        const Outcome outcome = update(id, {{"userdata", "YT0yCg=="}});

        CPPUNIT_ASSERT(outcome.delivery == Outcome::Delivery::proxyPage);
        CPPUNIT_ASSERT_EQUAL(std::string("YT0xCg=="), vm(id).userData);
    }

    void what_damages_the_answer_does_the_work()
    {
        const std::string id = cloud.deploy("root", "one");
        const auto deliveryOf = [&](const char* name, const char* displayName) {
            plan(name);
            return update(id, {{"displayname", displayName}}).delivery;
        };

        CPPUNIT_ASSERT(deliveryOf("truncate-answer", "two") == Outcome::Delivery::truncated);
        CPPUNIT_ASSERT_EQUAL(std::string("two"), vm(id).displayName);
        CPPUNIT_ASSERT(deliveryOf("lost-answer", "three") == Outcome::Delivery::lost);
        CPPUNIT_ASSERT_EQUAL(std::string("three"), vm(id).displayName);
        CPPUNIT_ASSERT(deliveryOf("hang", "four") == Outcome::Delivery::never);
        CPPUNIT_ASSERT_EQUAL(std::string("four"), vm(id).displayName);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MisbehaviourTest);

} // namespace readystage::cloudsim
