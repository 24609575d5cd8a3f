#include <cppunit/extensions/HelperMacros.h>

#include <fstream>

#include "common/runtime/AtomicFile.h"
#include "tests/cloudsim/edge/GuestHook.h"
#include "tests/fakes/TemporaryFolder.h"

namespace readystage::cloudsim {

class GuestHookTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(GuestHookTest);
    CPPUNIT_TEST(the_program_gets_its_word_and_its_environment);
    CPPUNIT_TEST(another_exit_status_is_a_failure);
    CPPUNIT_TEST(a_program_that_does_not_exist_is_a_failure);
    CPPUNIT_TEST(what_cannot_be_run_is_said_before);
    CPPUNIT_TEST(output_is_appended_to_the_log);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;

    std::string program(const std::string& script) const
    {
        const auto path = folder.path() / "hook";
        writeAtomically(path, "#!/bin/sh\n" + script, 0700);
        return path.string();
    }

    GuestOutcome run(const std::string& program, bool start = true) const
    {
        sigset_t none;
        sigemptyset(&none);
        return GuestHook(program, log(), none).run({start, "vm", {{"CLOUDSIM_IP", "127.0.1.10"}}});
    }

    std::filesystem::path log() const { return folder.path() / "log"; }

    std::string logged() const { return readFile(log(), 65536); }

    void the_program_gets_its_word_and_its_environment()
    {
        const GuestOutcome outcome = run(program("echo \"$1 $CLOUDSIM_IP\"\n"));

        CPPUNIT_ASSERT(outcome.ok);
        CPPUNIT_ASSERT_EQUAL(std::string("start 127.0.1.10\n"), logged());
    }

    void another_exit_status_is_a_failure()
    {
        const GuestOutcome outcome = run(program("exit 3\n"));

        CPPUNIT_ASSERT(!outcome.ok);
        CPPUNIT_ASSERT_EQUAL(std::string("exit status 3"), outcome.why);
    }

    void what_cannot_be_run_is_said_before()
    {
        const std::string text = (folder.path() / "text").string();
        writeAtomically(text, "#!/bin/sh\n", 0600);

        CPPUNIT_ASSERT_EQUAL(std::string(), whyNotRun(program("exit 3\n")));
        CPPUNIT_ASSERT_EQUAL(text + ": Permission denied", whyNotRun(text));
        CPPUNIT_ASSERT_EQUAL(std::string("/nonexistent/hook: No such file or directory"),
                             whyNotRun("/nonexistent/hook"));
        CPPUNIT_ASSERT_EQUAL(std::string("/ is a folder"), whyNotRun("/"));
    }

    void a_program_that_does_not_exist_is_a_failure()
    {
        const GuestOutcome outcome = run("/nonexistent/hook");

        CPPUNIT_ASSERT_EQUAL(std::string("/nonexistent/hook: No such file or directory"), outcome.why);
    }

    void output_is_appended_to_the_log()
    {
        const std::string hook = program("echo $1; echo err >&2\n");

        run(hook, true);
        run(hook, false);

        CPPUNIT_ASSERT_EQUAL(std::string("start\nerr\nstop\nerr\n"), logged());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(GuestHookTest);

} // namespace readystage::cloudsim
