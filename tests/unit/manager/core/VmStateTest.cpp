#include "manager/core/VmState.h"

#include <initializer_list>

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;

class VmStateTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(VmStateTest);
    CPPUNIT_TEST(no_report_makes_heard_unheard);
    CPPUNIT_TEST(no_report_takes_ready_away);
    CPPUNIT_TEST(failed_and_timeout_are_left_only_for_ready_by_a_report);
    CPPUNIT_TEST(only_a_report_makes_ready);
    CPPUNIT_TEST(the_deadline_ends_only_what_has_no_verdict);
    CPPUNIT_TEST(a_new_life_begins_at_pending_from_everywhere_but_gone);
    CPPUNIT_TEST(an_operator_takes_back_only_ready);
    CPPUNIT_TEST(gone_is_left_only_when_cloudstack_shows_the_vm_again);
    CPPUNIT_TEST(every_state_and_assurance_survives_its_name);
    CPPUNIT_TEST(only_verdicts_settle);
    CPPUNIT_TEST_SUITE_END();

    using S = VmState;
    static constexpr S kAll[] = {S::pending, S::booted,  S::configuring, S::failing,
                                 S::failed,  S::timeout, S::ready,       S::gone};
    static constexpr Cause kCauses[] = {Cause::report,  Cause::deadline, Cause::newBoot, Cause::newLife,
                                        Cause::revoked, Cause::gone,     Cause::back};

    static bool isOneOf(S state, std::initializer_list<S> states)
    {
        for (const S one : states)
            if (one == state)
                return true;
        return false;
    }

    void no_report_makes_heard_unheard()
    {
        for (const S from : kAll)
            CPPUNIT_ASSERT_EQUAL(from == S::pending, mayMove(from, S::pending, Cause::report));
    }

    void no_report_takes_ready_away()
    {
        for (const S to : kAll)
            CPPUNIT_ASSERT_EQUAL(to == S::ready, mayMove(S::ready, to, Cause::report));
    }

    void failed_and_timeout_are_left_only_for_ready_by_a_report()
    {
        for (const S from : {S::failed, S::timeout})
            for (const S to : kAll)
                CPPUNIT_ASSERT_EQUAL(to == S::ready || to == from, mayMove(from, to, Cause::report));
    }

    void only_a_report_makes_ready()
    {
        for (const Cause cause : kCauses)
            for (const S from : kAll)
                if (from != S::ready)
                    CPPUNIT_ASSERT_EQUAL(cause == Cause::report && from != S::gone, mayMove(from, S::ready, cause));
    }

    void the_deadline_ends_only_what_has_no_verdict()
    {
        for (const S from : kAll)
            CPPUNIT_ASSERT_EQUAL(isOneOf(from, {S::pending, S::booted, S::configuring, S::failing, S::timeout}),
                                 mayMove(from, S::timeout, Cause::deadline));
    }

    void a_new_life_begins_at_pending_from_everywhere_but_gone()
    {
        for (const Cause cause : {Cause::newLife, Cause::newBoot})
            for (const S from : kAll)
                CPPUNIT_ASSERT_EQUAL(from != S::gone, mayMove(from, S::pending, cause));
    }

    void an_operator_takes_back_only_ready()
    {
        for (const S from : kAll)
            CPPUNIT_ASSERT_EQUAL(isOneOf(from, {S::ready, S::pending}), mayMove(from, S::pending, Cause::revoked));
    }

    void gone_is_left_only_when_cloudstack_shows_the_vm_again()
    {
        for (const Cause cause : kCauses)
            for (const S to : kAll)
                if (to != S::gone)
                    CPPUNIT_ASSERT_EQUAL(cause == Cause::back && to == S::pending, mayMove(S::gone, to, cause));
    }

    void every_state_and_assurance_survives_its_name()
    {
        for (const S state : kAll)
            CPPUNIT_ASSERT(vmState(text(state)) == state);
        for (const Assurance level : {Assurance::open, Assurance::address, Assurance::token, Assurance::cert})
            CPPUNIT_ASSERT(assurance(text(level)) == level);
        CPPUNIT_ASSERT(!vmState("Ready"));
    }

    void only_verdicts_settle()
    {
        for (const S state : kAll)
            CPPUNIT_ASSERT_EQUAL(isOneOf(state, {S::ready, S::failed, S::timeout, S::gone}), isSettled(state));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(VmStateTest);
