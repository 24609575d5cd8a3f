#include "agent/edge/DataServer.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace readystage::agent {
namespace {

constexpr std::chrono::seconds kPatienceWithDns{1};

/// All IPv4 addresses of the name; empty when it has none or nobody can tell.
std::vector<IpAddress> lookUp(const char* name)
{
    addrinfo wanted{};
    wanted.ai_family = AF_INET;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(name, nullptr, &wanted, &found) != 0)
        return {};
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
    std::vector<IpAddress> addresses;
    for (const addrinfo* entry = found; entry; entry = entry->ai_next) {
        char text[INET_ADDRSTRLEN]{};
        const auto& address = reinterpret_cast<const sockaddr_in&>(*entry->ai_addr);
        if (!::inet_ntop(AF_INET, &address.sin_addr, text, sizeof text))
            continue;
        if (auto parsed = IpAddress::parse(text))
            addresses.push_back(*std::move(parsed));
    }
    return addresses;
}

} // namespace

void limitLookUps()
{
    // resolv.conf's defaults, 5 seconds twice for each server, outlast a whole round of asking.
    ::setenv("RES_OPTIONS", "timeout:2 attempts:1", 0);
}

/// One thread for both: where the machine is busy a new one has to wait longer than the answer takes.
void DataServer::start()
{
    std::array<std::promise<Addresses>, kNames.size()> promises;
    std::array<std::future<Addresses>, kNames.size()> running;
    for (std::size_t i = 0; i < kNames.size(); ++i)
        running[i] = promises[i].get_future();
    try {
        thread_ = std::async(std::launch::async, [promises = std::move(promises)]() mutable {
            for (std::size_t i = 0; i < kNames.size(); ++i)
                promises[i].set_value(lookUp(kNames[i]));
        });
    } catch (const std::system_error&) {
        return; // no thread to be had now
    }
    for (std::size_t i = 0; i < kNames.size(); ++i)
        lookUps_[i].running = std::move(running[i]);
}

std::vector<RouterHint> DataServer::hints()
{
    if (std::none_of(lookUps_.begin(), lookUps_.end(), [](const LookUp& one) { return one.running.valid(); }))
        start();
    std::vector<RouterHint> all;
    const auto until = std::chrono::steady_clock::now() + kPatienceWithDns;
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        LookUp& one = lookUps_[i];
        if (one.running.valid() && one.running.wait_until(until) == std::future_status::ready)
            one.found = one.running.get();
        for (const auto& address : one.found) {
            RouterHint hint{RouterHint::Kind::dataServer, address};
            hint.source = kNames[i];
            all.push_back(std::move(hint));
        }
    }
    return all;
}

} // namespace readystage::agent
