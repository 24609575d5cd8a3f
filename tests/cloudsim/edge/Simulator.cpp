#include "tests/cloudsim/edge/Simulator.h"

#include <chrono>
#include <utility>

namespace readystage::cloudsim {

namespace {

constexpr unsigned kThreads = 2;
constexpr std::chrono::milliseconds kGrace{200};

/// Generous limits: what is too long is for the handlers to say, in the words of the server that is simulated.
http::Listener listenerAt(const std::string& text)
{
    const std::size_t colon = text.rfind(':');
    http::Listener listener;
    listener.address = text.substr(0, colon);
    listener.port = static_cast<std::uint16_t>(std::stoul(text.substr(colon + 1)));
    listener.maxHeadBytes = 64 * 1024;
    listener.maxBodyBytes = 16 * 1024 * 1024;
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
    respond(http::problem(404, "the API is at /client/api, the controls are at /sim/"));
}

Simulator::Simulator(Scenario scenario, const std::filesystem::path& guestLog, const sigset_t& hookMask)
    : world_(std::move(scenario.world)),
      hook_(hookOf(scenario.guestHook, guestLog, hookMask)),
      jobs_(world_, hook_.get()),
      api_(world_, jobs_, holds_, stats_, clock_),
      sim_(world_, holds_, stats_, timeouts_),
      site_(api_, sim_),
      front_(kThreads)
{
    listenForApi(scenario.listen);
    listenForRouters();
}

void Simulator::listenForApi(const std::string& listener)
{
    const http::Listener at = listenerAt(listener);
    apiUrl_ = "http://" + at.address + ":" + std::to_string(front_.listen(at, site_)) + "/client/api";
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
        routers_.push_back(std::make_unique<RouterHandler>(world_, network));
        routerAddresses_.push_back(at.address + ":" + std::to_string(front_.listen(at, *routers_.back())));
    }
}

void Simulator::start()
{
    front_.start();
}

void Simulator::stop()
{
    holds_.release();
    timeouts_.stop();
    front_.stop(kGrace);
    jobs_.stop();
}

std::string Simulator::addresses() const
{
    Value routers = Value::list();
    for (const std::string& address : routerAddresses_)
        routers.push(address);
    return Value::object().add("api", apiUrl_).add("router", std::move(routers)).json();
}

} // namespace readystage::cloudsim
