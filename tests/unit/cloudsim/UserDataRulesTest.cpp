#include <cppunit/extensions/HelperMacros.h>

#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/UserDataRules.h"

namespace readystage::cloudsim {

class UserDataRulesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(UserDataRulesTest);
    CPPUNIT_TEST(blank_text_is_no_change);
    CPPUNIT_TEST(padding_is_added);
    CPPUNIT_TEST(the_url_alphabet_and_line_ends_are_taken);
    CPPUNIT_TEST(what_follows_the_first_equals_sign_is_lost);
    CPPUNIT_TEST(text_outside_the_alphabet_is_refused);
    CPPUNIT_TEST(text_that_decodes_to_nothing_is_refused);
    CPPUNIT_TEST(percent_is_decoded_once_more);
    CPPUNIT_TEST(a_broken_percent_escape_is_refused_in_javas_words);
    CPPUNIT_TEST(a_get_takes_4096_characters_and_no_more);
    CPPUNIT_TEST(a_post_takes_what_is_configured_and_no_more);
    CPPUNIT_TEST_SUITE_END();

    static std::string stored(const std::string& text) { return storedUserData(text, true, 32768); }

    static std::string refusalOf(const std::string& text, bool post = true)
    {
        try {
            return "stored " + storedUserData(text, post, 32768);
        } catch (const Refusal& refusal) {
            return refusal.text();
        }
    }

    void blank_text_is_no_change() { CPPUNIT_ASSERT_EQUAL(std::string(), stored(" \n\t ")); }

    void padding_is_added() { CPPUNIT_ASSERT_EQUAL(std::string("aGVsbG8hIQ=="), stored("aGVsbG8hIQ")); }

    void the_url_alphabet_and_line_ends_are_taken() { CPPUNIT_ASSERT_EQUAL(std::string("++//"), stored("--\r\n__")); }

    void what_follows_the_first_equals_sign_is_lost() { CPPUNIT_ASSERT_EQUAL(std::string("YQ=="), stored("YQ==Yg==")); }

    void text_outside_the_alphabet_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("User data is not base64 encoded."), refusalOf("#cloud-config"));
    }

    void text_that_decodes_to_nothing_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("User data is too short."), refusalOf("A"));
    }

    void percent_is_decoded_once_more() { CPPUNIT_ASSERT_EQUAL(std::string("YQ=="), stored("YQ%3D%3D")); }

    void a_broken_percent_escape_is_refused_in_javas_words()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string("URLDecoder: Illegal hex characters in escape (%) pattern - Error at index 1 in: \"4z\""),
            refusalOf("YQ%4z"));
        CPPUNIT_ASSERT_EQUAL(std::string("URLDecoder: Incomplete trailing escape (%) pattern"), refusalOf("YQ%4"));
    }

    void a_get_takes_4096_characters_and_no_more()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{4096}, storedUserData(std::string(4096, 'a'), false, 32768).size());
        CPPUNIT_ASSERT_EQUAL(std::string("User data is too long for http GET request"),
                             refusalOf(std::string(4097, 'a'), false));
    }

    void a_post_takes_what_is_configured_and_no_more()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{32768}, stored(std::string(32768, 'a')).size());
        CPPUNIT_ASSERT_EQUAL(std::string("User data has exceeded configurable max length: 32768"),
                             refusalOf(std::string(32769, 'a')));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(UserDataRulesTest);

} // namespace readystage::cloudsim
