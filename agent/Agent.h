#pragma once

#include "agent/Settings.h"
#include "agent/core/Courier.h"
#include "agent/core/Drain.h"
#include "agent/core/Identify.h"
#include "agent/core/Managers.h"
#include "agent/edge/EventWaiter.h"
#include "agent/edge/FileSpool.h"
#include "agent/edge/LinuxNetworkCards.h"
#include "agent/edge/RouterMetadata.h"
#include "agent/edge/SpoolLock.h"
#include "agent/edge/SystemRoot.h"
#include "common/net/PocoHttpClient.h"
#include "common/runtime/Clock.h"

namespace readystage::agent {

/// The composition: builds everything, starts nothing. Members depend on those above them.
class Agent {
public:
    Agent(SystemRoot root, Settings settings);
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
    Managers managers;

    Locks locks() { return {drainer, turn}; }

    /// Throws as machineFacts() does.
    Courier courier();

    /// Watches the spool's incoming/, which it makes.
    EventWaiter waiter() const;
};

} // namespace readystage::agent
