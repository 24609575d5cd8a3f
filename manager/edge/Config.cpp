#include "manager/edge/Config.h"

#include <cctype>
#include <charconv>
#include <sstream>

#include "common/domain/Duration.h"
#include "common/domain/IpAddress.h"
#include "common/runtime/AtomicFile.h"
#include "manager/edge/ConfigPolicy.h"
#include "manager/edge/http/Tls.h"

#include <boost/program_options.hpp>

#include <sys/stat.h>

namespace readystage {

namespace {

constexpr std::size_t kMaxSecretBytes = 4096;

/// Every key, in the order of the example file.
po::options_description fileOptions()
{
    po::options_description options;
    const auto add = [&](const char* key) { options.add_options()(key, po::value<std::string>()); };
    for (const char* key : {"state_dir",
                            "mode",
                            "log.format",
                            "log.level",
                            "reports.listen",
                            "reports.certificate",
                            "reports.private_key",
                            "reports.client_ca_file",
                            "reports.client_crl_file",
                            "reports.proxy_protocol_from",
                            "reports.forwarded_for_from",
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
                            "cloudstack.events_every",
                            "cloudstack.sweep_every",
                            "identity.floor",
                            "identity.floors",
                            "identity.certificate_names",
                            "identity.patience",
                            "mark.tag_key",
                            "mark.tag_value",
                            "mark.userdata",
                            "lifecycle.failed_after_runs",
                            "lifecycle.deadline",
                            "lifecycle.deadline_cap",
                            "lifecycle.ready_per",
                            "scope.deployed_only",
                            "scope.accounts",
                            "scope.templates",
                            "scope.zones",
                            "gateway.keys_file",
                            "gateway.bundles_dir"})
        add(key);
    return options;
}

/// Runs what reads the files that a key names; what it throws is blamed on the key.
template <class F> void tryOut(const Values& values, const std::string& key, F&& use)
{
    try {
        use();
    } catch (const std::runtime_error& e) {
        values.fail(key, e.what());
    }
}

http::TlsFiles tlsFiles(const Values& values, const std::string& section)
{
    http::TlsFiles files{values.readable(section + ".certificate"), values.readable(section + ".private_key")};
    tryOut(values, section + ".certificate", [&] { (void)http::serverContext(files); });
    return files;
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
    if (values.has("reports.client_ca_file"))
        config.reports.tls.clientAuthorities = values.readable("reports.client_ca_file");
    if (values.has("reports.client_crl_file"))
        config.reports.tls.clientRevocations = values.readable("reports.client_crl_file");
    if (config.reports.tls.clientRevocations && !config.reports.tls.clientAuthorities)
        values.fail("reports.client_crl_file", "needs client_ca_file");
    if (config.reports.tls.clientAuthorities)
        tryOut(values, config.reports.tls.clientRevocations ? "reports.client_crl_file" : "reports.client_ca_file",
               [&] { (void)http::serverContext(config.reports.tls); });
    config.reports.proxyProtocolFrom = values.addresses("reports.proxy_protocol_from");
    config.reports.forwardedForFrom = values.addresses("reports.forwarded_for_from");
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
    if (values.has("api.private_key") && !values.has("api.certificate"))
        values.fail("api.private_key", "needs api.certificate");
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
    tryOut(values, "cloudstack.ca_file", [&] { (void)http::clientContext(cloud.caFile); });
    values.read("cloudstack.in_flight", cloud.inFlight, [&](const std::string& key, const std::string& text) {
        return static_cast<unsigned>(values.number(key, text, 1, 64));
    });
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
    const std::string& name = words.front();
    const auto needs = [&](std::size_t count, const char* what) {
        if (words.size() != count)
            throw std::invalid_argument(name + " needs " + what);
    };
    commandLine.action = CommandLine::Action::operate;
    commandLine.words = words;
    if (name == "backup") {
        needs(2, "one file to write to");
        commandLine.action = CommandLine::Action::backUp;
        commandLine.target = words.back();
    } else if (name == "refused") {
        needs(2, "a time, like 1h");
    } else if (name == "recheck") {
        needs(2, "--refused-since and a time, like 1h");
    } else if (name == "revoke") {
        needs(3, "the id of a VM and a reason");
    } else {
        throw std::invalid_argument("unknown command `" + name + "`");
    }
}

} // namespace

CommandLine readCommandLine(int argc, const char* const* argv)
{
    CommandLine result;
    po::options_description options;
    options.add_options()("config", po::value<std::string>())("check-config", "")("version", "")("help", "")(
        "i-know-this-is-insecure", "")("refused-since",
                                       po::value<std::string>())("command", po::value<std::vector<std::string>>());
    po::positional_options_description words;
    words.add("command", -1);
    po::variables_map values;
    try {
        po::store(po::command_line_parser(argc, argv)
                      .options(options)
                      .positional(words)
                      .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
                      .run(),
                  values);
    } catch (const po::error& e) {
        throw std::invalid_argument(e.what());
    }
    if (values.count("config") > 0)
        result.configFile = values["config"].as<std::string>();
    result.knowsThisIsInsecure = values.count("i-know-this-is-insecure") > 0;
    if (values.count("command") > 0) {
        auto command = values["command"].as<std::vector<std::string>>();
        if (values.count("refused-since") > 0)
            command.push_back(values["refused-since"].as<std::string>());
        readCommand(command, result);
    }
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
       readystage-manager [--config FILE] refused TIME | recheck --refused-since TIME | revoke VM REASON

  --config FILE   configuration to read (/etc/readystage/manager.conf)
  --check-config  read and check it, say what is wrong, do nothing
  --version       versions of this program and of the libraries it uses
  backup TARGET   copy the journal, also while a manager runs; a manager can be started on the copy
  refused TIME    reports of the last TIME (like 1h) that did not count, and why
  recheck --refused-since TIME
                  judge them again, after a floor or an authority was put right
  revoke VM REASON
                  take a readiness back, until the VM says again that it is ready
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
    readPolicy(values, commandLine.knowsThisIsInsecure, config);
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
