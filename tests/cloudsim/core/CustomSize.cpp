#include "tests/cloudsim/core/CustomSize.h"

#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>
#include <charconv>

namespace readystage::cloudsim {

namespace {

const std::string* detailCalled(const Pairs& details, std::string_view name)
{
    const auto found =
        std::find_if(details.begin(), details.end(), [&](const auto& detail) { return detail.first == name; });
    return found == details.end() ? nullptr : &found->second;
}

[[noreturn]] void refuseSize(const std::string& why)
{
    throw Refusal(431, kInvalidParameterValue, why);
}

int numberIn(const Pairs& details, const char* name, int least, const char* word)
{
    const std::string* const text = detailCalled(details, name);
    int number = -1;
    const auto read = text == nullptr ? std::from_chars_result{nullptr, std::errc::invalid_argument}
                                      : std::from_chars(text->data(), text->data() + text->size(), number);
    const bool isNumber = read.ec == std::errc() && read.ptr == text->data() + text->size();
    if (!isNumber || number < least)
        refuseSize("Invalid " + std::string(word) + " value, specify a value between " + std::to_string(least) +
                   " and 2147483647");
    return number;
}

} // namespace

Size sizeFor(const ServiceOffering& offering, const Pairs& details)
{
    if (!offering.customized)
        return offering.size;
    if (details.empty())
        refuseSize("Need to specify custom parameter values cpu, cpu speed and memory when using custom offering");
    return {numberIn(details, "cpuNumber", 1, "CPU cores"), numberIn(details, "cpuSpeed", 1, "CPU speed"),
            numberIn(details, "memory", 32, "memory")};
}

} // namespace readystage::cloudsim
