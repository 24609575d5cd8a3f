#include "tests/cloudsim/core/Login.h"

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/AccountView.h"
#include "tests/cloudsim/core/Events.h"
#include "tests/cloudsim/core/Infrastructure.h"
#include "tests/cloudsim/core/Refusal.h"

namespace readystage::cloudsim {

namespace {

constexpr const char* kGone = "; Expires=Thu, 01-Jan-1970 00:00:00 GMT; Max-Age=0";

const std::string* cookieOf(const ApiRequest& request, std::string_view name)
{
    for (const auto& [cookie, value] : request.cookies)
        if (cookie == name)
            return &value;
    return nullptr;
}

std::string textOf(const ApiRequest& request, std::string_view name)
{
    const std::string* const value = request.find(name);
    return value == nullptr ? std::string() : *value;
}

Session* sessionOf(World& world, const ApiRequest& request)
{
    const std::string* const cookie = cookieOf(request, "JSESSIONID");
    return cookie == nullptr ? nullptr : world.sessions.use(*cookie, request.now);
}

void addSessionKey(Outcome& outcome, const World& world, const Session& session)
{
    outcome.headers.emplace_back("Set-Cookie",
                                 "sessionkey=" + session.key +
                                     (world.settings.oldRelease ? ";HttpOnly" : ";HttpOnly;SameSite=Lax"));
}

/// An answer to `login`: it always opens a new session of the web server, even when it fails.
Outcome loginOutcome(const std::string& sessionId)
{
    Outcome outcome;
    outcome.envelope = "loginresponse";
    outcome.authenticated = false;
    outcome.headers = {{"Set-Cookie", "JSESSIONID=" + sessionId + ".node0; Path=/client"},
                       {"Expires", "Thu, 01 Jan 1970 00:00:00 GMT"}};
    return outcome;
}

Outcome failedLogin(const std::string& sessionId, int status, const std::string& text)
{
    Outcome outcome = loginOutcome(sessionId);
    outcome.status = status;
    outcome.body = refusal("", Refusal(status, 0, text), false).body;
    return outcome;
}

/// `domain` with a slash at both ends; / is ROOT.
std::string pathIn(const ApiRequest& request)
{
    std::string path = textOf(request, "domain");
    path.erase(0, path.find_first_not_of('/'));
    path.erase(path.find_last_not_of('/') + 1);
    return path.empty() ? "/" : "/" + path + "/";
}

/// By `domainid`, else by the path in `domain`.
const Domain* domainOf(const World& world, const ApiRequest& request)
{
    const std::string id = textOf(request, request.find("domainid") != nullptr ? "domainid" : "domainId");
    if (!id.empty())
        return world.domains.find(id);
    const std::string path = pathIn(request);
    const std::string wanted = "ROOT" + path.substr(0, path.size() - 1);
    for (const auto& [number, domain] : world.domains)
        if (domain->path == wanted)
            return domain.get();
    return nullptr;
}

User* userOf(const World& world, const ApiRequest& request, const Domain& domain)
{
    for (const auto& [number, user] : world.users)
        if (user->name == textOf(request, "username") && user->account->domain == &domain)
            return user.get();
    return nullptr;
}

bool hasPassword(const User& user, const std::string& password)
{
    return !password.empty() && user.password.equals(password);
}

/// AccountManagerImpl.getUserAccount: after so many wrong passwords a user who is no root admin is disabled.
void countWrong(User& user)
{
    constexpr int kAllowed = 5; // incorrect.login.attempts.allowed
    if (user.account->role->type != RoleType::admin && user.enabled && ++user.wrongLogins >= kAllowed)
        user.enabled = false;
}

void tell(World& world, const User& user, const char* type, const std::string& description, Instant now)
{
    Event event;
    event.type = type;
    event.level = "INFO";
    event.state = "Completed";
    event.description = description;
    event.userName = user.name;
    event.account = user.account;
    event.resourceType = "User";
    event.resourceId = user.id;
    event.resourceName = user.name;
    event.created = now;
    world.events.add(std::move(event));
}

Value showLogin(const World& world, const Session& session)
{
    const User& user = *session.user;
    const Account& account = *user.account;
    Value shown = Value::object();
    shown.add("username", user.name).add("userid", user.id).add("domainid", account.domain->id);
    shown.add("timeout", static_cast<std::int64_t>(world.sessions.timeout.count())).add("account", account.name);
    shown.add("firstname", user.firstName).add("lastname", user.lastName);
    shown.add("type", std::to_string(accountTypeFor(account.role->type)));
    shown.add("timezone", "UTC").add("timezoneoffset", "0.0").add("registered", "false");
    shown.add("sessionkey", session.key);
    if (world.settings.oldRelease)
        return shown;
    shown.add("is2faenabled", "false").add("is2faverified", "true").add("issuerfor2fa", "CloudStack");
    if (account.role->type == RoleType::admin)
        shown.add("managementserverid", managementServerId());
    return shown;
}

Outcome login(World& world, const ApiRequest& request)
{
    if (const Session* const old = sessionOf(world, request))
        world.sessions.close(old->id);
    const std::string id = world.sessions.newId();
    if (!request.post || request.find("username") == nullptr) {
        Outcome outcome = loginOutcome(id);
        outcome.status = request.post ? 531 : 405;
        // a Java null, printed
        outcome.text = request.post ? "null" : "Please use HTTP POST to authenticate using this API";
        return outcome;
    }
    const std::string name = textOf(request, "username");
    const Domain* const domain = domainOf(world, request);
    if (domain == nullptr)
        return failedLogin(id, 531, "Unable to find the domain from the path " + pathIn(request));
    User* const user = userOf(world, request, *domain);
    const bool known = user != nullptr && hasPassword(*user, textOf(request, "password"));
    if (user != nullptr && !known)
        countWrong(*user);
    if (!known)
        return failedLogin(id, 531,
                           "Failed to authenticate user " + name + " in domain " + std::to_string(domain->number) +
                               "; please provide valid credentials");
    if (!user->enabled)
        return failedLogin(id, 531,
                           "User " + name + " (or their account) in domain " + domain->name +
                               " is disabled/locked. Please contact the administrator.");
    user->wrongLogins = 0;
    const Session& session = world.sessions.open(id, *user, request.now);
    tell(world, *user, "USER.LOGIN", "user has logged in from IP Address /" + request.peer, request.now);
    Outcome outcome = loginOutcome(id);
    addSessionKey(outcome, world, session);
    outcome.body = showLogin(world, session);
    return outcome;
}

Outcome logout(World& world, const ApiRequest& request)
{
    const Session* const session = sessionOf(world, request);
    if (session == nullptr && !world.settings.oldRelease)
        return refusal("logoutresponse", Refusal(431, kServerApi, "Session not found for the logout process."), false);
    Outcome outcome;
    outcome.envelope = "logoutresponse";
    outcome.authenticated = false;
    outcome.body.add("description", "success");
    if (session != nullptr) {
        addSessionKey(outcome, world, *session);
        tell(world, *session->user, "USER.LOGOUT", "user has logged out", request.now);
        world.sessions.close(std::string(session->id));
    }
    if (world.settings.oldRelease)
        outcome.headers.emplace_back("Set-Cookie", std::string("sessionkey=") + kGone);
    else
        for (const auto& [name, value] : request.cookies)
            outcome.headers.emplace_back("Set-Cookie", name + "=" + kGone);
    outcome.headers.emplace_back("Expires", "Thu, 01 Jan 1970 00:00:00 GMT");
    return outcome;
}

/// 4.23 wants the key in cookie and parameter (api.sessionkey.check.locations), 4.11 in one of them.
bool hasKey(const ApiRequest& request, const Session& session, bool oldRelease)
{
    const std::string* const inCookie = cookieOf(request, "sessionkey");
    const std::string* const inParameter = request.find("sessionkey");
    const bool cookieRight = inCookie != nullptr && *inCookie == session.key;
    const bool parameterRight = inParameter != nullptr && *inParameter == session.key;
    if (!oldRelease)
        return cookieRight && parameterRight;
    return (cookieRight || inCookie == nullptr) && (parameterRight || inParameter == nullptr) &&
           (cookieRight || parameterRight);
}

Outcome withoutCommand(bool oldRelease)
{
    if (oldRelease) {
        Outcome outcome = refusal("null", Refusal(400, 0, "no command specified"), true);
        outcome.description.clear();
        return outcome;
    }
    Outcome outcome; // CloudStack stumbles over the missing name
    outcome.delivery = Outcome::Delivery::blank;
    return outcome;
}

} // namespace

std::optional<Outcome> authenticate(World& world, const ApiRequest& request)
{
    const std::string command = request.command();
    if (ascii::equalIgnoringCase(command, "login"))
        return login(world, request);
    if (ascii::equalIgnoringCase(command, "logout"))
        return logout(world, request);
    return std::nullopt;
}

std::variant<const User*, Outcome> sessionUser(World& world, const ApiRequest& request, const std::string& envelope)
{
    const Session* const session = sessionOf(world, request);
    if (session == nullptr)
        return nullptr;
    const bool mayUse = hasKey(request, *session, world.settings.oldRelease) && session->user->enabled;
    if (mayUse && request.find("command") == nullptr)
        return withoutCommand(world.settings.oldRelease);
    if (mayUse)
        return session->user;
    world.sessions.close(std::string(session->id));
    Outcome outcome = refusal(envelope, Refusal(401, 0, "unable to verify user credentials"), false);
    outcome.description.clear();
    return outcome;
}

} // namespace readystage::cloudsim
