#pragma once

#include <chrono>

namespace readystage {

/// Tells systemd how we are (sd_notify(3)); does nothing when systemd did not start us.
void notifyReady();
void notifyReloading();
void notifyStopping();

/// "We make progress": systemd restarts a manager that does not say so in time (WatchdogSec=).
void notifyAlive();

/// How often to say it; zero where systemd does not ask for it.
std::chrono::microseconds watchdogInterval();

} // namespace readystage
