#include "common/protocol/Report.h"

#include "common/codec/Digest.h"
#include "common/codec/Json.h"

#include <cmath>

namespace readystage::protocol {

namespace {

constexpr double kLongestSeconds = 10.0 * 365 * 24 * 3600;

[[noreturn]] void fail(std::string_view field, const std::string& expected)
{
    throw JsonError(std::string(field) + ": " + expected);
}

Json documentIn(std::string_view body, std::size_t limit)
{
    if (body.size() > limit)
        throw JsonError("the document: longer than " + std::to_string(limit) + " bytes");
    return Json::parse(body);
}

template <class Id> Id idIn(const Json& report, std::string_view field)
{
    auto id = Id::parse(report.at(field).asString());
    if (!id)
        fail(field, id.error().why);
    return *std::move(id);
}

ReportStatus statusIn(const Json& report)
{
    const auto status = reportStatus(report.at("status").asString());
    if (!status)
        fail("status", "expected ready, failed or progress");
    return *status;
}

std::string atMost(std::size_t limit, std::string text, const std::string& field)
{
    if (text.size() > limit)
        fail(field, "longer than " + std::to_string(limit) + " bytes");
    return text;
}

std::string phaseIn(const Json& report)
{
    std::string phase = report.stringOr("phase", "");
    if (!isPhase(phase))
        fail("phase", "expected at most 64 of a-z, 0-9 and -");
    return phase;
}

std::string agentVersionIn(const Json& report)
{
    constexpr std::string_view kAllowed = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.+~-_";
    std::string version = report.at("agent_version").asString();
    if (version.empty() || version.size() > kMaxShortBytes || version.find_first_not_of(kAllowed) != std::string::npos)
        fail("agent_version", "expected 1 to 64 of A-Z a-z 0-9 . + ~ - _");
    return version;
}

std::vector<std::string> failedResourcesIn(const Json& report)
{
    std::vector<std::string> names;
    const auto list = report.find("failed_resources");
    if (!list)
        return names;
    for (const Json& name : list->asArray())
        names.push_back(
            atMost(kMaxNameBytes, name.asString(), "failed_resources[" + std::to_string(names.size()) + "]"));
    if (names.size() > kMaxFailedResources)
        fail("failed_resources", "more than " + std::to_string(kMaxFailedResources));
    return names;
}

RunIdentity runIn(const Json& report)
{
    const auto run = report.find("run");
    if (!run)
        return {};
    const auto text = [&run](const std::string& name) {
        return atMost(kMaxNameBytes, run->stringOr(name, ""), "run." + name);
    };
    return {text("tool"), text("catalog_version"), text("transaction"), text("environment")};
}

std::optional<std::chrono::milliseconds> elapsedIn(const Json& report)
{
    const auto elapsed = report.find("elapsed_seconds");
    if (!elapsed)
        return std::nullopt;
    const double seconds = elapsed->asNumber();
    if (seconds < 0 || seconds > kLongestSeconds)
        fail("elapsed_seconds", "expected 0 to 315360000");
    return std::chrono::milliseconds(std::llround(seconds * 1000));
}

/// Firmware writes the UUID in either case; the smaller form is the one that compares.
std::string productUuidIn(const Json& report)
{
    std::string text = report.stringOr("product_uuid", "");
    if (text.empty())
        return text;
    auto uuid = canonicalUuid(text);
    if (!uuid)
        fail("product_uuid", uuid.error().why);
    return *std::move(uuid);
}

Report reportIn(const Json& report)
{
    return {idIn<ReportId>(report, "report_id"),
            idIn<InstanceId>(report, "instance_id"),
            idIn<Incarnation>(report, "incarnation"),
            idIn<BootId>(report, "boot_id"),
            statusIn(report),
            phaseIn(report),
            atMost(kMaxReasonBytes, report.stringOr("reason", ""), "reason"),
            failedResourcesIn(report),
            runIn(report),
            elapsedIn(report),
            agentVersionIn(report)};
}

SpoolFile spoolFileIn(const Json& file)
{
    if (file.at("spool_version").asInteger() != 1)
        fail("spool_version", "expected 1");
    for (const auto* const name : {"instance_id", "incarnation", "agent_version"})
        if (file.has(name))
            fail(name, "is added at delivery and must not stand in a spool file");
    // Whatever the manager would refuse is refused here, where somebody can still see and mend it.
    (void)atMost(kMaxReasonBytes, file.stringOr("reason", ""), "reason");
    (void)failedResourcesIn(file);
    RunIdentity run = runIn(file);
    (void)elapsedIn(file);
    return {idIn<ReportId>(file, "report_id"),
            idIn<BootId>(file, "boot_id"),
            productUuidIn(file),
            statusIn(file),
            phaseIn(file),
            atMost(kMaxShortBytes, file.at("created").asString(), "created"),
            std::move(run.transaction)};
}

} // namespace

bool isPhase(std::string_view text)
{
    return text.size() <= kMaxShortBytes &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

Result<Report, Malformed> parseReport(std::string_view body)
{
    try {
        return reportIn(documentIn(body, kMaxReportBytes));
    } catch (const JsonError& e) {
        return Unexpected{Malformed{e.what()}};
    }
}

std::string contentDigest(std::string_view body)
{
    return sha256Hex(Json::parse(body).canonical("agent_version"));
}

Result<SpoolFile, Malformed> parseSpoolFile(std::string_view bytes)
{
    try {
        return spoolFileIn(documentIn(bytes, kMaxSpoolBytes));
    } catch (const JsonError& e) {
        return Unexpected{Malformed{e.what()}};
    }
}

std::string composeReceipt(const Receipt& receipt)
{
    return JsonText().add("report_id", receipt.report.str()).add("receipt", receipt.receipt).str();
}

Result<Receipt, Malformed> parseReceipt(std::string_view body)
{
    try {
        const Json receipt = documentIn(body, kMaxReportBytes);
        std::string text = atMost(kMaxReceiptBytes, receipt.at("receipt").asString(), "receipt");
        if (text.empty())
            fail("receipt", "expected at least one character");
        return Receipt{idIn<ReportId>(receipt, "report_id"), std::move(text)};
    } catch (const JsonError& e) {
        return Unexpected{Malformed{e.what()}};
    }
}

} // namespace readystage::protocol
