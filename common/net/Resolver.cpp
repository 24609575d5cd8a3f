#include "common/net/Resolver.h"

#include "common/domain/IpAddress.h"
#include "common/runtime/Guarded.h"

#include <Poco/Exception.h>

#include <algorithm>
#include <future>
#include <memory>

#include <netdb.h>

namespace readystage {

namespace {

using Poco::Net::SocketAddress;

constexpr std::size_t kMostUnanswered = 16;

struct Found {
    int error = 0; ///< of getaddrinfo
    std::vector<SocketAddress> addresses;
};

using LookUp = std::future<Found>;

Found lookUp(const std::string& host, std::uint16_t port)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found))
        return {error, {}};
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
    std::vector<SocketAddress> addresses;
    for (const addrinfo* each = found; each != nullptr; each = each->ai_next)
        addresses.emplace_back(each->ai_addr, each->ai_addrlen);
    return {0, std::move(addresses)};
}

/// Look-ups whose caller has gone. They must not be forgotten, a thread of ours still runs in each.
Guarded<std::vector<LookUp>>& unanswered()
{
    static Guarded<std::vector<LookUp>> all;
    return all;
}

std::size_t countUnanswered()
{
    return unanswered().with([](std::vector<LookUp>& all) {
        std::erase_if(all,
                      [](LookUp& one) { return one.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
        return all.size();
    });
}

} // namespace

std::vector<SocketAddress> addressesOf(const std::string& host, std::uint16_t port,
                                       std::chrono::steady_clock::time_point deadline)
{
    if (IpAddress::parse(host))
        return {SocketAddress(host, port)};
    if (countUnanswered() >= kMostUnanswered)
        throw Poco::TimeoutException("cannot look up " + host, "no name server has answered for some time");
    LookUp running = std::async(std::launch::async, lookUp, host, port);
    if (running.wait_until(deadline) != std::future_status::ready) {
        unanswered().with([&running](std::vector<LookUp>& all) { all.push_back(std::move(running)); });
        throw Poco::TimeoutException("cannot look up " + host, "no name server answers");
    }
    Found found = running.get();
    if (found.error != 0)
        throw Poco::IOException("cannot look up " + host, ::gai_strerror(found.error));
    return std::move(found.addresses);
}

} // namespace readystage
