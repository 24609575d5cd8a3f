#include "agent/edge/ChildProcess.h"

#include "agent/edge/GateCommand.h"

#include <cppunit/extensions/HelperMacros.h>

#include <csignal>

namespace readystage::agent {

class ChildProcessTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ChildProcessTest);
    CPPUNIT_TEST(output_and_errors_come_apart_and_whole);
    CPPUNIT_TEST(exit_codes_are_those_of_a_shell);
    CPPUNIT_TEST(what_cannot_be_started_says_why);
    CPPUNIT_TEST(a_child_that_holds_the_output_is_not_waited_for);
    CPPUNIT_TEST(at_its_time_it_is_killed_with_all_it_has_started);
    CPPUNIT_TEST(signals_are_as_a_program_expects_them);
    CPPUNIT_TEST(a_gate_is_open_when_it_ends_with_0_and_says_its_last_words);
    CPPUNIT_TEST_SUITE_END();

    std::string out;
    std::string err;

    CommandEnd shell(const std::string& script, const CommandSettings& settings = {})
    {
        return runCommand(
            {"sh", "-c", script}, [this](int fd, std::string_view bytes) { (fd == 1 ? out : err) += bytes; }, settings);
    }

    void output_and_errors_come_apart_and_whole()
    {
        (void)shell("head -c 300000 /dev/zero | tr '\\0' x; echo no >&2");

        CPPUNIT_ASSERT_EQUAL(std::size_t(300'000), out.size());
        CPPUNIT_ASSERT_EQUAL(std::string("no\n"), err);
    }

    void exit_codes_are_those_of_a_shell()
    {
        CPPUNIT_ASSERT_EQUAL(7, shell("exit 7").code);
        CPPUNIT_ASSERT_EQUAL(137, shell("kill -9 $$").code);
        CPPUNIT_ASSERT_EQUAL(9, shell("kill -9 $$").signal);
    }

    void what_cannot_be_started_says_why()
    {
        const CommandEnd end = runCommand({"/nowhere/at-all"}, [](int, std::string_view) {});

        CPPUNIT_ASSERT_EQUAL(127, end.code);
        CPPUNIT_ASSERT_EQUAL(std::string("/nowhere/at-all: No such file or directory"), end.notStarted);
        CPPUNIT_ASSERT_EQUAL(126, runCommand({"/etc/hostname"}, [](int, std::string_view) {}).code);
    }

    void a_child_that_holds_the_output_is_not_waited_for()
    {
        CPPUNIT_ASSERT_EQUAL(0, shell("sleep 30 & echo $!").code);

        ::kill(std::stoi(out), SIGKILL);
    }

    void at_its_time_it_is_killed_with_all_it_has_started()
    {
        const CommandEnd end = shell("sleep 60 & echo $!; wait", {std::chrono::milliseconds(300), true});

        CPPUNIT_ASSERT(end.isTimedOut && end.signal == SIGKILL);
        while (::kill(std::stoi(out), 0) == 0 && !isZombie(out)) {
        }
    }

    /// Nobody may be there to collect an orphan, in a container for instance.
    static bool isZombie(const std::string& pid)
    {
        std::string state;
        (void)runCommand({"ps", "-o", "stat=", "-p", pid.substr(0, pid.find('\n'))},
                         [&state](int, std::string_view bytes) { state += bytes; });
        return state.empty() || state.front() == 'Z';
    }

    void signals_are_as_a_program_expects_them()
    {
        (void)std::signal(SIGPIPE, SIG_IGN);

        (void)shell("grep -E 'Sig(Blk|Ign)' /proc/self/status");

        CPPUNIT_ASSERT_MESSAGE(out, out.starts_with("SigBlk:\t0000000000000000\n"));
        const auto ignored = std::stoull(out.substr(out.rfind('\t')), nullptr, 16);
        CPPUNIT_ASSERT_MESSAGE(out, (ignored & (1ULL << (SIGPIPE - 1))) == 0);
    }

    void a_gate_is_open_when_it_ends_with_0_and_says_its_last_words()
    {
        const GateAnswer open = GateCommand({"sh", "-c", "echo fine"}).ask();
        const GateAnswer closed = GateCommand({"sh", "-c", "echo a; echo b >&2; exit 1"}).ask();

        CPPUNIT_ASSERT(open.open && !closed.open);
        CPPUNIT_ASSERT_EQUAL(std::string("fine"), open.said);
        CPPUNIT_ASSERT_EQUAL(std::string("a\nb"), closed.said);
        CPPUNIT_ASSERT_EQUAL(std::string("it ended with 3"), GateCommand({"sh", "-c", "exit 3"}).ask().said);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ChildProcessTest);

} // namespace readystage::agent
