#include "common/domain/Nearest.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;

class NearestTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NearestTest);
    CPPUNIT_TEST(a_slip_finds_its_word);
    CPPUNIT_TEST(of_several_words_the_closest_is_found);
    CPPUNIT_TEST(a_word_far_from_all_finds_none);
    CPPUNIT_TEST_SUITE_END();

    const std::vector<std::string> known{"manager-url", "ca-file", "state-dir", "state-file"};

    void a_slip_finds_its_word()
    {
        for (const auto* const slip : {"manger-url", "manager-ur", "manager_url", "mannager-url", "manager-url"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(slip, std::string("manager-url"), nearest(slip, known));
    }

    void of_several_words_the_closest_is_found()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("state-dir"), nearest("state-di", known));
        CPPUNIT_ASSERT_EQUAL(std::string("state-file"), nearest("state-fil", known));
    }

    void a_word_far_from_all_finds_none()
    {
        CPPUNIT_ASSERT_EQUAL(std::string(), nearest("xyzzy", known));
        CPPUNIT_ASSERT_EQUAL(std::string(), nearest("ca-file", {}));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NearestTest);
