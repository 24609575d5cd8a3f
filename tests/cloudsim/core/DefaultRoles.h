#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// Who may call a command when no rule of the caller's role decides: a bit for each RoleType.
struct Authorized {
    std::uint8_t byStoredRules = 0; ///< CloudStack's own roles
    std::uint8_t byAnnotation = 0;  ///< every role of the type
};

constexpr std::uint8_t bitOf(RoleType type)
{
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(type));
}

/// As CloudStack 4.23 has it (roles.txt).
Authorized authorizedFor(std::string_view command);

/// The roles CloudStack comes with, in the order of its listRoles; the read-only and support roles came with 4.15.
std::vector<Role> defaultRoles(bool oldRelease);

} // namespace readystage::cloudsim
