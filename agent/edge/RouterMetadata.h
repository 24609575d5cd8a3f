#pragma once

#include "agent/ports/RouterProbe.h"
#include "common/net/HttpClient.h"

#include <chrono>
#include <cstdint>

namespace readystage::agent {

/// Asks CloudStack's metadata service over HTTP: `/latest/meta-data/instance-id`, then `local-ipv4`. Candidates start
/// 250 ms apart, each on a thread of its own; 3 seconds to connect, 8 for an answer, 18 for all together.
class RouterMetadata final : public RouterProbe {
public:
    static constexpr std::chrono::milliseconds kStagger{250};

    /// @param port 80 on every real router
    RouterMetadata(HttpClient& http, std::uint16_t port, std::chrono::milliseconds stagger = kStagger)
        : http_(http),
          port_(port),
          stagger_(stagger)
    {}

    std::vector<ProbeAnswer> ask(const std::vector<Candidate>& candidates, Until until) override;

private:
    ProbeAnswer askOne(const Candidate& candidate, std::chrono::steady_clock::time_point end);
    HttpRequest request(const Candidate& candidate, const char* name, std::chrono::steady_clock::time_point end) const;

    HttpClient& http_;
    std::uint16_t port_;
    std::chrono::milliseconds stagger_;
};

} // namespace readystage::agent
