#include "agent/core/leases/NetworkdLease.h"

#include <algorithm>

namespace readystage::agent {
namespace {

/// The value of the last line `key=…`, as the last one written wins; empty when there is none.
std::string_view valueOf(std::string_view text, std::string_view key)
{
    std::string_view value;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.size() > key.size() && line.starts_with(key) && line[key.size()] == '=')
            value = line.substr(key.size() + 1);
    }
    return value;
}

} // namespace

std::vector<Lease> parseNetworkdLease(std::string_view text)
{
    const auto server = ipv4(valueOf(text, "SERVER_ADDRESS"));
    if (!server)
        return {};
    const auto router = valueOf(text, "ROUTER");
    const bool hasRouter = ipv4(router.substr(0, router.find(' '))).has_value();
    return {{*server, "", ipv4(valueOf(text, "ADDRESS")), hasRouter, std::nullopt}};
}

} // namespace readystage::agent
