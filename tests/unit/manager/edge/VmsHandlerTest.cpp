#include "manager/edge/VmsHandler.h"

#include <future>

#include "common/codec/Json.h"
#include "common/codec/Signature.h"
#include "manager/core/Lifecycle.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/MemoryJournal.h"
#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::samples;
using namespace std::string_literals;

class VmsHandlerTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(VmsHandlerTest);
    CPPUNIT_TEST(a_vm_not_heard_of_is_pending);
    CPPUNIT_TEST(a_ready_vm_is_shown_with_its_history);
    CPPUNIT_TEST(a_failed_vm_is_shown_with_its_resources);
    CPPUNIT_TEST(a_waiting_request_is_answered_by_the_event);
    CPPUNIT_TEST(a_settled_vm_answers_at_once_although_wait_was_asked);
    CPPUNIT_TEST(a_request_that_waited_in_vain_gets_the_present_state);
    CPPUNIT_TEST(who_does_not_sign_is_turned_away);
    CPPUNIT_TEST(a_signature_for_a_command_is_no_good_here);
    CPPUNIT_TEST(a_signature_without_expiry_is_no_good_here);
    CPPUNIT_TEST(an_unknown_key_looks_like_a_wrong_signature);
    CPPUNIT_TEST(whom_cloudstack_does_not_show_the_vm_gets_404);
    CPPUNIT_TEST(a_cloud_that_cannot_be_asked_is_503);
    CPPUNIT_TEST(bad_input_is_named);
    CPPUNIT_TEST(no_room_is_503);
    CPPUNIT_TEST(a_turn_that_comes_too_late_is_503);
    CPPUNIT_TEST(ready_by_less_than_is_asked_for_is_pending);
    CPPUNIT_TEST_SUITE_END();

    fakes::MemoryJournal journal;
    fakes::FakeClock clock;
    LongPolls polls{clock};
    VmsHandler::Access access = VmsHandler::Access::allowed;
    bool room = true;
    bool late = false;
    VmsHandler handler{{.journal = journal,
                        .longPolls = polls,
                        .clock = clock,
                        .secretOf = [](const std::string& key) -> std::optional<Secret> {
                            if (key != "alice")
                                return std::nullopt;
                            return Secret("alices-secret");
                        },
                        .accessOf = [this](const ApiKeys&, const InstanceId&) { return access; },
                        .runElsewhere =
                            [this](const std::function<void()>& work, const std::function<void()>& tooLate) {
                                if (room)
                                    (late ? tooLate : work)();
                                return room;
                            }}};

    Parameters signedBy(const std::string& key, Parameters parameters)
    {
        parameters.emplace_back("signatureVersion", "3");
        parameters.emplace_back("expires", formatExpires(clock.now() + std::chrono::minutes(5)));
        return sign(std::move(parameters), key, Secret("alices-secret"));
    }

    static http::Request get(const std::string& path, const Parameters& query)
    {
        return {"GET", path + "?" + toQuery(query), {}, "", kAddress, kAddress};
    }

    std::shared_future<http::Response> ask(const http::Request& request)
    {
        auto promise = std::make_shared<std::promise<http::Response>>();
        handler.handle(request, [promise](http::Response response) { promise->set_value(std::move(response)); });
        return promise->get_future().share();
    }

    std::shared_future<http::Response> ask(Parameters parameters = {})
    {
        return ask(get("/v1/vms/" + kVm.str(), signedBy("alice", std::move(parameters))));
    }

    static bool isAnswered(const std::shared_future<http::Response>& answer)
    {
        return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    }

    void decideBy(const StoredReport& report)
    {
        journal.commit(decide(newVm(kVm, kNoon), report, Verified{Assurance::address},
                              LifecycleRules{.failedAfterRuns = 1}, kNoon));
    }

    void a_vm_not_heard_of_is_pending()
    {
        const auto response = ask().get();

        CPPUNIT_ASSERT_EQUAL(200, response.status);
        CPPUNIT_ASSERT_EQUAL("pending"s, Json::parse(response.body).at("state").asString());
    }

    void a_ready_vm_is_shown_with_its_history()
    {
        decideBy(stored(1, ReportStatus::ready));

        const Json json = Json::parse(ask().get().body);

        CPPUNIT_ASSERT_EQUAL("ready"s, json.at("state").asString());
        CPPUNIT_ASSERT_EQUAL("address"s, json.at("assurance").asString());
        CPPUNIT_ASSERT_EQUAL("wanted"s, json.at("tag").at("state").asString());
        CPPUNIT_ASSERT_EQUAL("ready"s, json.at("events").asArray().at(0).at("type").asString());
    }

    void ready_by_less_than_is_asked_for_is_pending()
    {
        decideBy(stored(1, ReportStatus::ready));

        const Json asked = Json::parse(ask({{"assurance", "cert"}}).get().body);

        CPPUNIT_ASSERT_EQUAL("pending"s, asked.at("state").asString());
        CPPUNIT_ASSERT_EQUAL("it is ready, proved by `address` only; asked for is `cert`"s,
                             asked.at("reason").asString());
        CPPUNIT_ASSERT_EQUAL("ready"s, Json::parse(ask({{"assurance", "address"}}).get().body).at("state").asString());
        CPPUNIT_ASSERT_EQUAL(400, ask({{"assurance", "much"}}).get().status);
        CPPUNIT_ASSERT(!isAnswered(ask({{"assurance", "cert"}, {"wait", "55s"}})));
    }

    void a_failed_vm_is_shown_with_its_resources()
    {
        Report failed = report(1, ReportStatus::failed, "1 resource failed: Exec[\\\"x\\\"]");
        failed.failedResources = {"Exec[install-foo]"};
        decideBy(stored(failed));

        const Json json = Json::parse(ask().get().body);

        CPPUNIT_ASSERT_EQUAL("failed"s, json.at("state").asString());
        CPPUNIT_ASSERT_EQUAL("Exec[install-foo]"s, json.at("failed_resources").asArray().at(0).asString());
    }

    void a_waiting_request_is_answered_by_the_event()
    {
        polls.start();
        const auto answer = ask({{"wait", "55s"}});
        CPPUNIT_ASSERT(!isAnswered(answer));

        decideBy(stored(1, ReportStatus::ready));
        polls.changed(journal.vm(kVm).value());

        CPPUNIT_ASSERT_EQUAL("ready"s, Json::parse(answer.get().body).at("state").asString());
    }

    void a_settled_vm_answers_at_once_although_wait_was_asked()
    {
        polls.start();
        decideBy(stored(1, ReportStatus::ready));

        CPPUNIT_ASSERT_EQUAL("ready"s, Json::parse(ask({{"wait", "55s"}}).get().body).at("state").asString());
    }

    void a_request_that_waited_in_vain_gets_the_present_state()
    {
        polls.start();
        const auto answer = ask({{"wait", "55s"}});

        polls.stop();

        CPPUNIT_ASSERT_EQUAL("pending"s, Json::parse(answer.get().body).at("state").asString());
    }

    void who_does_not_sign_is_turned_away()
    {
        CPPUNIT_ASSERT_EQUAL(401, ask(get("/v1/vms/" + kVm.str(), {})).get().status);
        Parameters changed = signedBy("alice", {{"wait", "1s"}});
        changed.front().second = "2s";
        CPPUNIT_ASSERT_EQUAL(401, ask(get("/v1/vms/" + kVm.str(), changed)).get().status);
    }

    void a_signature_for_a_command_is_no_good_here()
    {
        CPPUNIT_ASSERT_EQUAL(401, ask({{"command", "listZones"}}).get().status);
    }

    void a_signature_without_expiry_is_no_good_here()
    {
        const auto forever = sign({{"wait", "1s"}}, "alice", Secret("alices-secret"));

        CPPUNIT_ASSERT_EQUAL(401, ask(get("/v1/vms/" + kVm.str(), forever)).get().status);
    }

    void an_unknown_key_looks_like_a_wrong_signature()
    {
        const auto unknown = ask(get("/v1/vms/" + kVm.str(), signedBy("mallory", {}))).get();
        Parameters wrong = signedBy("alice", {});
        wrong.back().second = "d3Jvbmc=";

        CPPUNIT_ASSERT_EQUAL(401, unknown.status);
        CPPUNIT_ASSERT_EQUAL(unknown.body, ask(get("/v1/vms/" + kVm.str(), wrong)).get().body);
    }

    void whom_cloudstack_does_not_show_the_vm_gets_404()
    {
        decideBy(stored(1, ReportStatus::ready));
        access = VmsHandler::Access::denied;

        CPPUNIT_ASSERT_EQUAL(404, ask().get().status);
    }

    void a_cloud_that_cannot_be_asked_is_503()
    {
        access = VmsHandler::Access::unknown;

        CPPUNIT_ASSERT_EQUAL(503, ask().get().status);
    }

    void bad_input_is_named()
    {
        const auto noUuid = ask(get("/v1/vms/42", signedBy("alice", {}))).get();
        const auto noDuration = ask({{"wait", "long"}}).get();

        CPPUNIT_ASSERT_EQUAL(400, noUuid.status);
        CPPUNIT_ASSERT_EQUAL(400, noDuration.status);
        CPPUNIT_ASSERT(noDuration.body.find("wait") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(400,
                             ask({"GET", "/v1/vms/" + kVm.str() + "?a=%zz", {}, "", kAddress, kAddress}).get().status);
    }

    void no_room_is_503()
    {
        room = false;

        CPPUNIT_ASSERT_EQUAL(503, ask().get().status);
    }

    void a_turn_that_comes_too_late_is_503()
    {
        late = true;

        CPPUNIT_ASSERT_EQUAL(503, ask().get().status);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(VmsHandlerTest);
