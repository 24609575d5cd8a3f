#pragma once

#include "agent/ports/Spool.h"
#include "common/runtime/Clock.h"

#include <filesystem>

namespace readystage::agent {

/// What identity.json says.
struct Identity {
    std::string instanceId;
    Incarnation incarnation;
};

/// nullopt without a readable one.
std::optional<Identity> readIdentity(const std::filesystem::path& instanceFolder);

/// One line of acked.json.
struct Acknowledged {
    std::string report;
    std::string receipt;
    std::string status;        ///< of the report: ready, failed, progress
    std::string at;            ///< RFC 3339, by the guest's clock
    std::string transaction{}; ///< which run of Puppet it told of; may be empty
};

/// What acked.json says, oldest first; empty without a readable one.
std::vector<Acknowledged> readAcknowledged(const std::filesystem::path& instanceFolder);

/// Whether there is an acked.json that cannot be read.
bool areReceiptsBroken(const std::filesystem::path& instanceFolder);

/// The folder of one instance (FileSpool.h shows it).
class FileOutbox final : public Outbox {
public:
    /// `folder` must hold an identity.json, whose content `identity` is. `clock` must outlive the outbox.
    FileOutbox(std::filesystem::path stateFolder, std::filesystem::path folder, Identity identity, const Clock& clock);

    const Incarnation& incarnation() const override { return identity_.incarnation; }

    void take(const Incoming& report) override;
    std::vector<Queued> queued() override;
    void acknowledge(const Queued& report, const protocol::Receipt& receipt) override;
    void reject(const Queued& report, std::string_view why) override;

private:
    std::optional<Queued> read(const std::string& name);
    bool storeReceipt(const Acknowledged& receipt);
    bool isKnown(const ReportId& report) const;

    std::filesystem::path state_;
    std::filesystem::path folder_;
    Identity identity_;
    const Clock& clock_;
};

} // namespace readystage::agent
