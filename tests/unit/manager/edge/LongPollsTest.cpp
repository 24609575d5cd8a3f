#include "manager/edge/LongPolls.h"

#include <future>

#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::samples;
using namespace std::chrono_literals;

class LongPollsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LongPollsTest);
    CPPUNIT_TEST(a_settled_vm_wakes_its_waiters);
    CPPUNIT_TEST(a_vm_on_its_way_wakes_nobody);
    CPPUNIT_TEST(other_vms_waiters_sleep_on);
    CPPUNIT_TEST(the_deadline_wakes);
    CPPUNIT_TEST(an_earlier_deadline_is_not_kept_waiting_by_a_later_one);
    CPPUNIT_TEST(a_stop_wakes_everybody);
    CPPUNIT_TEST(after_a_stop_nobody_waits);
    CPPUNIT_TEST(each_waiter_is_woken_once);
    CPPUNIT_TEST(who_asks_for_more_proof_waits_on);
    CPPUNIT_TEST_SUITE_END();

    SystemClock clock;
    LongPolls polls{clock};

    std::future<void> wait(const InstanceId& vm, Clock::Steady until, Assurance least = Assurance::open)
    {
        auto woken = std::make_shared<std::promise<void>>();
        polls.wait(vm, least, until, [woken] { woken->set_value(); }); // a second call would throw
        return woken->get_future();
    }

    Clock::Steady never() const { return clock.steady() + 1h; }

    static VmRecord vmIn(VmState state)
    {
        VmRecord vm{.id = kVm};
        vm.state = state;
        return vm;
    }

    void a_settled_vm_wakes_its_waiters()
    {
        polls.start();
        auto first = wait(kVm, never());
        auto second = wait(kVm, never());

        polls.changed(vmIn(VmState::ready));

        first.get();
        second.get();
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, polls.waiting());
    }

    void a_vm_on_its_way_wakes_nobody()
    {
        auto woken = wait(kVm, never());

        for (const VmState state : {VmState::pending, VmState::booted, VmState::configuring, VmState::failing})
            polls.changed(vmIn(state));

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, polls.waiting());
        polls.stop();
        woken.get();
    }

    void other_vms_waiters_sleep_on()
    {
        polls.start();
        auto other = wait(kOtherVm, never());
        auto own = wait(kVm, never());

        polls.changed(vmIn(VmState::failed));

        own.get();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, polls.waiting());
        polls.stop();
        other.get();
    }

    void the_deadline_wakes()
    {
        polls.start();

        wait(kVm, clock.steady()).get();

        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, polls.waiting());
    }

    void an_earlier_deadline_is_not_kept_waiting_by_a_later_one()
    {
        polls.start();
        auto late = wait(kVm, never());

        wait(kVm, clock.steady() + 1ms).get();

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, polls.waiting());
        polls.stop();
        late.get();
    }

    void a_stop_wakes_everybody()
    {
        polls.start();
        auto first = wait(kVm, never());
        auto second = wait(kOtherVm, never());

        polls.stop();

        first.get();
        second.get();
    }

    void after_a_stop_nobody_waits()
    {
        polls.start();
        polls.stop();

        wait(kVm, never()).get();
    }

    void each_waiter_is_woken_once()
    {
        polls.start();
        auto woken = wait(kVm, clock.steady() + 1ms);

        polls.changed(vmIn(VmState::ready));
        polls.changed(vmIn(VmState::ready));
        polls.stop();

        woken.get();
    }

    void who_asks_for_more_proof_waits_on()
    {
        polls.start();
        auto strict = wait(kVm, never(), Assurance::cert);
        auto lenient = wait(kVm, never(), Assurance::address);
        VmRecord ready = vmIn(VmState::ready);
        ready.assurance = Assurance::address;

        polls.changed(ready);

        lenient.get();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, polls.waiting());
        polls.changed(vmIn(VmState::failed));
        strict.get();
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LongPollsTest);
