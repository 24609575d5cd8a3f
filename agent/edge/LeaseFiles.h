#pragma once

#include "agent/core/leases/Lease.h"
#include "agent/edge/SystemRoot.h"
#include "agent/ports/LeaseSource.h"

#include <string>
#include <string_view>
#include <vector>

namespace readystage::agent {

/// How one DHCP client keeps its leases: which files, and how to read them. A further client is a further row of
/// leaseFileKinds().
struct LeaseFileKind {
    const char* client;
    const char* folder; ///< absolute, below the system root
    bool (*isLease)(std::string_view fileName);
    std::vector<Lease> (*parse)(std::string_view text);
    unsigned (*interfaceIndex)(std::string_view fileName); ///< 0 where the name does not tell
};

const std::vector<LeaseFileKind>& leaseFileKinds();

/// The leases of one client.
class LeaseFiles final : public LeaseSource {
public:
    LeaseFiles(const LeaseFileKind& kind, SystemRoot root) : kind_(kind), root_(std::move(root)) {}

    std::string name() const override { return kind_.client; }

    std::vector<RouterHint> hints() override;

private:
    LeaseFileKind kind_;
    SystemRoot root_;
};

} // namespace readystage::agent
