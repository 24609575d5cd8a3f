#pragma once

#include "common/domain/IpAddress.h"

#include <string>
#include <string_view>
#include <vector>

namespace readystage::agent {

struct DefaultRoute {
    IpAddress gateway;
    std::string interface;
    unsigned metric = 0;
};

/// The default routes of /proc/net/route, lowest metric first: destination and mask 0, up, through a gateway. The
/// kernel lists them in no useful order, so the first line is not the answer. Never throws; lines it cannot read are
/// passed over.
std::vector<DefaultRoute> parseDefaultRoutes(std::string_view procNetRoute);

} // namespace readystage::agent
