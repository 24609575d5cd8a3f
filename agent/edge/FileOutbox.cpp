#include "agent/edge/FileOutbox.h"

#include "agent/edge/KeptAside.h"
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
            entry.at("at").asString(), entry.stringOr("transaction", "")};
}

/// nullopt when there is something that cannot be read.
std::optional<std::vector<Acknowledged>> receiptsIn(const fs::path& instanceFolder)
{
    std::vector<Acknowledged> all;
    try {
        const Json file = Json::parse(readFile(instanceFolder / layout::kAcked, kStateFileBytes));
        for (const Json& entry : file.at("acknowledged").asArray())
            all.push_back(acknowledgedOf(entry));
    } catch (const std::system_error& e) {
        if (e.code() != std::errc::no_such_file_or_directory)
            return std::nullopt;
    } catch (const JsonError&) {
        return std::nullopt;
    }
    return all;
}

std::string textOf(const std::vector<Acknowledged>& all)
{
    std::vector<JsonText> entries;
    const std::size_t first = all.size() > kMostReceipts ? all.size() - kMostReceipts : 0;
    for (std::size_t i = first; i < all.size(); ++i) {
        JsonText entry;
        entry.add("report", all[i].report).add("receipt", all[i].receipt);
        entry.add("status", all[i].status).add("at", all[i].at);
        if (!all[i].transaction.empty())
            entry.add("transaction", all[i].transaction);
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
    return receiptsIn(instanceFolder).value_or(std::vector<Acknowledged>{});
}

bool areReceiptsBroken(const fs::path& instanceFolder)
{
    return !receiptsIn(instanceFolder);
}

FileOutbox::FileOutbox(fs::path stateFolder, fs::path folder, Identity identity, const Clock& clock)
    : state_(std::move(stateFolder)),
      folder_(std::move(folder)),
      identity_(std::move(identity)),
      clock_(clock)
{
    makeDirectory(folder_ / layout::kOutbox);
    makeDirectory(folder_ / layout::kRejected);
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

/// A rename, because that works on a full disk, too.
void FileOutbox::take(const Incoming& report)
{
    const ReportId& id = report.says->id;
    const fs::path file = state_ / layout::kIncoming / report.name;
    if (isKnown(id)) {
        removeFile(file);
        return;
    }
    const auto behindAll = std::max(layout::stampOf(file), layout::lastStampIn(folder_ / layout::kOutbox) + 1);
    moveDurably(file, folder_ / layout::kOutbox / layout::nameFor(behindAll, id));
}

/// What has a receipt or was rejected is here again after a kill or a power cut.
std::vector<Queued> FileOutbox::queued()
{
    std::vector<Queued> all;
    const auto acked = readAcknowledged(folder_);
    for (const auto& name : layout::namesIn(folder_ / layout::kOutbox)) {
        auto report = read(name);
        if (!report)
            continue;
        const bool isDone = std::any_of(acked.begin(), acked.end(),
                                        [&](const auto& entry) { return entry.report == report->id.str(); }) ||
                            fs::exists(folder_ / layout::kRejected / name);
        if (isDone)
            removeFile(folder_ / layout::kOutbox / name);
        else
            all.push_back(*std::move(report));
    }
    return all;
}

/// What cannot be read goes where people will find it, and holds nothing up.
std::optional<Queued> FileOutbox::read(const std::string& name)
{
    const fs::path path = folder_ / layout::kOutbox / name;
    std::string why;
    try {
        const std::string bytes = readFile(path, protocol::kMaxSpoolBytes);
        if (const auto says = protocol::parseSpoolFile(bytes))
            return Queued{name, says->id, says->status,
                          protocol::bindToInstance(bytes, identity_.instanceId, identity_.incarnation, kVersion),
                          says->transaction};
        else
            why = says.error().why;
    } catch (const std::system_error& e) {
        why = e.what();
    }
    log::warning("report.unreadable", {{"file", path.string()}, {"why", why}});
    moveAside(path, state_ / layout::kBad);
    return std::nullopt;
}

/// A stored receipt is what ends the report, so its file may come back after a power cut. A full disk must not hold up
/// what lies behind: then the report goes first, which makes room, and at worst the receipt is lost and the report is
/// sent again.
void FileOutbox::acknowledge(const Queued& report, const protocol::Receipt& receipt)
{
    const Acknowledged receipts{report.id.str(), receipt.receipt, text(report.status), rfc3339(clock_.now()),
                                report.transaction};
    const bool stored = storeReceipt(receipts);
    removeFile(folder_ / layout::kOutbox / report.name);
    if (!stored && !storeReceipt(receipts))
        log::warning("receipt.not-stored", {{"report", receipts.report}, {"receipt", receipts.receipt}});
}

bool FileOutbox::storeReceipt(const Acknowledged& receipt)
{
    auto all = readAcknowledged(folder_);
    all.push_back(receipt);
    try {
        writeAtomically(folder_ / layout::kAcked, textOf(all));
        return true;
    } catch (const std::system_error&) {
        return false;
    }
}

void FileOutbox::reject(const Queued& report, std::string_view why)
{
    try {
        writeAtomically(folder_ / layout::kRejected / (report.name + layout::kWhy), std::string(why) + "\n");
    } catch (const std::system_error& e) {
        log::warning("reason.not-stored", {{"report", report.id.str()}, {"why", e.what()}});
    }
    moveDurably(folder_ / layout::kOutbox / report.name, folder_ / layout::kRejected / report.name);
}

} // namespace readystage::agent
