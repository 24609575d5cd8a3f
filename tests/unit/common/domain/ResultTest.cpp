#include "common/domain/Result.h"

#include <cppunit/extensions/HelperMacros.h>

#include <memory>

using namespace readystage;

class ResultTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ResultTest);
    CPPUNIT_TEST(a_value_is_a_success);
    CPPUNIT_TEST(an_unexpected_is_a_failure_with_its_reason);
    CPPUNIT_TEST(value_and_error_may_be_of_one_type);
    CPPUNIT_TEST(a_value_that_can_only_be_moved_can_be_taken_out);
    CPPUNIT_TEST_SUITE_END();

    void a_value_is_a_success()
    {
        const Result<int, Malformed> result = 42;

        CPPUNIT_ASSERT(result.has_value());
        CPPUNIT_ASSERT_EQUAL(42, *result);
    }

    void an_unexpected_is_a_failure_with_its_reason()
    {
        const Result<int, Malformed> result = Unexpected{Malformed{"expected a number"}};

        CPPUNIT_ASSERT(!result);
        CPPUNIT_ASSERT_EQUAL(std::string("expected a number"), result.error().why);
    }

    void value_and_error_may_be_of_one_type()
    {
        const Result<std::string, std::string> good = std::string("value");
        const Result<std::string, std::string> bad = Unexpected{std::string("reason")};

        CPPUNIT_ASSERT(good && *good == "value");
        CPPUNIT_ASSERT(!bad && bad.error() == "reason");
    }

    void a_value_that_can_only_be_moved_can_be_taken_out()
    {
        Result<std::unique_ptr<int>, Malformed> result = std::make_unique<int>(7);

        const std::unique_ptr<int> taken = *std::move(result);

        CPPUNIT_ASSERT_EQUAL(7, *taken);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ResultTest);
