#include "agent/Agent.h"

#include "agent/edge/ConfigDrive.h"
#include "agent/edge/ConfiguredRouter.h"
#include "agent/edge/DataServer.h"
#include "agent/edge/DefaultGateway.h"
#include "agent/edge/Firmware.h"
#include "agent/edge/HttpManagerLink.h"
#include "agent/edge/LeaseFiles.h"
#include "agent/edge/MachineFacts.h"
#include "agent/edge/SpoolLayout.h"
#include "common/runtime/AtomicFile.h"

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

Managers::Links linksOf(const SystemRoot& root, const Settings& settings)
{
    const auto caFile = caFileOf(root, settings);
    Managers::Links links;
    for (const auto& url : settings.managers)
        links.push_back(std::make_unique<HttpManagerLink>(url, caFile));
    return links;
}

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
      metadata(http, settings.routerPort),
      identifier({sources, claimSources, cards, metadata, clock}),
      managers(linksOf(root, settings))
{}

Courier Agent::courier()
{
    return Courier({spool, identifier, managers, clock, machineFacts(root), settings.retry, std::random_device{}()});
}

EventWaiter Agent::waiter() const
{
    const auto incoming = settings.stateDir / layout::kIncoming;
    makeDirectory(incoming);
    return EventWaiter(incoming);
}

} // namespace readystage::agent
