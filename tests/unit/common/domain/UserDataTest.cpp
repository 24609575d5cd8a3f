#include "common/domain/UserData.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;

class UserDataTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(UserDataTest);
    CPPUNIT_TEST(a_line_is_found_wherever_it_stands);
    CPPUNIT_TEST(both_line_ends_are_understood);
    CPPUNIT_TEST(a_part_of_a_line_is_not_the_line);
    CPPUNIT_TEST(nothing_has_no_line);
    CPPUNIT_TEST(a_carriage_return_alone_ends_no_line);
    CPPUNIT_TEST_SUITE_END();

    void a_line_is_found_wherever_it_stands()
    {
        for (const auto* const text : {"ready=1", "ready=1\n", "a\nready=1\nb", "a\nready=1"})
            CPPUNIT_ASSERT_MESSAGE(text, UserData(text).hasLine("ready=1"));
    }

    void both_line_ends_are_understood() { CPPUNIT_ASSERT(UserData("a\r\nready=1\r\nb\r\n").hasLine("ready=1")); }

    void a_part_of_a_line_is_not_the_line()
    {
        for (const auto* const text :
             {"already=1", "ready=11", " ready=1", "ready=1 ", "#ready=1", "READY=1", "ready=\n1"})
            CPPUNIT_ASSERT_MESSAGE(text, !UserData(text).hasLine("ready=1"));
    }

    void nothing_has_no_line()
    {
        CPPUNIT_ASSERT(!UserData().hasLine("ready=1"));
        CPPUNIT_ASSERT(!UserData().hasLine(""));
        CPPUNIT_ASSERT(UserData("\n").hasLine(""));
    }

    void a_carriage_return_alone_ends_no_line()
    {
        CPPUNIT_ASSERT(!UserData("ready=1\rb").hasLine("ready=1"));
        CPPUNIT_ASSERT(!UserData("ready=1\r").hasLine("ready=1"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(UserDataTest);
