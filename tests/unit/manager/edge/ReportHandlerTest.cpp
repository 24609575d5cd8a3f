#include "manager/edge/ReportHandler.h"

#include <future>

#include "manager/core/Lifecycle.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/MemoryJournal.h"
#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::samples;
using namespace std::string_literals;

class ReportHandlerTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ReportHandlerTest);
    CPPUNIT_TEST(a_report_is_durable_before_it_is_acknowledged);
    CPPUNIT_TEST(the_verification_is_announced_after_the_commit);
    CPPUNIT_TEST(the_same_report_gets_the_same_answer_byte_for_byte);
    CPPUNIT_TEST(a_contradiction_is_409);
    CPPUNIT_TEST(what_is_no_report_is_400_naming_the_field);
    CPPUNIT_TEST(other_methods_and_paths_are_refused);
    CPPUNIT_TEST(a_full_store_is_503_with_a_wait_and_recovers);
    CPPUNIT_TEST(a_full_queue_is_503_and_nothing_is_stored);
    CPPUNIT_TEST(a_vm_over_its_quota_is_429_with_the_wait_and_others_are_not);
    CPPUNIT_TEST(an_address_over_its_quota_is_429_whatever_it_sends);
    CPPUNIT_TEST_SUITE_END();

    fakes::MemoryJournal journal;
    fakes::FakeClock clock;
    Metrics metrics;
    std::vector<ReportId> announced;
    Committer committer{
        journal, clock, {.reports = 2}, [this](const StoredReport& s) { announced.push_back(s.report.id); }};
    ReportHandler handler{committer,
                          {{.most = 16, .per = std::chrono::minutes(1)}, {.most = 20, .per = std::chrono::minutes(1)}},
                          clock,
                          metrics};

    static http::Request post(const std::string& body) { return {"POST", "/v1/reports", {}, body, kAddress, kAddress}; }

    http::Response answerTo(const http::Request& request)
    {
        auto promise = std::make_shared<std::promise<http::Response>>();
        handler.handle(request, [promise](http::Response response) { promise->set_value(std::move(response)); });
        return promise->get_future().get();
    }

    void a_report_is_durable_before_it_is_acknowledged()
    {
        committer.start();

        const auto response = answerTo(post(bytesOf(report(1, ReportStatus::ready))));

        CPPUNIT_ASSERT_EQUAL(202, response.status);
        CPPUNIT_ASSERT_EQUAL(response.body, journal.report(reportId(1)).value().receipt);
        CPPUNIT_ASSERT(journal.report(reportId(1))->peer == kAddress);
    }

    void the_verification_is_announced_after_the_commit()
    {
        committer.start();

        (void)answerTo(post(bytesOf(report(1, ReportStatus::ready))));
        (void)answerTo(post(bytesOf(report(1, ReportStatus::ready))));
        committer.stop();

        CPPUNIT_ASSERT(announced == std::vector{reportId(1)});
    }

    void the_same_report_gets_the_same_answer_byte_for_byte()
    {
        committer.start();

        const auto first = answerTo(post(bytesOf(report(1, ReportStatus::ready))));
        const auto second = answerTo(post(bytesOf(report(1, ReportStatus::ready))));

        CPPUNIT_ASSERT_EQUAL(202, second.status);
        CPPUNIT_ASSERT_EQUAL(first.body, second.body);
    }

    void a_contradiction_is_409()
    {
        committer.start();
        journal.commit(decide(newVm(kVm, kNoon), stored(1, ReportStatus::ready), Verified{Assurance::address},
                              LifecycleRules{}, kNoon));
        const Happening restore{Happening::Kind::reinstalled, "e", kNoon + std::chrono::hours(1), "VM.RESTORE"};
        journal.commit(happened(journal.vm(kVm).value(), restore, LifecycleRules{}, kNoon));

        CPPUNIT_ASSERT_EQUAL(409, answerTo(post(bytesOf(report(2, ReportStatus::ready)))).status);
        CPPUNIT_ASSERT(!journal.report(reportId(2)));
    }

    void what_is_no_report_is_400_naming_the_field()
    {
        const std::string good = bytesOf(report(1, ReportStatus::ready));
        const auto without = good.substr(0, good.find("\"status\"")) + good.substr(good.find("\"phase\""));

        CPPUNIT_ASSERT_EQUAL(400, answerTo(post("not json")).status);
        const auto response = answerTo(post(without));
        CPPUNIT_ASSERT_EQUAL(400, response.status);
        CPPUNIT_ASSERT_MESSAGE(response.body, response.body.find("status") != std::string::npos);
    }

    void other_methods_and_paths_are_refused()
    {
        http::Request get = post("");
        get.method = "GET";
        http::Request elsewhere = post("");
        elsewhere.target = "/";

        CPPUNIT_ASSERT_EQUAL(405, answerTo(get).status);
        CPPUNIT_ASSERT_EQUAL(404, answerTo(elsewhere).status);
    }

    void a_full_store_is_503_with_a_wait_and_recovers()
    {
        committer.start();
        journal.fillUpOnce();

        const auto refused = answerTo(post(bytesOf(report(1, ReportStatus::ready))));
        const auto taken = answerTo(post(bytesOf(report(1, ReportStatus::ready))));

        CPPUNIT_ASSERT_EQUAL(503, refused.status);
        CPPUNIT_ASSERT(http::findHeader(refused.headers, "retry-after") != nullptr);
        CPPUNIT_ASSERT_EQUAL(202, taken.status);
    }

    void a_vm_over_its_quota_is_429_with_the_wait_and_others_are_not()
    {
        committer.start();
        for (int number = 0; number < 16; ++number)
            CPPUNIT_ASSERT_EQUAL(202, answerTo(post(bytesOf(report(number, ReportStatus::ready)))).status);

        const auto refused = answerTo(post(bytesOf(report(17, ReportStatus::ready))));
        Report other = report(18, ReportStatus::ready);
        other.vm = kOtherVm;

        CPPUNIT_ASSERT_EQUAL(429, refused.status);
        CPPUNIT_ASSERT_EQUAL("4"s, *http::findHeader(refused.headers, "retry-after"));
        CPPUNIT_ASSERT(!journal.report(reportId(17)));
        CPPUNIT_ASSERT_EQUAL(202, answerTo(post(bytesOf(other))).status);
    }

    void an_address_over_its_quota_is_429_whatever_it_sends()
    {
        for (int number = 0; number < 20; ++number)
            CPPUNIT_ASSERT_EQUAL(400, answerTo(post("nonsense")).status);

        CPPUNIT_ASSERT_EQUAL(429, answerTo(post("nonsense")).status);
    }

    void a_full_queue_is_503_and_nothing_is_stored()
    {
        const auto ignore = [](const http::Response&) {};
        handler.handle(post(bytesOf(report(1, ReportStatus::ready))), ignore);
        handler.handle(post(bytesOf(report(2, ReportStatus::ready))), ignore);

        CPPUNIT_ASSERT_EQUAL(503, answerTo(post(bytesOf(report(3, ReportStatus::ready)))).status);

        committer.start();
        committer.stop();
        CPPUNIT_ASSERT(journal.report(reportId(2)));
        CPPUNIT_ASSERT(!journal.report(reportId(3)));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReportHandlerTest);
