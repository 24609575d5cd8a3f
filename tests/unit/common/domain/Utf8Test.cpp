#include "common/domain/Utf8.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;

class Utf8Test : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(Utf8Test);
    CPPUNIT_TEST(the_first_and_last_character_of_each_length_are_accepted);
    CPPUNIT_TEST(overlong_forms_are_refused);
    CPPUNIT_TEST(surrogates_and_what_lies_beyond_unicode_are_refused);
    CPPUNIT_TEST(cut_and_stray_bytes_are_refused);
    CPPUNIT_TEST(repair_replaces_bad_bytes_and_keeps_the_rest);
    CPPUNIT_TEST_SUITE_END();

    void the_first_and_last_character_of_each_length_are_accepted()
    {
        using namespace std::string_view_literals;
        for (const auto text : {""sv, "\0"sv, "\x7f"sv, "\xc2\x80"sv, "\xdf\xbf"sv, "\xe0\xa0\x80"sv, "\xed\x9f\xbf"sv,
                                "\xee\x80\x80"sv, "\xef\xbf\xbf"sv, "\xf0\x90\x80\x80"sv, "\xf4\x8f\xbf\xbf"sv})
            CPPUNIT_ASSERT(isUtf8(text));
    }

    void overlong_forms_are_refused()
    {
        for (const auto* const text :
             {"\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf"})
            CPPUNIT_ASSERT(!isUtf8(text));
    }

    void surrogates_and_what_lies_beyond_unicode_are_refused()
    {
        for (const auto* const text : {"\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"})
            CPPUNIT_ASSERT(!isUtf8(text));
    }

    void cut_and_stray_bytes_are_refused()
    {
        for (const auto* const text : {"\xc3", "\xe2\x82", "\xf0\x9f\x98", "\x80", "a\xbf", "\xc3\x28", "\xe2\x28\xa1"})
            CPPUNIT_ASSERT(!isUtf8(text));
    }

    void repair_replaces_bad_bytes_and_keeps_the_rest()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("caf\u00e9 \ufffd\ufffd!"), toUtf8("caf\xc3\xa9 \xe2\x82!"));
        CPPUNIT_ASSERT(isUtf8(toUtf8("\xff\xfe\xc3(\xf0\x9f\x98")));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(Utf8Test);
