#include "common/protocol/Report.h"

#include "common/codec/Json.h"
#include "common/domain/Utf8.h"

#include <algorithm>
#include <cassert>

namespace readystage::protocol {

namespace {

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// The last `limit` bytes, fewer where they would begin inside a character.
std::string_view tail(std::string_view text, std::size_t limit)
{
    if (text.size() <= limit)
        return text;
    text.remove_prefix(text.size() - limit);
    while (!text.empty() && isContinuation(text.front()))
        text.remove_prefix(1);
    return text;
}

/// The first `limit` bytes of valid UTF-8, fewer where they would end inside a character.
std::string head(const std::string& text, std::size_t limit)
{
    std::size_t length = std::min(text.size(), limit);
    while (length < text.size() && length > 0 && isContinuation(text[length]))
        --length;
    return text.substr(0, length);
}

std::string name(std::string_view text)
{
    return head(toUtf8(text), kMaxNameBytes);
}

JsonText runText(const RunIdentity& run)
{
    JsonText text;
    const auto addIfAny = [&text](std::string_view field, const std::string& value) {
        if (!value.empty())
            text.add(field, name(value));
    };
    addIfAny("tool", run.tool);
    addIfAny("catalog_version", run.catalogVersion);
    addIfAny("transaction", run.transaction);
    addIfAny("environment", run.environment);
    return text;
}

std::string spoolText(const Composed& report, std::string_view reason, const std::vector<std::string>& failedResources)
{
    JsonText text;
    text.add("spool_version", 1).add("report_id", report.id.str()).add("boot_id", report.boot.str());
    if (const auto uuid = canonicalUuid(report.productUuid)) // firmware also says "Not Specified" and the like
        text.add("product_uuid", *uuid);
    text.add("status", readystage::text(report.status));
    if (!report.phase.empty())
        text.add("phase", report.phase);
    if (!reason.empty())
        text.add("reason", reason);
    if (!failedResources.empty())
        text.add("failed_resources", failedResources);
    if (report.run != RunIdentity{})
        text.add("run", runText(report.run));
    if (report.elapsed)
        text.add("elapsed_seconds", static_cast<double>(report.elapsed->count()) / 1000);
    text.add("created", report.created);
    return text.str() + "\n";
}

} // namespace

std::string composeSpoolFile(const Composed& report)
{
    assert(isPhase(report.phase));
    const std::string valid = toUtf8(tail(report.reason, kMaxReasonBytes));
    std::string_view reason = tail(valid, kMaxReasonBytes);
    std::vector<std::string> failedResources;
    for (const auto& resource : report.failedResources)
        if (failedResources.size() < kMaxFailedResources)
            failedResources.push_back(name(resource));

    std::string file = spoolText(report, reason, failedResources);
    while (file.size() > kMaxSpoolBytes && (!reason.empty() || !failedResources.empty())) {
        if (!reason.empty())
            reason = tail(reason, reason.size() / 2);
        else
            failedResources.pop_back();
        file = spoolText(report, reason, failedResources);
    }
    return file;
}

std::string bindToInstance(std::string_view spoolFile, std::string_view instanceId, const Incarnation& incarnation,
                           std::string_view agentVersion)
{
    const auto begin = spoolFile.find('{');
    assert(begin != std::string_view::npos);
    const std::string added = JsonText()
                                  .add("instance_id", instanceId)
                                  .add("incarnation", incarnation.str())
                                  .add("agent_version", agentVersion)
                                  .str();
    std::string wire(spoolFile.substr(0, begin));
    wire += added.substr(0, added.size() - 1) + ",";
    wire += spoolFile.substr(begin + 1);
    return wire;
}

} // namespace readystage::protocol
