#include "agent/edge/FileOutbox.h"

#include "agent/edge/SpoolLayout.h"
#include "common/codec/Json.h"
#include "common/runtime/AtomicFile.h"
#include "common/runtime/Log.h"
#include "common/runtime/Version.h"

#include <algorithm>

namespace readystage::agent {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kStateFileBytes = std::size_t{256} * 1024;
constexpr std::size_t kMostReceipts = 100;

Acknowledged acknowledgedOf(const Json& entry)
{
    return {entry.at("report").asString(), entry.at("receipt").asString(), entry.at("status").asString(),
            entry.at("at").asString()};
}

std::string textOf(const std::vector<Acknowledged>& all)
{
    std::vector<JsonText> entries;
    const std::size_t first = all.size() > kMostReceipts ? all.size() - kMostReceipts : 0;
    for (std::size_t i = first; i < all.size(); ++i) {
        JsonText entry;
        entry.add("report", all[i].report).add("receipt", all[i].receipt);
        entry.add("status", all[i].status).add("at", all[i].at);
        entries.push_back(std::move(entry));
    }
    JsonText file;
    file.addArray("acknowledged", entries);
    return file.str() + "\n";
}

} // namespace

std::optional<Identity> readIdentity(const fs::path& instanceFolder)
{
    try {
        const Json file = Json::parse(readFile(instanceFolder / layout::kIdentity, kStateFileBytes));
        const auto incarnation = Incarnation::parse(file.at("incarnation").asString());
        if (!incarnation)
            return std::nullopt;
        return Identity{file.at("instance_id").asString(), *incarnation};
    } catch (const std::system_error&) {
        return std::nullopt;
    } catch (const JsonError&) {
        return std::nullopt;
    }
}

std::vector<Acknowledged> readAcknowledged(const fs::path& instanceFolder)
{
    std::vector<Acknowledged> all;
    try {
        const Json file = Json::parse(readFile(instanceFolder / layout::kAcked, kStateFileBytes));
        for (const Json& entry : file.at("acknowledged").asArray())
            all.push_back(acknowledgedOf(entry));
    } catch (const std::system_error& e) {
        if (e.code() != std::errc::no_such_file_or_directory)
            log::warning("receipts.unreadable", {{"why", e.what()}});
    } catch (const JsonError& e) {
        log::warning("receipts.unreadable", {{"file", (instanceFolder / layout::kAcked).string()}, {"why", e.what()}});
    }
    return all;
}

void moveAside(const fs::path& from, const fs::path& target)
{
    makeDirectory(target);
    fs::path to = target / from.filename();
    for (int copy = 1; fs::exists(to); ++copy)
        to = target / (from.filename().string() + "." + std::to_string(copy));
    moveDurably(from, to);
}

FileOutbox::FileOutbox(fs::path stateFolder, fs::path folder, Identity identity, const Clock& clock)
    : state_(std::move(stateFolder)),
      folder_(std::move(folder)),
      identity_(std::move(identity)),
      clock_(clock)
{
    makeDirectory(folder_ / layout::kOutbox);
}

bool FileOutbox::isKnown(const ReportId& report) const
{
    const auto isIt = [&](const std::string& name) { return layout::names(name, report); };
    const auto waiting = layout::namesIn(folder_ / layout::kOutbox);
    const auto refused = layout::namesIn(folder_ / layout::kRejected);
    const auto acked = readAcknowledged(folder_);
    return std::any_of(waiting.begin(), waiting.end(), isIt) || std::any_of(refused.begin(), refused.end(), isIt) ||
           std::any_of(acked.begin(), acked.end(), [&](const auto& entry) { return entry.report == report.str(); });
}

void FileOutbox::take(const Incoming& report)
{
    const ReportId& id = report.says->id;
    if (!isKnown(id)) {
        const auto behindAll = std::max(layout::stampOf(state_ / layout::kIncoming / report.name),
                                        layout::lastStampIn(folder_ / layout::kOutbox) + 1);
        writeAtomically(folder_ / layout::kOutbox / layout::nameFor(behindAll, id), report.bytes);
    }
    removeDurably(state_ / layout::kIncoming / report.name);
}

std::vector<Queued> FileOutbox::queued()
{
    std::vector<Queued> all;
    const auto acked = readAcknowledged(folder_);
    for (const auto& name : layout::namesIn(folder_ / layout::kOutbox)) {
        const fs::path path = folder_ / layout::kOutbox / name;
        const std::string bytes = readFile(path, protocol::kMaxSpoolBytes);
        const auto says = protocol::parseSpoolFile(bytes);
        if (!says) {
            log::warning("report.unreadable", {{"file", path.string()}, {"why", says.error().why}});
            moveAside(path, state_ / layout::kBad);
        } else if (std::any_of(acked.begin(), acked.end(),
                               [&](const auto& entry) { return entry.report == says->id.str(); })) {
            removeDurably(path); // the receipt was stored, then we were killed
        } else {
            all.push_back({name, says->id, says->status,
                           protocol::bindToInstance(bytes, identity_.instanceId, identity_.incarnation, kVersion)});
        }
    }
    return all;
}

void FileOutbox::acknowledge(const Queued& report, const protocol::Receipt& receipt)
{
    auto all = readAcknowledged(folder_);
    all.push_back({report.id.str(), receipt.receipt, text(report.status), rfc3339(clock_.now())});
    writeAtomically(folder_ / layout::kAcked, textOf(all));
    removeDurably(folder_ / layout::kOutbox / report.name);
}

void FileOutbox::reject(const Queued& report, std::string_view why)
{
    makeDirectory(folder_ / layout::kRejected);
    writeAtomically(folder_ / layout::kRejected / (report.name + layout::kWhy), std::string(why) + "\n");
    moveDurably(folder_ / layout::kOutbox / report.name, folder_ / layout::kRejected / report.name);
}

} // namespace readystage::agent
