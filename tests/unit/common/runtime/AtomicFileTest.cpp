#include "common/runtime/AtomicFile.h"

#include "tests/fakes/TemporaryFolder.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <system_error>

#include <sys/resource.h>
#include <sys/stat.h>

using namespace readystage;
namespace fs = std::filesystem;

namespace {

/// The error `action` ends with, as `code words`; empty when there is none.
template <class F> std::string failureOf(F&& action)
{
    try {
        action();
        return "";
    } catch (const std::system_error& e) {
        return std::to_string(e.code().value()) + " " + e.what();
    }
}

/// While it lives no file of this process can grow beyond `bytes`: a disk that fills up in the middle of a write.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes)
    {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }

    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

    ~FullDisk()
    {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        (void)std::signal(SIGXFSZ, handler_);
    }

private:
    rlimit before_{};
    void (*handler_)(int) = nullptr;
};

mode_t modeOf(const fs::path& path)
{
    struct stat status {};

    CPPUNIT_ASSERT_EQUAL(0, ::stat(path.c_str(), &status));
    return status.st_mode & 07777U;
}

} // namespace

class AtomicFileTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AtomicFileTest);
    CPPUNIT_TEST(what_was_written_can_be_read);
    CPPUNIT_TEST(an_existing_file_is_replaced);
    CPPUNIT_TEST(only_the_owner_may_read_it_unless_said_otherwise);
    CPPUNIT_TEST(a_write_that_fails_leaves_the_old_file_and_no_other);
    CPPUNIT_TEST(a_rename_that_fails_leaves_the_old_state);
    CPPUNIT_TEST(a_missing_folder_is_named);
    CPPUNIT_TEST(a_name_without_a_folder_means_the_current_one);
    CPPUNIT_TEST(moving_keeps_the_bytes);
    CPPUNIT_TEST(a_failed_move_names_both_paths);
    CPPUNIT_TEST(removing_twice_is_no_error);
    CPPUNIT_TEST(removing_a_folder_is_an_error);
    CPPUNIT_TEST(folders_are_made_with_their_parents_for_the_owner_only);
    CPPUNIT_TEST(an_existing_folder_is_left_as_it_is);
    CPPUNIT_TEST(a_file_in_the_way_of_a_folder_is_an_error);
    CPPUNIT_TEST(a_file_longer_than_the_limit_is_not_read);
    CPPUNIT_TEST(a_missing_file_is_named);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;

    void what_was_written_can_be_read()
    {
        const std::string bytes("line\n\0\xff", 7);

        writeAtomically(folder / "a", bytes);

        CPPUNIT_ASSERT_EQUAL(bytes, readFile(folder / "a", 7));
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), folder.names().size());
    }

    void an_existing_file_is_replaced()
    {
        writeAtomically(folder / "a", "a longer old text");

        writeAtomically(folder / "a", "new");

        CPPUNIT_ASSERT_EQUAL(std::string("new"), readFile(folder / "a", 100));
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), folder.names().size());
    }

    void only_the_owner_may_read_it_unless_said_otherwise()
    {
        writeAtomically(folder / "a", "");
        writeAtomically(folder / "b", "", 0644);

        CPPUNIT_ASSERT_EQUAL(mode_t(0600), modeOf(folder / "a"));
        CPPUNIT_ASSERT_EQUAL(mode_t(0644), modeOf(folder / "b"));
    }

    void a_write_that_fails_leaves_the_old_file_and_no_other()
    {
        writeAtomically(folder / "a", "old");

        std::string failure;
        {
            const FullDisk disk(4096);
            failure = failureOf([this] { writeAtomically(folder / "a", std::string(100'000, 'n')); });
        }

        CPPUNIT_ASSERT_EQUAL(std::to_string(EFBIG) + " cannot write " + (folder / "a").string() + ": File too large",
                             failure);
        CPPUNIT_ASSERT_EQUAL(std::string("old"), readFile(folder / "a", 100));
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), folder.names().size());
    }

    void a_rename_that_fails_leaves_the_old_state()
    {
        fs::create_directory(folder / "a");

        const auto failure = failureOf([this] { writeAtomically(folder / "a", "new"); });

        CPPUNIT_ASSERT_EQUAL(std::to_string(EISDIR) + " cannot rename the temporary file to " +
                                 (folder / "a").string() + ": Is a directory",
                             failure);
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), folder.names().size());
    }

    void a_missing_folder_is_named()
    {
        const auto failure = failureOf([this] { writeAtomically(folder / "no/a", "x"); });

        CPPUNIT_ASSERT_EQUAL(std::to_string(ENOENT) + " cannot create a temporary file for " +
                                 (folder / "no/a").string() + ": No such file or directory",
                             failure);
    }

    void a_name_without_a_folder_means_the_current_one()
    {
        const fs::path before = fs::current_path();
        fs::current_path(folder.path());

        writeAtomically("a", "here");
        fs::current_path(before);

        CPPUNIT_ASSERT_EQUAL(std::string("here"), readFile(folder / "a", 100));
    }

    void moving_keeps_the_bytes()
    {
        makeDirectory(folder / "to");
        writeAtomically(folder / "a", "bytes");

        moveDurably(folder / "a", folder / "to/b");

        CPPUNIT_ASSERT_EQUAL(std::string("bytes"), readFile(folder / "to/b", 100));
        CPPUNIT_ASSERT(!fs::exists(folder / "a"));
    }

    void a_failed_move_names_both_paths()
    {
        const auto failure = failureOf([this] { moveDurably(folder / "a", folder / "b"); });

        CPPUNIT_ASSERT_EQUAL(std::to_string(ENOENT) + " cannot move " + (folder / "a").string() + " to " +
                                 (folder / "b").string() + ": No such file or directory",
                             failure);
    }

    void removing_twice_is_no_error()
    {
        writeAtomically(folder / "a", "x");

        removeFile(folder / "a");
        removeFile(folder / "a");

        CPPUNIT_ASSERT(folder.names().empty());
    }

    void removing_a_folder_is_an_error()
    {
        makeDirectory(folder / "d");

        CPPUNIT_ASSERT(failureOf([this] { removeFile(folder / "d"); }).find("cannot remove") != std::string::npos);
    }

    void folders_are_made_with_their_parents_for_the_owner_only()
    {
        makeDirectory(folder / "a/b/c/");

        CPPUNIT_ASSERT_EQUAL(mode_t(0700), modeOf(folder / "a"));
        CPPUNIT_ASSERT_EQUAL(mode_t(0700), modeOf(folder / "a/b/c"));
    }

    void an_existing_folder_is_left_as_it_is()
    {
        makeDirectory(folder / "a");
        ::chmod((folder / "a").c_str(), 0750);

        makeDirectory(folder / "a");

        CPPUNIT_ASSERT_EQUAL(mode_t(0750), modeOf(folder / "a"));
    }

    void a_file_in_the_way_of_a_folder_is_an_error()
    {
        writeAtomically(folder / "a", "x");

        CPPUNIT_ASSERT(failureOf([this] { makeDirectory(folder / "a"); }).find((folder / "a").string()) !=
                       std::string::npos);
    }

    void a_file_longer_than_the_limit_is_not_read()
    {
        writeAtomically(folder / "a", "12345");

        CPPUNIT_ASSERT_EQUAL(std::string("12345"), readFile(folder / "a", 5));
        CPPUNIT_ASSERT(failureOf([this] { readFile(folder / "a", 4); }).starts_with(std::to_string(EFBIG)));
    }

    void a_missing_file_is_named()
    {
        const auto failure = failureOf([this] { readFile(folder / "a", 4); });

        CPPUNIT_ASSERT_EQUAL(std::to_string(ENOENT) + " cannot open " + (folder / "a").string() +
                                 ": No such file or directory",
                             failure);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AtomicFileTest);
