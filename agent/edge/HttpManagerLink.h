#pragma once

#include "agent/ports/ManagerLink.h"
#include "common/net/Url.h"

#include <optional>
#include <string>

namespace readystage::agent {

/// One manager, over HTTPS (or HTTP in laboratories): POST /v1/reports. The file of trusted authorities is read again
/// for every try, because it may be put there, or replaced, while we wait.
class HttpManagerLink final : public ManagerLink {
public:
    /// @param manager scheme, host and port; a path in it is a prefix of ours
    /// @param caFile nullopt: the system's authorities
    HttpManagerLink(Url manager, std::optional<std::string> caFile);

    Outcome send(const ReportId& id, std::string_view bytes) override;

private:
    Url reports_;
    std::optional<std::string> caFile_;
};

/// Retry-After in seconds; a date, or anything else, is nullopt.
std::optional<std::chrono::seconds> parseRetryAfter(std::string_view value);

} // namespace readystage::agent
