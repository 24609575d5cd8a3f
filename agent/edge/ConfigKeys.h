#pragma once

#include "agent/Settings.h"
#include "common/domain/Result.h"

#include <string>
#include <vector>

namespace readystage::agent {

/// One key of agent.conf. A further key is a further row of configKeyTable().
struct ConfigKey {
    const char* name;
    const char* variable; ///< of the environment, which wins; nullptr where there is none

    /// Checks the value and puts it into the settings; else the error says what it should have been, for people, and
    /// the settings are as they were.
    Result<Done, Malformed> (*set)(const std::string& value, Settings& settings);
};

/// All keys but `manager` and `allow_http`, which need each other and have a function each.
const std::vector<ConfigKey>& configKeyTable();

/// The value of `allow_http`.
Result<bool, Malformed> parseYesNo(const std::string& value);

/// The value of `manager`: URLs separated by blanks or commas, all of them good and none of them http unless allowed.
Result<Done, Malformed> setManagers(const std::string& value, bool httpAllowed, Settings& settings);

} // namespace readystage::agent
