#pragma once

namespace readystage {

/// Tells systemd how we are (sd_notify(3)); does nothing when systemd did not start us.
void notifyReady();
void notifyReloading();
void notifyStopping();

} // namespace readystage
