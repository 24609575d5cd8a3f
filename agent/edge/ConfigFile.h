#pragma once

#include "agent/Settings.h"
#include "agent/edge/SystemRoot.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace readystage::agent {

/// A configuration that no default can replace.
class ConfigError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Something in the configuration that is not used. A template must outlive a slip of the pen, so the agent says it and
/// goes on with the default.
struct ConfigWarning {
    std::string where; ///< file:line, or the name of an environment variable
    std::string key;   ///< may be empty
    std::string why;
    friend bool operator==(const ConfigWarning&, const ConfigWarning&) = default;
};

struct ReadSettings {
    Settings settings;
    std::vector<ConfigWarning> warnings;
};

/// Looks up a variable of the environment; nullopt when it is not set.
using Environment = std::function<std::optional<std::string>(const char* name)>;

/// /etc/readystage/agent.conf, agent.d/*.conf in the order of their names, and the environment, the later winning over
/// the earlier. With `named`, that file instead of the files. Throws ConfigError when `named` cannot be read.
ReadSettings readSettings(const SystemRoot& root, const std::optional<std::filesystem::path>& named,
                          const Environment& environment);

/// The keys a file may have.
std::vector<std::string> configKeys();

} // namespace readystage::agent
