#include "agent/edge/DefaultGateway.h"

#include "agent/core/leases/RouteTable.h"
#include "common/runtime/AtomicFile.h"

#include <system_error>

namespace readystage::agent {
namespace {

constexpr std::size_t kRouteTableBytes = std::size_t{4} * 1024 * 1024;

} // namespace

std::vector<RouterHint> DefaultGateway::hints()
{
    const auto path = root_("/proc/net/route");
    try {
        const auto route = parseDefaultRoute(readFile(path, kRouteTableBytes));
        if (!route)
            return {};
        RouterHint hint{RouterHint::Kind::gateway, route->gateway, route->interface};
        hint.source = path.string();
        return {hint};
    } catch (const std::system_error&) {
        return {}; // no /proc, no hint
    }
}

} // namespace readystage::agent
