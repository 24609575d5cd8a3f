#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <Poco/Net/SocketAddress.h>

namespace readystage {

/// All addresses of the host in the system's order, at the deadline at the latest. getaddrinfo() itself cannot be
/// bounded: it runs beside us, and one that does not come back is waited for when the process ends (resolv.conf's
/// `timeout` and `attempts` bound that). Throws Poco::Exception. Any thread.
std::vector<Poco::Net::SocketAddress> addressesOf(const std::string& host, std::uint16_t port,
                                                  std::chrono::steady_clock::time_point deadline);

} // namespace readystage
