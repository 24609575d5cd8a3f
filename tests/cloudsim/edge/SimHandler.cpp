#include "tests/cloudsim/edge/SimHandler.h"

#include "common/codec/Signature.h"
#include "common/domain/Duration.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/WorldView.h"

#include <charconv>
#include <optional>
#include <stdexcept>

namespace readystage::cloudsim {

namespace {

/// A request to /sim/ that cannot be understood; what() goes to the client.
class BadRequest : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

std::string textOf(const Parameters& query, const char* name)
{
    const std::string* const value = findIgnoringCase(query, name);
    return value == nullptr ? std::string() : *value;
}

unsigned countOf(const Parameters& query)
{
    const std::string text = textOf(query, "count");
    if (text.empty())
        return 1;
    unsigned count = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size())
        throw BadRequest("count: expected a whole number, not " + text);
    return count;
}

std::string commandOf(const Parameters& query, bool required)
{
    const std::string command = textOf(query, "command");
    if (command.empty() ? required : findCommand(command) == nullptr)
        throw BadRequest(command.empty() ? "command: missing" : "command: there is no " + command);
    return command;
}

void answerWith(const http::Respond& respond, const Value& value)
{
    respond(http::answer(200, "application/json", value.json() + "\n"));
}

Value showHolds(const std::vector<Holds::Held>& calls)
{
    Value list = Value::list();
    for (const Holds::Held& call : calls)
        list.push(Value::object()
                      .add("command", call.command)
                      .add("when", call.when == Holds::When::before ? "before" : "after"));
    return Value::object().add("held", std::move(list));
}

} // namespace

SimHandler::Action SimHandler::actionFor(const std::string& what)
{
    static const std::map<std::string, Action> kActions{{"GET /sim/stats", &SimHandler::showStats},
                                                        {"GET /sim/world", &SimHandler::showWorld},
                                                        {"GET /sim/misbehaviours", &SimHandler::listMisbehaviours},
                                                        {"POST /sim/misbehave", &SimHandler::misbehave},
                                                        {"POST /sim/hold", &SimHandler::hold},
                                                        {"GET /sim/held", &SimHandler::showHeld},
                                                        {"POST /sim/release", &SimHandler::release},
                                                        {"POST /sim/reset", &SimHandler::reset}};
    const auto found = kActions.find(what);
    return found == kActions.end() ? nullptr : found->second;
}

void SimHandler::handle(const http::Request& request, http::Respond respond)
{
    const Action action = actionFor(request.method + " " + std::string(request.path()));
    const auto query = parseQuery(request.query());
    if (action == nullptr)
        return respond(http::problem(404, "there is no " + request.method + " " + std::string(request.path())));
    if (!query)
        return respond(http::problem(400, query.error().why));
    try {
        (this->*action)(*query, respond);
    } catch (const BadRequest& error) {
        respond(http::problem(400, error.what()));
    }
}

void SimHandler::showStats(const Parameters&, const http::Respond& respond)
{
    answerWith(respond, stats_.show());
}

void SimHandler::showWorld(const Parameters&, const http::Respond& respond)
{
    answerWith(respond, world_.with([](auto& world) { return cloudsim::showWorld(*world); }));
}

void SimHandler::listMisbehaviours(const Parameters&, const http::Respond& respond)
{
    const auto left = world_.with([](auto& world) { return world->misbehaviours.left(); });
    Value list = Value::list();
    for (const Misbehaviour& row : misbehaviours()) {
        const auto planned = left.find(row.name);
        const std::int64_t count = planned == left.end() ? 0 : planned->second;
        list.push(Value::object().add("name", row.name).add("does", row.sentence).add("left", count));
    }
    answerWith(respond, Value::object().add("misbehaviours", std::move(list)));
}

void SimHandler::misbehave(const Parameters& query, const http::Respond& respond)
{
    const std::string name = textOf(query, "name");
    const std::string command = commandOf(query, false);
    const unsigned count = countOf(query);
    if (!world_.with([&](auto& world) { return world->misbehaviours.plan(name, count, command); }))
        throw BadRequest("name: there is no misbehaviour \"" + name + "\"; GET /sim/misbehaviours lists them");
    answerWith(respond, Value::object().add("name", name).add("count", static_cast<std::int64_t>(count)));
}

void SimHandler::hold(const Parameters& query, const http::Respond& respond)
{
    const std::string command = commandOf(query, true);
    const std::string when = textOf(query, "when");
    if (when != "before" && when != "after")
        throw BadRequest("when: must be before or after");
    const unsigned count = countOf(query);
    if (count == 0)
        throw BadRequest("count: must not be 0");
    holds_.plan(command, when == "before" ? Holds::When::before : Holds::When::after, count);
    answerWith(
        respond,
        Value::object().add("command", command).add("when", when).add("count", static_cast<std::int64_t>(count)));
}

void SimHandler::showHeld(const Parameters& query, const http::Respond& respond)
{
    const std::string text = textOf(query, "wait");
    const auto wait =
        text.empty() ? Result<std::chrono::milliseconds, Malformed>(std::chrono::milliseconds(0)) : parseDuration(text);
    if (!wait)
        throw BadRequest("wait: " + wait.error().why);
    const std::size_t watcher = holds_.watch([respond](const auto& held) { answerWith(respond, showHolds(held)); });
    if (watcher != 0)
        scheduler_.at(std::chrono::steady_clock::now() + *wait, [&holds = holds_, watcher] { holds.unwatch(watcher); });
}

void SimHandler::release(const Parameters&, const http::Respond& respond)
{
    answerWith(respond, Value::object().add("released", static_cast<std::int64_t>(holds_.release())));
}

void SimHandler::reset(const Parameters&, const http::Respond& respond)
{
    holds_.release();
    world_.with([](auto& world) { world->misbehaviours.clear(); });
    stats_.reset();
    answerWith(respond, Value::object().add("reset", true));
}

} // namespace readystage::cloudsim
