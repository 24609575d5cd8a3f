#include "common/runtime/Signals.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <thread>

#include <pthread.h>
#include <unistd.h>

using namespace readystage;

class SignalsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SignalsTest);
    CPPUNIT_TEST(a_signal_is_delivered_by_wait_and_does_not_kill);
    CPPUNIT_TEST(threads_started_later_have_it_blocked);
    CPPUNIT_TEST(the_mask_for_children_is_that_from_before);
    CPPUNIT_TEST(writing_to_a_closed_pipe_does_not_kill);
    CPPUNIT_TEST_SUITE_END();

    // Each test leaves the mask as it found it.
    sigset_t atStart{};

public:
    void setUp() override { pthread_sigmask(SIG_SETMASK, nullptr, &atStart); }

    void tearDown() override { pthread_sigmask(SIG_SETMASK, &atStart, nullptr); }

private:
    void a_signal_is_delivered_by_wait_and_does_not_kill()
    {
        const Signals signals{SIGUSR1, SIGUSR2};

        pthread_kill(pthread_self(), SIGUSR2);

        CPPUNIT_ASSERT_EQUAL(SIGUSR2, signals.wait());
    }

    void threads_started_later_have_it_blocked()
    {
        const Signals signals{SIGUSR1};
        bool isBlocked = false;

        std::jthread([&isBlocked] {
            sigset_t mask{};
            pthread_sigmask(SIG_SETMASK, nullptr, &mask);
            isBlocked = sigismember(&mask, SIGUSR1) == 1;
        }).join();

        CPPUNIT_ASSERT(isBlocked);
    }

    void the_mask_for_children_is_that_from_before()
    {
        const Signals signals{SIGUSR1};

        CPPUNIT_ASSERT_EQUAL(0, sigismember(&signals.before(), SIGUSR1));
    }

    void writing_to_a_closed_pipe_does_not_kill()
    {
        const Signals signals{SIGUSR1};
        std::array<int, 2> ends{};
        CPPUNIT_ASSERT_EQUAL(0, ::pipe(ends.data()));
        ::close(ends[0]);

        const ssize_t written = ::write(ends[1], "x", 1);

        CPPUNIT_ASSERT_EQUAL(ssize_t(-1), written);
        ::close(ends[1]);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SignalsTest);
