#include "manager/core/VmState.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;

class VmStateTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(VmStateTest);
    CPPUNIT_TEST(nothing_is_forgotten_again);
    CPPUNIT_TEST(ready_is_left_for_nothing);
    CPPUNIT_TEST(failed_is_left_only_for_ready);
    CPPUNIT_TEST(every_state_may_become_ready);
    CPPUNIT_TEST(every_state_survives_its_name);
    CPPUNIT_TEST(only_verdicts_settle);
    CPPUNIT_TEST_SUITE_END();

    static constexpr VmState kAll[] = {VmState::pending, VmState::booted, VmState::configuring,
                                       VmState::failing, VmState::failed, VmState::ready};

    void nothing_is_forgotten_again()
    {
        for (const VmState from : kAll)
            CPPUNIT_ASSERT_EQUAL(from == VmState::pending, mayMove(from, VmState::pending));
    }

    void ready_is_left_for_nothing()
    {
        for (const VmState to : kAll)
            CPPUNIT_ASSERT_EQUAL(to == VmState::ready, mayMove(VmState::ready, to));
    }

    void failed_is_left_only_for_ready()
    {
        for (const VmState to : kAll)
            CPPUNIT_ASSERT_EQUAL(to == VmState::ready || to == VmState::failed, mayMove(VmState::failed, to));
    }

    void every_state_may_become_ready()
    {
        for (const VmState from : kAll)
            CPPUNIT_ASSERT(mayMove(from, VmState::ready));
    }

    void every_state_survives_its_name()
    {
        for (const VmState state : kAll)
            CPPUNIT_ASSERT(vmState(text(state)) == state);
        CPPUNIT_ASSERT(!vmState("Ready"));
    }

    void only_verdicts_settle()
    {
        for (const VmState state : kAll)
            CPPUNIT_ASSERT_EQUAL(state == VmState::ready || state == VmState::failed, isSettled(state));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(VmStateTest);
