#pragma once

#include "manager/core/Lifecycle.h"
#include "manager/ports/Journal.h"
#include "manager/ports/Roster.h"
#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::contract {

/// What every Journal promises. A suite derives from it, says how to make a journal and how to open the same one again.
class JournalContract : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(JournalContract);
    CPPUNIT_TEST(an_empty_journal_knows_nothing);
    CPPUNIT_TEST(a_report_comes_back_as_it_went_in);
    CPPUNIT_TEST(an_accepted_report_is_outstanding);
    CPPUNIT_TEST(many_reports_are_accepted_at_once);
    CPPUNIT_TEST(a_known_report_among_new_ones_lets_none_in);
    CPPUNIT_TEST(the_same_report_twice_at_once_lets_none_in);
    CPPUNIT_TEST(a_vm_comes_back_as_it_went_in);
    CPPUNIT_TEST(a_deployment_alone_makes_a_pending_vm);
    CPPUNIT_TEST(a_deployment_survives_the_vms_record);
    CPPUNIT_TEST(finished_steps_are_gone_and_replaced_ones_are_replaced);
    CPPUNIT_TEST(steps_come_earliest_first);
    CPPUNIT_TEST(events_come_oldest_first_and_the_latest_are_kept);
    CPPUNIT_TEST(outside_text_survives);
    CPPUNIT_TEST(the_life_of_a_vm_comes_back_as_it_went_in);
    CPPUNIT_TEST(how_a_report_was_proved_comes_back);
    CPPUNIT_TEST(vms_come_in_pages_in_the_order_of_their_ids);
    CPPUNIT_TEST(states_are_counted);
    CPPUNIT_TEST(what_was_seen_is_remembered_from_a_time_on);
    CPPUNIT_TEST(refused_reports_are_listed_with_their_reason);
    CPPUNIT_TEST(a_look_at_a_happening_is_not_stored);
    CPPUNIT_TEST_SUITE_END_ABSTRACT();

public:
    virtual Journal& journal() = 0;
    virtual Roster& roster() = 0; ///< the same journal, seen across VMs

private:
    void an_empty_journal_knows_nothing()
    {
        CPPUNIT_ASSERT(!journal().report(samples::reportId(1)));
        CPPUNIT_ASSERT(!journal().vm(samples::kVm));
        CPPUNIT_ASSERT(journal().outstanding().empty());
        CPPUNIT_ASSERT(journal().eventsOf(samples::kVm, 10).empty());
    }

    void a_report_comes_back_as_it_went_in()
    {
        Report report = samples::report(1, ReportStatus::failed, "two failed");
        report.failedResources = {"Exec[a]", "Service[b]"};
        const StoredReport stored = samples::stored(report);
        journal().accept({stored});

        const StoredReport back = journal().report(report.id).value();

        CPPUNIT_ASSERT_EQUAL(stored.bytes, back.bytes);
        CPPUNIT_ASSERT_EQUAL(stored.receipt, back.receipt);
        CPPUNIT_ASSERT(back.peer == samples::kAddress && back.receivedAt == samples::kNoon);
        CPPUNIT_ASSERT(back.report.failedResources == report.failedResources);
        CPPUNIT_ASSERT(back.report.status == ReportStatus::failed);
        CPPUNIT_ASSERT(back.report.vm == samples::kVm && back.report.incarnation == samples::kIncarnation);
    }

    void an_accepted_report_is_outstanding()
    {
        journal().accept({samples::stored(1, ReportStatus::ready)});

        const Step step = journal().outstanding().at(0);

        CPPUNIT_ASSERT(step.kind == Step::Kind::verify && step.vm == samples::kVm);
        CPPUNIT_ASSERT(step.report == samples::reportId(1));
        CPPUNIT_ASSERT_EQUAL(0U, step.failures);
    }

    void many_reports_are_accepted_at_once()
    {
        std::vector<StoredReport> reports;
        for (int number = 0; number < 300; ++number)
            reports.push_back(samples::stored(number, ReportStatus::progress));

        journal().accept(reports);

        CPPUNIT_ASSERT_EQUAL(std::size_t{300}, journal().outstanding().size());
        CPPUNIT_ASSERT_EQUAL(reports.back().bytes, journal().report(samples::reportId(299)).value().bytes);
    }

    void a_known_report_among_new_ones_lets_none_in()
    {
        journal().accept({samples::stored(1, ReportStatus::ready)});

        CPPUNIT_ASSERT_THROW(
            journal().accept({samples::stored(2, ReportStatus::ready), samples::stored(1, ReportStatus::failed)}),
            JournalError);

        CPPUNIT_ASSERT(!journal().report(samples::reportId(2)));
        CPPUNIT_ASSERT(journal().report(samples::reportId(1))->report.status == ReportStatus::ready);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, journal().outstanding().size());
    }

    void the_same_report_twice_at_once_lets_none_in()
    {
        CPPUNIT_ASSERT_THROW(
            journal().accept({samples::stored(1, ReportStatus::ready), samples::stored(1, ReportStatus::ready)}),
            JournalError);

        CPPUNIT_ASSERT(!journal().report(samples::reportId(1)));
    }

    void a_vm_comes_back_as_it_went_in()
    {
        VmRecord vm = decide(newVm(samples::kVm, samples::kNoon), samples::stored(1, ReportStatus::failed, "why"),
                             Verified{Assurance::address}, LifecycleRules{}, samples::kNoon)
                          .vm.value();
        vm.failedResources = {"Exec[a]"};
        vm.tagsWritten = {{"readystage", "failing"}, {"k=\"1\"", "v"}};
        vm.userData = {Carrier::State::refused, "it is gzip"};
        journal().commit(Change{.vm = vm});

        const VmRecord back = journal().vm(samples::kVm).value();

        CPPUNIT_ASSERT(back.state == vm.state && back.incarnation == vm.incarnation && back.assurance == vm.assurance);
        CPPUNIT_ASSERT(back.decidedBy == vm.decidedBy && back.failedRuns == 1 && back.changedAt == vm.changedAt);
        CPPUNIT_ASSERT(back.failedResources == vm.failedResources && back.tagsWritten == vm.tagsWritten);
        CPPUNIT_ASSERT(back.tag == vm.tag && back.userData == vm.userData);
        CPPUNIT_ASSERT_EQUAL(vm.reason, back.reason);
    }

    void a_deployment_alone_makes_a_pending_vm()
    {
        const BundleRules rules{Assurance::cert, std::chrono::minutes(5), true};
        journal().commit(Change{.deployment = Deployment{samples::kVm, "foo", 3, samples::kNoon, rules}});

        const VmRecord vm = journal().vm(samples::kVm).value();

        CPPUNIT_ASSERT(vm.state == VmState::pending && !vm.incarnation);
        CPPUNIT_ASSERT_EQUAL(std::string("foo"), vm.bundle);
        CPPUNIT_ASSERT(vm.failedAfterRuns == 3);
        CPPUNIT_ASSERT(vm.rules == rules);
    }

    void a_deployment_survives_the_vms_record()
    {
        journal().commit(Change{.deployment = Deployment{samples::kVm, "foo", 3, samples::kNoon}});
        VmRecord stale = newVm(samples::kVm, samples::kNoon);
        stale.state = VmState::ready;

        journal().commit(Change{.vm = stale});

        CPPUNIT_ASSERT_EQUAL(std::string("foo"), journal().vm(samples::kVm)->bundle);
        CPPUNIT_ASSERT(journal().vm(samples::kVm)->failedAfterRuns == 3);
        CPPUNIT_ASSERT(journal().vm(samples::kVm)->state == VmState::ready);
    }

    void finished_steps_are_gone_and_replaced_ones_are_replaced()
    {
        const Step tag{.kind = Step::Kind::tag, .vm = samples::kVm, .notBefore = samples::kNoon};
        Step later = tag;
        later.failures = 4;
        const Step other{.kind = Step::Kind::userData, .vm = samples::kVm};
        journal().commit(Change{.outstanding = {tag, other}});

        journal().commit(Change{.finished = {tag, other}, .outstanding = {later}});

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, journal().outstanding().size());
        CPPUNIT_ASSERT_EQUAL(4U, journal().outstanding().at(0).failures);
    }

    void steps_come_earliest_first()
    {
        const auto at = [](int second) { return samples::kNoon + std::chrono::seconds(second); };
        journal().commit(Change{
            .outstanding = {
                {.kind = Step::Kind::verify, .vm = samples::kVm, .report = samples::reportId(1), .notBefore = at(2)},
                {.kind = Step::Kind::userData, .vm = samples::kVm, .notBefore = at(1)}}});

        CPPUNIT_ASSERT(journal().outstanding().at(0).kind == Step::Kind::userData);
        CPPUNIT_ASSERT(journal().outstanding().at(1).notBefore == at(2));
    }

    void events_come_oldest_first_and_the_latest_are_kept()
    {
        for (const char* type : {"booted", "configuring", "ready"})
            journal().commit(Change{.events = {{samples::kNoon, samples::kVm, type, samples::reportId(1), "d"}}});
        journal().commit(Change{.events = {{samples::kNoon, samples::kOtherVm, "ready", std::nullopt, ""}}});

        const auto events = journal().eventsOf(samples::kVm, 2);

        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, events.size());
        CPPUNIT_ASSERT_EQUAL(std::string("configuring"), events.at(0).type);
        CPPUNIT_ASSERT_EQUAL(std::string("ready"), events.at(1).type);
        CPPUNIT_ASSERT(events.at(1).report == samples::reportId(1));
    }

    void outside_text_survives()
    {
        const std::string nasty = "a'b\"c;--\n\t\\ \xc3\xbc \xf0\x9f\x98\x80";
        journal().commit(Change{.events = {{samples::kNoon, samples::kVm, "failed", std::nullopt, nasty}}});

        CPPUNIT_ASSERT_EQUAL(nasty, journal().eventsOf(samples::kVm, 1).at(0).detail);
    }

    void the_life_of_a_vm_comes_back_as_it_went_in()
    {
        VmRecord vm = newVm(samples::kVm, samples::kNoon);
        vm.life = {.since = samples::kNoon,
                   .former = samples::kOtherIncarnation,
                   .mayChange = true,
                   .boot = samples::kBoot,
                   .owner = "d/alice",
                   .strongest = Assurance::cert,
                   .certificateSerial = "2A",
                   .evidence = {"10.1.1.10", "10.0.0.1", "foo serial 2A"},
                   .decidedAt = samples::kNoon + std::chrono::seconds(1),
                   .rootVolume = "v",
                   .userData = "0123456789abcdef",
                   .strangeSince = samples::kNoon + std::chrono::minutes(1),
                   .clockFrom = samples::kNoon,
                   .deadline = samples::kNoon + std::chrono::hours(1)};
        journal().commit(Change{.vm = vm});

        CPPUNIT_ASSERT(journal().vm(samples::kVm)->life == vm.life);
    }

    void how_a_report_was_proved_comes_back()
    {
        StoredReport stored = samples::stored(1, ReportStatus::ready);
        stored.certificate = Certificate{"foo", "2A", samples::kVm.str(), ""};
        stored.proxy = "10.0.0.1";
        journal().accept({stored});

        const StoredReport back = journal().report(samples::reportId(1)).value();

        CPPUNIT_ASSERT(back.certificate == stored.certificate);
        CPPUNIT_ASSERT_EQUAL(stored.proxy, back.proxy);
    }

    void vms_come_in_pages_in_the_order_of_their_ids()
    {
        for (const InstanceId& id : {samples::kOtherVm, samples::kVm})
            journal().commit(Change{.vm = newVm(id, samples::kNoon)});

        const auto first = roster().vms("", 1);
        const auto second = roster().vms(first.at(0).id.str(), 10);

        CPPUNIT_ASSERT(first.at(0).id == samples::kVm);
        CPPUNIT_ASSERT(second.size() == 1 && second.at(0).id == samples::kOtherVm);
    }

    void states_are_counted()
    {
        journal().commit(Change{.vm = newVm(samples::kVm, samples::kNoon)});
        VmRecord gone = newVm(samples::kOtherVm, samples::kNoon);
        gone.state = VmState::gone;
        journal().commit(Change{.vm = gone});

        CPPUNIT_ASSERT((std::map<VmState, std::size_t>{{VmState::pending, 1}, {VmState::gone, 1}}) ==
                       roster().states());
    }

    void what_was_seen_is_remembered_from_a_time_on()
    {
        for (const int hour : {1, 2, 3})
            journal().commit(Change{.seen = Happening{Happening::Kind::changed, "e" + std::to_string(hour),
                                                      samples::kNoon + std::chrono::hours(hour), "VM.START"}});

        const auto seen = roster().seen(samples::kNoon + std::chrono::hours(2));

        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, seen.size());
        CPPUNIT_ASSERT(seen.at("e3") == samples::kNoon + std::chrono::hours(3));
    }

    void refused_reports_are_listed_with_their_reason()
    {
        for (const int number : {1, 2}) {
            const StoredReport stored = samples::stored(number, ReportStatus::ready);
            journal().accept({stored});
            journal().commit(number == 1 ? refuse(stored, "no such VM", samples::kNoon)
                                         : Change{.verdict = Change::Verdict{stored.report.id, true, ""}});
        }

        const auto refused = roster().refused(samples::kNoon, 10);

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, refused.size());
        CPPUNIT_ASSERT(refused.at(0).report == samples::reportId(1) && refused.at(0).vm == samples::kVm);
        CPPUNIT_ASSERT_EQUAL(std::string("no such VM"), refused.at(0).reason);
        CPPUNIT_ASSERT(roster().refused(samples::kNoon + std::chrono::seconds(1), 10).empty());
    }

    void a_look_at_a_happening_is_not_stored()
    {
        journal().commit(Change{
            .outstanding = {{.kind = Step::Kind::look,
                             .vm = samples::kVm,
                             .report = {},
                             .happening = Happening{Happening::Kind::destroyed, "e", samples::kNoon, "VM.DESTROY"}}}});

        CPPUNIT_ASSERT(journal().outstanding().empty());
    }
};

} // namespace readystage::contract
