#include "manager/core/Audit.h"

#include "manager/core/Lifecycle.h"
#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;

class AuditTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AuditTest);
    CPPUNIT_TEST(a_judged_report_leaves_a_line_with_its_evidence);
    CPPUNIT_TEST(a_refused_one_says_why_and_proves_nothing);
    CPPUNIT_TEST(a_change_without_events_leaves_none);
    CPPUNIT_TEST_SUITE_END();

    void a_judged_report_leaves_a_line_with_its_evidence()
    {
        Change change{.verdict = Change::Verdict{samples::reportId(1), true, "", {"10.1.1.10", "", "foo serial 2A"}},
                      .events = {{samples::kNoon, samples::kVm, "ready", samples::reportId(1), "well"}}};
        change.vm = VmRecord{.id = samples::kVm};
        change.vm->assurance = Assurance::address;

        const auto entries = auditOf(change);

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, entries.size());
        CPPUNIT_ASSERT_EQUAL(std::string("ready"), entries.front().action);
        CPPUNIT_ASSERT_EQUAL(samples::kVm.str(), entries.front().subject);
        CPPUNIT_ASSERT_EQUAL("report=" + samples::reportId(1).str() +
                                 " assurance=address peer=10.1.1.10 certificate=foo serial 2A well",
                             entries.front().detail);
    }

    void a_refused_one_says_why_and_proves_nothing()
    {
        const auto entries = auditOf(refuse(samples::stored(1, ReportStatus::ready), "no such VM", samples::kNoon));

        CPPUNIT_ASSERT_EQUAL(std::string("refused"), entries.at(0).action);
        CPPUNIT_ASSERT_EQUAL("report=" + samples::reportId(1).str() + " peer=10.1.1.10 no such VM",
                             entries.at(0).detail);
    }

    void a_change_without_events_leaves_none() { CPPUNIT_ASSERT(auditOf(Change{}).empty()); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AuditTest);
