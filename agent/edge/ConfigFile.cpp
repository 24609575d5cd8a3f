#include "agent/edge/ConfigFile.h"

#include "agent/edge/ConfigKeys.h"
#include "agent/edge/SpoolLayout.h"
#include "common/domain/Nearest.h"
#include "common/net/Proxy.h"
#include "common/runtime/AtomicFile.h"

#include <boost/program_options.hpp>

#include <algorithm>
#include <map>
#include <sstream>
#include <system_error>

namespace readystage::agent {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr std::size_t kConfigBytes = std::size_t{256} * 1024;

/// What the files say before it is understood: key -> value and where it stands.
struct Written {
    std::string value;
    std::string where;
};

using WrittenKeys = std::map<std::string, Written>;

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

/// As other programs read them: lower case first.
std::optional<Written> variableOf(const char* lower, const char* upper, const Environment& environment)
{
    for (const char* const name : {lower, upper}) {
        if (auto value = environment(name); value && !value->empty())
            return Written{*std::move(value), name};
    }
    return std::nullopt;
}

void readProxy(const Environment& environment, ReadSettings& into)
{
    if (const auto none = variableOf("no_proxy", "NO_PROXY", environment))
        into.settings.noProxy = none->value;
    const auto said = variableOf("https_proxy", "HTTPS_PROXY", environment);
    if (!said)
        return;
    auto proxy = parseProxy(said->value);
    if (proxy)
        into.settings.proxy = *std::move(proxy);
    else
        into.warnings.push_back({said->where, "", "this is no proxy we can use: " + proxy.error().why});
}

/// One without the other is of no use.
void checkIdentity(ReadSettings& into)
{
    Settings& settings = into.settings;
    if (settings.certFile.has_value() == settings.keyFile.has_value())
        return;
    into.warnings.push_back({"", settings.certFile ? "cert_file" : "key_file", "cert_file and key_file go together"});
    settings.certFile.reset();
    settings.keyFile.reset();
}

} // namespace

std::vector<std::string> configKeys()
{
    std::vector<std::string> all{kManager, kAllowHttp};
    for (const auto& key : configKeyTable())
        all.emplace_back(key.name);
    return all;
}

ReadSettings readSettings(const SystemRoot& root, const std::optional<fs::path>& named, const Environment& environment)
{
    ReadSettings read;
    read.settings.stateDir = root("/var/lib/readystage");
    const WrittenKeys written = readFiles(root, named, read.warnings);
    readManagers(written, environment, read);
    for (const auto& key : configKeyTable()) {
        for (const auto& said : saying(key.name, key.variable, written, environment)) {
            if (const auto set = key.set(said.value, read.settings); !set)
                read.warnings.push_back({said.where, key.name, set.error().why});
        }
    }
    checkIdentity(read);
    readProxy(environment, read);
    return read;
}

} // namespace readystage::agent
