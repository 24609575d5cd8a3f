#include "common/runtime/AtomicFile.h"

#include "tests/fakes/TemporaryFolder.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace readystage;
namespace fs = std::filesystem;

namespace {

/// What AtomicFile.cpp asked of the disk, in order; this program's fsync() and rename() below note it.
std::vector<std::string> asked;
int failingSync = 0; ///< the so-manieth fsync() from now on fails; 0: none

} // namespace

extern "C" int fsync(int fd)
{
    const fs::path path = fs::read_symlink("/proc/self/fd/" + std::to_string(fd));
    asked.push_back(fs::is_directory(path) ? "sync folder " + path.filename().string() : "sync file");
    if (failingSync > 0 && --failingSync == 0) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_fsync, fd));
}

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the C library calls the second one `new`
extern "C" int rename(const char* from, const char* to) noexcept
{
    asked.emplace_back("rename");
    return ::renameat(AT_FDCWD, from, AT_FDCWD, to);
}

/// Durability cannot be seen without a power cut; that the right calls are made in the right order can.
class AtomicFileSyncTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AtomicFileSyncTest);
    CPPUNIT_TEST(a_file_is_synced_before_its_rename_and_the_folder_after_it);
    CPPUNIT_TEST(a_file_that_cannot_be_synced_does_not_replace_the_old_one);
    CPPUNIT_TEST(a_folder_that_cannot_be_synced_is_reported);
    CPPUNIT_TEST(a_move_syncs_the_folder_it_goes_to);
    CPPUNIT_TEST(a_folder_can_be_made_for_a_later_sync);
    CPPUNIT_TEST(each_new_folder_is_synced_into_its_parent);
    CPPUNIT_TEST_SUITE_END();

    using Steps = std::vector<std::string>;
    fakes::TemporaryFolder folder;

    static std::string syncOf(const fs::path& path) { return "sync folder " + path.filename().string(); }

public:
    void setUp() override
    {
        asked.clear();
        failingSync = 0;
    }

private:
    void a_file_is_synced_before_its_rename_and_the_folder_after_it()
    {
        writeAtomically(folder / "a", "x");

        CPPUNIT_ASSERT((asked == Steps{"sync file", "rename", syncOf(folder.path())}));
    }

    void a_file_that_cannot_be_synced_does_not_replace_the_old_one()
    {
        writeAtomically(folder / "a", "old");
        failingSync = 1;

        CPPUNIT_ASSERT_THROW(writeAtomically(folder / "a", "new"), std::system_error);

        CPPUNIT_ASSERT_EQUAL(std::string("old"), readFile(folder / "a", 100));
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), folder.names().size());
    }

    void a_folder_that_cannot_be_synced_is_reported()
    {
        failingSync = 2;

        CPPUNIT_ASSERT_THROW(writeAtomically(folder / "a", "new"), std::system_error);

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), folder.names().size());
    }

    void a_move_syncs_the_folder_it_goes_to()
    {
        makeDirectory(folder / "to");
        writeAtomically(folder / "a", "x");
        asked.clear();

        moveDurably(folder / "a", folder / "to/a");

        CPPUNIT_ASSERT((asked == Steps{"rename", "sync folder to"}));
    }

    void a_folder_can_be_made_for_a_later_sync()
    {
        CPPUNIT_ASSERT(makeUnsyncedDirectory(folder / "a"));
        CPPUNIT_ASSERT(!makeUnsyncedDirectory(folder / "a"));
        syncDirectory(folder.path());

        CPPUNIT_ASSERT((asked == Steps{syncOf(folder.path())}));
    }

    void each_new_folder_is_synced_into_its_parent()
    {
        makeDirectory(folder / "a/b");

        CPPUNIT_ASSERT((asked == Steps{syncOf(folder.path()), "sync folder a"}));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AtomicFileSyncTest);
