#pragma once

#include "agent/ports/LeaseSource.h"

#include <array>
#include <future>
#include <string>
#include <vector>

namespace readystage::agent {

/// Keeps look-ups short, for those that nobody answers: sets RES_OPTIONS unless somebody did. For main, before the
/// first thread.
void limitLookUps();

/// The name under which a virtual router is known in the DNS it serves: `data-server`, and `data-server.` because some
/// resolvers refuse a single label with the dot and some without. Every address it has is a hint.
///
/// A dead name server holds a look-up for many seconds, so look-ups run beside us, one after the other: hints() waits a
/// second for them, and what comes later is found by a later call. The destructor waits for look-ups under way.
class DataServer final : public LeaseSource {
public:
    std::string name() const override { return "data-server"; }

    std::vector<RouterHint> hints() override;

private:
    using Addresses = std::vector<IpAddress>;

    struct LookUp {
        std::future<Addresses> running;
        Addresses found; ///< by the last one that ended
    };

    void start();

    /// The first needs no search list, which may be what a name server chokes on.
    static constexpr std::array<const char*, 2> kNames{"data-server.", "data-server"};

    std::array<LookUp, kNames.size()> lookUps_;
    std::future<void> thread_;
};

} // namespace readystage::agent
