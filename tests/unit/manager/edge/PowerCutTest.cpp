#include "manager/edge/Committer.h"
#include "manager/edge/SqliteJournal.h"

#include <algorithm>
#include <future>
#include <set>

#include "manager/core/Lifecycle.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FlakyDisk.h"
#include "tests/fakes/Samples.h"
#include "tests/fakes/TemporaryFolder.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;

namespace {

/// What a run of the manager was told to be durable.
struct Promised {
    std::set<int> reports;   ///< acknowledged, by number
    std::set<int> attempted; ///< whose verdict was to be committed
    std::set<int> decided;   ///< whose verdict was committed
    bool ended = false;      ///< the script came to its end
};

VmRecord present(Journal& journal)
{
    return journal.vm(samples::kVm).value_or(newVm(samples::kVm, samples::kNoon));
}

void accept(Journal& journal, std::initializer_list<int> numbers, Promised& promised)
{
    std::vector<StoredReport> reports;
    for (const int number : numbers)
        reports.push_back(samples::stored(number, ReportStatus::progress));
    journal.accept(reports);
    promised.reports.insert(numbers);
}

void decideOn(Journal& journal, int number, ReportStatus status, Promised& promised)
{
    Change change = decide(present(journal), samples::stored(number, status), Verified{Assurance::address},
                           LifecycleRules{}, samples::kNoon);
    change.finished.push_back({.kind = Step::Kind::verify, .vm = samples::kVm, .report = samples::reportId(number)});
    promised.attempted.insert(number);
    journal.commit(change);
    promised.decided.insert(number);
}

/// A short life of a manager, with everything it does to its store.
void script(SqliteJournal& journal, Promised& promised)
{
    accept(journal, {1}, promised);
    accept(journal, {2, 3, 4}, promised);
    decideOn(journal, 1, ReportStatus::progress, promised);
    decideOn(journal, 2, ReportStatus::failed, promised);
    journal.tidy();
    accept(journal, {5, 6}, promised);
    decideOn(journal, 5, ReportStatus::ready, promised);
    (void)journal.forget({.events = std::chrono::hours(1)}, samples::kNoon + std::chrono::minutes(1), 100);
    accept(journal, {7}, promised);
    journal.tidy();
    promised.ended = true;
}

} // namespace

class PowerCutTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PowerCutTest);
    CPPUNIT_TEST(a_power_cut_at_any_moment_loses_nothing_that_was_promised);
    CPPUNIT_TEST(nor_does_one_that_tears_what_was_not_synced);
    CPPUNIT_TEST(a_failing_sync_is_no_acknowledgement_and_the_last);
    CPPUNIT_TEST(a_full_disk_refuses_and_recovers);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;

    SqliteJournal::Settings on(const fakes::FlakyDisk& disk) const
    {
        return {.file = folder.path() / "journal.sqlite", .vfs = disk.name()};
    }

    /// Runs the script until the power fails; what was promised until then.
    Promised untilPowerFails(fakes::FlakyDisk& disk) const
    {
        Promised promised;
        try {
            SqliteJournal journal(on(disk));
            script(journal, promised);
        } catch (const JournalError&) { // NOLINT(bugprone-empty-catch): that is the power cut
        }
        return promised;
    }

    static void check(const Promised& promised, SqliteJournal& journal, const std::string& moment)
    {
        std::set<std::string> outstanding;
        for (const Step& step : journal.outstanding())
            if (step.kind == Step::Kind::verify)
                outstanding.insert(step.report->str());
        for (int number = 1; number <= 7; ++number) {
            const auto id = samples::reportId(number);
            const bool stored = journal.report(id).has_value();
            CPPUNIT_ASSERT_MESSAGE(moment, stored || !promised.reports.contains(number));
            CPPUNIT_ASSERT_MESSAGE(moment, stored || !outstanding.contains(id.str()));
            if (promised.reports.contains(number) && !promised.attempted.contains(number))
                CPPUNIT_ASSERT_MESSAGE(moment, outstanding.contains(id.str()));
            if (promised.decided.contains(number))
                CPPUNIT_ASSERT_MESSAGE(moment, !outstanding.contains(id.str()));
        }
        checkEvents(promised, journal, moment);
    }

    static void checkEvents(const Promised& promised, SqliteJournal& journal, const std::string& moment)
    {
        const auto events = journal.eventsOf(samples::kVm, 100);
        const auto ready =
            std::count_if(events.begin(), events.end(), [](const Event& e) { return e.type == "ready"; });
        const auto vm = journal.vm(samples::kVm);
        const bool isReady = vm && vm->state == VmState::ready;
        CPPUNIT_ASSERT_MESSAGE(moment, isReady == (ready == 1));
        CPPUNIT_ASSERT_MESSAGE(moment, !isReady || promised.attempted.contains(5));
        CPPUNIT_ASSERT_MESSAGE(moment, isReady || !promised.decided.contains(5));
        CPPUNIT_ASSERT_MESSAGE(moment, events.size() >= promised.decided.size());
    }

    /// Cuts the power at every operation of the script in turn.
    template <class PowerOn> void cutEverywhere(PowerOn powerOn)
    {
        int cuts = 0;
        for (Promised promised; !promised.ended; ++cuts) {
            fakes::FlakyDisk disk;
            disk.failPowerAfter(cuts);
            promised = untilPowerFails(disk);
            powerOn(disk, cuts);
            const std::string moment = "after operation " + std::to_string(cuts);
            try {
                SqliteJournal again(on(disk));
                check(promised, again, moment);
                Promised more;
                accept(again, {8}, more);
                CPPUNIT_ASSERT_MESSAGE(moment, again.report(samples::reportId(8)));
            } catch (const JournalError& e) {
                CPPUNIT_FAIL(moment + ": " + e.what());
            }
        }
        CPPUNIT_ASSERT_MESSAGE("the script hardly wrote: " + std::to_string(cuts), cuts > 50);
    }

    void a_power_cut_at_any_moment_loses_nothing_that_was_promised()
    {
        cutEverywhere([](fakes::FlakyDisk& disk, int) { disk.powerOn(); });
    }

    void nor_does_one_that_tears_what_was_not_synced()
    {
        cutEverywhere([](fakes::FlakyDisk& disk, int cut) { disk.powerOnTorn(static_cast<unsigned>(cut)); });
    }

    template <class Value> static Value awaited(std::promise<Value>& promise)
    {
        auto value = promise.get_future();
        CPPUNIT_ASSERT(value.wait_for(std::chrono::seconds(30)) == std::future_status::ready);
        return value.get();
    }

    void a_failing_sync_is_no_acknowledgement_and_the_last()
    {
        fakes::FlakyDisk disk;
        fakes::FakeClock clock;
        std::promise<std::string> broken;
        auto settings = on(disk);
        settings.onBroken = [&](const std::string& why) { broken.set_value(why); };
        SqliteJournal journal(settings);
        Committer committer(journal, clock, {}, [](const auto&) {});
        std::promise<Committer::Outcome> answered;
        disk.failSyncs(true);

        CPPUNIT_ASSERT(committer.submit(samples::stored(1, ReportStatus::ready),
                                        [&](const Committer::Outcome& outcome) { answered.set_value(outcome); }));
        committer.start();

        CPPUNIT_ASSERT(awaited(broken).find("I/O error") != std::string::npos);
        CPPUNIT_ASSERT(awaited(answered).kind == Committer::Outcome::Kind::noSpace);
        disk.failSyncs(false);
        CPPUNIT_ASSERT_THROW(journal.accept({samples::stored(2, ReportStatus::ready)}), JournalError);
    }

    void a_full_disk_refuses_and_recovers()
    {
        fakes::FlakyDisk disk;
        {
            SqliteJournal journal(on(disk));
            journal.accept({samples::stored(1, ReportStatus::ready)});
            disk.fillUp(true);

            try {
                journal.accept({samples::stored(2, ReportStatus::ready)});
                CPPUNIT_FAIL("accepted");
            } catch (const JournalError& e) {
                CPPUNIT_ASSERT(e.kind() == JournalError::Kind::full);
            }
            CPPUNIT_ASSERT(journal.report(samples::reportId(1)));
            CPPUNIT_ASSERT(!journal.report(samples::reportId(2)));
            disk.fillUp(false);
            journal.accept({samples::stored(2, ReportStatus::ready)});
        }
        disk.powerOn();

        SqliteJournal again(on(disk));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, again.outstanding().size());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PowerCutTest);
