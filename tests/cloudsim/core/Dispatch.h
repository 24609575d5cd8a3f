#pragma once

#include <optional>
#include <string>
#include <variant>

#include "common/codec/PercentEncoding.h"
#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

class Refusal;

/// One HTTP request to the API, its parameters merged: a name once in the query overrides the same name in the body.
struct ApiRequest {
    bool post = false;
    Parameters parameters;
    Instant now{};
    std::optional<Instant> began{}; ///< when CloudStack began to work on it; missing: now
    Pairs cookies{};
    std::string peer{}; ///< the caller's address

    const std::string* find(std::string_view exactName) const;
    std::string command() const; ///< empty when there is none
    bool wantsJson() const;      ///< `response=json` in any case; everything else is XML
};

/// What the API answers, not yet written as JSON or XML.
struct Outcome {
    int status = 200;
    std::string envelope;
    Value body = Value::object();
    std::string description;           ///< X-Description; empty: no such header
    Pairs headers{};                   ///< further ones, of cookies
    std::optional<std::string> text{}; ///< the body as it is; missing: `body` in its envelope
    bool authenticated = true;         ///< XML answers to known callers carry the version
    const char* version = Settings().version();

    /// What becomes of the answer on its way back.
    enum class Delivery {
        whole,
        blank,     ///< HTTP 200 without a body
        truncated, ///< half of the body, then the connection ends
        lost,      ///< the connection ends
        never,     ///< nothing happens
        proxyPage, ///< HTML that is not CloudStack's
    };
    Delivery delivery = Delivery::whole;
    std::chrono::milliseconds pause{0}; ///< before the answer
};

/// A call that may go on if its signature is right; a session's call has none.
struct Ticket {
    const Command* command;
    const User* caller;
    const KeyPair* keys; ///< nullptr: of a session
};

// A call takes three steps, as in ApiServlet and ApiServer.verifyRequest; each of them is short, and the middle one,
// which costs most, needs no World: the caller may let go of it meanwhile.

/// POST where it is enforced, `expires`, command known, caller known and enabled, role allows it, not throttled.
std::variant<Ticket, Outcome> admit(World& world, const ApiRequest& request);

/// The signature; nullopt when it is right, or not asked for.
std::optional<Outcome> verify(const Ticket& ticket, const ApiRequest& request);

/// Checks the parameters and runs the command.
Outcome execute(World& world, const Ticket& ticket, const ApiRequest& request);

/// All three.
Outcome answer(World& world, const ApiRequest& request);

/// The body. An outcome that cannot be written as JSON (replaceUnicodeEscapes) becomes a refusal with status 431.
std::string render(Outcome& outcome, bool json);

/// CloudStack's error envelope.
Outcome refusal(const std::string& envelope, const Refusal& why, bool authenticated);

} // namespace readystage::cloudsim
