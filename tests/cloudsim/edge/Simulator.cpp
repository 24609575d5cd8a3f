#include "tests/cloudsim/edge/Simulator.h"

#include "common/runtime/Log.h"
#include "tests/cloudsim/core/Welcome.h"
#include "tests/cloudsim/edge/Jetty.h"

#include <chrono>
#include <utility>

namespace readystage::cloudsim {

namespace {

constexpr unsigned kThreads = 2;
constexpr unsigned kRouterThreads = 1;
constexpr std::chrono::milliseconds kGrace{200};
constexpr std::chrono::milliseconds kNextTry{100};

/// Generous limits: what is too long is for the handlers to say, in the words of the server that is simulated.
http::Listener listenerAt(const std::string& text)
{
    const std::size_t colon = text.rfind(':');
    http::Listener listener;
    listener.address = text.substr(0, colon);
    listener.port = static_cast<std::uint16_t>(std::stoul(text.substr(colon + 1)));
    listener.maxHeadBytes = std::size_t{256} * 1024;
    listener.maxBodyBytes = std::size_t{64} * 1024 * 1024;
    return listener;
}

std::unique_ptr<GuestHook> hookOf(const std::string& program, const std::filesystem::path& log, const sigset_t& mask)
{
    return program.empty() ? nullptr : std::make_unique<GuestHook>(program, log, mask);
}

} // namespace

void Site::handle(const http::Request& request, http::Respond respond)
{
    const std::string_view path = request.path();
    if (path == "/client/api" || path == "/client/api/")
        return api_.handle(request, std::move(respond));
    if (path.starts_with("/sim/"))
        return sim_.handle(request, std::move(respond));
    respond(jettyElsewhere(request));
}

Simulator::Simulator(Scenario scenario, const std::filesystem::path& guestLog, const sigset_t& hookMask)
    : orders_(std::move(scenario.misbehaviours)),
      world_(std::move(scenario.world)),
      hook_(hookOf(scenario.guestHook, guestLog, hookMask)),
      jobs_(world_, hook_.get()),
      api_({world_, jobs_, holds_, stats_, timing_, scheduler_, clock_,
            world_.with([](const auto& world) { return world->settings.oldRelease; })}),
      misconduct_(world_, scheduler_, [this](std::chrono::milliseconds time) { closeApi(time); }),
      sim_({world_, holds_, stats_, timing_, scheduler_, misconduct_}),
      site_(api_, sim_),
      apiListener_(listenerAt(scenario.listen)),
      routerFront_(kRouterThreads)
{
    timing_.set(std::move(scenario.speed));
    apiListener_.refusal = jettyRefusal;
    apiListener_.port = openApi();
    listenForRouters();
}

std::uint16_t Simulator::openApi()
{
    apiFront_ = std::make_unique<http::HttpFront>(kThreads);
    return apiFront_->listen(apiListener_, site_);
}

void Simulator::closeApi(std::chrono::milliseconds time)
{
    const auto now = std::chrono::steady_clock::now();
    scheduler_.at(now, [this] {
        if (apiFront_)
            apiFront_->stop(kGrace);
        apiFront_.reset();
    });
    scheduler_.at(now + time, [this] { reopenApi(); });
}

/// At the same port, which another program may have taken meanwhile.
void Simulator::reopenApi()
try {
    if (apiFront_)
        return; // closed twice, and open again already
    openApi();
    apiFront_->start();

} catch (const std::runtime_error& error) {
    log::error("api-port-taken", {{"error", error.what()}});
    apiFront_.reset();
    scheduler_.at(std::chrono::steady_clock::now() + kNextTry, [this] { reopenApi(); });
}

void Simulator::listenForRouters()
{
    std::vector<std::pair<std::string, std::string>> wanted;
    world_.with([&](auto& world) {
        for (const auto& [number, network] : world->networks)
            for (const std::string& listener : network->routerListeners)
                wanted.emplace_back(network->id, listener);
    });
    for (const auto& [network, listener] : wanted) {
        const http::Listener at = listenerAt(listener);
        routers_.push_back(std::make_unique<RouterHandler>(world_, timing_, network));
        routerAddresses_.push_back(at.address + ":" + std::to_string(routerFront_.listen(at, *routers_.back())));
    }
}

void Simulator::start()
{
    routerFront_.start();
    apiFront_->start();
    for (const MisbehaviourOrder& order : orders_)
        misconduct_.begin(order);
}

void Simulator::stop()
{
    holds_.release();
    scheduler_.stop();
    if (apiFront_)
        apiFront_->stop(kGrace);
    routerFront_.stop(kGrace);
    jobs_.stop();
}

std::string Simulator::apiUrl() const
{
    return "http://" + apiListener_.address + ":" + std::to_string(apiListener_.port) + "/client/api";
}

std::string Simulator::welcome() const
{
    return world_.with([&](const auto& world) { return cloudsim::welcome(*world, apiUrl()); });
}

std::string Simulator::addresses() const
{
    Value routers = Value::list();
    for (const std::string& address : routerAddresses_)
        routers.push(address);
    return Value::object().add("api", apiUrl()).add("router", std::move(routers)).json();
}

} // namespace readystage::cloudsim
