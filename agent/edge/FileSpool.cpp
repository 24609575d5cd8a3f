#include "agent/edge/FileSpool.h"

#include "agent/edge/SpoolLayout.h"
#include "common/codec/Digest.h"
#include "common/codec/Json.h"
#include "common/runtime/AtomicFile.h"
#include "common/runtime/Log.h"

#include <algorithm>
#include <array>

namespace readystage::agent {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours kOldTemporary{1};

std::uint64_t stamp(Clock::Wall when)
{
    const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(when.time_since_epoch()).count();
    return since > 0 ? static_cast<std::uint64_t>(since) : 0;
}

Incarnation newIncarnation()
{
    const std::string random = randomBytes(16);
    std::array<unsigned char, 16> bytes{};
    std::copy(random.begin(), random.end(), bytes.begin());
    return Incarnation::fromBytes(bytes);
}

/// What a writer that was killed left behind would keep the folder from ever being empty, and the path unit busy.
void removeOldTemporaries(const fs::path& folder)
{
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const auto written = entry.last_write_time(ignored);
        if (entry.path().filename().string().starts_with('.') && !ignored &&
            fs::file_time_type::clock::now() - written > kOldTemporary)
            fs::remove(entry.path(), ignored);
    }
}

std::optional<Incoming> read(const fs::path& path)
{
    const std::string name = path.filename().string();
    try {
        std::string bytes = readFile(path, protocol::kMaxSpoolBytes);
        auto says = protocol::parseSpoolFile(bytes);
        return Incoming{name, std::move(bytes), std::move(says)};
    } catch (const std::system_error& e) {
        if (e.code() == std::errc::no_such_file_or_directory)
            return std::nullopt; // somebody took it meanwhile
        return Incoming{name, "", Unexpected{Malformed{e.what()}}};
    }
}

void retire(const fs::path& instanceFolder, const fs::path& stateFolder)
{
    if (!fs::exists(fs::symlink_status(instanceFolder)))
        return;
    log::warning("state.of-another-instance", {{"folder", instanceFolder.string()}});
    moveAside(instanceFolder, stateFolder / layout::kStale);
}

Identity newIdentity(const fs::path& folder, const std::string& instanceId, Clock::Wall now)
{
    Identity identity{instanceId, newIncarnation()};
    JsonText file;
    file.add("instance_id", identity.instanceId).add("incarnation", identity.incarnation.str());
    file.add("created", rfc3339(now));
    makeDirectory(folder.parent_path());
    makeUnsyncedDirectory(folder);
    // A full disk may not have room for them later. One sync of the folder, after the identity, is for all three.
    makeUnsyncedDirectory(folder / layout::kOutbox);
    makeUnsyncedDirectory(folder / layout::kRejected);
    writeAtomically(folder / layout::kIdentity, file.str() + "\n");
    syncDirectory(folder.parent_path());
    log::info("instance.new", {{"instance", instanceId}, {"incarnation", identity.incarnation.str()}});
    return identity;
}

} // namespace

FileSpool::FileSpool(fs::path stateFolder, const Clock& clock, const AsideLimits& limits)
    : folder_(std::move(stateFolder)),
      clock_(clock),
      limits_(limits)
{}

void FileSpool::accept(const ReportId& id, std::string_view bytes)
{
    const fs::path incoming = folder_ / layout::kIncoming;
    makeDirectory(folder_);
    if (makeUnsyncedDirectory(incoming)) {
        if (!fs::exists(fs::symlink_status(folder_ / layout::kInstances)))
            makeUnsyncedDirectory(folder_ / layout::kInstances); // needed soon, and one sync is for both
        syncDirectory(folder_);
    }
    const auto behindAll = std::max(stamp(clock_.now()), layout::lastStampIn(incoming) + 1);
    writeAtomically(incoming / layout::nameFor(behindAll, id), bytes);
}

std::vector<Incoming> FileSpool::incoming()
{
    const fs::path folder = folder_ / layout::kIncoming;
    removeOldTemporaries(folder);
    std::vector<std::pair<std::uint64_t, std::string>> byAge;
    for (const auto& name : layout::namesIn(folder))
        byAge.emplace_back(layout::stampOf(folder / name), name);
    std::sort(byAge.begin(), byAge.end());
    std::vector<Incoming> all;
    for (const auto& [age, name] : byAge) {
        if (auto one = read(folder / name))
            all.push_back(*std::move(one));
    }
    return all;
}

void FileSpool::setAside(const Incoming& report, Aside where)
{
    moveAside(folder_ / layout::kIncoming / report.name,
              folder_ / (where == Aside::bad ? layout::kBad : layout::kStale));
}

std::size_t FileSpool::queuedOfAll()
{
    std::size_t count = 0;
    for (const auto& name : layout::namesIn(folder_ / layout::kInstances))
        count += layout::namesIn(folder_ / layout::kInstances / name / layout::kOutbox).size();
    return count;
}

std::unique_ptr<Outbox> FileSpool::open(const std::string& instanceId)
{
    const fs::path ours = folder_ / layout::kInstances / sha256Hex(instanceId).substr(0, 16);
    retireOthers(ours);
    Identity identity = identityIn(ours, instanceId);
    if (areReceiptsBroken(ours))
        setBrokenAside(ours / layout::kAcked);
    removeOldTemporaries(ours);
    auto outbox = std::make_unique<FileOutbox>(folder_, ours, std::move(identity), clock_);
    trimAside(ours);
    return outbox;
}

/// As it was, or a new one where there is none that could be read.
Identity FileSpool::identityIn(const fs::path& ours, const std::string& instanceId)
{
    auto identity = readIdentity(ours);
    if (identity && identity->instanceId == instanceId)
        return *std::move(identity);
    if (identity || !fs::is_directory(ours))
        retire(ours, folder_);
    else if (fs::exists(ours / layout::kIdentity))
        setBrokenAside(ours / layout::kIdentity);
    return newIdentity(ours, instanceId, clock_.now());
}

void FileSpool::setBrokenAside(const fs::path& file) const
{
    log::warning("state.unreadable", {{"file", file.string()}});
    moveAside(file, folder_ / layout::kBad);
}

void FileSpool::trimAside(const fs::path& instanceFolder) const
{
    for (const auto& folder : {folder_ / layout::kStale, folder_ / layout::kBad, instanceFolder / layout::kRejected})
        trim(folder, limits_);
}

void FileSpool::retireOthers(const fs::path& ours)
{
    for (const auto& name : layout::namesIn(folder_ / layout::kInstances)) {
        const fs::path other = folder_ / layout::kInstances / name;
        if (other != ours)
            retire(other, folder_);
    }
}

Fate FileSpool::fateOf(const ReportId& report)
{
    const auto isIn = [&](const fs::path& folder) {
        const auto all = layout::namesIn(folder);
        return std::any_of(all.begin(), all.end(), [&](const auto& name) { return layout::names(name, report); });
    };
    for (const auto& name : layout::namesIn(folder_ / layout::kInstances)) {
        const fs::path instance = folder_ / layout::kInstances / name;
        const auto acked = readAcknowledged(instance);
        if (std::any_of(acked.begin(), acked.end(), [&](const auto& entry) { return entry.report == report.str(); }))
            return Fate::acknowledged;
        if (isIn(instance / layout::kOutbox))
            return Fate::waiting;
        if (isIn(instance / layout::kRejected))
            return Fate::rejected;
    }
    return isIn(folder_ / layout::kIncoming) ? Fate::waiting : Fate::unknown;
}

} // namespace readystage::agent
