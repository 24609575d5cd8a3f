#include "tests/cloudsim/core/Dispatch.h"

#include "common/codec/Signature.h"
#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Login.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace readystage::cloudsim {

namespace {

constexpr std::chrono::minutes kMaxExpiryWhenEnforced{15};

std::string envelopeOf(const Command& command)
{
    const bool own = command.behaviour != nullptr && command.behaviour->envelope != nullptr;
    return own ? command.behaviour->envelope : ascii::lowerCase(command.name) + "response";
}

/// Names the envelope of an error before the command is known to exist.
std::string envelopeBefore(const ApiRequest& request, const Command* command)
{
    if (command != nullptr)
        return envelopeOf(*command);
    return request.find("command") == nullptr && !request.parameters.empty() ? "null" : "errorresponse";
}

Outcome unauthorized(const std::string& envelope)
{
    Outcome outcome =
        refusal(envelope, Refusal(401, 0, "unable to verify user credentials and/or request signature"), false);
    outcome.description.clear();
    return outcome;
}

/// Only admins are told why something broke (ApiServer.handleRequest).
Refusal asToldTo(const User& caller, const Refusal& why)
{
    const bool internal = why.csCode() != kServerApi && (why.code() == 530 || why.code() == 533 || why.code() == 534);
    if (!internal || caller.account->role->type == RoleType::admin)
        return why;
    return {why.code(), why.csCode(), "Internal error executing command, please contact your system administrator"};
}

/// ApiServlet.isStateChangingCommandNotUsingPOST: what is described as GET, or named ^(get|list|query|find)(\\w+)+$, is
/// not.
bool changesState(const ApiRequest& request, const std::string& command)
{
    static constexpr std::array<std::string_view, 4> kReading{"get", "list", "query", "find"};
    const Command* const known = findCommand(command); // only 4.23 asks
    if (known != nullptr && known->described.stringOr("httprequesttype", "") == "GET")
        return false;
    const std::string name = ascii::lowerCase(command);
    const bool isWord =
        std::all_of(name.begin(), name.end(), [](char c) { return ascii::isAlphanumeric(c) || c == '_'; });
    const bool reads = isWord && std::any_of(kReading.begin(), kReading.end(), [&](std::string_view verb) {
                           return name.starts_with(verb) && name.size() > verb.size();
                       });
    const std::string* const setting = request.find("name");
    const bool endsEnforcement = name == "updateconfiguration" && setting != nullptr &&
                                 ascii::equalIgnoringCase(*setting, "enforce.post.requests.and.timestamps");
    return !reads && !endsEnforcement;
}

Outcome refusedByMethod(const ApiRequest& request, const std::string& envelope, const std::string& command)
{
    const std::string* const setting = request.find("name");
    const bool ofSetting = setting != nullptr && ascii::equalIgnoringCase(command, "updateConfiguration");
    const std::string what = ofSetting ? "Changes for configuration " + *setting : "State changing command " + command;
    Outcome outcome = refusal(envelope, Refusal(400, kServerApi, what + " needs to be sent using POST request"), false);
    outcome.description.clear();
    if (request.find("command") == nullptr) { // a NullPointerException
        outcome.status = 200;
        outcome.delivery = Outcome::Delivery::blank;
    }
    return outcome;
}

/// 4.11 read `expires` as yyyy-MM-dd'T'HH:mm:ssZ alone, with a numeric zone.
bool hasOldExpiry(const ApiRequest& request)
{
    constexpr std::size_t kSignAt = std::string_view("2026-08-21T12:00:00").size();
    const std::string* const version = findIgnoringCase(request.parameters, "signatureversion");
    const std::string* const expires = findIgnoringCase(request.parameters, "expires");
    if (version == nullptr || *version != "3" || expires == nullptr)
        return true;
    return expires->size() == kSignAt + 5 && expires->find_first_not_of("0123456789", kSignAt + 1) == std::string::npos;
}

/// Judged before it is known who calls.
bool isInTime(const ApiRequest& request, const Settings& settings)
{
    if (settings.oldRelease && !hasOldExpiry(request))
        return false;
    if (settings.enforcePostAndTimestamps && !settings.oldRelease) {
        const std::string* const version = findIgnoringCase(request.parameters, "signatureversion");
        const std::string* const expires = findIgnoringCase(request.parameters, "expires");
        const auto until = parseExpires(expires == nullptr ? "" : *expires);
        if (version == nullptr || *version != "3" || !until || *until > request.now + kMaxExpiryWhenEnforced)
            return false;
    }
    return !isExpired(request.parameters, request.now);
}

Outcome throttled(const World& world, const Command& command, std::chrono::milliseconds wait)
{
    const std::string number = std::to_string(wait.count());
    return refusal(envelopeOf(command),
                   Refusal(429, kServerApi,
                           "The given user has reached his/her account api limit, please retry after " +
                               (world.settings.oldRelease ? number : "[" + number + "]") + " ms."),
                   false);
}

/// The key pair the request names and must be signed with; nullptr: none that may be used.
const KeyPair* keysOf(const World& world, const ApiRequest& request)
{
    const std::string* const apiKey = findIgnoringCase(request.parameters, "apikey");
    const KeyPair* const keys = apiKey == nullptr ? nullptr : world.keyPair(*apiKey);
    const bool usable =
        keys != nullptr && keys->user->enabled && findIgnoringCase(request.parameters, "signature") != nullptr;
    return usable ? keys : nullptr;
}

/// A command that is not there or not for this caller's role.
std::optional<Outcome> notAvailable(World& world, const std::string& name, const Command* command, const User& caller)
{
    const Account& account = *caller.account;
    const auto refused = [](const std::string& why) {
        return refusal("errorresponse", Refusal(432, kServerApi, why), false);
    };
    if (command != nullptr && isAllowed(*account.role, *command))
        return std::nullopt;
    if (command == nullptr && account.role->type == RoleType::admin && account.role->isDefault)
        return refused("Unknown API command: " + name);
    if (world.settings.oldRelease && isDenied(*account.role, name))
        return unauthorized(command == nullptr ? "errorresponse" : envelopeOf(*command));
    if (world.settings.oldRelease)
        return refused("The API " + name + " does not exist or is not available for this account.");
    return refused("The API [" + name + "] does not exist or is not available for the account " + account.name + ".");
}

/// What a proxy in front of CloudStack says when it does not reach it.
Outcome badGateway()
{
    Outcome outcome;
    outcome.status = 502;
    outcome.delivery = Outcome::Delivery::proxyPage;
    return outcome;
}

Outcome::Delivery deliveryOf(World& world, const std::string& command)
{
    static constexpr std::array kWays{
        std::pair("empty-200", Outcome::Delivery::blank), std::pair("truncate-answer", Outcome::Delivery::truncated),
        std::pair("lost-answer", Outcome::Delivery::lost), std::pair("hang", Outcome::Delivery::never)};
    for (const auto& [name, delivery] : kWays)
        if (world.misbehaviours.taken(name, command) != nullptr)
            return delivery;
    return Outcome::Delivery::whole;
}

/// What CloudStack has and the double has not: of such things there are none.
Value perform(World& world, const Call& call)
{
    const Command& command = call.command();
    if (command.behaviour != nullptr)
        return command.behaviour->run(world, call);
    if (command.isList())
        return Value::object();
    throw Refusal(530, kServerApi, "cloudsim does not simulate " + command.name);
}

} // namespace

const std::string* ApiRequest::find(std::string_view exactName) const
{
    const auto found =
        std::find_if(parameters.begin(), parameters.end(), [&](const auto& pair) { return pair.first == exactName; });
    return found == parameters.end() ? nullptr : &found->second;
}

std::string ApiRequest::command() const
{
    const std::string* const name = find("command");
    return name == nullptr ? std::string() : *name;
}

bool ApiRequest::wantsJson() const
{
    const std::string* const response = find("response");
    return response != nullptr && ascii::lowerCase(*response) == "json";
}

Outcome refusal(const std::string& envelope, const Refusal& why, bool authenticated)
{
    Outcome outcome;
    outcome.status = why.code();
    outcome.envelope = envelope;
    outcome.body.add("uuidList", Value::list()).add("errorcode", why.code());
    if (why.csCode() != 0)
        outcome.body.add("cserrorcode", why.csCode());
    outcome.body.add("errortext", why.text());
    outcome.description = why.text();
    outcome.authenticated = authenticated;
    return outcome;
}

std::variant<Ticket, Outcome> admit(World& world, const ApiRequest& request)
{
    const std::string name = request.command();
    const Command* const command = findCommand(name, world.settings.oldRelease);
    const std::string envelope = envelopeBefore(request, command);
    if (world.misbehaviours.taken("html-502", name) != nullptr)
        return badGateway();
    if (auto outcome = authenticate(world, request))
        return *std::move(outcome);
    if (world.settings.enforcePostAndTimestamps && !world.settings.oldRelease && !request.post &&
        changesState(request, name))
        return refusedByMethod(request, envelope, name);
    auto session = sessionUser(world, request, envelope);
    if (auto* const refused = std::get_if<Outcome>(&session))
        return std::move(*refused);
    const User* caller = std::get<const User*>(session);
    const KeyPair* keys = nullptr;
    if (caller == nullptr) {
        keys = keysOf(world, request);
        if (command == nullptr || keys == nullptr || !isInTime(request, world.settings))
            return unauthorized(envelope);
        caller = keys->user;
    }
    if (world.misbehaviours.taken("unauthorized-401", name) != nullptr)
        return unauthorized(envelope);
    if (const Plan* const plan = command == nullptr ? nullptr : world.misbehaviours.taken("throttle-429", name))
        return throttled(world, *command, plan->pause);
    if (auto refused = notAvailable(world, name, command, *caller))
        return *std::move(refused);
    if (const auto wait = world.apiLimit.check(*caller->account, request.now))
        return throttled(world, *command, *wait);
    return Ticket{command, caller, keys};
}

std::optional<Outcome> verify(const Ticket& ticket, const ApiRequest& request)
{
    if (ticket.keys == nullptr)
        return std::nullopt;
    const bool right = checkSignature(request.parameters, ticket.keys->secret, request.now) == SignatureCheck::ok;
    return right ? std::nullopt : std::optional(unauthorized(envelopeOf(*ticket.command)));
}

Outcome execute(World& world, const Ticket& ticket, const ApiRequest& request)
{
    const User& caller = *ticket.caller;
    const bool once = world.settings.oldRelease || ticket.keys == nullptr; // 4.23 checks a key's rights, too
    const auto wait = once ? std::nullopt : world.apiLimit.check(*caller.account, request.now);
    if (wait)
        return throttled(world, *ticket.command, *wait);
    Outcome outcome;
    outcome.envelope = envelopeOf(*ticket.command);
    try {
        const Call call(world, *ticket.command, caller, request.post, request.now, request.parameters,
                        request.began.value_or(request.now));
        if (ticket.command->isAsync && world.misbehaviours.taken("maintenance-503", ticket.command->name) != nullptr)
            throw Refusal(503, kServerApi, "A shutdown has been triggered. Can not accept new jobs");
        outcome.body = perform(world, call);
        if (const Behaviour* const behaviour = ticket.command->behaviour)
            outcome.envelope = behaviour->answeredAs == nullptr ? outcome.envelope : behaviour->answeredAs;
    } catch (const Refusal& why) {
        outcome = refusal(outcome.envelope, asToldTo(caller, why), true);
    }
    if (ticket.command->name == "updateVirtualMachine")
        if (const Plan* const slow = world.misbehaviours.taken("update-slow", ticket.command->name))
            outcome.pause = slow->pause;
    outcome.version = world.settings.version();
    outcome.delivery = deliveryOf(world, ticket.command->name);
    return outcome;
}

Outcome answer(World& world, const ApiRequest& request)
{
    auto admitted = admit(world, request);
    if (auto* const refused = std::get_if<Outcome>(&admitted))
        return std::move(*refused);
    const Ticket& ticket = std::get<Ticket>(admitted);
    if (auto refused = verify(ticket, request))
        return *std::move(refused);
    return execute(world, ticket, request);
}

std::string render(Outcome& outcome, bool json)
{
    if (outcome.text)
        return *outcome.text;
    if (!json) {
        const std::string version =
            outcome.authenticated ? std::string(" cloud-stack-version=\"") + outcome.version + "\"" : "";
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><" + outcome.envelope + version + ">" + outcome.body.xml() +
               "</" + outcome.envelope + ">";
    }
    const auto inEnvelope = [&] { return "{\"" + outcome.envelope + "\":" + outcome.body.json() + "}"; };
    try {
        return replaceUnicodeEscapes(inEnvelope());
    } catch (const Refusal& why) {
        outcome = refusal(outcome.envelope, why, true);
        return inEnvelope();
    }
}

} // namespace readystage::cloudsim
