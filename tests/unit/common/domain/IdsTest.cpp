#include "common/domain/Ids.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;

class IdsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(IdsTest);
    CPPUNIT_TEST(a_uuid_is_kept_in_lower_case);
    CPPUNIT_TEST(two_spellings_of_one_uuid_are_equal);
    CPPUNIT_TEST(what_cloudstack_also_takes_as_an_id_is_refused);
    CPPUNIT_TEST(a_uuid_of_the_wrong_shape_is_refused);
    CPPUNIT_TEST(the_refusal_says_what_was_expected);
    CPPUNIT_TEST(an_incarnation_is_32_lower_case_digits);
    CPPUNIT_TEST(an_incarnation_of_another_shape_is_refused);
    CPPUNIT_TEST(an_incarnation_made_of_bytes_can_be_read_again);
    CPPUNIT_TEST_SUITE_END();

    void a_uuid_is_kept_in_lower_case()
    {
        const auto id = InstanceId::parse("2C6F1F2E-9f60-4B5C-8e0b-0A3C1F1D7F11");

        CPPUNIT_ASSERT_EQUAL(std::string("2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11"), id->str());
    }

    void two_spellings_of_one_uuid_are_equal()
    {
        CPPUNIT_ASSERT(*InstanceId::parse("2C6F1F2E-9F60-4B5C-8E0B-0A3C1F1D7F11") ==
                       *InstanceId::parse("2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11"));
    }

    void what_cloudstack_also_takes_as_an_id_is_refused()
    {
        for (const auto* const text : {"-1", "17", "i-2-17-VM", ""})
            CPPUNIT_ASSERT_MESSAGE(text, !InstanceId::parse(text));
    }

    void a_uuid_of_the_wrong_shape_is_refused()
    {
        using namespace std::string_view_literals;
        for (const auto text : {"2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f1"sv, "2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f111"sv,
                                "2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f1g"sv, "2c6f1f2e09f60-4b5c-8e0b-0a3c1f1d7f11"sv,
                                "{c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f1}"sv, "2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f1\0"sv,
                                " 2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f1"sv})
            CPPUNIT_ASSERT_MESSAGE(std::string(text), !InstanceId::parse(text));
    }

    void the_refusal_says_what_was_expected()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("expected a UUID of 36 characters"), InstanceId::parse("x").error().why);
    }

    void an_incarnation_is_32_lower_case_digits()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("00112233445566778899aabbccddeeff"),
                             Incarnation::parse("00112233445566778899aabbccddeeff")->str());
    }

    void an_incarnation_of_another_shape_is_refused()
    {
        for (const auto* const text : {"", "00112233445566778899aabbccddeef", "00112233445566778899aabbccddeeff0",
                                       "00112233445566778899AABBCCDDEEFF", "00112233445566778899aabbccddeefg"})
            CPPUNIT_ASSERT_MESSAGE(text, !Incarnation::parse(text));
    }

    void an_incarnation_made_of_bytes_can_be_read_again()
    {
        const auto made = Incarnation::fromBytes({0x00, 0x01, 0x7f, 0x80, 0xff, 0x0a, 0xa0});

        CPPUNIT_ASSERT_EQUAL(std::string("00017f80ff0aa0000000000000000000"), made.str());
        CPPUNIT_ASSERT(made == *Incarnation::parse(made.str()));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(IdsTest);
