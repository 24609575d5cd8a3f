#pragma once

#include "manager/core/Lifecycle.h"
#include "manager/ports/AuditLog.h"
#include "manager/ports/Housekeeping.h"
#include "manager/ports/Journal.h"
#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::contract {

/// What every store keeps and forgets. A suite derives from it and says how to make one.
class HousekeepingContract : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HousekeepingContract);
    CPPUNIT_TEST(old_judged_reports_are_forgotten);
    CPPUNIT_TEST(what_waits_for_its_verdict_is_kept_however_old);
    CPPUNIT_TEST(reports_of_invented_vms_are_forgotten_soon);
    CPPUNIT_TEST(old_events_are_forgotten);
    CPPUNIT_TEST(no_more_than_the_limit_goes_at_once);
    CPPUNIT_TEST(tidying_loses_nothing);
    CPPUNIT_TEST(the_audit_log_comes_in_the_order_it_was_written);
    CPPUNIT_TEST(what_is_committed_is_in_the_audit_log);
    CPPUNIT_TEST(a_judged_report_leaves_its_peer_in_the_audit_log);
    CPPUNIT_TEST(vms_that_went_long_ago_are_forgotten_with_their_deployment);
    CPPUNIT_TEST(a_probe_changes_nothing);
    CPPUNIT_TEST_SUITE_END_ABSTRACT();

public:
    virtual Journal& journal() = 0;
    virtual Housekeeping& housekeeping() = 0;
    virtual AuditLog& auditLog() = 0;

private:
    static Clock::Wall after(std::chrono::hours time) { return samples::kNoon + time; }

    void judge(int number, bool accepted, const std::string& reason)
    {
        journal().accept({samples::stored(number, ReportStatus::ready)});
        journal().commit(Change{.verdict = Change::Verdict{samples::reportId(number), accepted, reason}});
    }

    void old_judged_reports_are_forgotten()
    {
        judge(1, true, "");
        judge(2, false, "source address 10.9.9.9 is none of the VM's");

        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, housekeeping().forget({}, after(std::chrono::hours(14 * 24)), 10));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, housekeeping().forget({}, after(std::chrono::hours(14 * 24 + 1)), 10));
        CPPUNIT_ASSERT(!journal().report(samples::reportId(1)) && !journal().report(samples::reportId(2)));
    }

    void what_waits_for_its_verdict_is_kept_however_old()
    {
        journal().accept({samples::stored(1, ReportStatus::ready)});

        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, housekeeping().forget({}, after(std::chrono::hours(9999)), 10));
        CPPUNIT_ASSERT(journal().report(samples::reportId(1)));
    }

    void reports_of_invented_vms_are_forgotten_soon()
    {
        judge(1, false, kNoSuchVm);
        judge(2, true, "");

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, housekeeping().forget({}, after(std::chrono::hours(2)), 10));
        CPPUNIT_ASSERT(!journal().report(samples::reportId(1)) && journal().report(samples::reportId(2)));
    }

    void old_events_are_forgotten()
    {
        journal().commit(Change{.events = {{samples::kNoon, samples::kVm, "booted", std::nullopt, ""},
                                           {after(std::chrono::hours(48)), samples::kVm, "ready", std::nullopt, ""}}});

        const auto now = after(std::chrono::hours(30 * 24 + 1));

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, housekeeping().forget({}, now, 10));
        CPPUNIT_ASSERT_EQUAL(std::string("ready"), journal().eventsOf(samples::kVm, 10).at(0).type);
    }

    void no_more_than_the_limit_goes_at_once()
    {
        for (int number = 1; number <= 5; ++number)
            judge(number, true, "");
        const auto late = after(std::chrono::hours(9999));

        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, housekeeping().forget({}, late, 3));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, housekeeping().forget({}, late, 3));
    }

    void tidying_loses_nothing()
    {
        judge(1, true, "");

        housekeeping().tidy();

        CPPUNIT_ASSERT(journal().report(samples::reportId(1)));
        CPPUNIT_ASSERT(housekeeping().size() > 0);
    }

    void the_audit_log_comes_in_the_order_it_was_written()
    {
        auditLog().record({samples::kNoon, "manager", "started", "manager", "0.1.0"});
        auditLog().record({samples::kNoon, "alice", "deployed", samples::kVm.str(), "foo"});

        const auto all = auditLog().entriesAfter(0, 10);

        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, all.size());
        CPPUNIT_ASSERT_EQUAL(std::string("started"), all.at(0).entry.action);
        CPPUNIT_ASSERT(all.at(0).number < all.at(1).number);
        CPPUNIT_ASSERT(auditLog().entriesAfter(all.at(0).number, 10).at(0).entry == all.at(1).entry);
        CPPUNIT_ASSERT(auditLog().entriesAfter(all.at(1).number, 10).empty());
    }

    void what_is_committed_is_in_the_audit_log()
    {
        const Change change{.events = {{samples::kNoon, samples::kVm, "tag-written", std::nullopt, "ready=1"}}};

        journal().commit(change);

        const AuditEntry expected{samples::kNoon, "manager", "tag-written", samples::kVm.str(), "ready=1"};
        CPPUNIT_ASSERT(auditLog().entriesAfter(0, 10).at(0).entry == expected);
    }

    void a_judged_report_leaves_its_peer_in_the_audit_log()
    {
        StoredReport stored = samples::stored(1, ReportStatus::ready);
        stored.proxy = "192.0.2.9";
        journal().accept({stored});

        journal().commit(refuse(stored, "no such VM", samples::kNoon));

        CPPUNIT_ASSERT_EQUAL("report=" + stored.report.id.str() + " peer=10.1.1.10 proxy=192.0.2.9 no such VM",
                             auditLog().entriesAfter(0, 10).at(0).entry.detail);
    }

    void vms_that_went_long_ago_are_forgotten_with_their_deployment()
    {
        for (const auto& [id, state] :
             {std::pair{samples::kVm, VmState::gone}, std::pair{samples::kOtherVm, VmState::ready}}) {
            VmRecord vm = newVm(id, samples::kNoon);
            vm.state = state;
            journal().commit(Change{.vm = vm, .deployment = Deployment{id, "foo", 2, samples::kNoon}});
        }

        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, housekeeping().forget({}, after(std::chrono::hours(30 * 24)), 10));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, housekeeping().forget({}, after(std::chrono::hours(30 * 24 + 1)), 10));
        CPPUNIT_ASSERT(!journal().vm(samples::kVm));
        CPPUNIT_ASSERT(journal().vm(samples::kOtherVm)->bundle == "foo");
    }

    void a_probe_changes_nothing()
    {
        judge(1, true, "");

        housekeeping().probe();

        CPPUNIT_ASSERT(journal().report(samples::reportId(1)));
    }
};

} // namespace readystage::contract
