#include "common/runtime/Log.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace readystage;
using log::Format;
using log::Level;

namespace {

/// What `write` sends to standard error; at most a pipe's worth.
template <class F> std::string captured(F&& write)
{
    std::array<int, 2> ends{};
    CPPUNIT_ASSERT_EQUAL(0, ::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK));
    const int before = ::dup(STDERR_FILENO);
    ::dup2(ends[1], STDERR_FILENO);
    write(ends[1]);
    ::dup2(before, STDERR_FILENO);
    std::array<char, 4096> text{};
    const ssize_t length = ::read(ends[0], text.data(), text.size());
    for (const int fd : {ends[0], ends[1], before})
        ::close(fd);
    return length < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(length));
}

std::string journalStreamOf(int fd)
{
    struct stat status {};

    CPPUNIT_ASSERT_EQUAL(0, ::fstat(fd, &status));
    return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
}

} // namespace

class LogTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LogTest);
    CPPUNIT_TEST(a_line_is_time_level_event_and_fields);
    CPPUNIT_TEST(plain_values_stand_without_quotes);
    CPPUNIT_TEST(outside_text_cannot_end_the_line_or_the_quotes);
    CPPUNIT_TEST(outside_text_cannot_steer_a_terminal);
    CPPUNIT_TEST(bytes_that_are_no_text_are_replaced);
    CPPUNIT_TEST(what_is_shown_is_one_line_of_text);
    CPPUNIT_TEST(json_has_the_same_fields_and_numbers_without_quotes);
    CPPUNIT_TEST(details_are_left_out_unless_asked_for);
    CPPUNIT_TEST(one_line_is_written_with_its_time);
    CPPUNIT_TEST(the_journal_gets_the_priority_instead_of_the_time);
    CPPUNIT_TEST(an_inherited_journal_stream_that_is_not_ours_changes_nothing);
    CPPUNIT_TEST_SUITE_END();

public:
    void tearDown() override
    {
        ::unsetenv("JOURNAL_STREAM"); // NOLINT(concurrency-mt-unsafe): one thread
        log::configure(Level::info, Format::keyValue);
    }

private:
    static std::string line(const log::Field& field)
    {
        return log::line(Level::info, Format::keyValue, "e", {field}, "");
    }

    void a_line_is_time_level_event_and_fields()
    {
        const std::string text = log::line(Level::warning, Format::keyValue, "report-refused",
                                           {{"vm", "2c6f"}, {"status", 409}}, "2026-08-21T12:00:00.000Z");

        CPPUNIT_ASSERT_EQUAL(std::string("2026-08-21T12:00:00.000Z warning report-refused vm=2c6f status=409"), text);
    }

    void plain_values_stand_without_quotes()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("e path=/var/lib/x.json"), line({"path", "/var/lib/x.json"}));
        CPPUNIT_ASSERT_EQUAL(std::string("e n=-3"), line({"n", -3}));
        CPPUNIT_ASSERT_EQUAL(std::string("e n=18446744073709551615"), line({"n", 18446744073709551615UL}));
        CPPUNIT_ASSERT_EQUAL(std::string("e yes=true"), line({"yes", true}));
        CPPUNIT_ASSERT_EQUAL(std::string("e none=\"\""), line({"none", ""}));
        CPPUNIT_ASSERT_EQUAL(std::string("e why=\"two words\""), line({"why", "two words"}));
    }

    void outside_text_cannot_end_the_line_or_the_quotes()
    {
        CPPUNIT_ASSERT_EQUAL(std::string(R"(e why="a\nreport-accepted vm=x\u000d")"),
                             line({"why", "a\nreport-accepted vm=x\r"}));
        CPPUNIT_ASSERT_EQUAL(std::string(R"(e why="\" ok=\"1\\")"), line({"why", R"(" ok="1\)"}));
        CPPUNIT_ASSERT_EQUAL(std::string(R"(e why="a=b")"), line({"why", "a=b"}));
    }

    void outside_text_cannot_steer_a_terminal()
    {
        const std::string steering("\x1b[2J\x7f\xc2\x9b"
                                   "1m\0",
                                   10);

        CPPUNIT_ASSERT_EQUAL(std::string(R"(e why="\u001b[2J\u007f\u009b1m\u0000")"), line({"why", steering}));
    }

    void bytes_that_are_no_text_are_replaced()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("e why=\"caf\u00e9 \ufffd\""), line({"why", "caf\xc3\xa9 \xff"}));
    }

    void what_is_shown_is_one_line_of_text()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("{\"a\":\"\\\"}\\n\\u001b[2J \xef\xbf\xbd"),
                             log::shown("{\"a\":\"\\\"}\n\x1b[2J \xff"));
    }

    void json_has_the_same_fields_and_numbers_without_quotes()
    {
        const std::string text = log::line(Level::error, Format::json, "store-failed",
                                           {{"why", "disk \"full\"\n"}, {"code", 28}, {"last", false}}, "T");

        CPPUNIT_ASSERT_EQUAL(
            std::string(
                R"({"time":"T","level":"error","event":"store-failed","why":"disk \"full\"\n","code":28,"last":false})"),
            text);
    }

    void details_are_left_out_unless_asked_for()
    {
        const auto debugging = [](int) { log::debug("detail"); };
        CPPUNIT_ASSERT_EQUAL(std::string(), captured(debugging));

        log::configure(Level::debug, Format::keyValue);

        CPPUNIT_ASSERT(captured(debugging).ends_with(" debug detail\n"));
    }

    void one_line_is_written_with_its_time()
    {
        const std::string text = captured([](int) { log::error("failed", {{"why", "a\nb"}}); });

        CPPUNIT_ASSERT(text.ends_with("Z error failed why=\"a\\nb\"\n"));
        CPPUNIT_ASSERT_EQUAL(text.size() - 1, text.find('\n'));
    }

    void the_journal_gets_the_priority_instead_of_the_time()
    {
        const std::string text = captured([](int fd) {
            ::setenv("JOURNAL_STREAM", journalStreamOf(fd).c_str(), 1); // NOLINT(concurrency-mt-unsafe): one thread
            log::warning("w", {{"a", 1}});
            log::info("i");
        });

        CPPUNIT_ASSERT_EQUAL(std::string("<4>w a=1\n<6>i\n"), text);
    }

    void an_inherited_journal_stream_that_is_not_ours_changes_nothing()
    {
        const std::string text = captured([](int) {
            ::setenv("JOURNAL_STREAM", "8:12345", 1); // NOLINT(concurrency-mt-unsafe): one thread
            log::info("i");
        });

        CPPUNIT_ASSERT(text.ends_with("Z info i\n"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LogTest);
