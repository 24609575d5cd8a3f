#include "common/runtime/LockFile.h"

#include "tests/fakes/TemporaryFolder.h"

#include <cppunit/extensions/HelperMacros.h>

#include <future>
#include <system_error>

using namespace readystage;

class LockFileTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LockFileTest);
    CPPUNIT_TEST(a_lock_is_held_by_one_at_a_time);
    CPPUNIT_TEST(a_lock_ends_with_its_object);
    CPPUNIT_TEST(a_moved_lock_is_still_held);
    CPPUNIT_TEST(who_waits_gets_it_when_it_is_free);
    CPPUNIT_TEST(a_lock_that_cannot_be_opened_is_named);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;

    void a_lock_is_held_by_one_at_a_time()
    {
        const auto held = LockFile::tryTake(folder / "lock");

        CPPUNIT_ASSERT(held.has_value());
        CPPUNIT_ASSERT(!LockFile::tryTake(folder / "lock"));
    }

    void a_lock_ends_with_its_object()
    {
        {
            const auto held = LockFile::tryTake(folder / "lock");
        }

        CPPUNIT_ASSERT(LockFile::tryTake(folder / "lock").has_value());
    }

    void a_moved_lock_is_still_held()
    {
        auto first = LockFile::take(folder / "lock");

        const LockFile second = std::move(first);

        CPPUNIT_ASSERT(!LockFile::tryTake(folder / "lock"));
    }

    void who_waits_gets_it_when_it_is_free()
    {
        auto held = LockFile::tryTake(folder / "lock");
        auto waiting = std::async(std::launch::async, [this] { return LockFile::take(folder / "lock"); });

        held.reset();

        const LockFile taken = waiting.get();
        CPPUNIT_ASSERT(!LockFile::tryTake(folder / "lock"));
    }

    void a_lock_that_cannot_be_opened_is_named()
    {
        try {
            (void)LockFile::tryTake(folder / "no/lock");
            CPPUNIT_FAIL("it was taken");
        } catch (const std::system_error& e) {
            CPPUNIT_ASSERT_MESSAGE(e.what(),
                                   std::string(e.what()).find((folder / "no/lock").string()) != std::string::npos);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LockFileTest);
