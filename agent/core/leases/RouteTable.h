#pragma once

#include "common/domain/IpAddress.h"

#include <optional>
#include <string>
#include <string_view>

namespace readystage::agent {

struct DefaultRoute {
    IpAddress gateway;
    std::string interface;
    unsigned metric = 0;
};

/// The default route of /proc/net/route with the lowest metric: destination and mask 0, up, through a gateway. The
/// kernel lists them in no useful order, so the first line is not the answer. Never throws; lines it cannot read are
/// passed over.
std::optional<DefaultRoute> parseDefaultRoute(std::string_view procNetRoute);

} // namespace readystage::agent
