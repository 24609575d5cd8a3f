#pragma once

#include <optional>
#include <stdexcept>
#include <string>

namespace readystage::cloudsim {

/// A command line that cannot be understood.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Options {
    enum class Action { run, help, version };

    Action action = Action::run;
    std::string scenario;
    std::optional<std::string> listen;
    std::optional<std::string> readyFile;
    std::optional<std::string> cloudstack; ///< release: 4.23 or 4.11
};

/// Throws UsageError.
Options parseOptions(int argc, const char* const* argv);

std::string helpText();

} // namespace readystage::cloudsim
