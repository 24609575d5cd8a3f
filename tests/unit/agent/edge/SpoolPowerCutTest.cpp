#include "agent/edge/FileSpool.h"

#include "common/runtime/AtomicFile.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/PlainReports.h"
#include "tests/fakes/TemporaryFolder.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <fstream>
#include <map>
#include <set>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace readystage::agent {

namespace fs = std::filesystem;

namespace {

/// What a disk holds: of each path its bytes; nullopt for a folder.
using Image = std::map<fs::path, std::optional<std::string>>;

/// A disk beside the real one that knows what was synced: fsync(), rename() and unlink() of this program tell it. From
/// it the images are made that a power cut after each of these calls could leave behind.
class Disk {
public:
    explicit Disk(fs::path root) : root_(std::move(root)) { synced(root_); }

    void synced(const fs::path& path)
    {
        Node& node = nodes_[idOf(path)];
        if (fs::is_directory(path))
            node.names = namesIn(path);
        else
            node.bytes = readFile(path, std::size_t{1} << 20);
    }

    /// The name goes; another file may be given the number of its inode.
    void forget(const fs::path& path) { ids_.erase(inodeOf(path)); }

    /// What may be left after this call: nothing that was not synced, or all names, but unsynced files empty.
    void cut() { cuts_.push_back({image(Names::synced), image(Names::present)}); }

    const std::vector<std::array<Image, 2>>& cuts() const { return cuts_; }

private:
    struct Node {
        std::map<std::string, int> names;
        std::string bytes;
    };

    enum class Names { synced, present };

    static ino_t inodeOf(const fs::path& path)
    {
        struct stat status {};

        return ::lstat(path.c_str(), &status) == 0 ? status.st_ino : 0;
    }

    int idOf(const fs::path& path)
    {
        const auto [at, isNew] = ids_.try_emplace(inodeOf(path), next_);
        if (isNew) {
            isFolder_[next_] = fs::is_directory(path);
            ++next_;
        }
        return at->second;
    }

    std::map<std::string, int> namesIn(const fs::path& folder)
    {
        std::map<std::string, int> names;
        for (const auto& entry : fs::directory_iterator(folder))
            names[entry.path().filename().string()] = idOf(entry.path());
        return names;
    }

    Image image(Names which)
    {
        Image all;
        if (which == Names::synced) {
            addSynced(idOf(root_), {}, all);
            return all;
        }
        for (const auto& entry : fs::recursive_directory_iterator(root_))
            all[entry.path().lexically_relative(root_)] =
                entry.is_directory() ? std::nullopt : std::optional(nodes_[idOf(entry.path())].bytes);
        return all;
    }

    void addSynced(int folder, const fs::path& path, Image& all)
    {
        for (const auto& [name, id] : nodes_[folder].names) {
            all[path / name] = isFolder_[id] ? std::nullopt : std::optional(nodes_[id].bytes);
            if (isFolder_[id])
                addSynced(id, path / name, all);
        }
    }

    fs::path root_;
    std::map<ino_t, int> ids_;
    std::map<int, bool> isFolder_;
    std::map<int, Node> nodes_;
    int next_ = 0;
    std::vector<std::array<Image, 2>> cuts_;
};

Disk* watched = nullptr;
int syncs = 0;

/// What is known of a report, by the cut from which on it holds.
struct Promise {
    std::size_t accepted = 0;
    std::size_t mayBeDone = SIZE_MAX; ///< acknowledge() or reject() was called …
    std::size_t done = SIZE_MAX;      ///< … and came back
};

struct Promises {
    std::map<int, Promise> reports;
    std::size_t opened = 0;
    std::string incarnation{};
};

std::string plainFile(int number)
{
    return protocol::composeSpoolFile({fakes::reportNumber(number),
                                       fakes::kThisBoot,
                                       fakes::kThisMachine,
                                       ReportStatus::ready,
                                       "configured",
                                       "",
                                       {},
                                       {},
                                       std::nullopt,
                                       "2026-11-22T08:00:00Z"});
}

void lay(const Image& image, const fs::path& folder)
{
    for (const auto& [path, bytes] : image) { // a folder sorts before what is in it
        if (bytes)
            std::ofstream(folder / path, std::ios::binary) << *bytes;
        else
            fs::create_directory(folder / path);
    }
}

} // namespace

} // namespace readystage::agent

extern "C" int fsync(int fd)
{
    ++readystage::agent::syncs;
    const auto result = static_cast<int>(::syscall(SYS_fsync, fd));
    if (auto* const disk = std::exchange(readystage::agent::watched, nullptr)) {
        disk->synced(std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd)));
        disk->cut();
        readystage::agent::watched = disk;
    }
    return result;
}

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the C library calls the second one `new`
extern "C" int rename(const char* from, const char* to) noexcept
{
    auto* const disk = readystage::agent::watched;
    if (disk)
        disk->forget(to);
    const int result = ::renameat(AT_FDCWD, from, AT_FDCWD, to);
    if (disk)
        disk->cut();
    return result;
}

extern "C" int unlink(const char* name) noexcept
{
    auto* const disk = readystage::agent::watched;
    if (disk)
        disk->forget(name);
    const int result = ::unlinkat(AT_FDCWD, name, 0);
    if (disk)
        disk->cut();
    return result;
}

namespace readystage::agent {

/// The power fails after every step of a spool's life. What it had promised by then holds, whatever the disk had kept
/// to itself.
class SpoolPowerCutTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SpoolPowerCutTest);
    CPPUNIT_TEST(whenever_the_power_fails_every_promise_holds);
    CPPUNIT_TEST(a_first_report_costs_nine_syncs);
    CPPUNIT_TEST_SUITE_END();

    fakes::FakeClock clock_;
    fakes::TemporaryFolder folder_;

    /// A life with everything a spool does; what it promised, by the last cut before the call came back.
    Promises live(const Disk& disk)
    {
        FileSpool spool(folder_ / "state", clock_);
        Promises promised;
        const auto last = [&] { return disk.cuts().size() - 1; };
        const auto accept = [&](int number) {
            spool.accept(fakes::reportNumber(number), plainFile(number));
            promised.reports[number].accepted = last();
        };
        const auto finish = [&](int number, const auto& call) {
            promised.reports[number].mayBeDone = last() + 1;
            call();
            promised.reports[number].done = last();
        };
        const auto takeAll = [&](Outbox& outbox) {
            for (const auto& report : spool.incoming())
                outbox.take(report);
            return outbox.queued();
        };

        accept(1);
        accept(2);
        const auto outbox = spool.open("a-vm");
        promised.opened = last();
        promised.incarnation = outbox->incarnation().str();
        const auto first = takeAll(*outbox);
        finish(1, [&] { outbox->acknowledge(first.at(0), {fakes::reportNumber(1), "r-1"}); });
        accept(3);
        finish(2, [&] { outbox->reject(first.at(1), "422: no"); });
        const auto second = takeAll(*outbox);
        accept(4);
        finish(3, [&] { outbox->acknowledge(second.at(0), {fakes::reportNumber(3), "r-3"}); });
        (void)takeAll(*outbox);
        return promised;
    }

    static std::multiset<std::string> waitingIn(FileSpool& spool, Outbox& outbox)
    {
        for (const auto& report : spool.incoming()) {
            CPPUNIT_ASSERT(report.says);
            outbox.take(report);
        }
        std::multiset<std::string> waiting;
        for (const auto& report : outbox.queued())
            waiting.insert(report.id.str());
        return waiting;
    }

    void check(const Image& image, std::size_t cut, const Promises& promised)
    {
        fakes::TemporaryFolder disk;
        lay(image, disk.path());
        FileSpool spool(disk / "state", clock_);
        const auto outbox = spool.open("a-vm");
        const auto waiting = waitingIn(spool, *outbox);

        const std::string where = "after cut " + std::to_string(cut) + ", report ";
        if (cut >= promised.opened)
            CPPUNIT_ASSERT_EQUAL(promised.incarnation, outbox->incarnation().str());
        for (const auto& [number, promise] : promised.reports) {
            const std::size_t count = waiting.count(fakes::reportNumber(number).str());
            const std::size_t atLeast = cut >= promise.accepted && cut < promise.mayBeDone ? 1 : 0;
            const std::size_t atMost = cut < promise.done ? 1 : 0;
            CPPUNIT_ASSERT_MESSAGE(where + std::to_string(number), atLeast <= count && count <= atMost);
        }
    }

    void whenever_the_power_fails_every_promise_holds()
    {
        Disk disk(folder_.path());
        watched = &disk;
        const Promises promised = live(disk);
        watched = nullptr;

        CPPUNIT_ASSERT(disk.cuts().size() > 30);
        for (std::size_t cut = 0; cut < disk.cuts().size(); ++cut) {
            for (const Image& image : disk.cuts()[cut])
                check(image, cut, promised);
        }
    }

    /// Each costs a boot some milliseconds: of what it writes every file and every folder once, but the instance's
    /// twice.
    void a_first_report_costs_nine_syncs()
    {
        makeDirectory(folder_ / "state"); // the package's
        syncs = 0;
        FileSpool spool(folder_ / "state", clock_);
        spool.accept(fakes::reportNumber(1), plainFile(1));
        const auto outbox = spool.open("a-vm");
        for (const auto& report : spool.incoming())
            outbox->take(report);
        outbox->acknowledge(outbox->queued().at(0), {fakes::reportNumber(1), "r-1"});

        CPPUNIT_ASSERT_EQUAL(9, syncs);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SpoolPowerCutTest);

} // namespace readystage::agent
