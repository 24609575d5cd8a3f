#include "agent/Agent.h"

#include "agent/edge/ConfigDrive.h"
#include "agent/edge/ConfiguredRouter.h"
#include "agent/edge/DataServer.h"
#include "agent/edge/DefaultGateway.h"
#include "agent/edge/Firmware.h"
#include "agent/edge/LeaseFiles.h"
#include "agent/edge/MachineFacts.h"
#include "agent/edge/SpoolLayout.h"
#include "common/net/Proxy.h"
#include "common/runtime/AtomicFile.h"
#include "common/runtime/Log.h"

#include <algorithm>
#include <random>

namespace readystage::agent {
namespace {

RouterIdentifier::Sources sourcesOf(const SystemRoot& root, const Settings& settings)
{
    RouterIdentifier::Sources sources;
    if (settings.router)
        sources.push_back(std::make_unique<ConfiguredRouter>(*settings.router));
    sources.push_back(std::make_unique<DataServer>());
    for (const auto& kind : leaseFileKinds())
        sources.push_back(std::make_unique<LeaseFiles>(kind, root));
    sources.push_back(std::make_unique<DefaultGateway>(root));
    return sources;
}

RouterIdentifier::ClaimSources claimSourcesOf(const SystemRoot& root)
{
    RouterIdentifier::ClaimSources sources;
    sources.push_back(std::make_unique<ConfigDrive>(root));
    sources.push_back(std::make_unique<Firmware>(root));
    return sources;
}

/// Where distributions keep the authorities they trust. What is compiled into OpenSSL is right on one of them only.
std::optional<std::string> caFileOf(const SystemRoot& root, const Settings& settings)
{
    if (settings.caFile)
        return settings.caFile;
    for (const char* usual : {"/etc/pki/tls/certs/ca-bundle.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
                              "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/ca-bundle.pem"}) {
        std::error_code ignored;
        if (std::filesystem::exists(root(usual), ignored))
            return root(usual).string();
    }
    return std::nullopt;
}

ManagerAccess accessTo(const Url& manager, const SystemRoot& root, const Settings& settings)
{
    ManagerAccess access{manager};
    access.tls.caFile = caFileOf(root, settings);
    if (settings.certFile)
        access.tls.identity = TlsIdentity{*settings.certFile, *settings.keyFile};
    if (manager.tls && !isExempt(manager.host, manager.port, settings.noProxy))
        access.proxy = settings.proxy;
    return access;
}

Managers::Links linksOf(const SystemRoot& root, const Settings& settings, TokenSource& token, const Clock& clock)
{
    Managers::Links links;
    for (const auto& url : settings.managers)
        links.push_back(std::make_unique<HttpManagerLink>(accessTo(url, root, settings), token, clock));
    return links;
}

constexpr std::chrono::seconds kGatePause{10};

} // namespace

Agent::Agent(SystemRoot systemRoot, Settings checked)
    : root(std::move(systemRoot)),
      settings(std::move(checked)),
      spool(settings.stateDir, clock),
      drainer(root("/run/readystage/agent.lock")),
      turn(root("/run/readystage/spool.lock")),
      sources(sourcesOf(root, settings)),
      claimSources(claimSourcesOf(root)),
      http(std::nullopt),
      metadata(http, settings.routerPort, {}),
      identifier({sources, claimSources, cards, metadata, clock}),
      routerFiles(http, settings.routerPort),
      token(identifier, routerFiles),
      managers(linksOf(root, settings, token, clock))
{}

bool Agent::isDisabled() const
{
    std::error_code ignored;
    return std::filesystem::exists(root("/etc/readystage/disabled"), ignored);
}

Courier Agent::courier()
{
    const Machine machine = machineFacts(root);
    if (!settings.gate.empty() && !watch_) {
        const GatePolicy policy{settings.gateDeadline,
                                std::min<std::chrono::milliseconds>(kGatePause, settings.retry.cap)};
        watch_ = std::make_unique<Watch>(settings.gate, spool, clock, machine, policy);
    }
    return Courier({spool, identifier, managers, clock, machine, settings.retry, std::random_device{}(),
                    watch_ ? &watch_->keeper : nullptr});
}

ReportWriter Agent::writer()
{
    return {spool, clock, machineFacts(root)};
}

/// Without any network a try would only cost time.
bool Agent::mayReachSomething()
{
    if (settings.router)
        return true;
    for (const Nic& nic : cards.addresses()) {
        if (nic.name != "lo")
            return true;
    }
    return false;
}

void Agent::tryDelivery()
{
    if (!mayReachSomething())
        return;
    try {
        Courier once = courier();
        (void)deliverOnce(once, locks());
    } catch (const std::exception& e) {
        log::warning("delivery.failed", {{"why", e.what()}});
    }
}

std::vector<std::unique_ptr<HttpManagerLink>> Agent::links()
{
    std::vector<std::unique_ptr<HttpManagerLink>> all;
    for (const auto& url : settings.managers)
        all.push_back(std::make_unique<HttpManagerLink>(accessTo(url, root, settings), token, clock));
    return all;
}

EventWaiter Agent::waiter() const
{
    const auto incoming = settings.stateDir / layout::kIncoming;
    makeDirectory(incoming);
    return EventWaiter(incoming);
}

} // namespace readystage::agent
