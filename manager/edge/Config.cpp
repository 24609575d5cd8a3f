#include "manager/edge/Config.h"

#include <cctype>
#include <charconv>
#include <sstream>

#include "common/domain/Duration.h"
#include "common/domain/IpAddress.h"
#include "common/runtime/AtomicFile.h"
#include "manager/edge/ConfigScan.h"

#include <boost/program_options.hpp>

#include <sys/stat.h>

namespace readystage {

namespace {

namespace po = boost::program_options;

constexpr std::size_t kMaxSecretBytes = 4096;

/// Every key, in the order of the example file.
po::options_description fileOptions()
{
    po::options_description options;
    const auto add = [&](const char* key) { options.add_options()(key, po::value<std::string>()); };
    for (const char* key : {"state_dir",
                            "log.format",
                            "log.level",
                            "reports.listen",
                            "reports.certificate",
                            "reports.private_key",
                            "reports.max_connections",
                            "reports.max_connections_per_address",
                            "reports.quota_per_vm",
                            "reports.quota_per_address",
                            "retention.reports",
                            "retention.events",
                            "retention.audit",
                            "api.listen",
                            "api.tls",
                            "api.certificate",
                            "api.private_key",
                            "admin.listen",
                            "cloudstack.url",
                            "cloudstack.api_key",
                            "cloudstack.secret_key_file",
                            "cloudstack.ca_file",
                            "cloudstack.in_flight",
                            "identity.floor",
                            "identity.patience",
                            "mark.tag_key",
                            "mark.tag_value",
                            "mark.userdata",
                            "lifecycle.failed_after_runs",
                            "gateway.keys_file",
                            "gateway.bundles_dir"})
        add(key);
    return options;
}

/// Typed reads of one file's values; every error names file, line and key.
class Values {
public:
    Values(const ConfigScan& scan, const po::variables_map& values) : scan_(scan), values_(values) {}

    bool has(const std::string& key) const { return values_.count(key) > 0; }

    [[noreturn]] void fail(const std::string& key, const std::string& why) const
    {
        throw ConfigError(scan_.where(key) + why);
    }

    const std::string& required(const std::string& key) const
    {
        if (!has(key))
            fail(key, "is needed");
        const auto& value = values_[key].as<std::string>();
        if (value.empty())
            fail(key, "is empty");
        return value;
    }

    template <class T, class Parse> void read(const std::string& key, T& into, Parse parse) const
    {
        if (has(key))
            into = parse(key, required(key));
    }

    Endpoint endpoint(const std::string& key, const std::string& text) const
    {
        const auto colon = text.rfind(':');
        if (colon == std::string::npos)
            fail(key, "`" + text + "` is no address:port");
        std::string address = text.substr(0, colon);
        if (address.size() > 2 && address.front() == '[' && address.back() == ']')
            address = address.substr(1, address.size() - 2);
        if (!IpAddress::parse(address))
            fail(key, "`" + address + "` is no IP address");
        return {address, static_cast<std::uint16_t>(number(key, text.substr(colon + 1), 0, 65535))};
    }

    int number(const std::string& key, const std::string& text, int least, int most) const
    {
        int value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
            fail(key,
                 "`" + text + "` is no whole number from " + std::to_string(least) + " to " + std::to_string(most));
        return value;
    }

    std::chrono::milliseconds duration(const std::string& key, const std::string& text) const
    {
        const auto value = parseDuration(text);
        if (!value)
            fail(key, value.error().why);
        return *value;
    }

    /// Like `120/1h`.
    Quota quota(const std::string& key, const std::string& text) const
    {
        const auto slash = text.find('/');
        if (slash == std::string::npos)
            fail(key, "`" + text + "` is no quota like 120/1h");
        const auto per = duration(key, text.substr(slash + 1));
        if (per < std::chrono::seconds(1))
            fail(key, "`" + text + "`: the time must be a second at least");
        return {number(key, text.substr(0, slash), Quotas::kLeast, 1'000'000'000), per};
    }

    bool onOff(const std::string& key, const std::string& text) const
    {
        if (text != "on" && text != "off")
            fail(key, "`" + text + "` is neither `on` nor `off`");
        return text == "on";
    }

    std::string readable(const std::string& key) const
    {
        const std::string& file = required(key);

        struct stat status {};

        if (::stat(file.c_str(), &status) != 0)
            fail(key, "cannot find " + file);
        return file;
    }

private:
    const ConfigScan& scan_;
    const po::variables_map& values_;
};

http::TlsFiles tlsFiles(const Values& values, const std::string& section)
{
    return {values.readable(section + ".certificate"), values.readable(section + ".private_key")};
}

void readLog(const Values& values, Config& config)
{
    values.read("log.format", config.logFormat, [&](const std::string& key, const std::string& text) {
        if (text != "key-value" && text != "json")
            values.fail(key, "`" + text + "` is neither `key-value` nor `json`");
        return text == "json" ? log::Format::json : log::Format::keyValue;
    });
    values.read("log.level", config.logLevel, [&](const std::string& key, const std::string& text) {
        if (text == "error")
            return log::Level::error;
        if (text == "warning")
            return log::Level::warning;
        if (text == "debug")
            return log::Level::debug;
        if (text != "info")
            values.fail(key, "`" + text + "` is none of error, warning, info, debug");
        return log::Level::info;
    });
}

void readListeners(const Values& values, Config& config)
{
    const auto endpoint = [&](const std::string& key, const std::string& text) { return values.endpoint(key, text); };
    values.read("reports.listen", config.reports.listen, endpoint);
    values.read("api.listen", config.api.listen, endpoint);
    values.read("admin.listen", config.admin, endpoint);
    config.reports.tls = tlsFiles(values, "reports");
    const auto count = [&](const std::string& key, const std::string& text) {
        return static_cast<std::size_t>(values.number(key, text, 10, 1'000'000));
    };
    const auto quota = [&](const std::string& key, const std::string& text) { return values.quota(key, text); };
    values.read("reports.max_connections", config.reports.maxConnections, count);
    values.read("reports.max_connections_per_address", config.reports.maxPerAddress, count);
    values.read("reports.quota_per_vm", config.reports.quotaPerVm, quota);
    values.read("reports.quota_per_address", config.reports.quotaPerAddress, quota);
    bool tls = true;
    values.read("api.tls", tls,
                [&](const std::string& key, const std::string& text) { return values.onOff(key, text); });
    if (tls)
        config.api.tls = values.has("api.certificate") ? tlsFiles(values, "api") : config.reports.tls;
}

void readCloudStack(const Values& values, Config& config)
{
    auto& cloud = config.cloudStack;
    const auto url = Url::parse(values.required("cloudstack.url"));
    if (!url)
        values.fail("cloudstack.url", url.error().why);
    cloud.url = *url;
    cloud.apiKey = values.required("cloudstack.api_key");
    const std::string secretFile = values.required("cloudstack.secret_key_file");
    try {
        cloud.secretKey = readSecretFile(secretFile);
    } catch (const ConfigError& e) {
        values.fail("cloudstack.secret_key_file", e.what());
    }
    if (values.has("cloudstack.ca_file"))
        cloud.caFile = values.readable("cloudstack.ca_file");
    values.read("cloudstack.in_flight", cloud.inFlight, [&](const std::string& key, const std::string& text) {
        return static_cast<unsigned>(values.number(key, text, 1, 64));
    });
}

void readIdentity(const Values& values, bool knowsThisIsInsecure, Config& config)
{
    values.read("identity.floor", config.identity.floor, [&](const std::string& key, const std::string& text) {
        const auto floor = assurance(text);
        if (!floor)
            values.fail(key, "`" + text + "` is neither `address` nor `open`");
        if (*floor == Assurance::open && !knowsThisIsInsecure)
            values.fail(key, "`open` lets anybody make any VM ready; it is for laboratories only and needs the flag "
                             "--i-know-this-is-insecure");
        return *floor;
    });
    values.read("identity.patience", config.identity.patience,
                [&](const std::string& key, const std::string& text) { return values.duration(key, text); });
}

void readRetention(const Values& values, Config& config)
{
    const auto atLeast = [&](std::chrono::hours least) {
        return [&values, least](const std::string& key, const std::string& text) {
            const auto time = std::chrono::floor<std::chrono::hours>(values.duration(key, text));
            if (time < least)
                values.fail(key, "`" + text + "` is shorter than " + std::to_string(least.count()) + "h");
            return time;
        };
    };
    // Agents try for seven days, and what is repeated must find its first answer; the store keeps the audit log a year.
    values.read("retention.reports", config.retention.reports, atLeast(std::chrono::hours(14 * 24)));
    values.read("retention.events", config.retention.events, atLeast(std::chrono::hours(24)));
    values.read("retention.audit", config.retention.audit, atLeast(std::chrono::hours(365 * 24)));
}

void readRest(const Values& values, Config& config)
{
    const auto text = [](const std::string&, const std::string& value) { return value; };
    values.read("state_dir", config.stateDir, text);
    values.read("mark.tag_key", config.mark.tagKey, text);
    values.read("mark.tag_value", config.mark.tagValue, text);
    values.read("mark.userdata", config.mark.userData,
                [&](const std::string& key, const std::string& value) { return values.onOff(key, value); });
    values.read("lifecycle.failed_after_runs", config.failedAfterRuns,
                [&](const std::string& key, const std::string& value) { return values.number(key, value, 1, 1000); });
    values.read("gateway.keys_file", config.gateway.keysFile, text);
    values.read("gateway.bundles_dir", config.gateway.bundlesDir, text);
}

} // namespace

std::vector<std::string> configKeys()
{
    std::vector<std::string> keys;
    const auto known = fileOptions();
    for (const auto& option : known.options())
        keys.push_back(option->long_name());
    return keys;
}

namespace {

void readCommand(const std::vector<std::string>& words, CommandLine& commandLine)
{
    if (words.front() != "backup")
        throw std::invalid_argument("unknown command `" + words.front() + "`");
    if (words.size() != 2)
        throw std::invalid_argument("backup needs one file to write to");
    commandLine.action = CommandLine::Action::backUp;
    commandLine.target = words.back();
}

} // namespace

CommandLine readCommandLine(int argc, const char* const* argv)
{
    CommandLine result;
    po::options_description options;
    options.add_options()("config", po::value<std::string>())("check-config", "")("version", "")("help", "")(
        "i-know-this-is-insecure", "")("command", po::value<std::vector<std::string>>());
    po::positional_options_description words;
    words.add("command", -1);
    po::variables_map values;
    try {
        po::store(po::command_line_parser(argc, argv).options(options).positional(words).run(), values);
    } catch (const po::error& e) {
        throw std::invalid_argument(e.what());
    }
    if (values.count("config") > 0)
        result.configFile = values["config"].as<std::string>();
    result.knowsThisIsInsecure = values.count("i-know-this-is-insecure") > 0;
    if (values.count("command") > 0)
        readCommand(values["command"].as<std::vector<std::string>>(), result);
    if (values.count("check-config") > 0)
        result.action = CommandLine::Action::checkConfig;
    if (values.count("version") > 0)
        result.action = CommandLine::Action::showVersion;
    if (values.count("help") > 0)
        result.action = CommandLine::Action::showHelp;
    return result;
}

std::string helpText()
{
    return R"(readystage-manager: takes "ready" reports from VMs and makes them visible in CloudStack

usage: readystage-manager [--config FILE] [--check-config] [--version] [--help]
       readystage-manager [--config FILE] backup TARGET

  --config FILE   configuration to read (/etc/readystage/manager.conf)
  --check-config  read and check it, say what is wrong, do nothing
  --version       versions of this program and of the libraries it uses
  backup TARGET   copy the journal, also while a manager runs; a manager can be started on the copy
  --i-know-this-is-insecure
                  permit `floor = open`: anybody who knows a VM's id can make it ready

Runs in the foreground. SIGHUP reads certificates, keys and bundles again, SIGTERM ends it.
Exit codes: 0 ended by a signal, 2 wrong usage, 74 the store failed, 78 wrong configuration.
)";
}

Config readConfig(const CommandLine& commandLine)
{
    const auto options = fileOptions();
    const ConfigScan scan(commandLine.configFile, configKeys());
    po::variables_map map;
    try {
        std::istringstream in(scan.text());
        po::store(po::parse_config_file(in, options), map);
    } catch (const po::error& e) {
        throw ConfigError(commandLine.configFile.string() + ": " + e.what());
    }
    const Values values(scan, map);
    Config config;
    config.file = commandLine.configFile;
    readRest(values, config);
    readRetention(values, config);
    readLog(values, config);
    readListeners(values, config);
    readCloudStack(values, config);
    readIdentity(values, commandLine.knowsThisIsInsecure, config);
    return config;
}

Secret readSecretFile(const std::filesystem::path& file)
{
    struct stat status {};

    if (::stat(file.c_str(), &status) != 0)
        throw ConfigError("cannot find " + file.string());
    if ((status.st_mode & 077) != 0)
        throw ConfigError(file.string() + " may be read by others than its owner; chmod 600 it");
    std::string text;
    try {
        text = readFile(file, kMaxSecretBytes);
    } catch (const std::exception& e) {
        throw ConfigError(e.what());
    }
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0)
        text.pop_back();
    if (text.empty())
        throw ConfigError(file.string() + " is empty");
    return Secret(text);
}

} // namespace readystage
