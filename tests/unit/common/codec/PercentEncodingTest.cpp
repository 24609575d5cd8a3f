#include "common/codec/PercentEncoding.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;

class PercentEncodingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PercentEncodingTest);
    CPPUNIT_TEST(it_leaves_exactly_what_java_leaves);
    CPPUNIT_TEST(it_encodes_the_bytes_of_utf8);
    CPPUNIT_TEST(decoding_undoes_encoding);
    CPPUNIT_TEST(a_plus_is_a_space_and_digits_come_in_both_cases);
    CPPUNIT_TEST(broken_escapes_are_refused_with_their_place);
    CPPUNIT_TEST(what_is_no_utf8_after_decoding_is_refused);
    CPPUNIT_TEST(a_query_keeps_order_and_duplicates);
    CPPUNIT_TEST(a_query_may_have_empty_names_values_and_pieces);
    CPPUNIT_TEST(only_the_first_equals_sign_divides);
    CPPUNIT_TEST(a_broken_query_names_the_parameter);
    CPPUNIT_TEST(a_query_written_is_the_query_read);
    CPPUNIT_TEST(names_keep_their_brackets_and_nothing_that_could_divide);
    CPPUNIT_TEST_SUITE_END();

    void it_leaves_exactly_what_java_leaves()
    {
        std::string left;
        for (int c = 0; c < 128; ++c)
            if (percentEncode(std::string(1, static_cast<char>(c))).size() == 1)
                left += static_cast<char>(c);

        CPPUNIT_ASSERT_EQUAL(std::string("*-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"), left);
        CPPUNIT_ASSERT_EQUAL(std::string("%7E%20%2B%28%27%21%00"), percentEncode(std::string("~ +('!\0", 7)));
    }

    void it_encodes_the_bytes_of_utf8()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("Caf%C3%A9%F0%9F%98%80"), percentEncode("Caf\u00e9\U0001F600"));
    }

    void decoding_undoes_encoding()
    {
        const std::string text("Caf\u00e9 *~* (a+b) 100% 'x' \u65e5\u672c \U0001F600 &=?#\n\0end", 43);

        CPPUNIT_ASSERT_EQUAL(text, *percentDecode(percentEncode(text)));
    }

    void a_plus_is_a_space_and_digits_come_in_both_cases()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("a b+/"), *percentDecode("a+b%2B%2f"));
    }

    void broken_escapes_are_refused_with_their_place()
    {
        for (const auto* const text : {"abc%", "abc%4", "abc%zz", "abc%4g", "abc%%41", "abc%+1", "abc% 41"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("broken percent escape at position 3"),
                                         percentDecode(text) ? "accepted" : percentDecode(text).error().why);
    }

    void what_is_no_utf8_after_decoding_is_refused()
    {
        for (const auto* const text : {"%ff", "%C3", "%c0%80", "%ED%A0%80", "\xff", "%E9"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("not UTF-8 after percent decoding"),
                                         percentDecode(text) ? "accepted" : percentDecode(text).error().why);
    }

    void a_query_keeps_order_and_duplicates()
    {
        CPPUNIT_ASSERT((*parseQuery("b=1&a=2&b=%33") == Parameters{{"b", "1"}, {"a", "2"}, {"b", "3"}}));
    }

    void a_query_may_have_empty_names_values_and_pieces()
    {
        CPPUNIT_ASSERT((*parseQuery("") == Parameters{}));
        CPPUNIT_ASSERT((*parseQuery("a&b=&&=c&") == Parameters{{"a", ""}, {"b", ""}, {"", "c"}}));
    }

    void only_the_first_equals_sign_divides()
    {
        CPPUNIT_ASSERT((*parseQuery("userdata=Zg==") == Parameters{{"userdata", "Zg=="}}));
    }

    void a_broken_query_names_the_parameter()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("parameter b: broken percent escape at position 1"),
                             parseQuery("a=1&b=x%zz").error().why);
        CPPUNIT_ASSERT_EQUAL(std::string("name of parameter 2: not UTF-8 after percent decoding"),
                             parseQuery("a=1&%ff=2").error().why);
    }

    void a_query_written_is_the_query_read()
    {
        const Parameters parameters{{"a b", "&=+%"}, {"\u00e9", "\u00e9"}, {"tags[0].key", "x"}, {"a b", ""}};

        CPPUNIT_ASSERT(*parseQuery(toQuery(parameters)) == parameters);
    }

    void names_keep_their_brackets_and_nothing_that_could_divide()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("tags[0].key=a%5B&x%26y%3D=1"),
                             toQuery({{"tags[0].key", "a["}, {"x&y=", "1"}}));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PercentEncodingTest);
