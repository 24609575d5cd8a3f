#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <unordered_map>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// Who logged in with name and password, and the key that every call of that session must repeat.
struct Session {
    std::string id; ///< the cookie JSESSIONID, without the node behind the dot
    const User* user = nullptr;
    std::string key;
    Instant lastUsed{};
};

/// The sessions of the web server around CloudStack. They live in its memory, so long as they are used.
class Sessions {
public:
    std::chrono::seconds timeout{1800}; ///< session.timeout: an unused session ends after this time

    /// An id that no session has.
    std::string newId();
    Session& open(const std::string& id, const User& user, Instant now);
    /// The live session a cookie JSESSIONID names, or nullptr; to use it makes it live on.
    Session* use(std::string_view cookie, Instant now);
    void close(const std::string& id);

private:
    void forgetUnused(Instant now);

    std::unordered_map<std::string, Session> sessions_;
    std::uint64_t opened_ = 0;
};

} // namespace readystage::cloudsim
