#include "tests/cloudsim/core/CustomSize.h"

#include "tests/cloudsim/core/Refusal.h"

#include <charconv>

namespace readystage::cloudsim {

namespace {

[[noreturn]] void refuseSize(const std::string& why)
{
    throw Refusal(431, kInvalidParameterValue, why);
}

int numberIn(const Pairs& details, const char* name, int least, const char* word)
{
    const std::string text = textIn(details, name);
    int number = -1;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isNumber = read.ec == std::errc() && read.ptr == text.data() + text.size();
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
