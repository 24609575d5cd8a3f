#include "agent/core/puppet/PuppetWatch.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class PuppetWatchTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PuppetWatchTest);
    CPPUNIT_TEST(without_traces_there_is_nothing_to_say);
    CPPUNIT_TEST(a_run_that_did_not_complete_has_failed);
    CPPUNIT_TEST(a_run_that_completed_is_the_modules_business);
    CPPUNIT_TEST(a_noop_run_is_no_failure);
    CPPUNIT_TEST(a_run_before_this_boot_does_not_count);
    CPPUNIT_TEST(without_a_report_an_empty_summary_has_failed);
    CPPUNIT_TEST(without_a_report_a_full_summary_is_the_modules_business);
    CPPUNIT_TEST(the_last_runs_report_is_waited_out);
    CPPUNIT_TEST(a_held_lock_is_a_run);
    CPPUNIT_TEST(a_lock_whose_owner_is_gone_is_a_killed_run);
    CPPUNIT_TEST(a_lock_left_behind_by_a_run_that_ended_is_none);
    CPPUNIT_TEST(a_report_without_words_has_ours);
    CPPUNIT_TEST_SUITE_END();

    static std::chrono::sys_seconds at(int minute) { return std::chrono::sys_seconds(std::chrono::minutes(minute)); }

    /// Booted at minute 10; a run from 20 to 21 whose report came a minute later.
    static PuppetTraces traces(bool completed = false)
    {
        PuppetTraces traces;
        traces.summary = RunSummary{"v1", 1, 5, at(21)};
        traces.summaryWritten = at(21);
        RunReport report;
        report.status = "failed";
        report.version = "v1";
        report.transaction = "t1";
        report.began = at(20);
        report.completed = completed;
        report.errors = {"one", "two"};
        traces.report = report;
        traces.reportWritten = at(22);
        return traces;
    }

    static std::optional<FailedRun> failure(const PuppetTraces& traces) { return failureIn(traces, at(10)); }

    static std::string reason(const PuppetTraces& traces)
    {
        const auto failed = failure(traces);
        return failed ? failed->news.reason : "none";
    }

    void without_traces_there_is_nothing_to_say()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("none"), reason({}));
        CPPUNIT_ASSERT(phaseOf({}, at(10)) == RunPhase::over);
    }

    void a_run_that_did_not_complete_has_failed()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("one\ntwo"), reason(traces()));
        CPPUNIT_ASSERT_EQUAL(std::string("t1"), failure(traces())->key);
        CPPUNIT_ASSERT(phaseOf(traces(), at(10)) == RunPhase::over);
    }

    void a_run_that_completed_is_the_modules_business()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("none"), reason(traces(true)));
    }

    void a_noop_run_is_no_failure()
    {
        PuppetTraces noop = traces();
        noop.report->noop = true;

        CPPUNIT_ASSERT_EQUAL(std::string("none"), reason(noop));
    }

    void a_run_before_this_boot_does_not_count()
    {
        CPPUNIT_ASSERT(!failureIn(traces(), at(30)));
        CPPUNIT_ASSERT(phaseOf(traces(), at(30)) == RunPhase::over);
    }

    void without_a_report_an_empty_summary_has_failed()
    {
        PuppetTraces none = traces();
        none.report.reset();
        none.reportWritten.reset();
        none.summary = RunSummary{"", 0, 0, at(21)};

        CPPUNIT_ASSERT(reason(none).starts_with("Puppet applied nothing"));
    }

    void without_a_report_a_full_summary_is_the_modules_business()
    {
        PuppetTraces none = traces();
        none.report.reset();

        CPPUNIT_ASSERT_EQUAL(std::string("none"), reason(none));
    }

    void the_last_runs_report_is_waited_out()
    {
        PuppetTraces early = traces();
        early.reportWritten = at(15);
        CPPUNIT_ASSERT(phaseOf(early, at(10)) == RunPhase::reporting);

        early = traces();
        early.report->version = "v0";
        CPPUNIT_ASSERT(phaseOf(early, at(10)) == RunPhase::reporting);
    }

    void a_held_lock_is_a_run()
    {
        PuppetTraces running = traces();
        running.lock = RunLock{17, true, at(25)};

        CPPUNIT_ASSERT(phaseOf(running, at(10)) == RunPhase::running);
        CPPUNIT_ASSERT(phaseOf(running, at(30)) == RunPhase::over);
    }

    void a_lock_whose_owner_is_gone_is_a_killed_run()
    {
        PuppetTraces killed = traces(true);
        killed.lock = RunLock{17, false, at(25)};

        CPPUNIT_ASSERT_EQUAL(std::string("Puppet (process 17) was killed before its run had ended"), reason(killed));
        CPPUNIT_ASSERT(!failureIn(killed, at(30)));
    }

    void a_lock_left_behind_by_a_run_that_ended_is_none()
    {
        PuppetTraces left = traces(true);
        left.lock = RunLock{17, false, at(19)};

        CPPUNIT_ASSERT_EQUAL(std::string("none"), reason(left));
    }

    void a_report_without_words_has_ours()
    {
        PuppetTraces silent = traces();
        silent.report->errors.clear();

        CPPUNIT_ASSERT(reason(silent).starts_with("Puppet was stopped"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PuppetWatchTest);

} // namespace readystage::agent
