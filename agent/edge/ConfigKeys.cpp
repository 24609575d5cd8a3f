#include "agent/edge/ConfigKeys.h"

#include "agent/core/leases/Lease.h"
#include "common/domain/Duration.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <sstream>

namespace readystage::agent {

namespace {

using Checked = Result<Done, Malformed>;
using std::chrono::milliseconds;

Unexpected<Malformed> malformed(const std::string& value, const std::string& wanted)
{
    return Unexpected{Malformed{"'" + value + "' is not " + wanted}};
}

Checked setPath(const std::string& value, std::string& path)
{
    if (!value.starts_with('/'))
        return malformed(value, "an absolute path");
    path = value;
    return Done{};
}

Checked setStateDir(const std::string& value, Settings& settings)
{
    std::string path;
    auto checked = setPath(value, path);
    if (checked)
        settings.stateDir = path;
    return checked;
}

Checked setCaFile(const std::string& value, Settings& settings)
{
    std::string path;
    auto checked = setPath(value, path);
    if (checked)
        settings.caFile = path;
    return checked;
}

Checked setCertFile(const std::string& value, Settings& settings)
{
    std::string path;
    auto checked = setPath(value, path);
    if (checked)
        settings.certFile = path;
    return checked;
}

Checked setKeyFile(const std::string& value, Settings& settings)
{
    std::string path;
    auto checked = setPath(value, path);
    if (checked)
        settings.keyFile = path;
    return checked;
}

Checked setGate(const std::string& value, Settings& settings)
{
    std::istringstream words(value);
    std::vector<std::string> gate{std::istream_iterator<std::string>(words), {}};
    if (gate.empty() || !gate.front().starts_with('/'))
        return malformed(value, "an absolute path of a program, and its arguments");
    settings.gate = std::move(gate);
    return Done{};
}

Checked setRouter(const std::string& value, Settings& settings)
{
    auto address = ipv4(value);
    if (!address)
        return malformed(value, "an IPv4 address");
    settings.router = *std::move(address);
    return Done{};
}

Checked setRouterPort(const std::string& value, Settings& settings)
{
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), port);
    if (error != std::errc{} || end != value.data() + value.size() || port == 0)
        return malformed(value, "a port, 1 to 65535");
    settings.routerPort = port;
    return Done{};
}

/// Bounds keep a slip from turning into a storm or into silence.
Result<milliseconds, Malformed> parseBounded(const std::string& value, milliseconds least, milliseconds most)
{
    const auto duration = parseDuration(value);
    if (!duration)
        return Unexpected{duration.error()};
    if (*duration < least || *duration > most)
        return malformed(value, "between " + std::to_string(least.count()) + "ms and " +
                                    std::to_string(std::chrono::duration_cast<std::chrono::hours>(most).count()) + "h");
    return *duration;
}

Checked setRetryBase(const std::string& value, Settings& settings)
{
    const auto duration = parseBounded(value, milliseconds(10), std::chrono::hours(1));
    if (!duration)
        return Unexpected{duration.error()};
    settings.retry.base = *duration;
    return Done{};
}

Checked setRetryCap(const std::string& value, Settings& settings)
{
    const auto duration = parseBounded(value, milliseconds(100), std::chrono::hours(24));
    if (!duration)
        return Unexpected{duration.error()};
    settings.retry.cap = *duration;
    return Done{};
}

Checked setMaxAge(const std::string& value, Settings& settings)
{
    const auto duration = parseBounded(value, milliseconds(1'000), std::chrono::hours(24 * 366));
    if (!duration)
        return Unexpected{duration.error()};
    settings.retry.maxAge = *duration;
    return Done{};
}

Checked setGateDeadline(const std::string& value, Settings& settings)
{
    const auto duration = parseBounded(value, milliseconds(100), std::chrono::hours(24 * 366));
    if (!duration)
        return Unexpected{duration.error()};
    settings.gateDeadline = *duration;
    return Done{};
}

Checked setLogFormat(const std::string& value, Settings& settings)
{
    if (value != "key-value" && value != "json")
        return malformed(value, "key-value or json");
    settings.logFormat = value == "json" ? log::Format::json : log::Format::keyValue;
    return Done{};
}

Checked setLogLevel(const std::string& value, Settings& settings)
{
    const std::map<std::string, log::Level> levels{{"error", log::Level::error},
                                                   {"warning", log::Level::warning},
                                                   {"info", log::Level::info},
                                                   {"debug", log::Level::debug}};
    const auto level = levels.find(value);
    if (level == levels.end())
        return malformed(value, "error, warning, info or debug");
    settings.logLevel = level->second;
    return Done{};
}

} // namespace

Result<bool, Malformed> parseYesNo(const std::string& value)
{
    if (value == "yes" || value == "true" || value == "on" || value == "1")
        return true;
    if (value == "no" || value == "false" || value == "off" || value == "0")
        return false;
    return malformed(value, "yes or no");
}

Checked setManagers(const std::string& value, bool httpAllowed, Settings& settings)
{
    std::string blanks = value;
    std::replace(blanks.begin(), blanks.end(), ',', ' ');
    std::istringstream words(blanks);
    std::vector<Url> managers;
    for (std::string word; words >> word;) {
        auto url = Url::parse(word);
        if (!url)
            return malformed(word, "a URL: " + url.error().why);
        if (!url->tls && !httpAllowed)
            return malformed(word, "https, and http needs allow_http = yes");
        managers.push_back(*std::move(url));
    }
    if (managers.empty())
        return malformed(value, "a URL");
    settings.managers = std::move(managers);
    return Done{};
}

const std::vector<ConfigKey>& configKeyTable()
{
    static const std::vector<ConfigKey> keys{
        {"ca_file", "READYSTAGE_CA_FILE", setCaFile},
        {"cert_file", "READYSTAGE_CERT_FILE", setCertFile},
        {"key_file", "READYSTAGE_KEY_FILE", setKeyFile},
        {"state_dir", "READYSTAGE_STATE_DIR", setStateDir},
        {"router", nullptr, setRouter},
        {"router_port", nullptr, setRouterPort},
        {"retry_base", nullptr, setRetryBase},
        {"retry_cap", nullptr, setRetryCap},
        {"max_age", nullptr, setMaxAge},
        {"gate", nullptr, setGate},
        {"gate_deadline", nullptr, setGateDeadline},
        {"log_format", nullptr, setLogFormat},
        {"log_level", "READYSTAGE_LOG_LEVEL", setLogLevel},
    };
    return keys;
}

} // namespace readystage::agent
