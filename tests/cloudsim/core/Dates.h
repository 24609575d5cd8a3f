#pragma once

#include <optional>
#include <string>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

/// A date parameter: ISO 8601 with a zone, `yyyy-MM-dd HH:mm:ss` (UTC), or `yyyy-MM-dd` with anything behind it.
std::optional<Instant> parseDate(const std::string& text);

/// The same where a range ends: a day alone ends at its last second.
std::optional<Instant> parseEndDate(const std::string& text);

/// yyyy-MM-dd'T'HH:mm:ss+0000, as CloudStack writes dates.
std::string formatDate(Instant when);

} // namespace readystage::cloudsim
