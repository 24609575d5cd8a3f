#pragma once

#include <cstddef>
#include <string>

#include "manager/ports/Housekeeping.h"

#include <Poco/Data/Session.h>

namespace readystage::store {

/// Deletes, oldest first, at most `limit` rows that nobody needs any more. Returns how many.
std::size_t forgetOldRows(Poco::Data::Session& session, const Retention& retention, Clock::Wall now, std::size_t limit);

} // namespace readystage::store
