#include "common/codec/Base64.h"

#include <cppunit/extensions/HelperMacros.h>

#include <numeric>

using namespace readystage;

class Base64Test : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(Base64Test);
    CPPUNIT_TEST(the_vectors_of_rfc_4648_hold);
    CPPUNIT_TEST(every_byte_survives);
    CPPUNIT_TEST(long_text_has_no_line_breaks);
    CPPUNIT_TEST(what_cloudstack_would_take_and_damage_is_refused);
    CPPUNIT_TEST(bits_that_would_be_lost_are_refused);
    CPPUNIT_TEST(the_refusal_names_the_place);
    CPPUNIT_TEST_SUITE_END();

    void the_vectors_of_rfc_4648_hold()
    {
        const std::pair<const char*, const char*> kVectors[]{{"", ""},
                                                             {"f", "Zg=="},
                                                             {"fo", "Zm8="},
                                                             {"foo", "Zm9v"},
                                                             {"foob", "Zm9vYg=="},
                                                             {"fooba", "Zm9vYmE="},
                                                             {"foobar", "Zm9vYmFy"}};
        for (const auto& [bytes, text] : kVectors) {
            CPPUNIT_ASSERT_EQUAL(std::string(text), base64::encode(bytes));
            CPPUNIT_ASSERT_EQUAL(std::string(bytes), *base64::decode(text));
        }
    }

    void every_byte_survives()
    {
        std::string bytes(256, '\0');
        std::iota(bytes.begin(), bytes.end(), '\0');

        for (std::size_t cut = 0; cut < 3; ++cut)
            CPPUNIT_ASSERT_EQUAL(bytes.substr(cut), *base64::decode(base64::encode(bytes.substr(cut))));
    }

    void long_text_has_no_line_breaks()
    {
        CPPUNIT_ASSERT_EQUAL(std::string::npos, base64::encode(std::string(300, 'x')).find_first_of("\r\n"));
    }

    void what_cloudstack_would_take_and_damage_is_refused()
    {
        using namespace std::string_view_literals;
        for (const auto text : {"Zg"sv, "Zg="sv, "Z"sv, "Zm9v\n"sv, "Zm9v\r\n"sv, "Zm 9"sv, "Zg==Zg=="sv, "Z==="sv,
                                "===="sv, "=Zg="sv, "Zg=a"sv, "-_-_"sv, "Zm\09"sv, "ready=1="sv, "Zm9\xc3"sv})
            CPPUNIT_ASSERT_MESSAGE(std::string(text), !base64::decode(text));
    }

    void bits_that_would_be_lost_are_refused()
    {
        CPPUNIT_ASSERT(!base64::decode("Zh=="));
        CPPUNIT_ASSERT(!base64::decode("Zm9="));
    }

    void the_refusal_names_the_place()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("not base64: its length 5 is no multiple of four"),
                             base64::decode("abcde").error().why);
        CPPUNIT_ASSERT_EQUAL(std::string("not base64: unexpected character at position 2"),
                             base64::decode("ab-d").error().why);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(Base64Test);
