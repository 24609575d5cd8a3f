#include "tests/cloudsim/edge/SimHandler.h"

#include "tests/cloudsim/core/ConfigDrive.h"
#include "tests/cloudsim/core/WorldView.h"
#include "tests/cloudsim/edge/IsoImage.h"
#include "tests/cloudsim/edge/SimView.h"

#include <optional>

namespace readystage::cloudsim {

namespace {

void answerWith(const http::Respond& respond, const Value& value)
{
    respond(http::answer(200, "application/json", value.json() + "\n"));
}

MisbehaviourOrder orderOf(const SimQuery& query)
{
    MisbehaviourOrder order{query.text("name"), {}, query.duration("for")};
    const Misbehaviour* const told = findMisbehaviour(order.name);
    if (told == nullptr)
        throw BadRequest("name: there is no misbehaviour \"" + order.name + "\"; GET /sim/misbehaviours lists them");
    order.plan.command = query.command(false);
    if (const std::string why = whyNever(*told, order.plan.command); !why.empty())
        throw BadRequest("command: " + why);
    order.plan.count = query.count("count");
    if (!order.plan.count && !query.has("probability") && !order.lasts)
        order.plan.count = 1;
    order.plan.probability = query.number("probability", 1).value_or(1);
    order.plan.seed = query.count("seed").value_or(1);
    order.plan.pause = query.duration("pause").value_or(order.plan.pause);
    return order;
}

Speed::Time milliseconds(double number)
{
    return std::chrono::duration_cast<Speed::Time>(std::chrono::duration<double, std::milli>(number));
}

/// The present speed with what the query changes.
Speed changed(Speed speed, const SimQuery& query)
{
    if (query.has("profile")) {
        const auto profile = speedProfile(query.text("profile"));
        if (!profile)
            throw BadRequest("profile: there is no " + query.text("profile") + "; GET /sim/speed lists them");
        speed = *profile;
    }
    const auto change = [&](const char* name, Speed::Time& time) {
        if (const auto number = query.number(name, Speed::kMostMilliseconds))
            time = milliseconds(*number);
    };
    const std::string command = query.command(false);
    if (!command.empty() && !query.has("latency_ms"))
        throw BadRequest("latency_ms: missing; it alone can be of one command");
    change("latency_ms", command.empty() ? speed.latency : speed.latencyOf[command]);
    change("per_vm_ms", speed.perVm);
    change("router_ms", speed.router);
    change("router_per_address_ms", speed.routerPerAddress);
    speed.slots = query.count("slots").value_or(static_cast<unsigned>(speed.slots));
    return speed;
}

} // namespace

const SimHandler::Actions& SimHandler::actions()
{
    static const Actions kActions{
        {"/sim/stats", {{"GET", &SimHandler::showStats}}},
        {"/sim/world", {{"GET", &SimHandler::showWorld}}},
        {"/sim/configdrive", {{"GET", &SimHandler::showConfigDrive}}},
        {"/sim/speed", {{"GET", &SimHandler::showSpeed}, {"POST", &SimHandler::setSpeed}}},
        {"/sim/misbehaviours", {{"GET", &SimHandler::listMisbehaviours}}},
        {"/sim/misbehave", {{"POST", &SimHandler::misbehave}}},
        {"/sim/hold", {{"POST", &SimHandler::hold}}},
        {"/sim/held", {{"GET", &SimHandler::showHeld}}},
        {"/sim/release", {{"POST", &SimHandler::release}}},
        {"/sim/reset", {{"POST", &SimHandler::reset}}},
    };
    return kActions;
}

void SimHandler::handle(const http::Request& request, http::Respond respond)
{
    const std::string path(request.path());
    const auto found = actions().find(path);
    if (found == actions().end())
        return respond(http::problem(404, "there is no " + path));
    const auto action = found->second.find(request.method);
    if (action == found->second.end())
        return respond(wrongMethod(path, found->second));
    auto query = parseQuery(request.query());
    if (!query)
        return respond(http::problem(400, query.error().why));
    try {
        (this->*action->second)(SimQuery(*std::move(query)), respond);
    } catch (const BadRequest& error) {
        respond(http::problem(400, error.what()));
    }
}

http::Response SimHandler::wrongMethod(const std::string& path, const Methods& methods)
{
    std::string allowed;
    for (const auto& [method, action] : methods)
        allowed.append(allowed.empty() ? "" : ", ").append(method);
    http::Response response = http::problem(405, path + " takes " + allowed + " only");
    response.headers.emplace_back("Allow", allowed);
    return response;
}

void SimHandler::showStats(const SimQuery& query, const http::Respond& respond)
{
    query.expect({});
    answerWith(respond, cloudsim::showStats(site_.stats, site_.timing, site_.world));
}

void SimHandler::showWorld(const SimQuery& query, const http::Respond& respond)
{
    query.expect({});
    answerWith(respond, site_.world.with([](auto& world) { return cloudsim::showWorld(*world); }));
}

void SimHandler::showConfigDrive(const SimQuery& query, const http::Respond& respond)
{
    query.expect({"id"});
    if (query.text("id").empty())
        throw BadRequest("id: missing");
    const Pairs files = site_.world.with([&](auto& world) {
        const Vm* const vm = world->vms.find(query.text("id"));
        return vm == nullptr ? Pairs() : configDriveFiles(*world, *vm);
    });
    if (files.empty())
        throw BadRequest("id: there is no running VM " + query.text("id") + " on a network with a config drive");
    respond(http::answer(200, "application/x-iso9660-image", isoImage(kConfigDriveLabel, files)));
}

void SimHandler::showSpeed(const SimQuery& query, const http::Respond& respond)
{
    query.expect({});
    const ApiLimit limit = site_.world.with([](auto& world) { return world->apiLimit; });
    answerWith(respond, cloudsim::showSpeed(*site_.timing.speed(), limit));
}

void SimHandler::setSpeed(const SimQuery& query, const http::Respond& respond)
{
    query.expect({"profile", "command", "latency_ms", "per_vm_ms", "slots", "router_ms", "router_per_address_ms",
                  "api_limit", "api_limit_interval"});
    const auto limit = query.count("api_limit");
    const auto interval = query.duration("api_limit_interval");
    site_.timing.set(changed(*site_.timing.speed(), query));
    site_.world.with([&](auto& world) {
        world->apiLimit.most = limit.value_or(world->apiLimit.most);
        world->apiLimit.interval = interval.value_or(world->apiLimit.interval);
    });
    showSpeed(SimQuery({}), respond);
}

void SimHandler::listMisbehaviours(const SimQuery& query, const http::Respond& respond)
{
    query.expect({});
    answerWith(respond, site_.world.with([](auto& world) { return showMisbehaviours(world->misbehaviours); }));
}

void SimHandler::misbehave(const SimQuery& query, const http::Respond& respond)
{
    query.expect({"name", "count", "probability", "seed", "command", "pause", "for"});
    const MisbehaviourOrder order = orderOf(query);
    site_.misconduct.begin(order);
    answerWith(respond, showPlan(Value::object().add("name", order.name), order.plan));
}

void SimHandler::hold(const SimQuery& query, const http::Respond& respond)
{
    query.expect({"command", "when", "count"});
    const std::string command = query.command(true);
    const std::string when = query.text("when");
    if (when != "before" && when != "after")
        throw BadRequest("when: must be before or after");
    const unsigned count = query.count("count").value_or(1);
    if (count == 0)
        throw BadRequest("count: must not be 0");
    site_.holds.plan(command, when == "before" ? Holds::When::before : Holds::When::after, count);
    answerWith(
        respond,
        Value::object().add("command", command).add("when", when).add("count", static_cast<std::int64_t>(count)));
}

void SimHandler::showHeld(const SimQuery& query, const http::Respond& respond)
{
    query.expect({"wait"});
    const auto wait = query.duration("wait").value_or(std::chrono::milliseconds(0));
    const std::size_t watcher =
        site_.holds.watch([respond](const auto& held) { answerWith(respond, showHolds(held)); });
    if (watcher != 0)
        site_.scheduler.at(std::chrono::steady_clock::now() + wait,
                           [&holds = site_.holds, watcher] { holds.unwatch(watcher); });
}

void SimHandler::release(const SimQuery& query, const http::Respond& respond)
{
    query.expect({});
    answerWith(respond, Value::object().add("released", static_cast<std::int64_t>(site_.holds.release())));
}

void SimHandler::reset(const SimQuery& query, const http::Respond& respond)
{
    query.expect({});
    site_.holds.release();
    site_.world.with([](auto& world) { world->misbehaviours.clear(); });
    site_.stats.reset();
    site_.timing.slots.resetCounts();
    site_.timing.routers.resetCounts();
    answerWith(respond, Value::object().add("reset", true));
}

} // namespace readystage::cloudsim
