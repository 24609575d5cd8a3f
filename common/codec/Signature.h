#pragma once

#include <chrono>
#include <string>

#include "common/codec/PercentEncoding.h"
#include "common/domain/Secret.h"

namespace readystage {

/// CloudStack's request signing, exactly as ApiServer.verifyRequest computes it: all parameters
/// but `signature` (any case), sorted by name as sent in UTF-16 code units, `name=URLEncoder(value)` joined by "&", the
/// whole string in lower case (here ASCII letters only: no parameter of CloudStack has a name with others).
std::string canonicalString(const Parameters& parameters);

/// Base64(HMAC-SHA1(secret, canonicalString)).
std::string signatureOf(const Parameters& parameters, const Secret& secret);

/// `parameters` with apiKey and, last, signature added: ready to be sent by toQuery().
Parameters sign(Parameters parameters, const std::string& apiKey, const Secret& secret);

enum class SignatureCheck {
    ok,
    wrong,   ///< missing, or not what the secret gives
    expired, ///< signatureVersion=3 with `expires` missing, unreadable or past
};

/// What CloudStack would say of these parameters at `now`. The secret is that of the apiKey among them; the comparison
/// takes constant time. All refusals look alike to the caller of the API; the difference is for our log.
SignatureCheck checkSignature(const Parameters& parameters, const Secret& secret,
                              std::chrono::system_clock::time_point now);

/// Whether signatureVersion=3 asks for `expires` and that is missing, unreadable or past: what CloudStack judges before
/// it looks up whose key it is.
bool isExpired(const Parameters& parameters, std::chrono::system_clock::time_point now);

/// The first value whose name equals `name` without regard to case, or nullptr.
const std::string* findIgnoringCase(const Parameters& parameters, std::string_view name);

/// Parses `expires` as CloudStack 4.23 does: yyyy-MM-dd'T'HH:mm:ss, optional fraction, zone as Z, +hh:mm or +hhmm.
Result<std::chrono::system_clock::time_point, Malformed> parseExpires(std::string_view text);

/// The form every release understands: 2026-08-21T12:00:00+0000.
std::string formatExpires(std::chrono::system_clock::time_point when);

} // namespace readystage
