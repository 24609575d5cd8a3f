#pragma once

#include "agent/edge/FileOutbox.h"
#include "agent/edge/KeptAside.h"
#include "agent/ports/Spool.h"
#include "common/runtime/Clock.h"

#include <filesystem>
#include <string>

namespace readystage::agent {

/// The spool as files below the state folder, all of it 0700:
///
///     incoming/             written by whoever reports (PROTOCOL.md 2)
///     instances/<first 16 hex digits of sha256(instance id)>/
///         identity.json     instance id, incarnation
///         outbox/           bound: the same bytes, in the order of their names
///         rejected/         the manager's no, with the reason in <name>.why
///         acked.json        the last receipts
///     stale/                another machine's
///     bad/                  cannot be read
///
/// What is in the last three of them is bounded in bytes and in age.
class FileSpool final : public Spool {
public:
    /// Makes nothing yet. `clock` gives the names their time and must outlive the spool.
    FileSpool(std::filesystem::path stateFolder, const Clock& clock, const AsideLimits& limits = {});

    void accept(const ReportId& id, std::string_view bytes) override;
    std::vector<Incoming> incoming() override;
    void setAside(const Incoming& report, Aside where) override;
    std::size_t queuedOfAll() override;
    std::unique_ptr<Outbox> open(const std::string& instanceId) override;
    Fate fateOf(const ReportId& report) override;

private:
    void retireOthers(const std::filesystem::path& ours);
    Identity identityIn(const std::filesystem::path& ours, const std::string& instanceId);
    void setBrokenAside(const std::filesystem::path& file) const;
    void trimAside(const std::filesystem::path& instanceFolder) const;

    std::filesystem::path folder_;
    const Clock& clock_;
    AsideLimits limits_;
};

} // namespace readystage::agent
