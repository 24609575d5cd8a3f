#include "manager/edge/KeyFile.h"

#include "manager/edge/Config.h"
#include "tests/fakes/TemporaryFolder.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage {

class KeyFileTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(KeyFileTest);
    CPPUNIT_TEST(a_secret_is_found_by_its_api_key);
    CPPUNIT_TEST(comments_blank_lines_and_dos_line_ends_do_no_harm);
    CPPUNIT_TEST(an_empty_file_knows_nobody);
    CPPUNIT_TEST(a_missing_file_is_named);
    CPPUNIT_TEST(a_file_others_can_read_is_refused_with_its_mode);
    CPPUNIT_TEST(a_folder_is_no_key_file);
    CPPUNIT_TEST(a_line_without_secret_is_named_and_not_shown);
    CPPUNIT_TEST(a_line_with_three_words_is_refused);
    CPPUNIT_TEST(a_key_that_stands_twice_is_refused);
    CPPUNIT_TEST(a_key_that_is_not_printable_is_refused);
    CPPUNIT_TEST(a_reload_brings_the_new_pairs);
    CPPUNIT_TEST(a_reload_that_fails_keeps_the_old_pairs);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;

    std::string refusal(const std::string& text, int mode = 0600)
    {
        const auto file = folder.write("keys", text, mode);
        try {
            const KeyFile keys(file);
        } catch (const ConfigError& e) {
            return e.what();
        }
        CPPUNIT_FAIL("was accepted: " + text);
        return {};
    }

    void assertRefused(const std::string& text, const std::string& words)
    {
        const auto message = refusal(text);
        CPPUNIT_ASSERT_MESSAGE(message, message.find(words) != std::string::npos);
    }

public:
    void a_secret_is_found_by_its_api_key()
    {
        const KeyFile keys(folder.write("keys", "alice-key alice-secret\nbob-key\tbob-secret\n"));

        CPPUNIT_ASSERT(keys.secretOf("bob-key")->equals("bob-secret"));
        CPPUNIT_ASSERT(!keys.secretOf("bob-secret"));
        CPPUNIT_ASSERT(!keys.secretOf("Bob-key"));
        CPPUNIT_ASSERT(!keys.secretOf(""));
    }

    void comments_blank_lines_and_dos_line_ends_do_no_harm()
    {
        const KeyFile keys(folder.write("keys", "# who may\r\n\r\n   # also one\n  alice-key   alice-secret  \r\n"));

        CPPUNIT_ASSERT(keys.secretOf("alice-key")->equals("alice-secret"));
        CPPUNIT_ASSERT(!keys.secretOf("#"));
    }

    void an_empty_file_knows_nobody()
    {
        const KeyFile keys(folder.write("keys", ""));

        CPPUNIT_ASSERT(!keys.secretOf("alice-key"));
    }

    void a_missing_file_is_named()
    {
        const auto missing = folder.path() / "nothing";

        try {
            const KeyFile keys(missing);
            CPPUNIT_FAIL("was accepted");
        } catch (const ConfigError& e) {
            CPPUNIT_ASSERT_EQUAL(missing.string() + ": No such file or directory", std::string(e.what()));
        }
    }

    void a_file_others_can_read_is_refused_with_its_mode()
    {
        for (const auto& [mode, words] :
             {std::pair(0640, "mode 0640"), std::pair(0604, "mode 0604"), std::pair(0660, "mode 0660")}) {
            const auto message = refusal("a b\n", mode);
            CPPUNIT_ASSERT_MESSAGE(message, message.find(words) != std::string::npos);
        }
    }

    void a_folder_is_no_key_file() { CPPUNIT_ASSERT_THROW(KeyFile(folder.path()), ConfigError); }

    void a_line_without_secret_is_named_and_not_shown()
    {
        const auto message = refusal("# comment\nalice-key alice-secret\nlonely-secret\n");

        CPPUNIT_ASSERT_MESSAGE(message, message.find("keys:3: ") != std::string::npos);
        CPPUNIT_ASSERT_MESSAGE(message, message.find("lonely-secret") == std::string::npos);
    }

    void a_line_with_three_words_is_refused() { assertRefused("a b c\n", "keys:1: not `api_key secret_key`"); }

    void a_key_that_stands_twice_is_refused() { assertRefused("a b\n\na c\n", "keys:3: "); }

    void a_key_that_is_not_printable_is_refused() { assertRefused("a b\xc3\xa4\n", "keys:1: "); }

    void a_reload_brings_the_new_pairs()
    {
        KeyFile keys(folder.write("keys", "a old\n"));
        folder.write("keys", "a new\nb too\n");

        keys.reload();

        CPPUNIT_ASSERT(keys.secretOf("a")->equals("new"));
        CPPUNIT_ASSERT(keys.secretOf("b").has_value());
    }

    void a_reload_that_fails_keeps_the_old_pairs()
    {
        KeyFile keys(folder.write("keys", "a old\n"));
        folder.write("keys", "a\n");

        CPPUNIT_ASSERT_THROW(keys.reload(), ConfigError);

        CPPUNIT_ASSERT(keys.secretOf("a")->equals("old"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(KeyFileTest);

} // namespace readystage
