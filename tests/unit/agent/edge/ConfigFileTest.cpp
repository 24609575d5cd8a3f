#include "agent/edge/ConfigFile.h"

#include "common/runtime/AtomicFile.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

#include <map>

namespace readystage::agent {

class ConfigFileTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ConfigFileTest);
    CPPUNIT_TEST(without_any_file_everything_has_its_default);
    CPPUNIT_TEST(every_key_is_read);
    CPPUNIT_TEST(the_example_names_every_key_and_nothing_else);
    CPPUNIT_TEST(the_examples_values_are_the_defaults_or_good);
    CPPUNIT_TEST(an_unknown_key_is_named_with_the_nearest_one);
    CPPUNIT_TEST(every_wrong_value_is_named_and_the_default_stays);
    CPPUNIT_TEST(a_broken_line_costs_only_itself);
    CPPUNIT_TEST(several_managers_may_stand_on_one_line_or_several);
    CPPUNIT_TEST(http_needs_permission);
    CPPUNIT_TEST(a_certificate_without_its_key_is_not_used);
    CPPUNIT_TEST(the_proxy_is_what_other_programs_use);
    CPPUNIT_TEST(a_later_file_wins);
    CPPUNIT_TEST(the_environment_wins_over_files);
    CPPUNIT_TEST(a_wrong_variable_leaves_the_files_value);
    CPPUNIT_TEST(a_value_with_a_number_sign_is_refused_not_cut);
    CPPUNIT_TEST(a_named_file_replaces_the_others);
    CPPUNIT_TEST(a_named_file_that_is_missing_is_an_error);
    CPPUNIT_TEST(a_file_that_cannot_be_read_is_named_and_passed_over);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;
    std::map<std::string, std::string> variables;

    void write(const std::string& text, const std::string& name = "agent.conf")
    {
        const auto file = folder.path() / "etc/readystage" / name;
        makeDirectory(file.parent_path());
        writeAtomically(file, text);
    }

    ReadSettings read(const std::optional<std::filesystem::path>& named = {})
    {
        return readSettings(SystemRoot(folder.path()), named, [&](const char* name) -> std::optional<std::string> {
            const auto found = variables.find(name);
            return found == variables.end() ? std::nullopt : std::optional<std::string>(found->second);
        });
    }

    ReadSettings readText(const std::string& text)
    {
        write(text);
        return read();
    }

    std::string where(int line) const
    {
        return (folder.path() / "etc/readystage/agent.conf").string() + ":" + std::to_string(line);
    }

    static std::string urls(const Settings& settings)
    {
        std::string all;
        for (const auto& url : settings.managers)
            all += url.str() + " ";
        return all;
    }

    void without_any_file_everything_has_its_default()
    {
        const auto [settings, warnings] = read();

        CPPUNIT_ASSERT(warnings.empty());
        CPPUNIT_ASSERT_EQUAL(std::string("https://readystage:8450/ "), urls(settings));
        CPPUNIT_ASSERT(folder.path() / "var/lib/readystage" == settings.stateDir);
        CPPUNIT_ASSERT(!settings.caFile && !settings.router);
        CPPUNIT_ASSERT_EQUAL(80, static_cast<int>(settings.routerPort));
        CPPUNIT_ASSERT(RetryPolicy{} == settings.retry);
    }

    void every_key_is_read()
    {
        const auto [settings, warnings] = readText("manager = https://a:1/\nallow_http = no\nca_file = /a/b.pem\n"
                                                   "state_dir = /x/y\nrouter = 10.1.1.1\nrouter_port = 8080\n"
                                                   "retry_base = 1s\nretry_cap = 5m\nmax_age = 2d\n"
                                                   "cert_file = /c.pem\nkey_file = /k.pem\n"
                                                   "gate = /bin/check -a  b\ngate_deadline = 5m\n"
                                                   "log_format = json\nlog_level = debug\n");

        CPPUNIT_ASSERT(warnings.empty());
        CPPUNIT_ASSERT_EQUAL(std::string("https://a:1/ "), urls(settings));
        CPPUNIT_ASSERT_EQUAL(std::string("/a/b.pem"), settings.caFile.value());
        CPPUNIT_ASSERT_EQUAL(std::string("/x/y"), settings.stateDir.string());
        CPPUNIT_ASSERT_EQUAL(std::string("/c.pem /k.pem"), *settings.certFile + " " + *settings.keyFile);
        CPPUNIT_ASSERT((settings.gate == std::vector<std::string>{"/bin/check", "-a", "b"}));
        CPPUNIT_ASSERT(settings.gateDeadline == std::chrono::minutes(5));
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.1.1"), settings.router->str());
        CPPUNIT_ASSERT_EQUAL(8080, static_cast<int>(settings.routerPort));
        CPPUNIT_ASSERT(
            (RetryPolicy{std::chrono::seconds(1), std::chrono::minutes(5), std::chrono::hours(48)} == settings.retry));
        CPPUNIT_ASSERT(settings.logFormat == log::Format::json && settings.logLevel == log::Level::debug);
    }

    /// The example with its settings uncommented, one `key = value` a line.
    static std::string example()
    {
        std::string settings;
        for (const std::string& line : tests::lines(readFile(READYSTAGE_EXAMPLES "/agent.conf", 100'000)))
            if (line.starts_with("# ") && line.find(" = ") != std::string::npos &&
                line.find(' ', 2) == line.find(" = "))
                settings += line.substr(2) + "\n";
        return settings;
    }

    void the_example_names_every_key_and_nothing_else()
    {
        std::vector<std::string> keys;
        for (const std::string& line : tests::lines(example()))
            keys.push_back(line.substr(0, line.find(' ')));

        auto known = configKeys();
        std::sort(keys.begin(), keys.end());
        std::sort(known.begin(), known.end());

        CPPUNIT_ASSERT(known == keys);
    }

    void the_examples_values_are_the_defaults_or_good()
    {
        const auto asShipped = read(READYSTAGE_EXAMPLES "/agent.conf");
        CPPUNIT_ASSERT(asShipped.warnings.empty());

        const auto [settings, warnings] = readText(example());

        CPPUNIT_ASSERT(warnings.empty());
        CPPUNIT_ASSERT(RetryPolicy{} == settings.retry);
        CPPUNIT_ASSERT_EQUAL(urls(asShipped.settings), urls(settings));
        CPPUNIT_ASSERT(asShipped.settings.logLevel == settings.logLevel);
        CPPUNIT_ASSERT(asShipped.settings.logFormat == settings.logFormat);
    }

    void an_unknown_key_is_named_with_the_nearest_one()
    {
        const auto warnings = readText("\n# fine\nmanger = https://a\nzzzzzzzz = 1\n").warnings;

        CPPUNIT_ASSERT_EQUAL(std::size_t(2), warnings.size());
        CPPUNIT_ASSERT(
            (ConfigWarning{where(3), "manger", "there is no such key; did you mean manager?"} == warnings[0]));
        CPPUNIT_ASSERT((ConfigWarning{where(4), "zzzzzzzz", "there is no such key"} == warnings[1]));
    }

    void every_wrong_value_is_named_and_the_default_stays()
    {
        const auto [defaults, none] = read();
        for (const std::string line : {"manager = ftp://a",
                                       "manager =",
                                       "manager = https://a https://",
                                       "manager = a",
                                       "allow_http = perhaps",
                                       "ca_file = here.pem",
                                       "ca_file =",
                                       "state_dir = var",
                                       "router = data-server",
                                       "router = fe80::1",
                                       "router_port = 0",
                                       "router_port = 65536",
                                       "router_port = 80x",
                                       "retry_base = 2",
                                       "retry_base = 1ms",
                                       "retry_base = -1s",
                                       "retry_cap = 2 s",
                                       "retry_cap = 25h",
                                       "max_age = 0s",
                                       "max_age = 400d",
                                       "max_age = 99999999999999999999d",
                                       "cert_file = c.pem",
                                       "key_file = k.pem",
                                       "gate = check",
                                       "gate_deadline = 5",
                                       "log_format = xml",
                                       "log_level = all"}) {
            const auto [settings, warnings] = readText(line);

            CPPUNIT_ASSERT_EQUAL_MESSAGE(line, std::size_t(1), warnings.size());
            CPPUNIT_ASSERT_EQUAL_MESSAGE(line, where(1), warnings[0].where);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(line, line.substr(0, line.find(' ')), warnings[0].key);
            CPPUNIT_ASSERT_MESSAGE(line, !warnings[0].why.empty());
            CPPUNIT_ASSERT_EQUAL_MESSAGE(line, urls(defaults), urls(settings));
            CPPUNIT_ASSERT_MESSAGE(line, defaults.retry == settings.retry && defaults.stateDir == settings.stateDir);
            CPPUNIT_ASSERT_MESSAGE(line, !settings.caFile && !settings.router && settings.routerPort == 80);
        }
    }

    void a_broken_line_costs_only_itself()
    {
        const auto [settings, warnings] = readText("what is this\n[section]\n= 3\n\xff\xfe\nlog_format = json\r\n");

        CPPUNIT_ASSERT(settings.logFormat == log::Format::json);
        CPPUNIT_ASSERT_EQUAL(std::size_t(4), warnings.size());
        CPPUNIT_ASSERT_EQUAL(where(1), warnings[0].where);
        CPPUNIT_ASSERT_EQUAL(std::string("there are no sections in this file"), warnings[1].why);
    }

    void several_managers_may_stand_on_one_line_or_several()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("https://a:1/ https://b:2/ https://c:3/ "),
                             urls(readText("manager = https://a:1 , https://b:2\nmanager = https://c:3").settings));
    }

    void http_needs_permission()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("https://readystage:8450/ "), urls(readText("manager = http://a:1").settings));
        CPPUNIT_ASSERT_EQUAL(std::string("http://a:1/ "),
                             urls(readText("manager = http://a:1\nallow_http = yes").settings));
    }

    void a_certificate_without_its_key_is_not_used()
    {
        for (const std::string key : {"cert_file", "key_file"}) {
            const auto [settings, warnings] = readText(key + " = /a.pem\n");

            CPPUNIT_ASSERT_EQUAL(std::size_t(1), warnings.size());
            CPPUNIT_ASSERT_EQUAL(key, warnings.front().key);
            CPPUNIT_ASSERT(!settings.certFile && !settings.keyFile);
        }
    }

    void the_proxy_is_what_other_programs_use()
    {
        variables = {{"HTTPS_PROXY", "http://upper:1"}, {"NO_PROXY", "a"}};
        CPPUNIT_ASSERT_EQUAL(std::string("http://upper:1/ a"),
                             read().settings.proxy->str() + " " + read().settings.noProxy);

        variables["https_proxy"] = "lower:2";
        CPPUNIT_ASSERT_EQUAL(std::string("http://lower:2/"), read().settings.proxy->str());

        variables["https_proxy"] = "socks5://lower";
        CPPUNIT_ASSERT_EQUAL(std::string("https_proxy"), read().warnings.at(0).where);
        CPPUNIT_ASSERT(!read().settings.proxy);
    }

    void a_later_file_wins()
    {
        write("manager = https://a:1\nlog_level = debug\n");
        write("manager = https://b:2\n", "agent.d/20-b.conf");
        write("manager = https://c:3\n", "agent.d/10-c.conf");
        write("manager = https://d:4\n", "agent.d/30-d.conf.bak");

        const auto [settings, warnings] = read();

        CPPUNIT_ASSERT(warnings.empty());
        CPPUNIT_ASSERT_EQUAL(std::string("https://b:2/ "), urls(settings));
        CPPUNIT_ASSERT(settings.logLevel == log::Level::debug);
    }

    void the_environment_wins_over_files()
    {
        write("manager = https://a:1\nca_file = /a\nstate_dir = /a\nlog_level = error\n");
        variables = {{"READYSTAGE_MANAGER_URL", "https://b:2"},
                     {"READYSTAGE_CA_FILE", "/b"},
                     {"READYSTAGE_STATE_DIR", "/b"},
                     {"READYSTAGE_LOG_LEVEL", "debug"}};

        const Settings settings = read().settings;

        CPPUNIT_ASSERT_EQUAL(std::string("https://b:2/ "), urls(settings));
        CPPUNIT_ASSERT_EQUAL(std::string("/b"), settings.caFile.value());
        CPPUNIT_ASSERT_EQUAL(std::string("/b"), settings.stateDir.string());
        CPPUNIT_ASSERT(settings.logLevel == log::Level::debug);
    }

    void a_wrong_variable_leaves_the_files_value()
    {
        write("manager = https://a:1\n");
        variables = {{"READYSTAGE_MANAGER_URL", "nonsense"}};

        const auto [settings, warnings] = read();

        CPPUNIT_ASSERT_EQUAL(std::string("https://a:1/ "), urls(settings));
        CPPUNIT_ASSERT_EQUAL(std::string("READYSTAGE_MANAGER_URL"), warnings.at(0).where);
    }

    void a_value_with_a_number_sign_is_refused_not_cut()
    {
        const auto [settings, warnings] = readText("ca_file = /a#b\n");

        CPPUNIT_ASSERT(!settings.caFile);
        CPPUNIT_ASSERT_EQUAL(std::string("a value cannot contain #; a comment has a line of its own"),
                             warnings.at(0).why);
    }

    void a_named_file_replaces_the_others()
    {
        write("log_level = error\n");
        writeAtomically(folder / "other.conf", "manager = https://b:2\n");

        const Settings settings = read(folder / "other.conf").settings;

        CPPUNIT_ASSERT_EQUAL(std::string("https://b:2/ "), urls(settings));
        CPPUNIT_ASSERT(settings.logLevel == log::Level::info);
    }

    void a_named_file_that_is_missing_is_an_error()
    {
        CPPUNIT_ASSERT_THROW(read(folder / "missing.conf"), ConfigError);
    }

    void a_file_that_cannot_be_read_is_named_and_passed_over()
    {
        makeDirectory(folder.path() / "etc/readystage/agent.conf"); // a folder

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), read().warnings.size());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ConfigFileTest);

} // namespace readystage::agent
