#pragma once

#include "agent/core/Discovery.h"
#include "common/net/HttpClient.h"

#include <cstdint>
#include <string_view>

namespace readystage::agent {

/// Reads other files of the router that knows us: `/latest/user-data`, `/latest/meta-data/NAME`. Borrows the client.
class RouterFiles {
public:
    RouterFiles(HttpClient& http, std::uint16_t port) : http_(http), port_(port) {}

    /// One GET from the address the router knows us by. Userdata is at most 1 MiB long.
    Result<HttpAnswer, HttpFailure> read(const Candidate& router, std::string_view path) const;

private:
    HttpClient& http_;
    std::uint16_t port_;
};

} // namespace readystage::agent
