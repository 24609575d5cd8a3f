#include "agent/edge/EventWaiter.h"
#include "agent/edge/HttpManagerLink.h"
#include "agent/edge/SpoolLock.h"
#include "common/runtime/AtomicFile.h"
#include "tests/fakes/PlainReports.h"
#include "tests/fakes/TemporaryFolder.h"

#include <cppunit/extensions/HelperMacros.h>

#include <thread>

namespace readystage::agent {

namespace {

class NoToken final : public TokenSource {
public:
    std::optional<Secret> token() override { return std::nullopt; }

    void doubt() override {}
};

} // namespace

/// Small edges: what is waited for, who may enter, what an answer's header says.
class WaitingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(WaitingTest);
    CPPUNIT_TEST(a_wait_ends_at_its_time);
    CPPUNIT_TEST(a_wait_for_the_past_ends_at_once);
    CPPUNIT_TEST(a_new_report_ends_a_wait);
    CPPUNIT_TEST(a_file_being_written_does_not);
    CPPUNIT_TEST(a_lock_keeps_others_out_until_it_is_given_back);
    CPPUNIT_TEST(a_lock_waited_for_is_taken_in_the_end);
    CPPUNIT_TEST(a_lock_that_cannot_be_made_is_named);
    CPPUNIT_TEST(retry_after_is_read_in_seconds);
    CPPUNIT_TEST(missing_authorities_are_a_reason_to_try_again);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;
    EventWaiter waiter{folder.path()};

    static Clock::Steady in(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

    void a_wait_ends_at_its_time()
    {
        const auto when = in(std::chrono::milliseconds(20));

        CPPUNIT_ASSERT(Woken::byTime == waiter.waitUntil(when));
        CPPUNIT_ASSERT(std::chrono::steady_clock::now() >= when);
    }

    void a_wait_for_the_past_ends_at_once()
    {
        CPPUNIT_ASSERT(Woken::byTime == waiter.waitUntil(in(std::chrono::hours(-1))));
    }

    void a_new_report_ends_a_wait()
    {
        writeAtomically(folder / "report.json", "{}");

        CPPUNIT_ASSERT(Woken::byNewReport == waiter.waitUntil(in(std::chrono::hours(1))));
        CPPUNIT_ASSERT(Woken::byTime == waiter.waitUntil(in(std::chrono::milliseconds(1))));
    }

    void a_file_being_written_does_not()
    {
        std::filesystem::create_directory(folder / ".half");

        CPPUNIT_ASSERT(Woken::byTime == waiter.waitUntil(in(std::chrono::milliseconds(20))));
    }

    void a_lock_keeps_others_out_until_it_is_given_back()
    {
        SpoolLock one(folder / "run/agent.lock");
        SpoolLock other(folder / "run/agent.lock");

        CPPUNIT_ASSERT(one.tryTake());
        CPPUNIT_ASSERT(!other.tryTake());
        one.giveBack();
        CPPUNIT_ASSERT(other.tryTake());
    }

    void a_lock_waited_for_is_taken_in_the_end()
    {
        SpoolLock one(folder / "agent.lock");
        SpoolLock other(folder / "agent.lock");
        one.take();
        std::jthread waiting([&] { other.take(); });

        one.giveBack();
        waiting.join();

        CPPUNIT_ASSERT(!one.tryTake());
    }

    void a_lock_that_cannot_be_made_is_named()
    {
        writeAtomically(folder / "run", "a file");
        SpoolLock lock(folder / "run/agent.lock");

        CPPUNIT_ASSERT_THROW((void)lock.tryTake(), std::system_error);
    }

    void retry_after_is_read_in_seconds()
    {
        CPPUNIT_ASSERT(std::chrono::seconds(120) == parseRetryAfter("120").value());
        CPPUNIT_ASSERT(std::chrono::seconds(0) == parseRetryAfter("0").value());
        for (const char* value : {"", "-1", "1.5", "Fri, 31 Dec 1999 23:59:59 GMT", "99999999999999999999"})
            CPPUNIT_ASSERT_MESSAGE(value, !parseRetryAfter(value));
    }

    void missing_authorities_are_a_reason_to_try_again()
    {
        NoToken token;
        SystemClock clock;
        HttpManagerLink link({Url::parse("https://127.0.0.1:1").value(), {(folder / "missing.pem").string(), {}}, {}},
                             token, clock);

        const Outcome outcome = link.send(fakes::reportNumber(1), "{}");

        CPPUNIT_ASSERT(outcome.kind == Outcome::Kind::unreachable);
        CPPUNIT_ASSERT(outcome.message.find("missing.pem") != std::string::npos);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WaitingTest);

} // namespace readystage::agent
