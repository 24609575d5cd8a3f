#include <cppunit/extensions/HelperMacros.h>

#include <array>

#include "common/runtime/AtomicFile.h"
#include "tests/cloudsim/core/Scenario.h"

namespace readystage::cloudsim {

class ScenarioTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ScenarioTest);
    CPPUNIT_TEST(the_demo_can_be_read);
    CPPUNIT_TEST(ids_follow_from_names_when_none_are_given);
    CPPUNIT_TEST(an_unknown_key_is_named_with_its_line);
    CPPUNIT_TEST(a_missing_key_is_named_with_the_line_of_its_object);
    CPPUNIT_TEST(a_value_of_another_type_is_named);
    CPPUNIT_TEST(text_that_is_no_json_is_named_with_its_line);
    CPPUNIT_TEST(a_reference_to_nothing_is_named);
    CPPUNIT_TEST(two_users_with_one_key_are_refused);
    CPPUNIT_TEST(addresses_listeners_and_ranges_are_checked);
    CPPUNIT_TEST(a_taken_address_is_refused);
    CPPUNIT_TEST(a_cloud_without_users_is_refused);
    CPPUNIT_TEST(rules_of_a_role_are_allow_or_deny);
    CPPUNIT_TEST(speed_and_misbehaviours_are_read);
    CPPUNIT_TEST(wrong_speeds_and_misbehaviours_are_named_with_line_and_key);
    CPPUNIT_TEST(a_count_makes_that_many_virtual_machines);
    CPPUNIT_TEST(every_section_names_an_unknown_key);
    CPPUNIT_TEST(every_section_names_a_value_of_another_type);
    CPPUNIT_TEST(words_that_nothing_has_are_named);
    CPPUNIT_TEST(another_release_can_be_asked_for);
    CPPUNIT_TEST_SUITE_END();

    static std::string errorOf(const std::string& text)
    {
        try {
            readScenario(text, {});
            return "no error";
        } catch (const ScenarioError& error) {
            return error.what();
        }
    }

    static std::string withNetwork(const std::string& members)
    {
        return R"({"users":[{"account":"a","api_key":"k","secret_key":"s"}],"zones":[{"name":"z"}],"networks":[{"name":"n",)" +
               members + "}]}";
    }

    /// A cloud with these members on its second line.
    static std::string with(const std::string& members)
    {
        return R"({"users":[{"account":"a","api_key":"k","secret_key":"s"}],"zones":[{"name":"z"}],)"
               "\n" +
               members + "}";
    }

    void speed_and_misbehaviours_are_read()
    {
        const Scenario scenario =
            readScenario(with(R"("speed":{"profile":"2011-table","per_vm_ms":1.5},"api_limit":25,"cloudstack":"4.11",
                    "misbehaviours":[{"name":"hang","probability":0.5,"command":"listZones"},
                                     {"name":"update-slow","count":3,"pause":"5s","for":"2m"}])"),
                         {});

        CPPUNIT_ASSERT_EQUAL(std::size_t{32}, scenario.speed.slots);
        CPPUNIT_ASSERT(scenario.speed.perVm == std::chrono::microseconds(1500));
        CPPUNIT_ASSERT_EQUAL(25U, scenario.world->apiLimit.most);
        CPPUNIT_ASSERT(scenario.world->settings.oldRelease);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, scenario.misbehaviours.size());
        CPPUNIT_ASSERT(!scenario.misbehaviours[0].plan.count);
        CPPUNIT_ASSERT_EQUAL(std::string("listZones"), scenario.misbehaviours[0].plan.command);
        CPPUNIT_ASSERT_EQUAL(3U, *scenario.misbehaviours[1].plan.count);
        CPPUNIT_ASSERT(scenario.misbehaviours[1].plan.pause == std::chrono::seconds(5));
        CPPUNIT_ASSERT(scenario.misbehaviours[1].lasts == std::chrono::minutes(2));
    }

    void wrong_speeds_and_misbehaviours_are_named_with_line_and_key()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: speed.profile: there is no slow"),
                             errorOf(with(R"("speed":{"profile":"slow"})")));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: speed.latency: there is no such key"),
                             errorOf(with(R"("speed":{"latency":1})")));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: misbehaviours[].name: there is no misbehaviour \"be-slow\""),
                             errorOf(with(R"("misbehaviours":[{"name":"be-slow"}])")));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: misbehaviours[].probability: must be from 0 to 1"),
                             errorOf(with(R"("misbehaviours":[{"name":"hang","probability":2}])")));
        CPPUNIT_ASSERT(errorOf(with(R"("misbehaviours":[{"name":"hang","for":"2"}])"))
                           .starts_with("line 2: misbehaviours[].for: "));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: cloudstack: must be 4.23 or 4.11"),
                             errorOf(with(R"("cloudstack":"4.12")")));
    }

    void a_count_makes_that_many_virtual_machines()
    {
        const Scenario scenario = readScenario(with(R"("service_offerings":[{"name":"s"}],"templates":[{"name":"t"}],
                    "networks":[{"name":"n","gateway":"10.1.0.1","netmask":"255.255.0.0","range":"10.1.0.2-10.1.9.9"}],
                    "virtual_machines":[{"name":"vm","count":3,"userdata":"a=1","tags":{"ready":"1"}}])"),
                                               {});

        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, scenario.world->vms.size());
        const Vm& last = *scenario.world->vms.findName("vm-3");
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.4"), last.nics.at(0).address);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, last.tags.size());
    }

    /// With `item` in the section, on the second line of a cloud that has what it may refer to.
    static std::string errorIn(const char* section, const std::string& item)
    {
        return errorOf(with("\"" + std::string(section) + "\":" + item));
    }

    static constexpr std::array kSections{
        "roles", "service_offerings", "disk_offerings",  "network_offerings", "templates",
        "vpcs",  "networks",          "virtual_machines"};

    void every_section_names_an_unknown_key()
    {
        for (const std::string section : kSections) {
            const std::string index = section == "network_offerings" ? "[]" : "[0]";

            CPPUNIT_ASSERT_EQUAL("line 2: " + section + index + ".colour: there is no such key",
                                 errorIn(section.c_str(), R"([{"name":"x","colour":1}])"));
        }
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: colour: there is no such key"), errorOf(with(R"("colour":1)")));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: networks[0].router.colour: there is no such key"),
                             errorIn("networks", R"([{"name":"x","type":"L2","router":{"colour":1}}])"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: roles[0].rules[].colour: there is no such key"),
                             errorIn("roles", R"([{"name":"x","type":"User","rules":[{"colour":1}]}])"));
    }

    void every_section_names_a_value_of_another_type()
    {
        for (const std::string section : kSections) {
            const std::string index = section == "network_offerings" ? "[]" : "[0]";

            CPPUNIT_ASSERT_EQUAL("line 2: " + section + ": expected an array", errorIn(section.c_str(), "{}"));
            CPPUNIT_ASSERT_EQUAL("line 2: " + section + index + ": expected an object",
                                 errorIn(section.c_str(), "[1]"));
            CPPUNIT_ASSERT_EQUAL("line 2: " + section + index + ".name: expected a string",
                                 errorIn(section.c_str(), R"([{"name":1}])"));
        }
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: networks[0].router: expected an object"),
                             errorIn("networks", R"([{"name":"x","type":"L2","router":1}])"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: speed: expected an object"), errorOf(with(R"("speed":1)")));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: session_seconds: expected an integer"),
                             errorOf(with(R"("session_seconds":"1")")));
    }

    void words_that_nothing_has_are_named()
    {
        const std::string cloud = R"("service_offerings":[{"name":"s"}],"templates":[{"name":"t"}],)"
                                  R"("networks":[{"name":"n","type":"L2"}],)";

        CPPUNIT_ASSERT_EQUAL(std::string("line 2: network_offerings[].name: there is no mine"),
                             errorIn("network_offerings", R"([{"name":"mine"}])"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: virtual_machines[0].state: must be Running, Stopped, Destroyed or "
                                         "Error"),
                             errorOf(with(cloud + R"("virtual_machines":[{"name":"v","state":"Asleep"}])")));
        CPPUNIT_ASSERT_EQUAL(
            std::string("line 1: zones[0].type: must be Advanced or Basic"),
            errorOf(R"({"users":[{"account":"a","api_key":"k","secret_key":"s"}],"zones":[{"name":"z","type":"X"}]})"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: networks[0].vpc: there is no v"),
                             errorIn("networks", R"([{"name":"n","vpc":"v"}])"));
        CPPUNIT_ASSERT_EQUAL(
            std::string("line 2: networks[0].router.redundant: the router is the VPC's: redundant_router there"),
            errorOf(with(R"("vpcs":[{"name":"v","cidr":"10.1.0.0/16"}],"networks":[{"name":"n","vpc":"v",)"
                         R"("gateway":"10.1.1.1","netmask":"255.255.255.0","range":"10.1.1.2-10.1.1.3",)"
                         R"("router":{"redundant":true}}])")));
    }

    void another_release_can_be_asked_for()
    {
        const Scenario scenario = readScenario(with(R"("cloudstack":"4.23")"), {}, "4.11");

        CPPUNIT_ASSERT(scenario.world->settings.oldRelease);
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, scenario.world->roles.size());
    }

    void the_demo_can_be_read()
    {
        const Scenario demo =
            readScenario(readFile(std::string(READYSTAGE_TEST_DATA) + "/../cloudsim/demo.json", 65536), {});

        CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1:8080"), demo.listen);
        CPPUNIT_ASSERT_EQUAL(std::string("owner"), demo.world->vms.findName("already-there")->tags.at(0).key);
    }

    void ids_follow_from_names_when_none_are_given()
    {
        const std::string text = withNetwork(R"("type":"L2")");

        const Scenario first = readScenario(text, {});
        const Scenario second = readScenario(text, {});

        CPPUNIT_ASSERT_EQUAL(first.world->networks.findName("n")->id, second.world->networks.findName("n")->id);
    }

    void an_unknown_key_is_named_with_its_line()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("line 4: zones[1].colour: there is no such key"),
                             errorOf("{\n\"zones\": [\n{\"name\": \"a\"},\n{\"name\": \"b\", \"colour\": 1}]}"));
    }

    void a_missing_key_is_named_with_the_line_of_its_object()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: users[0].api_key: missing"),
                             errorOf("{\"users\": [\n{\"account\": \"a\", \"secret_key\": \"s\"}]}"));
    }

    void a_value_of_another_type_is_named()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: job_milliseconds: expected an integer"),
                             errorOf("{\n\"job_milliseconds\": \"5\"}"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 1: job_milliseconds: must be from 0 to 3600000"),
                             errorOf("{\"job_milliseconds\": -1}"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 1: zones[0]: expected an object"), errorOf("{\"zones\": [1]}"));
    }

    void text_that_is_no_json_is_named_with_its_line()
    {
        CPPUNIT_ASSERT(errorOf("{\n\"zones\": [}\n").starts_with("line 2: not JSON: "));
    }

    void a_reference_to_nothing_is_named()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("line 1: networks[0].zone: there is no elsewhere"),
                             errorOf(withNetwork(R"("type":"L2","zone":"elsewhere")")));
        CPPUNIT_ASSERT_EQUAL(std::string("line 1: networks[0].account: there is no user of an account x"),
                             errorOf(withNetwork(R"("type":"L2","account":"x")")));
    }

    void two_users_with_one_key_are_refused()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string("line 1: users[1].api_key: another user has this key"),
            errorOf(
                R"({"users":[{"account":"a","api_key":"k","secret_key":"s"},{"account":"b","api_key":"k","secret_key":"s"}]})"));
    }

    void addresses_listeners_and_ranges_are_checked()
    {
        const std::string base = R"("gateway":"10.1.1.1","netmask":"255.255.255.0",)";

        CPPUNIT_ASSERT_EQUAL(std::string("line 1: networks[0].range: \"10.1.1.300\" is no IPv4 address"),
                             errorOf(withNetwork(base + R"("range":"10.1.1.2-10.1.1.300")")));
        CPPUNIT_ASSERT_EQUAL(std::string("line 1: networks[0].range: the first address is behind the last"),
                             errorOf(withNetwork(base + R"("range":"10.1.1.9-10.1.1.2")")));
        CPPUNIT_ASSERT_EQUAL(
            std::string("line 1: networks[0].netmask: 255.0.255.0 is no netmask"),
            errorOf(withNetwork(R"("gateway":"10.1.1.1","netmask":"255.0.255.0","range":"10.1.1.2-10.1.1.3")")));
        CPPUNIT_ASSERT_EQUAL(
            std::string("line 1: networks[0].router.listen: \"10.1.1.1\" is not ADDRESS:PORT with an IPv4 address"),
            errorOf(withNetwork(base + R"("range":"10.1.1.2-10.1.1.9","router":{"listen":["10.1.1.1"]})")));
        CPPUNIT_ASSERT_EQUAL(
            std::string("line 1: listen: \"127.0.0.1:65536\" is not ADDRESS:PORT with an IPv4 address"),
            errorOf(R"({"listen":"127.0.0.1:65536"})"));
    }

    void a_taken_address_is_refused()
    {
        const std::string vm = R"({"name":"v","network":"n","address":"10.1.1.2","account":"a"})";
        const std::string other = R"({"name":"w","network":"n","address":"10.1.1.2","account":"a"})";

        const std::string error = errorOf(
            R"({"users":[{"account":"a","api_key":"k","secret_key":"s"}],"zones":[{"name":"z"}],"service_offerings":[{"name":"s"}],
            "templates":[{"name":"t"}],"networks":[{"name":"n","gateway":"10.1.1.1","netmask":"255.255.255.0","range":"10.1.1.2-10.1.1.9"}],
            "virtual_machines":[)" +
            vm + "," + other + "]}");

        CPPUNIT_ASSERT_EQUAL(std::string("line 3: virtual_machines[1].address: 10.1.1.2 is taken"), error);
    }

    void a_cloud_without_users_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("line 1: users: at least one user is needed"), errorOf("{}"));
    }

    void rules_of_a_role_are_allow_or_deny()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string("line 1: roles[0].rules[].permission: must be allow or deny"),
            errorOf(R"({"roles":[{"name":"r","type":"Admin","rules":[{"rule":"*","permission":"no"}]}]})"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ScenarioTest);

} // namespace readystage::cloudsim
