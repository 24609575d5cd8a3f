#pragma once

#include "agent/core/Delivery.h"
#include "common/domain/IpAddress.h"
#include "common/net/Url.h"
#include "common/runtime/Log.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace readystage::agent {

/// Everything one can set, checked. agent.conf.5 and packaging/examples/agent.conf describe the keys.
struct Settings {
    std::vector<Url> managers{Url{true, "readystage", 8450, "/"}};
    std::optional<std::string> caFile; ///< nullopt: the first of the system's bundles that is there
    std::filesystem::path stateDir;    ///< below the system root unless somebody named one
    std::optional<IpAddress> router;   ///< asked first
    std::uint16_t routerPort = 80;
    RetryPolicy retry;
    std::optional<std::string> certFile; ///< ours, for managers that ask for one; used together with keyFile
    std::optional<std::string> keyFile;
    std::optional<Url> proxy; ///< of https managers, unless noProxy names them
    std::string noProxy;
    std::vector<std::string> gate; ///< program and arguments; empty: there is none
    std::chrono::milliseconds gateDeadline = std::chrono::hours(1);
    log::Format logFormat = log::Format::keyValue;
    log::Level logLevel = log::Level::info;
};

} // namespace readystage::agent
