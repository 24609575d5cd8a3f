#include "agent/core/leases/RouteTable.h"

#include "agent/core/leases/Lease.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <sstream>

namespace readystage::agent {
namespace {

constexpr std::uint32_t kUp = 0x1;
constexpr std::uint32_t kThroughGateway = 0x2;
constexpr std::uint32_t kReject = 0x200;

std::optional<std::uint32_t> number(const std::string& text, int base)
{
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// The kernel prints the address as it lies in memory: on the machines we are built for the last byte comes first.
std::string dotted(std::uint32_t bits)
{
    std::string text = std::to_string(bits & 0xff);
    for (int shift = 8; shift < 32; shift += 8)
        text += "." + std::to_string((bits >> shift) & 0xff);
    return text;
}

std::optional<DefaultRoute> parseLine(const std::string& line)
{
    std::istringstream fields(line);
    std::string interface, destination, gateway, flags, references, use, metric, mask;
    if (!(fields >> interface >> destination >> gateway >> flags >> references >> use >> metric >> mask))
        return std::nullopt;
    const auto to = number(destination, 16);
    const auto through = number(gateway, 16);
    const auto how = number(flags, 16);
    const auto cost = number(metric, 10);
    const auto network = number(mask, 16);
    if (!to || !through || !how || !cost || !network || *to != 0 || *network != 0)
        return std::nullopt;
    if ((*how & (kUp | kThroughGateway | kReject)) != (kUp | kThroughGateway))
        return std::nullopt;
    const auto address = gateway.size() == 8 ? ipv4(dotted(*through)) : std::nullopt; // fewer digits: a line cut off
    if (!address)
        return std::nullopt;
    return DefaultRoute{*address, interface, *cost};
}

} // namespace

std::vector<DefaultRoute> parseDefaultRoutes(std::string_view procNetRoute)
{
    std::vector<DefaultRoute> routes;
    std::istringstream lines{std::string(procNetRoute)};
    for (std::string line; std::getline(lines, line);) {
        if (auto route = parseLine(line))
            routes.push_back(*std::move(route));
    }
    std::stable_sort(routes.begin(), routes.end(),
                     [](const DefaultRoute& a, const DefaultRoute& b) { return a.metric < b.metric; });
    return routes;
}

} // namespace readystage::agent
