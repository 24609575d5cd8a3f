#include "tests/cloudsim/core/Sessions.h"

#include "common/codec/Base64.h"
#include "common/codec/Digest.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

/// 20 random bytes in base64's url alphabet, without padding (ApiServer.loginUser).
std::string newKey()
{
    constexpr std::size_t kBytes = 20;
    std::string key = base64::encode(sha256Hex(randomUuid()).substr(0, kBytes));
    key.erase(std::min(key.find('='), key.size()));
    std::replace(key.begin(), key.end(), '+', '-');
    std::replace(key.begin(), key.end(), '/', '_');
    return key;
}

} // namespace

std::string Sessions::newId()
{
    return "node0" + sha256Hex(randomUuid()).substr(0, 20) + std::to_string(opened_++);
}

Session& Sessions::open(const std::string& id, const User& user, Instant now)
{
    forgetUnused(now);
    return sessions_.insert_or_assign(id, Session{id, &user, newKey(), now}).first->second;
}

Session* Sessions::use(std::string_view cookie, Instant now)
{
    const auto found = sessions_.find(std::string(cookie.substr(0, cookie.find('.'))));
    if (found == sessions_.end() || now - found->second.lastUsed > timeout)
        return nullptr;
    found->second.lastUsed = now;
    return &found->second;
}

void Sessions::close(const std::string& id)
{
    sessions_.erase(id);
}

void Sessions::forgetUnused(Instant now)
{
    std::erase_if(sessions_, [&](const auto& entry) { return now - entry.second.lastUsed > timeout; });
}

} // namespace readystage::cloudsim
