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
    CPPUNIT_TEST(domains_are_paths_from_root);
    CPPUNIT_TEST(an_admin_outside_root_is_refused);
    CPPUNIT_TEST(a_second_row_of_one_id_or_name_is_refused);
    CPPUNIT_TEST(a_name_of_two_things_must_not_be_referred_to);
    CPPUNIT_TEST(ranges_lie_in_their_network_and_leave_the_gateway_out);
    CPPUNIT_TEST(an_l2_network_has_no_addresses);
    CPPUNIT_TEST(addresses_of_virtual_machines_lie_in_their_network);
    CPPUNIT_TEST(names_of_virtual_machines_are_free_host_names);
    CPPUNIT_TEST(a_virtual_machine_on_anothers_network_is_refused);
    CPPUNIT_TEST(too_long_userdata_is_refused);
    CPPUNIT_TEST(a_misbehaviour_of_a_command_that_never_meets_it_is_refused);
    CPPUNIT_TEST(null_is_named_where_it_stands);
    CPPUNIT_TEST(the_guest_hooks_line_is_known);
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
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: misbehaviours[0].name: there is no misbehaviour \"be-slow\""),
                             errorOf(with(R"("misbehaviours":[{"name":"be-slow"}])")));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: misbehaviours[0].probability: must be from 0 to 1"),
                             errorOf(with(R"("misbehaviours":[{"name":"hang","probability":2}])")));
        CPPUNIT_ASSERT(errorOf(with(R"("misbehaviours":[{"name":"hang","for":"2"}])"))
                           .starts_with("line 2: misbehaviours[0].for: "));
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
            CPPUNIT_ASSERT_EQUAL("line 2: " + section + "[0].colour: there is no such key",
                                 errorIn(section.c_str(), R"([{"name":"x","colour":1}])"));
        }
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: colour: there is no such key"), errorOf(with(R"("colour":1)")));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: networks[0].router.colour: there is no such key"),
                             errorIn("networks", R"([{"name":"x","type":"L2","router":{"colour":1}}])"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: roles[0].rules[0].colour: there is no such key"),
                             errorIn("roles", R"([{"name":"x","type":"User","rules":[{"colour":1}]}])"));
    }

    void every_section_names_a_value_of_another_type()
    {
        for (const std::string section : kSections) {
            CPPUNIT_ASSERT_EQUAL("line 2: " + section + ": expected an array", errorIn(section.c_str(), "{}"));
            CPPUNIT_ASSERT_EQUAL("line 2: " + section + "[0]: expected an object", errorIn(section.c_str(), "[1]"));
            CPPUNIT_ASSERT_EQUAL("line 2: " + section + "[0].name: expected a string",
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

        CPPUNIT_ASSERT_EQUAL(std::string("line 2: network_offerings[0].name: there is no mine"),
                             errorIn("network_offerings", R"([{"name":"mine"}])"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: virtual_machines[0].state: must be Running, Stopped, Destroyed or "
                                         "Error"),
                             errorOf(with(cloud + R"("virtual_machines":[{"name":"v","state":"Asleep"}])")));
        CPPUNIT_ASSERT_EQUAL(
            std::string("line 1: zones[0].type: must be Advanced or Basic"),
            errorOf(R"({"users":[{"account":"a","api_key":"k","secret_key":"s"}],"zones":[{"name":"z","type":"X"}]})"));
        CPPUNIT_ASSERT_EQUAL(
            std::string("line 2: networks[0].network_offering: DefaultIsolatedNetworkOffering is not for "
                        "a network of type L2"),
            errorIn("networks", R"([{"name":"n","type":"L2",)"
                                R"("network_offering":"DefaultIsolatedNetworkOffering"}])"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: networks[0].vpc: there is no v"),
                             errorIn("networks", R"([{"name":"n","vpc":"v"}])"));
        CPPUNIT_ASSERT_EQUAL(
            std::string("line 2: networks[0].router.redundant: the router is the VPC's: redundant_router there"),
            errorOf(with(R"("vpcs":[{"name":"v","cidr":"10.1.0.0/16"}],"networks":[{"name":"n","vpc":"v",)"
                         R"("gateway":"10.1.1.1","netmask":"255.255.255.0","range":"10.1.1.2-10.1.1.3",)"
                         R"("router":{"redundant":true}}])")));
    }

    static std::string errorOfUser(const std::string& members)
    {
        return errorOf(R"({"users":[{"account":"a","api_key":"k","secret_key":"s",)" + members + "}]}");
    }

    /// With these members of its one virtual machine, on the second line; further rows of other sections before it.
    static std::string errorOfVm(const std::string& members, const std::string& more = "")
    {
        return errorOf(with(R"("service_offerings":[{"name":"s"}],"templates":[{"name":"t"}],)"
                            R"("networks":[{"name":"n","gateway":"10.1.1.1","netmask":"255.255.255.0",)"
                            R"("range":"10.1.1.2-10.1.1.9"},{"name":"flat","type":"L2"}],)" +
                            more + R"("virtual_machines":[{)" + members + "}]"));
    }

    void domains_are_paths_from_root()
    {
        const std::string refused = "line 1: users[0].domain: must be ROOT or a path below it, such as "
                                    "ROOT/sales/europe";
        const Scenario scenario = readScenario(
            R"({"users":[{"account":"a","api_key":"k","secret_key":"s","domain":"ROOT/sales/europe"},
                         {"account":"b","api_key":"l","secret_key":"s","domain":"ROOT/it/europe"}]})",
            {});

        CPPUNIT_ASSERT_EQUAL(std::size_t{5}, scenario.world->domains.size());
        CPPUNIT_ASSERT_EQUAL(std::string("ROOT/sales"), scenario.world->domains.findName("sales")->path);
        CPPUNIT_ASSERT_EQUAL(std::string("ROOT/it/europe"), scenario.world->accounts.findName("b")->domain->path);
        for (const char* const wrong : {"dom1", "ROOT//x", "ROOT/x/", "/", "/ROOT", "root/x"})
            CPPUNIT_ASSERT_EQUAL(refused, errorOfUser(R"("domain":")" + std::string(wrong) + "\""));
    }

    void an_admin_outside_root_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string("line 1: users[0].domain: an account with a role of type Admin must be in ROOT"),
            errorOfUser(R"("role":"Admin","domain":"ROOT/x")"));
    }

    void a_second_row_of_one_id_or_name_is_refused()
    {
        const std::string id = R"("id":"11111111-2222-4333-8444-555555555555")";
        const std::string two = R"("name":"v",)" + id + R"(},{"name":"w",)" + id;

        CPPUNIT_ASSERT_EQUAL(std::string("line 2: virtual_machines[1].id: there is such a vm already"), errorOfVm(two));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: networks[1].name: there is such a network already"),
                             errorIn("networks", R"([{"name":"n","type":"L2"},{"name":"n","type":"L2"}])"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: disk_offerings[1].id: there is such a diskoffering already"),
                             errorIn("disk_offerings", "[{" + two + "}]"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: roles[0].name: there is such a role already"),
                             errorIn("roles", R"([{"name":"User","type":"User"}])"));
    }

    void a_name_of_two_things_must_not_be_referred_to()
    {
        const std::string offerings = R"("disk_offerings":[],"service_offerings":[{"name":"s"},)"
                                      R"({"name":"s","id":"11111111-2222-4333-8444-555555555555"}],)"
                                      R"("templates":[{"name":"t"}],"networks":[{"name":"n","type":"L2"}],)"
                                      R"("virtual_machines":[{"name":"v","service_offering":)";

        CPPUNIT_ASSERT_EQUAL(
            std::string("line 2: virtual_machines[0].service_offering: there are two called s: name the id"),
            errorOf(with(offerings + R"("s"}])")));
        CPPUNIT_ASSERT_EQUAL(std::string("no error"),
                             errorOf(with(offerings + R"("11111111-2222-4333-8444-555555555555"}])")));
    }

    void ranges_lie_in_their_network_and_leave_the_gateway_out()
    {
        const auto rangeError = [](const std::string& range) {
            return errorOf(withNetwork(R"("gateway":"10.1.1.1","netmask":"255.255.255.0","range":")" + range + "\""));
        };
        const std::string outside = "line 1: networks[0].range: reaches out of 10.1.1.0/24";

        CPPUNIT_ASSERT_EQUAL(outside, rangeError("10.1.2.2-10.1.2.9"));
        CPPUNIT_ASSERT_EQUAL(outside, rangeError("10.1.1.200-10.1.1.255"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 1: networks[0].range: holds the gateway"),
                             rangeError("10.1.1.1-10.1.1.9"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 2: vpcs[0].cidr: \"10.1.0.0\" is not ADDRESS/BITS"),
                             errorIn("vpcs", R"([{"name":"v","cidr":"10.1.0.0"}])"));
        CPPUNIT_ASSERT_EQUAL(
            std::string("line 2: networks[0].range: is not in the VPC's 10.2.0.0/16"),
            errorOf(with(R"("vpcs":[{"name":"v","cidr":"10.2.0.0/16"}],"networks":[{"name":"n","vpc":"v",)"
                         R"("gateway":"10.1.1.1","netmask":"255.255.255.0","range":"10.1.1.2-10.1.1.3"}])")));
    }

    void an_l2_network_has_no_addresses()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("line 1: networks[0].gateway: an L2 network has no addresses and no router"),
                             errorOf(withNetwork(R"("type":"L2","gateway":"10.1.1.1")")));
        CPPUNIT_ASSERT_EQUAL(std::string("line 1: networks[0].router: an L2 network has no addresses and no router"),
                             errorOf(withNetwork(R"("type":"L2","router":{"listen":["127.0.1.1:0"]})")));
    }

    void addresses_of_virtual_machines_lie_in_their_network()
    {
        const auto refusal = [](const std::string& address, const std::string& network) {
            return "line 2: virtual_machines[0].address: " + address + " is no address for a guest of " + network;
        };

        CPPUNIT_ASSERT_EQUAL(refusal("10.1.2.5", "n"), errorOfVm(R"("name":"v","address":"10.1.2.5")"));
        CPPUNIT_ASSERT_EQUAL(refusal("10.1.1.1", "n"), errorOfVm(R"("name":"v","address":"10.1.1.1")"));
        CPPUNIT_ASSERT_EQUAL(refusal("10.1.1.255", "n"), errorOfVm(R"("name":"v","address":"10.1.1.255")"));
        CPPUNIT_ASSERT_EQUAL(refusal("10.1.1.5", "flat"),
                             errorOfVm(R"("name":"v","network":"flat","address":"10.1.1.5")"));
        CPPUNIT_ASSERT_EQUAL(std::string("no error"), errorOfVm(R"("name":"v","address":"10.1.1.77")"));
    }

    void names_of_virtual_machines_are_free_host_names()
    {
        const std::string rule = " is no host name: letters, digits and hyphens, at most 63, a letter first";
        const std::string longest(62, 'a');

        CPPUNIT_ASSERT_EQUAL("line 2: virtual_machines[0].name: under_score" + rule,
                             errorOfVm(R"("name":"under_score")"));
        CPPUNIT_ASSERT_EQUAL("line 2: virtual_machines[0].count: " + longest + "-2" + rule,
                             errorOfVm(R"("name":")" + longest + R"(","count":2)"));
        CPPUNIT_ASSERT_EQUAL(
            std::string("line 2: virtual_machines[1].name: there is a virtual machine v on the network already"),
            errorOfVm(R"("name":"v"},{"name":"v","id":"11111111-2222-4333-8444-555555555555")"));
    }

    void a_virtual_machine_on_anothers_network_is_refused()
    {
        const std::string two = R"({"users":[{"account":"a","api_key":"k","secret_key":"s"},)"
                                R"({"account":"b","api_key":"l","secret_key":"s"}],"zones":[{"name":"z"}],)"
                                R"("service_offerings":[{"name":"s"}],"templates":[{"name":"t"}],)"
                                R"("vpcs":[{"name":"c","cidr":"10.0.0.0/8","account":"b"}],)"
                                R"("networks":[{"name":"n","type":"L2","account":"b"},{"name":"tier","vpc":"c",)"
                                R"("gateway":"10.1.1.1","netmask":"255.255.255.0","range":"10.1.1.2-10.1.1.3"}],)"
                                R"("virtual_machines":[{"name":"v","network":)";

        CPPUNIT_ASSERT_EQUAL(std::string("line 1: virtual_machines[0].network: n is the account b's, not a's"),
                             errorOf(two + R"("n"}]})"));
        CPPUNIT_ASSERT_EQUAL(std::string("line 1: virtual_machines[0].network: tier is the account b's, not a's"),
                             errorOf(two + R"("tier"}]})"));
        CPPUNIT_ASSERT_EQUAL(std::string("no error"), errorOf(two + R"("n","account":"b"}]})"));
    }

    void too_long_userdata_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string("line 2: virtual_machines[0].userdata: has 12 characters in base64, which is more than "
                        "userdata_max_length, 8"),
            errorOfVm(R"("name":"v","userdata":"1234567")", R"("userdata_max_length":8,)"));
        CPPUNIT_ASSERT_EQUAL(std::string("no error"),
                             errorOfVm(R"("name":"v","userdata":"123456")", R"("userdata_max_length":8,)"));
    }

    void a_misbehaviour_of_a_command_that_never_meets_it_is_refused()
    {
        const auto misbehaviour = [](const std::string& name, const std::string& command) {
            return errorIn("misbehaviours",
                           R"([{"name":"hang"},{"name":")" + name + R"(","command":")" + command + "\"}]");
        };
        const std::string key = "line 2: misbehaviours[1].command: ";

        CPPUNIT_ASSERT_EQUAL(key + "tag-duplicate never happens to listZones",
                             misbehaviour("tag-duplicate", "listZones"));
        CPPUNIT_ASSERT_EQUAL(key + "job-stuck never happens to listZones", misbehaviour("job-stuck", "listZones"));
        CPPUNIT_ASSERT_EQUAL(key + "metadata-404 happens to no command, so it can be limited to none",
                             misbehaviour("metadata-404", "listZones"));
        CPPUNIT_ASSERT_EQUAL(std::string("no error"), misbehaviour("job-stuck", "createTags"));
        CPPUNIT_ASSERT_EQUAL(std::string("no error"), misbehaviour("hang", "listZones"));
    }

    void null_is_named_where_it_stands()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("line 3: listen: expected a string"),
                             errorOf("{\n\"job_milliseconds\":1,\n\"listen\":null}"));
    }

    void the_guest_hooks_line_is_known()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, readScenario(with(R"("guest_hook":"/h")"), {}).guestHookLine);
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
            std::string("line 1: roles[0].rules[0].permission: must be allow or deny"),
            errorOf(R"({"roles":[{"name":"r","type":"Admin","rules":[{"rule":"*","permission":"no"}]}]})"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ScenarioTest);

} // namespace readystage::cloudsim
