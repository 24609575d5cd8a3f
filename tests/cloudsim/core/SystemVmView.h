#pragma once

#include <cstdint>
#include <string>

#include "tests/cloudsim/core/Value.h"

// What answers show of every system VM: virtual routers, the console proxy, the secondary storage VM.
namespace readystage::cloudsim {

inline constexpr const char* kDns = "192.0.2.53";
inline constexpr const char* kPublicGateway = "203.0.113.1";
inline constexpr const char* kSystemTemplate = "SystemVM Template (simulator)";
inline constexpr const char* kRouterOffering = "System Offering For Software Router";

std::string systemTemplateId();

/// A system VM's addresses in the networks of the cloud itself, by its number.
class SystemVmAddresses {
public:
    explicit SystemVmAddresses(std::uint64_t number);

    Value& addLinkLocal(Value& shown) const;
    Value& addPrivate(Value& shown) const;
    Value& addPublic(Value& shown, const std::string& address) const;
    Value controlNic(const std::string& owner) const;
    Value publicNic(const std::string& owner, const std::string& address) const;

private:
    std::string linkLocal_;
    std::string private_;
};

} // namespace readystage::cloudsim
