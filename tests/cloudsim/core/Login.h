#pragma once

#include <optional>
#include <variant>

#include "tests/cloudsim/core/Dispatch.h"

// Sessions, as ApiServlet, DefaultLoginAPIAuthenticatorCmd and DefaultLogoutAPIAuthenticatorCmd of CloudStack treat
// them: calls with a cookie instead of a signature.
namespace readystage::cloudsim {

/// `login` and `logout`, in any case of letters; nullopt for all other commands.
std::optional<Outcome> authenticate(World& world, const ApiRequest& request);

/// Whose session the call belongs to: nullptr when to none, which leaves it to the signature. An outcome when the call
/// names a session and may not use it, or names it without a command.
std::variant<const User*, Outcome> sessionUser(World& world, const ApiRequest& request, const std::string& envelope);

} // namespace readystage::cloudsim
