#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "tests/cloudsim/edge/Timing.h"

namespace readystage::cloudsim {

using namespace std::chrono_literals;

/// Slots of the management server and times of virtual routers, without waiting.
class TimingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TimingTest);
    CPPUNIT_TEST(without_a_number_of_slots_nothing_waits);
    CPPUNIT_TEST(what_finds_no_slot_waits_in_its_order);
    CPPUNIT_TEST(more_slots_let_waiting_calls_go_on);
    CPPUNIT_TEST(a_router_does_one_update_after_the_other);
    CPPUNIT_TEST(routers_of_two_networks_do_not_wait_for_each_other);
    CPPUNIT_TEST(a_redundant_pair_takes_twice_as_long);
    CPPUNIT_TEST(the_files_of_an_address_are_empty_in_its_turn_only);
    CPPUNIT_TEST(every_profile_has_a_speed);
    CPPUNIT_TEST_SUITE_END();

    Timing timing;
    std::string log;
    const Clock::Steady begin{1000s};

    void enter(char name)
    {
        timing.slots.enter([this, name] { log += name; });
    }

    static Speed slowRouter()
    {
        Speed speed;
        speed.router = 200ms;
        speed.routerPerAddress = 10ms;
        return speed;
    }

    Clock::Steady push(const char* network, std::size_t addresses, unsigned routers = 1)
    {
        return timing.routers.take({network, addresses, routers}, slowRouter(), begin);
    }

    void without_a_number_of_slots_nothing_waits()
    {
        enter('a');
        enter('b');

        CPPUNIT_ASSERT_EQUAL(std::string("ab"), log);
    }

    void what_finds_no_slot_waits_in_its_order()
    {
        timing.slots.resize(1);
        enter('a');
        enter('b');
        enter('c');
        CPPUNIT_ASSERT_EQUAL(std::string("a"), log);

        timing.slots.leave();
        CPPUNIT_ASSERT_EQUAL(std::string("ab"), log);
        timing.slots.leave();

        CPPUNIT_ASSERT_EQUAL(std::string("abc"), log);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, timing.slots.counts().longestQueue);
    }

    void more_slots_let_waiting_calls_go_on()
    {
        Speed speed;
        speed.slots = 1;
        timing.set(speed);
        enter('a');
        enter('b');
        enter('c');

        speed.slots = 0;
        timing.set(speed);

        CPPUNIT_ASSERT_EQUAL(std::string("abc"), log);
    }

    void a_router_does_one_update_after_the_other()
    {
        CPPUNIT_ASSERT(push("net", 100) == begin + 1200ms);
        CPPUNIT_ASSERT(push("net", 100) == begin + 2400ms);

        const auto counts = timing.routers.counts(begin + 1300ms).at("net");
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, counts.updates);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, counts.waiting);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, counts.mostWaiting);
    }

    void routers_of_two_networks_do_not_wait_for_each_other()
    {
        push("one", 100);

        CPPUNIT_ASSERT(push("two", 100) == begin + 1200ms);
    }

    void a_redundant_pair_takes_twice_as_long() { CPPUNIT_ASSERT(push("net", 100, 2) == begin + 2400ms); }

    void the_files_of_an_address_are_empty_in_its_turn_only()
    {
        push("net", 100);

        const auto writing = [&](std::size_t place, std::chrono::milliseconds after) {
            return timing.routers.isWriting("net", place, begin + after);
        };

        CPPUNIT_ASSERT(!writing(0, 100ms));
        CPPUNIT_ASSERT(writing(0, 205ms));
        CPPUNIT_ASSERT(!writing(1, 205ms));
        CPPUNIT_ASSERT(writing(1, 215ms));
        CPPUNIT_ASSERT(!writing(1, 1300ms));
    }

    void every_profile_has_a_speed()
    {
        for (const std::string& name : speedProfiles())
            CPPUNIT_ASSERT_MESSAGE(name, speedProfile(name).has_value());
        CPPUNIT_ASSERT(!speedProfile("slow").has_value());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TimingTest);

} // namespace readystage::cloudsim
