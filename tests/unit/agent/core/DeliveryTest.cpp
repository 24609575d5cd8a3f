#include "agent/core/Delivery.h"

#include "tests/fakes/AgentWorld.h"
#include "tests/fakes/PlainReports.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

namespace readystage::agent {

class DeliveryTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DeliveryTest);
    CPPUNIT_TEST(every_status_has_its_reaction);
    CPPUNIT_TEST(no_answer_is_tried_again);
    CPPUNIT_TEST(only_a_receipt_for_this_report_is_a_success);
    CPPUNIT_TEST(pauses_grow_to_the_cap_and_are_jittered);
    CPPUNIT_TEST(after_an_hour_pauses_may_be_ten_times_the_cap);
    CPPUNIT_TEST(a_success_makes_impatient_again);
    CPPUNIT_TEST(refusals_of_identity_wait_longer_from_the_first);
    CPPUNIT_TEST(retry_after_is_the_least_pause);
    CPPUNIT_TEST(a_manager_cannot_silence_us_for_longer_than_an_hour);
    CPPUNIT_TEST_SUITE_END();

    using Seconds = std::chrono::duration<double>;

    const ReportId id = fakes::reportNumber(1);

    static Outcome answer(int status)
    {
        Outcome outcome;
        outcome.kind = Outcome::Kind::answered;
        outcome.status = status;
        return outcome;
    }

    void every_status_has_its_reaction()
    {
        const std::set<int> never{400, 409, 410, 413, 422};
        const std::set<int> slowly{401, 403};
        for (int status = 100; status < 600; ++status) {
            Outcome outcome = answer(status);
            outcome.receipt = protocol::Receipt{id, "r"};
            const Reaction expected = status == 200 || status == 202 ? Reaction::done
                                      : never.contains(status)       ? Reaction::rejected
                                      : slowly.contains(status)      ? Reaction::slowRetry
                                                                     : Reaction::retry;
            CPPUNIT_ASSERT_MESSAGE(std::to_string(status), expected == reactionTo(outcome, id));
        }
    }

    void no_answer_is_tried_again() { CPPUNIT_ASSERT(Reaction::retry == reactionTo(Outcome{}, id)); }

    void only_a_receipt_for_this_report_is_a_success()
    {
        Outcome others = answer(202);
        others.receipt = protocol::Receipt{fakes::reportNumber(2), "r"};

        CPPUNIT_ASSERT(Reaction::retry == reactionTo(answer(202), id));
        CPPUNIT_ASSERT(Reaction::retry == reactionTo(answer(200), id));
        CPPUNIT_ASSERT(Reaction::retry == reactionTo(others, id));
    }

    fakes::FakeClock clock;

    /// The longest of many pauses after so many failures, each of another machine, in seconds.
    double longestPause(unsigned failures, Reaction reaction, const Outcome& outcome = Outcome{})
    {
        double longest = 0;
        for (std::uint64_t machine = 0; machine < 500; ++machine) {
            Patience patience(RetryPolicy{}, machine);
            Clock::Steady again{};
            for (unsigned failure = 0; failure < failures; ++failure)
                again = patience.after(reaction, outcome, clock.steady());
            longest = std::max(longest, Seconds(again - clock.steady()).count());
        }
        return longest;
    }

    void pauses_grow_to_the_cap_and_are_jittered()
    {
        const double ceilings[] = {4, 8, 16, 30, 30, 30};
        for (unsigned failures = 1; failures <= 6; ++failures) {
            const double longest = longestPause(failures, Reaction::retry);
            CPPUNIT_ASSERT_MESSAGE(std::to_string(longest), longest <= ceilings[failures - 1]);
            CPPUNIT_ASSERT_MESSAGE(std::to_string(longest), longest > 0.9 * ceilings[failures - 1]);
        }
    }

    void after_an_hour_pauses_may_be_ten_times_the_cap()
    {
        double longest = 0;
        for (std::uint64_t machine = 0; machine < 500; ++machine) {
            Patience patience(RetryPolicy{}, machine);
            for (int failure = 0; failure < 20; ++failure)
                (void)patience.after(Reaction::retry, Outcome{}, clock.steady());
            const auto later = clock.steady() + std::chrono::hours(1);
            longest = std::max(longest, Seconds(patience.after(Reaction::retry, Outcome{}, later) - later).count());
        }

        CPPUNIT_ASSERT(longest > 270 && longest <= 300);
    }

    void a_success_makes_impatient_again()
    {
        Patience patience(RetryPolicy{}, 1);
        for (int failure = 0; failure < 20; ++failure)
            (void)patience.after(Reaction::retry, Outcome{}, clock.steady());

        patience.reset();

        const auto much = clock.steady() + std::chrono::hours(9);
        CPPUNIT_ASSERT(patience.after(Reaction::retry, Outcome{}, much) <= much + std::chrono::seconds(4));
    }

    void refusals_of_identity_wait_longer_from_the_first()
    {
        const double longest = longestPause(1, Reaction::slowRetry);

        CPPUNIT_ASSERT(longest > 270 && longest <= 300);
    }

    void retry_after_is_the_least_pause()
    {
        Outcome busy = answer(503);
        busy.retryAfter = std::chrono::seconds(120);
        for (std::uint64_t machine = 0; machine < 100; ++machine) {
            Patience patience(RetryPolicy{}, machine);
            const auto pause = patience.after(Reaction::retry, busy, clock.steady()) - clock.steady();
            CPPUNIT_ASSERT(pause >= std::chrono::seconds(120) && pause <= std::chrono::seconds(124));
        }
    }

    void a_manager_cannot_silence_us_for_longer_than_an_hour()
    {
        Outcome forever = answer(429);
        forever.retryAfter = std::chrono::seconds::max();

        CPPUNIT_ASSERT(longestPause(1, Reaction::retry, forever) <= 3604);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DeliveryTest);

} // namespace readystage::agent
