#include "tests/cloudsim/core/VmDetails.h"

#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>
#include <array>

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

} // namespace

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

Pairs replacedBy(const Pairs& given, const Pairs& details, bool byAdmin)
{
    if (byAdmin)
        return given;
    Pairs all = given;
    for (const auto& [name, value] : given) {
        if (isDenied(name))
            throw Refusal(431, kInvalidParameterValue,
                          "You're not allowed to add or edit the restricted setting: " + name);
        if (isReadOnly(name))
            throw Refusal(431, kInvalidParameterValue,
                          "You're not allowed to add or edit the read-only setting: " + name);
    }
    const Pairs kept = cleanedUp(details, false);
    all.insert(all.end(), kept.begin(), kept.end());
    return all;
}

} // namespace readystage::cloudsim
