#pragma once

#include <map>
#include <string>

#include "manager/core/Records.h"

#include <Poco/Data/Session.h>

namespace readystage::store {

/// The table of CloudStack's events that were dealt with, over one session and not thread-safe. They are kept as long
/// as a restarted manager may be shown them again.
class CloudEventRows {
public:
    explicit CloudEventRows(Poco::Data::Session& session) : session_(session) {}

    void add(const Happening& happening);

    /// Ids with CloudStack's time.
    std::map<std::string, Clock::Wall> since(Clock::Wall when);

private:
    Poco::Data::Session& session_;
};

} // namespace readystage::store
