#pragma once

#include "agent/ports/RouterProbe.h"
#include "common/net/HttpClient.h"

#include <chrono>
#include <cstdint>

namespace readystage::agent {

/// Asks CloudStack's metadata service over HTTP: `/latest/meta-data/instance-id`, then `local-ipv4`. Each candidate has
/// a thread of its own; 3 seconds to connect, 8 for an answer.
class RouterMetadata final : public RouterProbe {
public:
    struct Pace {
        std::chrono::milliseconds stagger{250};  ///< between the beginnings of two candidates
        std::chrono::milliseconds round{18'000}; ///< for all; the rest of 20 s is the name service's and the disk's
    };

    /// @param port 80 on every real router
    RouterMetadata(HttpClient& http, std::uint16_t port, Pace pace) : http_(http), port_(port), pace_(pace) {}

    std::vector<ProbeAnswer> ask(const std::vector<Candidate>& candidates, Until until) override;

private:
    ProbeAnswer askOne(const Candidate& candidate, std::chrono::steady_clock::time_point end);
    HttpRequest request(const Candidate& candidate, const char* name, std::chrono::steady_clock::time_point end) const;

    HttpClient& http_;
    std::uint16_t port_;
    Pace pace_;
};

} // namespace readystage::agent
