#include "manager/edge/BundleFiles.h"

#include "manager/edge/Config.h"
#include "tests/fakes/TemporaryFolder.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage {

class BundleFilesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(BundleFilesTest);
    CPPUNIT_TEST(a_file_with_every_key_is_that_bundle);
    CPPUNIT_TEST(what_may_be_absent_has_its_default);
    CPPUNIT_TEST(userdata_may_be_given_as_base64_for_bytes_that_are_no_text);
    CPPUNIT_TEST(what_is_wrong_is_named_with_file_and_key);
    CPPUNIT_TEST(a_misspelt_key_is_named_with_the_one_meant);
    CPPUNIT_TEST(userdata_that_would_look_ready_is_refused);
    CPPUNIT_TEST(userdata_longer_than_any_cloudstack_takes_is_refused);
    CPPUNIT_TEST(a_folder_gives_its_json_files_only);
    CPPUNIT_TEST(the_example_is_a_bundle);
    CPPUNIT_TEST(a_missing_folder_is_named);
    CPPUNIT_TEST(one_wrong_file_refuses_the_folder);
    CPPUNIT_TEST(a_reload_brings_new_bundles_and_leaves_those_in_use);
    CPPUNIT_TEST(a_reload_that_fails_keeps_the_old_bundles);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;

    static constexpr const char* kMinimal = R"({"name":"foo","zone":"z","service_offering":"s","template":"t"})";

    static std::string with(const std::string& member)
    {
        return R"({"name":"foo","zone":"z","service_offering":"s","template":"t",)" + member + "}";
    }

    static std::string refusal(const std::string& text)
    {
        try {
            (void)parseBundle("/etc/bundles.d/foo.json", text);
        } catch (const ConfigError& e) {
            return e.what();
        }
        CPPUNIT_FAIL("was accepted: " + text);
        return {};
    }

    static void assertRefused(const std::string& text, const std::string& words)
    {
        const auto message = refusal(text);
        CPPUNIT_ASSERT_MESSAGE(message, message.starts_with("/etc/bundles.d/foo.json: "));
        CPPUNIT_ASSERT_MESSAGE(message, message.find(words) != std::string::npos);
    }

public:
    void a_file_with_every_key_is_that_bundle()
    {
        const auto bundle = parseBundle("/x/foo.json", R"({
            "name": "foo", "zone": "Sandbox", "service_offering": "Small", "disk_offering": "Big", "template": "CentOS",
            "networks": ["net1", "a5b0767e-8499-4e55-8442-3ba805e1f6a1"],
            "userdata": "role=foo\n", "failed_after_runs": 3, "floor": "cert", "deadline": "20m", "ready_per": "boot"})");

        CPPUNIT_ASSERT_EQUAL(std::string("foo"), bundle.name);
        CPPUNIT_ASSERT_EQUAL(std::string("Sandbox"), bundle.zone);
        CPPUNIT_ASSERT_EQUAL(std::string("Small"), bundle.serviceOffering);
        CPPUNIT_ASSERT_EQUAL(std::string("Big"), bundle.diskOffering.value());
        CPPUNIT_ASSERT_EQUAL(std::string("CentOS"), bundle.templ);
        CPPUNIT_ASSERT_EQUAL(std::string("net1"), bundle.networks.at(0));
        CPPUNIT_ASSERT_EQUAL(std::string("role=foo\n"), bundle.userData.bytes());
        CPPUNIT_ASSERT_EQUAL(3, bundle.failedAfterRuns);
        CPPUNIT_ASSERT(bundle.rules == (BundleRules{Assurance::cert, std::chrono::minutes(20), true}));
    }

    void what_may_be_absent_has_its_default()
    {
        const auto bundle = parseBundle("/x/foo.json", kMinimal);

        CPPUNIT_ASSERT(!bundle.diskOffering);
        CPPUNIT_ASSERT(bundle.networks.empty());
        CPPUNIT_ASSERT(bundle.userData.empty());
        CPPUNIT_ASSERT_EQUAL(2, bundle.failedAfterRuns);
        CPPUNIT_ASSERT(bundle.rules == BundleRules{});
    }

    void userdata_may_be_given_as_base64_for_bytes_that_are_no_text()
    {
        const auto bundle = parseBundle("/x/foo.json", with(R"("userdata_base64":"H4sIAP8=")"));

        CPPUNIT_ASSERT_EQUAL(std::string("\x1f\x8b\x08\0\xff", 5), bundle.userData.bytes());
    }

    void what_is_wrong_is_named_with_file_and_key()
    {
        assertRefused("", "");
        assertRefused("[]", "object");
        assertRefused(with(R"("floor":"open")"), "floor: must be address, token or cert");
        assertRefused(with(R"("deadline":"soon")"), "deadline: ");
        assertRefused(with(R"("ready_per":"day")"), "ready_per: must be incarnation or boot");
        assertRefused(R"({"name":"foo","zone":"z","service_offering":"s"})", "template");
        assertRefused(R"({"name":"foo","zone":"","service_offering":"s","template":"t"})", "zone: must have 1 to 255");
        assertRefused(R"({"name":"bar","zone":"z","service_offering":"s","template":"t"})",
                      "name: \"bar\" must be the name of the file, \"foo\"");
        assertRefused(R"({"name":"a b","zone":"z","service_offering":"s","template":"t"})", "name: must be 1 to 64");
        assertRefused(R"({"name":7,"zone":"z","service_offering":"s","template":"t"})", "name");
        assertRefused(with(R"("networks":"net1")"), "networks");
        assertRefused(with(R"("networks":[1])"), "networks");
        assertRefused(with(R"("networks":[""])"), "networks");
        assertRefused(with(R"("failed_after_runs":"3")"), "failed_after_runs");
        assertRefused(with(R"("failed_after_runs":0)"), "failed_after_runs: must be 1 to 1000");
        assertRefused(with(R"("failed_after_runs":4294967297)"), "failed_after_runs");
        assertRefused(with(R"("userdata":"a","userdata_base64":"YQ==")"), "userdata_base64: stands beside userdata");
        assertRefused(with(R"("userdata_base64":"YQ=")"), "userdata_base64");
        assertRefused(with(R"("zone":"again")"), "zone");
    }

    void a_misspelt_key_is_named_with_the_one_meant()
    {
        assertRefused(with(R"("disk_ofering":"d")"), "disk_ofering: unknown key; did you mean disk_offering?");
        assertRefused(with(R"("colour":"red")"), "colour: unknown key");
    }

    void userdata_that_would_look_ready_is_refused()
    {
        assertRefused(with(R"("userdata":"role=foo\nready=1\n")"), "userdata: has a line that sets `ready`");
        assertRefused(with(R"("userdata_base64":"cmVhZHk9MQo=")"), "userdata_base64: has a line that sets `ready`");
    }

    void userdata_longer_than_any_cloudstack_takes_is_refused()
    {
        assertRefused(with(R"("userdata":")" + std::string(786'433, 'x') + "\""), "userdata: longer than");
    }

    void a_folder_gives_its_json_files_only()
    {
        folder.write("foo.json", kMinimal);
        folder.write("foo.json~", "junk");
        folder.write(".bar.json", "junk");
        folder.write("README", "junk");

        const BundleFiles bundles(folder.path());

        CPPUNIT_ASSERT_EQUAL(std::string("foo"), bundles.current()->names());
    }

    void the_example_is_a_bundle()
    {
        const BundleFiles bundles(std::filesystem::path(READYSTAGE_TEST_DATA) / "../../packaging/examples/bundles.d");

        CPPUNIT_ASSERT_EQUAL(std::string("role=foo\nenv=production\n"),
                             bundles.current()->find("foo")->userData.bytes());
    }

    void a_missing_folder_is_named()
    {
        try {
            const BundleFiles bundles(folder.path() / "nothing");
            CPPUNIT_FAIL("was accepted");
        } catch (const ConfigError& e) {
            CPPUNIT_ASSERT(std::string(e.what()).find((folder.path() / "nothing").string()) != std::string::npos);
        }
    }

    void one_wrong_file_refuses_the_folder()
    {
        folder.write("foo.json", kMinimal);
        folder.write("bar.json", kMinimal);

        CPPUNIT_ASSERT_THROW(BundleFiles(folder.path()), ConfigError);
    }

    void a_reload_brings_new_bundles_and_leaves_those_in_use()
    {
        folder.write("foo.json", with(R"("userdata":"old")"));
        BundleFiles bundles(folder.path());
        const auto inUse = bundles.current();
        folder.write("foo.json", with(R"("userdata":"new")"));

        bundles.reload();

        CPPUNIT_ASSERT_EQUAL(std::string("old"), inUse->find("foo")->userData.bytes());
        CPPUNIT_ASSERT_EQUAL(std::string("new"), bundles.current()->find("foo")->userData.bytes());
    }

    void a_reload_that_fails_keeps_the_old_bundles()
    {
        folder.write("foo.json", kMinimal);
        BundleFiles bundles(folder.path());
        folder.write("foo.json", "{");

        CPPUNIT_ASSERT_THROW(bundles.reload(), ConfigError);

        CPPUNIT_ASSERT_EQUAL(std::string("foo"), bundles.current()->names());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BundleFilesTest);

} // namespace readystage
