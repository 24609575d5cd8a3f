#pragma once

#include "agent/core/leases/Lease.h"
#include "agent/edge/SystemRoot.h"
#include "agent/ports/LeaseSource.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace readystage::agent {

/// What the name of a lease file tells about its interface.
struct LeaseCard {
    std::string name{};
    unsigned index = 0;
};

/// How one DHCP client keeps its leases: which files, and how to read them. A further client is a further row of
/// leaseFileKinds().
struct LeaseFileKind {
    const char* client;
    const char* folder;                                            ///< absolute, below the system root
    std::optional<LeaseCard> (*cardOf)(std::string_view fileName); ///< nullopt: the file is no lease of this client
    std::vector<Lease> (*parse)(std::string_view text);
};

const std::vector<LeaseFileKind>& leaseFileKinds();

/// The leases of one client.
class LeaseFiles final : public LeaseSource {
public:
    LeaseFiles(const LeaseFileKind& kind, SystemRoot root) : kind_(kind), root_(std::move(root)) {}

    std::string name() const override { return kind_.client; }

    std::vector<RouterHint> hints() override;

private:
    void read(const std::filesystem::path& file, const LeaseCard& card, std::vector<RouterHint>& hints) const;

    LeaseFileKind kind_;
    SystemRoot root_;
};

} // namespace readystage::agent
