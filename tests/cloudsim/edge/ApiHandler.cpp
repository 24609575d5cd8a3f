#include "tests/cloudsim/edge/ApiHandler.h"

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/edge/Jetty.h"
#include "tests/cloudsim/edge/Wire.h"

#include <algorithm>

namespace readystage::cloudsim {

/// One call on its way.
struct ApiHandler::Visit {
    ApiRequest call;
    std::string command;
    Asked asked;
    http::Respond respond;
};

namespace {

/// request.content.size and request.max.form.keys of 4.23; 4.11 left Jetty's own limits.
struct FormLimits {
    std::size_t bytes;
    std::ptrdiff_t keys;
};

constexpr FormLimits kFormLimits{1048576, 5000};
constexpr FormLimits kOldFormLimits{200000, 1000};

bool isForm(const http::Request& request)
{
    const std::string* const type = http::findHeader(request.headers, "Content-Type");
    return type != nullptr &&
           ascii::equalIgnoringCase(type->substr(0, type->find(';')), "application/x-www-form-urlencoded");
}

bool isWithin(const FormLimits& limits, const std::string& form)
{
    return form.size() <= limits.bytes && std::count(form.begin(), form.end(), '&') < limits.keys;
}

/// Query and body are merged: in the query the last of two equal names counts, in the body the first, and the query
/// wins.
Parameters merged(Parameters query, Parameters form)
{
    Parameters all;
    all.reserve(query.size() + form.size());
    const auto find = [&](const std::string& name) {
        return std::find_if(all.begin(), all.end(), [&](const auto& pair) { return pair.first == name; });
    };
    for (auto& pair : form)
        if (find(pair.first) == all.end())
            all.push_back(std::move(pair));
    for (auto& pair : query) {
        const auto known = find(pair.first);
        if (known == all.end())
            all.push_back(std::move(pair));
        else
            known->second = std::move(pair.second);
    }
    return all;
}

/// `a=1; b=2`; a cookie's value never holds what would end it.
Pairs cookiesOf(const http::Request& request)
{
    Pairs cookies;
    for (const auto& [name, value] : request.headers) {
        if (!http::sameName(name, "Cookie"))
            continue;
        for (std::size_t begin = 0; begin < value.size();) {
            const std::size_t end = std::min(value.find(';', begin), value.size());
            const std::size_t first = std::min(value.find_first_not_of(' ', begin), end);
            const std::size_t equals = std::min(value.find('=', first), end);
            if (equals < end)
                cookies.emplace_back(value.substr(first, equals - first), value.substr(equals + 1, end - equals - 1));
            begin = end + 1;
        }
    }
    return cookies;
}

Speed::Time listingTime(const Ticket& ticket, const Outcome& outcome, const Speed& speed)
{
    const Value* const list = ticket.command->isList() ? outcome.body.find("virtualmachine") : nullptr;
    return list == nullptr ? Speed::Time(0) : speed.perVm * static_cast<std::int64_t>(list->size());
}

} // namespace

void ApiHandler::handle(const http::Request& request, http::Respond respond)
{
    if (auto refused = refusedByJetty(request))
        return respond(*std::move(refused));
    const bool post = request.method == "POST";
    const bool form = post && isForm(request);
    if (form && !isWithin(site_.oldRelease ? kOldFormLimits : kFormLimits, request.body))
        return respond(jettyError(400, "Unable to parse form content"));
    auto query = parseQuery(request.query());
    auto body = form ? parseQuery(request.body) : Result<Parameters, Malformed>(Parameters());
    if (!query)
        return respond(jettyError(400, "Unable to parse URI query"));
    if (!body)
        return respond(jettyError(400, "Unable to parse form content"));

    ApiRequest call{post,
                    merged(*std::move(query), *std::move(body)),
                    site_.clock.now(),
                    {},
                    cookiesOf(request),
                    request.peer.str()};
    std::string command = call.command();
    site_.stats.begun(command);
    receive(std::make_shared<Visit>(Visit{std::move(call), std::move(command), Asked(request), std::move(respond)}));
}

void ApiHandler::receive(const VisitPtr& visit)
{
    if (!site_.holds.park(visit->command, Holds::When::before, [this, visit] { wait(visit); }))
        wait(visit);
}

void ApiHandler::wait(const VisitPtr& visit)
{
    site_.timing.slots.enter([this, visit] { begin(visit); });
}

void ApiHandler::begin(const VisitPtr& visit)
{
    visit->call.began = site_.clock.now();
    after(site_.timing.speed()->latencyFor(visit->command), [this, visit] { perform(visit); });
}

void ApiHandler::perform(const VisitPtr& visit)
{
    visit->call.now = site_.clock.now();
    Speed::Time more{0};
    auto outcome = std::make_shared<Outcome>(outcomeOf(visit->call, more));
    after(more + outcome->pause, [this, visit, outcome] { finish(visit, std::move(*outcome)); });
}

void ApiHandler::finish(const VisitPtr& visit, Outcome outcome)
{
    site_.timing.slots.leave();
    const bool never = outcome.delivery == Outcome::Delivery::never;
    const auto response =
        std::make_shared<http::Response>(toHttp(std::move(outcome), visit->call.wantsJson(), visit->asked));
    const auto answer = [this, visit, response] {
        site_.stats.ended(response->status);
        visit->respond(std::move(*response));
    };
    if (never)
        site_.holds.keep(visit->command, Holds::When::after, answer);
    else if (!site_.holds.park(visit->command, Holds::When::after, answer))
        answer();
}

Outcome ApiHandler::outcomeOf(const ApiRequest& call, Speed::Time& more)
{
    auto admitted = site_.world.with([&](auto& world) { return admit(*world, call); });
    if (auto* const refused = std::get_if<Outcome>(&admitted))
        return std::move(*refused);
    const Ticket ticket = std::get<Ticket>(admitted);
    if (auto refused = verify(ticket, call))
        return *std::move(refused);
    Effects effects;
    Outcome outcome = site_.world.with([&](auto& world) {
        Outcome done = execute(*world, ticket, call);
        effects = {world->takePushes(), world->takeLater(), world->takeRunnableJobs()};
        return done;
    });
    const auto speed = site_.timing.speed();
    const Speed::Time routers = setOff(std::move(effects), *speed);
    // A synchronous call waits for the routers; of an asynchronous one the job does.
    more = (ticket.command->isAsync ? Speed::Time(0) : routers) + listingTime(ticket, outcome, *speed);
    return outcome;
}

/// Returns how long it takes until the routers have been told.
Speed::Time ApiHandler::setOff(Effects effects, const Speed& speed)
{
    const auto now = std::chrono::steady_clock::now();
    auto routersDone = now;
    for (const World::Push& push : effects.pushes)
        routersDone = std::max(routersDone, site_.timing.routers.take(push, speed, now));
    for (World::Later& event : effects.later)
        site_.scheduler.at(now + event.delay,
                           [this, act = std::move(event.act)] { site_.world.with([&](auto& world) { act(*world); }); });
    site_.jobs.start(effects.jobs, routersDone - now);
    return std::chrono::ceil<Speed::Time>(routersDone - now);
}

void ApiHandler::after(std::chrono::microseconds time, Scheduler::Task task)
{
    if (time.count() <= 0)
        return task();
    site_.scheduler.at(std::chrono::steady_clock::now() + time, std::move(task));
}

} // namespace readystage::cloudsim
