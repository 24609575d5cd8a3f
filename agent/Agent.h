#pragma once

#include "agent/Settings.h"
#include "agent/core/Courier.h"
#include "agent/core/Drain.h"
#include "agent/core/Identify.h"
#include "agent/core/Managers.h"
#include "agent/edge/EventWaiter.h"
#include "agent/edge/FileSpool.h"
#include "agent/edge/GateCommand.h"
#include "agent/edge/HttpManagerLink.h"
#include "agent/edge/LinuxNetworkCards.h"
#include "agent/edge/ReportWriter.h"
#include "agent/edge/RouterFiles.h"
#include "agent/edge/RouterMetadata.h"
#include "agent/edge/RouterToken.h"
#include "agent/edge/SpoolLock.h"
#include "agent/edge/SystemRoot.h"
#include "common/net/PocoHttpClient.h"
#include "common/runtime/Clock.h"

#include <memory>
#include <string>
#include <vector>

namespace readystage::agent {

/// The composition: builds everything, starts nothing. Members depend on those above them.
class Agent {
public:
    Agent(SystemRoot systemRoot, Settings checked);
    ~Agent() = default;
    Agent(const Agent&) = delete;
    Agent& operator=(const Agent&) = delete;

    const SystemRoot root;
    const Settings settings;
    SystemClock clock;
    FileSpool spool;
    SpoolLock drainer;
    SpoolLock turn;
    RouterIdentifier::Sources sources;
    RouterIdentifier::ClaimSources claimSources;
    LinuxNetworkCards cards;
    PocoHttpClient http;
    RouterMetadata metadata;
    RouterIdentifier identifier;
    RouterFiles routerFiles;
    RouterToken token;
    Managers managers;

    Locks locks() { return {drainer, turn}; }

    /// Whether somebody has silenced this agent: /etc/readystage/disabled.
    bool isDisabled() const;

    /// Both throw as machineFacts() does.
    Courier courier();
    ReportWriter writer();

    /// One try to deliver what is in the spool. What is there is safe, so whatever goes wrong is only logged.
    void tryDelivery();

    /// The manager's links, made anew, for those who want to look at each.
    std::vector<std::unique_ptr<HttpManagerLink>> links();

    /// Watches the spool's incoming/, which it makes.
    EventWaiter waiter() const;

private:
    /// What holds `ready` back, where a gate is configured.
    struct Watch {
        Watch(const std::vector<std::string>& words, Spool& spool, const Clock& clock, const Machine& machine,
              const GatePolicy& policy)
            : gate(words),
              reporter(spool, clock, machine),
              keeper(gate, reporter, clock, policy)
        {}

        GateCommand gate;
        ReportWriter reporter;
        Gatekeeper keeper;
    };

    bool mayReachSomething();

    std::unique_ptr<Watch> watch_;
};

} // namespace readystage::agent
