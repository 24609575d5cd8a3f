#include "agent/edge/ConfigFile.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <sstream>
#include <system_error>

#include <boost/program_options.hpp>

#include "agent/core/leases/Lease.h"
#include "agent/edge/SpoolLayout.h"
#include "common/domain/Duration.h"
#include "common/domain/Nearest.h"
#include "common/runtime/AtomicFile.h"

namespace readystage::agent {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr std::size_t kConfigBytes = 256 * 1024;

using Checked = Result<Done, Malformed>;
using std::chrono::milliseconds;

Unexpected<Malformed> malformed(const std::string& value, const std::string& wanted)
{
    return Unexpected{Malformed{"'" + value + "' is not " + wanted}};
}

/// What the files say before it is understood: key -> value and where it stands.
struct Written {
    std::string value;
    std::string where;
};

using WrittenKeys = std::map<std::string, Written>;

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

struct Key {
    const char* name;
    const char* variable; ///< of the environment; nullptr where there is none
    Checked (*set)(const std::string& value, Settings& settings);
};

/// `manager` and `allow_http` need each other, so they are read by readManagers and not here.
constexpr Key kKeys[] = {
    {"ca_file", "READYSTAGE_CA_FILE", setCaFile},
    {"state_dir", "READYSTAGE_STATE_DIR", setStateDir},
    {"router", nullptr, setRouter},
    {"router_port", nullptr, setRouterPort},
    {"retry_base", nullptr, setRetryBase},
    {"retry_cap", nullptr, setRetryCap},
    {"max_age", nullptr, setMaxAge},
    {"log_format", nullptr, setLogFormat},
    {"log_level", "READYSTAGE_LOG_LEVEL", setLogLevel},
};

constexpr const char* kManager = "manager";
constexpr const char* kManagerVariable = "READYSTAGE_MANAGER_URL";
constexpr const char* kAllowHttp = "allow_http";

/// Collects what the files say. Each line goes to Boost alone, so that a broken one costs only itself and its number is
/// known.
class Files {
public:
    explicit Files(std::vector<ConfigWarning>& warnings) : warnings_(warnings)
    {
        for (const auto& key : configKeys())
            known_.add_options()(key.c_str(), po::value<std::string>());
    }

    void read(const fs::path& file)
    {
        std::istringstream lines(readFile(file, kConfigBytes));
        int number = 0;
        for (std::string line; std::getline(lines, line);)
            readLine(line, file.string() + ":" + std::to_string(++number));
    }

    const WrittenKeys& written() const { return written_; }

private:
    void readLine(const std::string& line, const std::string& where)
    {
        const auto begin = line.find_first_not_of(" \t\r");
        if (begin == std::string::npos || line[begin] == '#')
            return;
        if (line[begin] == '[') {
            warnings_.push_back({where, "", "there are no sections in this file"});
            return;
        }
        try {
            std::istringstream alone(line);
            for (const auto& option : po::parse_config_file(alone, known_, true).options)
                take(option, line, where);
        } catch (const po::error&) {
            warnings_.push_back({where, "", "this is no 'key = value'"});
        }
    }

    void take(const po::option& option, const std::string& line, const std::string& where)
    {
        if (option.unregistered) {
            const std::string close = nearest(option.string_key, configKeys());
            warnings_.push_back({where, option.string_key,
                                 "there is no such key" + (close.empty() ? "" : "; did you mean " + close + "?")});
        } else if (line.find('#') != std::string::npos) {
            // Boost would cut the value there, silently.
            warnings_.push_back(
                {where, option.string_key, "a value cannot contain #; a comment has a line of its own"});
        } else {
            std::string value = option.value.empty() ? std::string{} : option.value.front();
            value.erase(value.find_last_not_of(" \t\r") + 1);
            note(option.string_key, std::move(value), where);
        }
    }

    /// `manager` may stand on several lines of one file; another file's lines replace them.
    void note(const std::string& key, std::string value, const std::string& where)
    {
        const auto before = written_.find(key);
        const auto fileOf = [](const std::string& place) { return place.substr(0, place.rfind(':')); };
        if (key == kManager && before != written_.end() && fileOf(before->second.where) == fileOf(where))
            value = before->second.value + " " + value;
        written_[key] = {std::move(value), where};
    }

    po::options_description known_;
    WrittenKeys written_;
    std::vector<ConfigWarning>& warnings_;
};

std::vector<fs::path> files(const SystemRoot& root)
{
    std::vector<fs::path> all{root("/etc/readystage/agent.conf")};
    const auto folder = root("/etc/readystage/agent.d");
    for (const auto& name : layout::namesIn(folder)) {
        if (name.ends_with(".conf"))
            all.push_back(folder / name);
    }
    return all;
}

WrittenKeys readFiles(const SystemRoot& root, const std::optional<fs::path>& named,
                      std::vector<ConfigWarning>& warnings)
{
    Files reader(warnings);
    if (named) {
        try {
            reader.read(*named);
        } catch (const std::system_error& e) {
            throw ConfigError(e.what());
        }
        return reader.written();
    }
    for (const auto& file : files(root)) {
        try {
            reader.read(file);
        } catch (const std::system_error& e) {
            if (e.code() != std::errc::no_such_file_or_directory)
                warnings.push_back({file.string(), "", e.what()});
        }
    }
    return reader.written();
}

/// The file's value first, then the variable's, so that a wrong variable leaves the file's in force.
std::vector<Written> saying(const char* key, const char* variable, const WrittenKeys& written,
                            const Environment& environment)
{
    std::vector<Written> all;
    if (const auto found = written.find(key); found != written.end())
        all.push_back(found->second);
    if (const auto value = variable ? environment(variable) : std::nullopt; value && !value->empty())
        all.push_back({*value, variable});
    return all;
}

void readManagers(const WrittenKeys& written, const Environment& environment, ReadSettings& into)
{
    bool httpAllowed = false;
    for (const auto& said : saying(kAllowHttp, nullptr, written, environment)) {
        const auto allowed = parseYesNo(said.value);
        if (allowed)
            httpAllowed = *allowed;
        else
            into.warnings.push_back({said.where, kAllowHttp, allowed.error().why});
    }
    for (const auto& said : saying(kManager, kManagerVariable, written, environment)) {
        if (const auto set = setManagers(said.value, httpAllowed, into.settings); !set)
            into.warnings.push_back({said.where, kManager, set.error().why});
    }
}

} // namespace

std::vector<std::string> configKeys()
{
    std::vector<std::string> all{kManager, kAllowHttp};
    for (const auto& key : kKeys)
        all.emplace_back(key.name);
    return all;
}

ReadSettings readSettings(const SystemRoot& root, const std::optional<fs::path>& named, const Environment& environment)
{
    ReadSettings read;
    read.settings.stateDir = root("/var/lib/readystage");
    const WrittenKeys written = readFiles(root, named, read.warnings);
    readManagers(written, environment, read);
    for (const auto& key : kKeys) {
        for (const auto& said : saying(key.name, key.variable, written, environment)) {
            if (const auto set = key.set(said.value, read.settings); !set)
                read.warnings.push_back({said.where, key.name, set.error().why});
        }
    }
    return read;
}

} // namespace readystage::agent
