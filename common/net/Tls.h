#pragma once

#include <string>

#include <Poco/Net/Context.h>

#include "common/net/PocoHttpClient.h"

namespace readystage {

/// The settings of our client connections: TLS 1.2 or newer, strict, with our own certificate where there is one.
/// Throws std::runtime_error naming the file that cannot be used.
Poco::Net::Context::Ptr clientContext(const TlsTrust& trust);

/// Why the last certificate that this thread looked at was refused; empty when none was since the last call.
std::string takeVerificationTrouble();

} // namespace readystage
