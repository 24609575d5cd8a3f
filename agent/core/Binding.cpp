#include "agent/core/Binding.h"

#include <algorithm>

namespace readystage::agent {
namespace {

std::string withBytesSwapped(std::string_view group)
{
    std::string swapped;
    for (std::size_t at = group.size(); at >= 2; at -= 2)
        swapped += group.substr(at - 2, 2);
    return swapped;
}

/// 00112233-4455-6677-… <-> 33221100-5544-7766-…
std::string inOtherByteOrder(std::string_view uuid)
{
    return withBytesSwapped(uuid.substr(0, 8)) + "-" + withBytesSwapped(uuid.substr(9, 4)) + "-" +
           withBytesSwapped(uuid.substr(14, 4)) + std::string(uuid.substr(18));
}

} // namespace

std::string usableProductUuid(std::string_view text)
{
    const auto end = text.find_last_not_of(" \t\r\n");
    auto uuid = canonicalUuid(text.substr(0, end == std::string_view::npos ? 0 : end + 1));
    if (!uuid)
        return {};
    const auto consistsOf = [&](char digit) {
        return std::all_of(uuid->begin(), uuid->end(), [digit](char c) { return c == digit || c == '-'; });
    };
    return consistsOf('0') || consistsOf('f') ? std::string{} : *std::move(uuid);
}

bool isOurs(const protocol::SpoolFile& report, const Machine& machine)
{
    const std::string theirs = usableProductUuid(report.productUuid);
    if (theirs.empty() || machine.productUuid.empty())
        return report.boot == machine.boot;
    return theirs == machine.productUuid || inOtherByteOrder(theirs) == machine.productUuid;
}

} // namespace readystage::agent
