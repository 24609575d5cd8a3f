#include "tests/cloudsim/core/VmDetails.h"

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <optional>

namespace readystage::cloudsim {

namespace {

template <class Names> bool isOneOf(std::string_view detail, const Names& names)
{
    return std::find(names.begin(), names.end(), detail) != names.end();
}

/// Those that are hidden, and two that are not.
bool isDenied(std::string_view detail)
{
    return isHidden(detail) || detail == "guest.cpu.mode" || detail == "guest.cpu.model";
}

bool isReadOnly(std::string_view detail)
{
    static constexpr std::array<std::string_view, 5> kNames{
        "dataDiskController", "rootDiskController", "backupValidationCommandTimeout", "backupValidationScreenshotWait",
        "backupValidationBootTimeout"};
    return isOneOf(detail, kNames);
}

constexpr const char* kExtraConfig = "extraconfig";

[[noreturn]] void refuseDetails(const std::string& why)
{
    throw Refusal(431, kInvalidParameterValue, why);
}

bool hasAny(const Pairs& details, std::initializer_list<std::string_view> names)
{
    return std::any_of(details.begin(), details.end(),
                       [&](const auto& detail) { return isOneOf(detail.first, names); });
}

/// QueryService.UserVMDeniedDetails and UserVMReadOnlyDetails.
void refuseOthersDetails(const Pairs& given)
{
    for (const auto& [name, value] : given) {
        if (isDenied(name))
            refuseDetails("You're not allowed to add or edit the restricted setting: " + name);
        if (isReadOnly(name))
            refuseDetails("You're not allowed to add or edit the read-only setting: " + name);
    }
}

std::string upperWord(const Call& call, const char* parameter)
{
    return ascii::upperCase(ascii::trimmed(call.text(parameter)));
}

std::optional<std::int64_t> wholeNumber(const std::string& text)
{
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
    return whole ? std::optional(number) : std::nullopt;
}

void checkIops(const Pairs& details, const char* least, const char* most)
{
    const bool hasLeast = hasAny(details, {least});
    if (hasLeast != hasAny(details, {most}))
        refuseDetails("Either 'Min IOPS' and 'Max IOPS' must both be specified or neither be specified.");
    if (!hasLeast)
        return;
    const auto min = wholeNumber(textIn(details, least));
    const auto max = wholeNumber(textIn(details, most));
    if (!min || !max)
        refuseDetails(min ? "'Max IOPS' must be a whole number." : "'Min IOPS' must be a whole number.");
    if (*min > *max)
        refuseDetails("'Min IOPS' must be less than or equal to 'Max IOPS'.");
}

} // namespace

Pairs detailsForDeploy(const Call& call)
{
    Pairs details = call.map("details");
    const std::string boot = upperWord(call, "boottype");
    const std::string mode = upperWord(call, "bootmode");
    const std::string& name = call.has("name") ? call.text("name") : "null";
    if (!boot.empty() && boot != "UEFI" && boot != "BIOS")
        refuseDetails("Invalid bootType " + call.text("boottype") + "Specified for vm " + name +
                      " Valid values are: [UEFI, BIOS]");
    if (!boot.empty() && !mode.empty() && mode != "LEGACY" && mode != "SECURE")
        refuseDetails("Invalid bootmode: " + call.text("bootmode") + " specified for VM: " + name +
                      ". Valid values are: [LEGACY, SECURE]");
    if (boot == "UEFI" && mode.empty())
        refuseDetails("bootmode must be specified for the VM with boot type: UEFI. Valid values are: [LEGACY, SECURE]");
    if (!boot.empty())
        details.emplace_back(boot, mode);
    if (call.has("rootdisksize") && !hasAny(details, {"rootdisksize"}))
        details.emplace_back("rootdisksize", call.text("rootdisksize"));
    static constexpr std::array<std::string_view, 4> kPolicies{"NATIVE", "THREADS", "IO_URING", "STORAGE_SPECIFIC"};
    const std::string policy = upperWord(call, "iodriverpolicy");
    if (!policy.empty() && !isOneOf(policy, kPolicies))
        refuseDetails("Invalid io policy " + call.text("iodriverpolicy") + " specified for vm " + name +
                      ". Valid values are: [native, threads, io_uring, storage_specific]");
    if (!policy.empty())
        details.emplace_back("io.policy", ascii::lowerCase(policy));
    return details;
}

void checkForDeploy(const Pairs& details, const ServiceOffering& offering)
{
    checkIops(details, "minIops", "maxIops");
    checkIops(details, "minIopsDo", "maxIopsDo");
    if (hasAny(details, {kExtraConfig}))
        refuseDetails("'extraconfig' should not be included in details as key");
    const bool isStatic = !offering.customized;
    for (const auto& [name, value] : details)
        if (name.starts_with(kExtraConfig))
            refuseDetails("detail name should not start with extraconfig");
    for (const auto& [name, value] : details)
        for (const std::string_view size : {"cpuNumber", "cpuSpeed", "memory"})
            if (isStatic && ascii::equalIgnoringCase(name, size))
                refuseDetails("cpuNumber or cpuSpeed or memory should not be specified for static service offering");
}

void checkRootDisk(const Pairs& details)
{
    if (hasAny(details, {"rootdisksize"}) && wholeNumber(textIn(details, "rootdisksize")).value_or(-1) <= 0)
        refuseDetails("Root disk size should be a positive number.");
}

bool isHidden(std::string_view detail)
{
    static constexpr std::array<std::string_view, 4> kNames{
        "rootdisksize", "cpuOvercommitRatio", "memoryOvercommitRatio", "Message.ReservedCapacityFreed.Flag"};
    return isOneOf(detail, kNames);
}

Pairs cleanedUp(const Pairs& details, bool byAdmin)
{
    Pairs left = details;
    std::erase_if(
        left, [&](const auto& detail) { return byAdmin || (!isDenied(detail.first) && !isReadOnly(detail.first)); });
    return left;
}

Pairs replacedBy(const Pairs& given, const Vm& vm, bool byAdmin)
{
    if (hasAny(given, {"leaseactionexecution", "leaseexpirydate", "leaseexpiryaction"}))
        refuseDetails("lease parameters should not be included in details as key");
    if (hasAny(given, {kExtraConfig}))
        refuseDetails("'extraconfig' should not be included in details as key");
    Pairs all = given;
    std::erase_if(all, [](const auto& detail) { return detail.first.starts_with(kExtraConfig); });
    if (!byAdmin) {
        refuseOthersDetails(all);
        const Pairs kept = cleanedUp(vm.details, false);
        all.insert(all.end(), kept.begin(), kept.end());
    }
    if (!vm.offering->customized && hasAny(all, {"cpuNumber", "memory", "cpuSpeed"}))
        refuseDetails("CPU number, Memory and CPU speed cannot be updated for a non-dynamic offering");
    return all;
}

} // namespace readystage::cloudsim
