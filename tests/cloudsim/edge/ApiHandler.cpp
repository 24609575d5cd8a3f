#include "tests/cloudsim/edge/ApiHandler.h"

#include "tests/cloudsim/edge/Jetty.h"

#include <algorithm>
#include <memory>

namespace readystage::cloudsim {

namespace {

constexpr std::size_t kMaxFormBytes = 1048576;

bool isForm(const http::Request& request)
{
    const std::string* const type = http::findHeader(request.headers, "Content-Type");
    return type != nullptr && type->starts_with("application/x-www-form-urlencoded");
}

/// Query and body are merged: in the query the last of two equal names counts, in the body the first, and the query
/// wins.
Parameters merged(const Parameters& query, const Parameters& form)
{
    Parameters all;
    const auto find = [&](const std::string& name) {
        return std::find_if(all.begin(), all.end(), [&](const auto& pair) { return pair.first == name; });
    };
    for (const auto& pair : form)
        if (find(pair.first) == all.end())
            all.push_back(pair);
    for (const auto& [name, value] : query) {
        const auto known = find(name);
        if (known == all.end())
            all.emplace_back(name, value);
        else
            known->second = value;
    }
    return all;
}

/// A header value cannot hold line ends.
std::string onOneLine(std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, ' ');
    return text;
}

/// CloudStack sends status codes of its own with the number as their words.
std::string reasonOf(int status)
{
    if (status == 414)
        return "URI Too Long";
    return status > 431 && status != 503 ? std::to_string(status) : std::string();
}

http::Response toHttp(Outcome outcome, bool json)
{
    http::Response response;
    response.body = render(outcome, json);
    if (outcome.blank)
        outcome = Outcome();
    response.status = outcome.status;
    response.reason = reasonOf(outcome.status);
    response.headers = {{"Content-Type", json ? "application/json;charset=utf-8" : "text/xml;charset=utf-8"}};
    if (!outcome.description.empty())
        response.headers.emplace_back("X-Description", onOneLine(outcome.description));
    response.headers.insert(response.headers.end(), {{"X-Content-Type-Options", "nosniff"},
                                                     {"X-XSS-Protection", "1;mode=block"},
                                                     {"content-security-policy", "1"},
                                                     {"content-security-policy", "default-src=none"},
                                                     {"content-security-policy", "script-src=self"},
                                                     {"content-security-policy", "connect-src=self"},
                                                     {"content-security-policy", "img-src=self"},
                                                     {"content-security-policy", "style-src=self"}});
    if (outcome.status == 200)
        response.headers.emplace_back("Vary", "Accept-Encoding, User-Agent");
    return response;
}

} // namespace

void ApiHandler::handle(const http::Request& request, http::Respond respond)
{
    if (auto refused = refusedByJetty(request))
        return respond(*std::move(refused));
    const bool post = request.method == "POST";
    const bool form = post && isForm(request);
    if (form && request.body.size() > kMaxFormBytes)
        return respond(jettyError(400, "Unable to parse form content"));
    const auto query = parseQuery(request.query());
    const auto body = form ? parseQuery(request.body) : Result<Parameters, Malformed>(Parameters());
    if (!query)
        return respond(jettyError(400, "Unable to parse URI query"));
    if (!body)
        return respond(jettyError(400, "Unable to parse form content"));

    const ApiRequest call{post, merged(*query, *body), clock_.now()};
    const std::string command = call.command();
    stats_.begun(command);
    const http::Respond counted = [this, respond = std::move(respond)](http::Response response) {
        stats_.ended(response.status);
        respond(std::move(response));
    };
    if (!holds_.park(command, Holds::When::before, [this, call, counted] { perform(call, counted); }))
        perform(call, counted);
}

void ApiHandler::perform(const ApiRequest& call, const http::Respond& respond)
{
    const Outcome outcome = outcomeOf(call);
    const auto response = std::make_shared<http::Response>(toHttp(outcome, call.wantsJson()));
    if (outcome.blank)
        response->body.clear();
    if (!holds_.park(call.command(), Holds::When::after, [respond, response] { respond(std::move(*response)); }))
        respond(std::move(*response));
}

Outcome ApiHandler::outcomeOf(const ApiRequest& call)
{
    Settings settings;
    auto admitted = world_.with([&](auto& world) {
        settings = world->settings;
        return admit(*world, call);
    });
    if (auto* const refused = std::get_if<Outcome>(&admitted))
        return std::move(*refused);
    const Ticket ticket = std::get<Ticket>(admitted);
    if (auto refused = verify(ticket, call, settings))
        return *std::move(refused);
    std::vector<std::string> runnable;
    Outcome outcome = world_.with([&](auto& world) {
        Outcome done = execute(*world, ticket, call);
        runnable = world->takeRunnableJobs();
        return done;
    });
    jobs_.start(runnable);
    return outcome;
}

} // namespace readystage::cloudsim
