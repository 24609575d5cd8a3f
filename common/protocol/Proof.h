#pragma once

#include "common/domain/Secret.h"

#include <string>
#include <string_view>

/// How a VM proves with its one-time token that a report is its own (PROTOCOL.md 7). Shared by agent and manager.
namespace readystage::protocol {

/// Where the virtual router shows the token to its VM, and to it alone: the entry `readystage-token` of the VM's
/// `userdatadetails`.
constexpr const char* kTokenPath = "/latest/meta-data/readystage-token";
constexpr const char* kProofHeader = "Readystage-Proof";

/// Whether `text` may be a token: 32 to 128 of A-Z a-z 0-9 - _ (CloudStack cuts values at `,` and `=`).
bool isToken(std::string_view text);

/// The value of the header for these bytes of a wire report: `hmac-sha256 ` and 64 lower-case hexadecimal digits.
std::string proofOf(std::string_view wireReport, const Secret& token);

/// Whether `header` proves these bytes. Takes as long for a wrong one as for a right one.
bool isProof(std::string_view header, std::string_view wireReport, const Secret& token);

} // namespace readystage::protocol
