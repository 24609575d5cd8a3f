#include "manager/edge/SystemdNotify.h"

#include <cstdint>

#include <systemd/sd-daemon.h>

namespace readystage {

// The return value says whether systemd listens; there is nothing to do about it if it does not.
void notifyReady()
{
    (void)sd_notify(0, "READY=1\nSTATUS=serving");
}

void notifyReloading()
{
    (void)sd_notify(0, "RELOADING=1\nSTATUS=reading certificates, keys and bundles again");
}

void notifyStopping()
{
    (void)sd_notify(0, "STOPPING=1\nSTATUS=stopping");
}

void notifyAlive()
{
    (void)sd_notify(0, "WATCHDOG=1");
}

std::chrono::microseconds watchdogInterval()
{
    std::uint64_t within = 0;
    const bool asked = sd_watchdog_enabled(0, &within) > 0;
    return std::chrono::microseconds(asked ? within / 3 : 0);
}

} // namespace readystage
