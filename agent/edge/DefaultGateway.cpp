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
    std::vector<RouterHint> all;
    try {
        for (const auto& route : parseDefaultRoutes(readFile(path, kRouteTableBytes))) {
            RouterHint hint{RouterHint::Kind::defaultRoute, route.gateway, route.interface};
            hint.source = path.string();
            all.push_back(std::move(hint));
        }
    } catch (const std::system_error&) {
        // no /proc, no hint
    }
    return all;
}

} // namespace readystage::agent
