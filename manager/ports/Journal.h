#pragma once

#include <optional>
#include <stdexcept>
#include <vector>

#include "manager/core/Records.h"

namespace readystage {

/// The store could not do what was asked; nothing of it took effect.
class JournalError : public std::runtime_error {
public:
    enum class Kind {
        full,  ///< no space; may be better later
        broken ///< anything else: what the store holds must be read again, by a new process
    };

    JournalError(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}

    Kind kind() const noexcept { return kind_; }

private:
    Kind kind_;
};

/// Accepted reports, the state of VMs, and what is still to be done. Each call is one transaction, durable when it
/// returns (power cut included) or a JournalError. Safe from several threads; writes made at the same time may share
/// one commit, and then fail together.
class Journal {
public:
    virtual ~Journal() = default;

    /// Stores new reports, each with its outstanding `verify` step: all of them or none. Their ids must be new and
    /// differ from each other.
    virtual void accept(const std::vector<StoredReport>& reports) = 0;

    virtual std::optional<StoredReport> report(const ReportId& id) = 0;

    /// What is known of a VM that was deployed through the gateway or has a verified report.
    virtual std::optional<VmRecord> vm(const InstanceId& id) = 0;

    virtual void commit(const Change& change) = 0;

    /// Every step that is outstanding, earliest first: what a restarted manager goes on with.
    virtual std::vector<Step> outstanding() = 0;

    /// The latest events of one VM, oldest first, at most `limit`.
    virtual std::vector<Event> eventsOf(const InstanceId& vm, std::size_t limit) = 0;
};

} // namespace readystage
