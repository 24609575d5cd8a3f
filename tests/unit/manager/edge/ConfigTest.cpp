#include "manager/edge/Config.h"

#include <algorithm>
#include <functional>

#include "tests/fakes/TemporaryFolder.h"
#include "tests/unit/manager/http/Certificates.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace std::string_literals;

class ConfigTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ConfigTest);
    CPPUNIT_TEST(the_least_configuration_is_enough);
    CPPUNIT_TEST(every_key_has_its_effect);
    CPPUNIT_TEST(the_example_file_is_good_and_names_every_key);
    CPPUNIT_TEST(an_unknown_key_is_refused_with_line_and_the_nearest_known);
    CPPUNIT_TEST(a_missing_key_is_named);
    CPPUNIT_TEST(a_wrong_value_is_named_with_its_line);
    CPPUNIT_TEST(what_is_asked_of_reports_is_read);
    CPPUNIT_TEST(a_wrong_demand_is_named);
    CPPUNIT_TEST(a_key_given_twice_is_refused);
    CPPUNIT_TEST(a_value_with_a_hash_is_refused_by_name);
    CPPUNIT_TEST(a_line_that_is_no_setting_is_refused);
    CPPUNIT_TEST(a_missing_file_is_named);
    CPPUNIT_TEST(a_secret_that_others_may_read_is_refused);
    CPPUNIT_TEST(a_certificate_that_is_not_there_is_named);
    CPPUNIT_TEST(files_that_tls_cannot_use_are_named_with_their_line);
    CPPUNIT_TEST(a_key_without_its_certificate_is_refused);
    CPPUNIT_TEST(the_open_floor_needs_its_flag);
    CPPUNIT_TEST(the_command_line_is_checked);
    CPPUNIT_TEST(a_backup_needs_one_target);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;
    const http::test::Authority authority;
    const http::TlsFiles server = authority.issue("server", "DNS:readystage");
    const std::string certificate = server.certificate;
    const std::string revocations = authority.revocationFile();
    std::string secret = folder.write("secret", "s3cret\n").string();
    std::string reports = "[reports]\ncertificate = " + certificate + "\nprivate_key = " + server.privateKey + "\n";
    std::string cloudStack =
        "[cloudstack]\nurl = http://127.0.0.1:8080/client/api\napi_key = k\nsecret_key_file = " + secret + "\n";

    Config read(const std::string& text, bool insecure = false) const
    {
        CommandLine commandLine;
        commandLine.configFile = folder.write("manager.conf", text);
        commandLine.knowsThisIsInsecure = insecure;
        return readConfig(commandLine);
    }

    std::string complaint(const std::string& text) const
    {
        try {
            (void)read(text);
        } catch (const ConfigError& e) {
            return e.what();
        }
        return "no complaint";
    }

    void assertComplains(const std::string& text, const std::string& expected) const
    {
        const std::string seen = complaint(text);
        CPPUNIT_ASSERT_MESSAGE(seen, seen.find(expected) != std::string::npos);
    }

    void the_least_configuration_is_enough()
    {
        const Config config = read(reports + cloudStack);

        CPPUNIT_ASSERT_EQUAL(std::uint16_t{8450}, config.reports.listen.port);
        CPPUNIT_ASSERT_EQUAL("127.0.0.1"s, config.admin.address);
        CPPUNIT_ASSERT(config.api.tls && config.api.tls->certificate == certificate);
        CPPUNIT_ASSERT(config.identity.floor == Assurance::address);
        CPPUNIT_ASSERT(config.cloudStack.secretKey.equals("s3cret"));
    }

    void every_key_has_its_effect()
    {
        const Config config =
            read("state_dir = /x\n[log]\nformat = json\nlevel = debug\n" + reports +
                 "listen = [::1]:1\nmax_connections = 50\nmax_connections_per_address = 40\nquota_per_vm = 30/2m\n"
                 "quota_per_address = 300/1h\n[retention]\nreports = 15d\nevents = 2d\naudit = 400d\n" +
                 "[api]\nlisten = 127.0.0.1:2\ntls = off\n[admin]\nlisten = 127.0.0.1:3\n" + cloudStack +
                 "in_flight = 4\nca_file = " + certificate +
                 "\n[identity]\npatience = 5s\n[mark]\ntag_key = k\ntag_value = v\nuserdata = off\n" +
                 "[lifecycle]\nfailed_after_runs = 7\n[gateway]\nkeys_file = /k\nbundles_dir = /b\n");

        CPPUNIT_ASSERT_EQUAL("/x"s, config.stateDir.string());
        CPPUNIT_ASSERT(config.logFormat == log::Format::json && config.logLevel == log::Level::debug);
        CPPUNIT_ASSERT(config.reports.listen.address == "::1" && config.reports.listen.port == 1);
        CPPUNIT_ASSERT(config.reports.maxConnections == 50 && config.reports.maxPerAddress == 40);
        CPPUNIT_ASSERT(config.reports.quotaPerVm == (Quota{.most = 30, .per = std::chrono::minutes(2)}));
        CPPUNIT_ASSERT(config.reports.quotaPerAddress == (Quota{.most = 300, .per = std::chrono::hours(1)}));
        CPPUNIT_ASSERT(config.retention.reports == std::chrono::hours(15 * 24));
        CPPUNIT_ASSERT(config.retention.events == std::chrono::hours(48));
        CPPUNIT_ASSERT(config.retention.audit == std::chrono::hours(400 * 24));
        CPPUNIT_ASSERT(config.api.listen.port == 2 && !config.api.tls && config.admin.port == 3);
        CPPUNIT_ASSERT(config.cloudStack.inFlight == 4 && config.cloudStack.caFile == certificate);
        CPPUNIT_ASSERT(config.identity.patience == std::chrono::seconds(5));
        CPPUNIT_ASSERT(config.mark.tagKey == "k" && config.mark.tagValue == "v" && !config.mark.userData);
        CPPUNIT_ASSERT(config.lifecycle.failedAfterRuns == 7);
        CPPUNIT_ASSERT(config.gateway.keysFile == "/k" && config.gateway.bundlesDir == "/b");
    }

    void what_is_asked_of_reports_is_read()
    {
        const Config config = read(
            "mode = observe\n" + reports + "client_ca_file = " + certificate + "\nclient_crl_file = " + revocations +
            "\nproxy_protocol_from = 10.0.0.1, ::1\nforwarded_for_from = 10.0.0.2\n" + cloudStack +
            "events_every = 2s\nsweep_every = 1m\n[identity]\nfloor = auto\nfloors = cert network "
            "n1, address account alice\ncertificate_names = {name}.example.com\n[lifecycle]\n"
            "deadline = 10m\ndeadline_cap = 20m\nready_per = boot\n[scope]\ndeployed_only = on\n"
            "accounts = alice\ntemplates = t1\nzones = z1, z2\n");

        CPPUNIT_ASSERT(config.observe && config.scope.deployedOnly && config.lifecycle.readyPerBoot);
        CPPUNIT_ASSERT(config.reports.tls.clientAuthorities == certificate);
        CPPUNIT_ASSERT(config.reports.tls.clientRevocations == revocations);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, config.reports.proxyProtocolFrom.size());
        CPPUNIT_ASSERT_EQUAL("10.0.0.2"s, config.reports.forwardedForFrom.at(0).str());
        CPPUNIT_ASSERT(config.identity.floors.at(0).of == Floor::Of::network);
        CPPUNIT_ASSERT(config.identity.floors.at(1).least == Assurance::address);
        CPPUNIT_ASSERT_EQUAL("{name}.example.com"s, config.identity.certificateNames.at(0));
        CPPUNIT_ASSERT(config.lifecycle.deadlineCap == std::chrono::minutes(20));
        CPPUNIT_ASSERT(config.watch.eventsEvery == std::chrono::seconds(2));
        CPPUNIT_ASSERT((std::vector<std::string>{"z1", "z2"}) == config.scope.zones);
    }

    void a_wrong_demand_is_named()
    {
        const auto identity = [&](const std::string& line) {
            return reports + cloudStack + "[identity]\n" + line + "\n";
        };
        assertComplains(identity("floors = cert network"), "identity.floors: `cert network` is not like");
        assertComplains(identity("floors = cert zone z"), "`zone` is none of network, account, template");
        assertComplains(identity("floors = open account a"), "needs the flag --i-know-this-is-insecure");
        assertComplains(identity("certificate_names = host"), "has neither {name} nor {id}");
        assertComplains(reports + "client_crl_file = " + certificate + "\n" + cloudStack, "needs client_ca_file");
        assertComplains(reports + "proxy_protocol_from = here\n" + cloudStack, "`here` is no IP address");
        assertComplains(reports + cloudStack + "[lifecycle]\ndeadline_cap = 1m\n",
                        "is shorter than lifecycle.deadline");
    }

    static std::string replaced(std::string text, const std::string& what, const std::string& with)
    {
        for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
            text.replace(at, what.size(), with);
        return text;
    }

    void the_example_file_is_good_and_names_every_key()
    {
        std::ifstream file(READYSTAGE_EXAMPLES "/manager.conf");
        std::string text((std::istreambuf_iterator<char>(file)), {});
        for (const char* path : {"/etc/readystage/tls/server.pem", "/etc/readystage/tls/cloudstack-ca.pem",
                                 "/etc/puppetlabs/puppet/ssl/certs/ca.pem"})
            text = replaced(text, path, certificate);
        text = replaced(text, "/etc/readystage/tls/server.key", server.privateKey);
        text = replaced(text, "/etc/puppetlabs/puppet/ssl/crl.pem", revocations);
        text = replaced(text, "/etc/readystage/cloudstack.secret", secret);

        (void)read(text);

        // The commented keys must be good, too: "#key = value" without a blank after the hash.
        std::string uncommented = replaced(text, "\n#", "\n");
        uncommented = replaced(uncommented, "\n ", "\n# ");
        (void)read(uncommented);
        for (const std::string& key : configKeys())
            CPPUNIT_ASSERT_MESSAGE(key,
                                   uncommented.find("\n" + key.substr(key.find('.') + 1) + " = ") != std::string::npos);
    }

    void an_unknown_key_is_refused_with_line_and_the_nearest_known()
    {
        assertComplains("state_dri = /x\n" + reports + cloudStack,
                        "manager.conf:1: unknown key `state_dri`; did you mean `state_dir`?");
        assertComplains(reports + "listne = x\n",
                        "manager.conf:4: unknown key `reports.listne`; did you mean `reports.listen`?");
    }

    void a_missing_key_is_named()
    {
        assertComplains(reports, "cloudstack.url: is needed");
        assertComplains(cloudStack, "reports.certificate: is needed");
    }

    void a_wrong_value_is_named_with_its_line()
    {
        assertComplains(reports + "listen = nowhere\n" + cloudStack,
                        "manager.conf:4: reports.listen: `nowhere` is no address:port");
        assertComplains(reports + "listen = 127.0.0.1:70000\n" + cloudStack,
                        "reports.listen: `70000` is no whole number");
        assertComplains(reports + cloudStack + "in_flight = many\n", "cloudstack.in_flight: `many`");
        assertComplains(reports + cloudStack + "[identity]\npatience = 30\n", "identity.patience: `30` needs a unit");
        assertComplains(reports + cloudStack + "[mark]\nuserdata = yes\n",
                        "mark.userdata: `yes` is neither `on` nor `off`");
        assertComplains(reports + cloudStack + "[log]\nlevel = loud\n", "log.level: `loud`");
        assertComplains(reports + "quota_per_vm = 120\n" + cloudStack, "reports.quota_per_vm: `120` is no quota");
        assertComplains(reports + "quota_per_vm = 15/1h\n" + cloudStack,
                        "reports.quota_per_vm: `15` is no whole number");
        assertComplains(reports + "quota_per_address = 20/0s\n" + cloudStack, "a second at least");
        assertComplains(reports + cloudStack + "[retention]\nreports = 13d\n", "`13d` is shorter than 336h");
    }

    void a_key_given_twice_is_refused()
    {
        assertComplains("state_dir = /x\nstate_dir = /y\n", "manager.conf:2: `state_dir` was already given in line 1");
    }

    void a_value_with_a_hash_is_refused_by_name()
    {
        assertComplains("state_dir = /x#y\n", "manager.conf:1: the value of `state_dir` contains `#`");
    }

    void a_line_that_is_no_setting_is_refused()
    {
        assertComplains("state_dir\n", "manager.conf:1: `state_dir` is neither");
        assertComplains("[log\n", "manager.conf:1: `[log` lacks its closing bracket");
    }

    void a_missing_file_is_named()
    {
        CommandLine commandLine;
        commandLine.configFile = "/nonexistent/manager.conf";

        CPPUNIT_ASSERT_THROW((void)readConfig(commandLine), ConfigError);
    }

    void a_secret_that_others_may_read_is_refused()
    {
        std::filesystem::permissions(secret, std::filesystem::perms::group_read, std::filesystem::perm_options::add);

        assertComplains(reports + cloudStack, "may be read by others than its owner");
    }

    void a_certificate_that_is_not_there_is_named()
    {
        assertComplains("[reports]\ncertificate = /nonexistent\nprivate_key = /nonexistent\n" + cloudStack,
                        "reports.certificate: cannot find /nonexistent");
    }

    void files_that_tls_cannot_use_are_named_with_their_line()
    {
        const auto junk = folder.write("junk.pem", "junk").string();
        const auto other = authority.issue("other", "DNS:other");
        const auto listener = [](const std::string& pem, const std::string& key) {
            return "[reports]\ncertificate = " + pem + "\nprivate_key = " + key + "\n";
        };

        assertComplains(listener(junk, server.privateKey) + cloudStack, "manager.conf:2: reports.certificate: ");
        assertComplains(listener(certificate, other.privateKey) + cloudStack, other.privateKey);
        assertComplains(reports + "client_ca_file = " + junk + "\n" + cloudStack, "reports.client_ca_file: ");
        assertComplains(reports + cloudStack + "ca_file = " + junk + "\n", "cloudstack.ca_file: ");
    }

    void a_key_without_its_certificate_is_refused()
    {
        assertComplains(reports + "[api]\nprivate_key = " + server.privateKey + "\n" + cloudStack,
                        "api.private_key: needs api.certificate");
    }

    void the_open_floor_needs_its_flag()
    {
        const std::string text = reports + cloudStack + "[identity]\nfloor = open\n";

        assertComplains(text, "--i-know-this-is-insecure");
        CPPUNIT_ASSERT(read(text, true).identity.floor == Assurance::open);
    }

    void the_command_line_is_checked()
    {
        const char* good[] = {"m", "--config", "/x", "--check-config"};
        const char* bad[] = {"m", "--confgi", "/x"};
        const char* half[] = {"m", "--check"};

        CPPUNIT_ASSERT(readCommandLine(4, good).action == CommandLine::Action::checkConfig);
        CPPUNIT_ASSERT_THROW((void)readCommandLine(3, bad), std::invalid_argument);
        CPPUNIT_ASSERT_THROW((void)readCommandLine(2, half), std::invalid_argument);
    }

    void a_backup_needs_one_target()
    {
        const char* good[] = {"m", "--config", "/x", "backup", "/copy"};
        const char* without[] = {"m", "backup"};
        const char* unknown[] = {"m", "restore", "/copy"};

        CPPUNIT_ASSERT(readCommandLine(5, good).action == CommandLine::Action::backUp);
        CPPUNIT_ASSERT_EQUAL("/copy"s, readCommandLine(5, good).target.string());
        CPPUNIT_ASSERT_THROW((void)readCommandLine(2, without), std::invalid_argument);
        CPPUNIT_ASSERT_THROW((void)readCommandLine(3, unknown), std::invalid_argument);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ConfigTest);
