#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/domain/Secret.h"
#include "common/net/Url.h"
#include "common/runtime/Log.h"
#include "manager/core/Quotas.h"
#include "manager/core/Steps.h"
#include "manager/edge/Watcher.h"
#include "manager/edge/http/HttpFront.h"
#include "manager/ports/Housekeeping.h"

namespace readystage {

/// The configuration cannot be used: the words name file, line and key. main ends with 78 (EX_CONFIG).
class ConfigError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Endpoint {
    std::string address;
    std::uint16_t port;
};

/// Everything a manager can be told; packaging/examples/manager.conf says what each key means. Valid by construction:
/// after readConfig() nobody checks again.
struct Config {
    std::filesystem::path file;
    std::filesystem::path stateDir = "/var/lib/readystage-manager";
    log::Level logLevel = log::Level::info;
    log::Format logFormat = log::Format::keyValue;

    bool observe = false; ///< nothing is written to CloudStack

    struct Reports {
        Endpoint listen{"0.0.0.0", 8450};
        http::TlsFiles tls;
        std::vector<IpAddress> proxyProtocolFrom; ///< their connections begin with a PROXY header
        std::vector<IpAddress> forwardedForFrom;  ///< their X-Forwarded-For is believed
        std::size_t maxConnections = 20'000;
        std::size_t maxPerAddress = 2'000;
        Quota quotaPerVm{.most = 120, .per = std::chrono::hours(1)};
        Quota quotaPerAddress{.most = 6'000, .per = std::chrono::minutes(1)};
    } reports;

    Retention retention;

    struct Api {
        Endpoint listen{"0.0.0.0", 8451};
        std::optional<http::TlsFiles> tls;
    } api;

    Endpoint admin{"127.0.0.1", 8452};

    struct CloudStack {
        Url url;
        std::string apiKey;
        Secret secretKey{""};
        std::optional<std::string> caFile;
        unsigned inFlight = 8;
    } cloudStack;

    VerificationRules identity;
    LifecycleRules lifecycle;
    Scope scope;
    Watcher::Rules watch;

    struct Mark {
        std::string tagKey = "ready";
        std::string tagValue = "1";
        bool userData = true;
    } mark;

    struct Gateway {
        std::filesystem::path keysFile = "/etc/readystage/keys";
        std::filesystem::path bundlesDir = "/etc/readystage/bundles.d";
    } gateway;
};

/// What the command line asks for.
struct CommandLine {
    enum class Action { run, backUp, operate, checkConfig, showVersion, showHelp };
    Action action = Action::run;
    std::filesystem::path target{};   ///< of backUp
    std::vector<std::string> words{}; ///< of operate: what is asked of the running manager
    std::filesystem::path configFile = "/etc/readystage/manager.conf";
    bool knowsThisIsInsecure = false;
};

/// Throws std::invalid_argument with words for the person who typed it.
CommandLine readCommandLine(int argc, const char* const* argv);

/// Every key a configuration file may have, as section.key.
std::vector<std::string> configKeys();

/// One screen of help.
std::string helpText();

/// Reads, merges with the defaults and checks everything, also the files it names. Throws ConfigError.
Config readConfig(const CommandLine& commandLine);

/// A file with one secret: its text without the final newline. Throws ConfigError when it is missing, empty, or may be
/// read by others than its owner.
Secret readSecretFile(const std::filesystem::path& file);

} // namespace readystage
