#include <cppunit/extensions/HelperMacros.h>

#include <future>

#include "common/codec/Json.h"
#include "common/codec/Signature.h"
#include "tests/cloudsim/core/Scenario.h"
#include "tests/cloudsim/edge/ApiHandler.h"
#include "tests/cloudsim/edge/RouterHandler.h"
#include "tests/cloudsim/edge/SimHandler.h"
#include "tests/fakes/FakeClock.h"

namespace readystage::cloudsim {

/// Nobody's jobs: they stay pending.
class NoJobs : public JobStarter {
public:
    void start(const std::vector<std::string>&, std::chrono::nanoseconds) override {}
};

class HandlersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HandlersTest);
    CPPUNIT_TEST(a_query_overrides_the_body);
    CPPUNIT_TEST(a_long_uri_is_refused_by_the_web_server);
    CPPUNIT_TEST(a_long_head_is_refused_by_the_web_server_with_html);
    CPPUNIT_TEST(a_form_over_a_mebibyte_is_refused_by_the_web_server);
    CPPUNIT_TEST(a_broken_escape_is_refused_by_the_web_server);
    CPPUNIT_TEST(empty_200_has_a_content_type_and_no_body);
    CPPUNIT_TEST(a_call_held_before_is_not_executed_until_released);
    CPPUNIT_TEST(a_call_held_after_is_executed_but_not_answered_until_released);
    CPPUNIT_TEST(stats_count_calls_and_what_is_in_flight);
    CPPUNIT_TEST(the_router_sends_no_content_type);
    CPPUNIT_TEST(a_call_that_hangs_is_carried_out_and_shown_as_held);
    CPPUNIT_TEST(a_closed_port_is_closed_for_the_pause);
    CPPUNIT_TEST(what_comes_later_happens_in_the_world);
    CPPUNIT_TEST(the_router_misbehaves_as_told);
    CPPUNIT_TEST(a_router_that_was_stopped_answers_nobody);
    CPPUNIT_TEST(the_speed_can_be_changed_and_is_shown);
    CPPUNIT_TEST(a_call_that_finds_no_slot_waits);
    CPPUNIT_TEST(an_update_of_userdata_waits_for_the_router_a_rename_does_not);
    CPPUNIT_TEST(a_plan_is_shown_with_what_is_left_of_it);
    CPPUNIT_TEST(too_many_keys_in_a_form_are_refused_by_the_web_server);
    CPPUNIT_TEST(a_wrong_control_request_is_told_what_is_wrong);
    CPPUNIT_TEST(a_misbehaviour_of_a_command_that_never_meets_it_is_a_wrong_request);
    CPPUNIT_TEST(a_wrong_method_is_told_which_is_right);
    CPPUNIT_TEST(a_speed_of_a_command_needs_its_latency);
    CPPUNIT_TEST(reset_ends_holds_and_misbehaviours);
    CPPUNIT_TEST_SUITE_END();

    fakes::FakeClock clock;
    SharedWorld world;
    NoJobs jobs;
    Holds holds;
    Stats stats;
    Scheduler scheduler;
    Timing timing;
    std::chrono::milliseconds closedFor{0};
    ApiHandler api{{world, jobs, holds, stats, timing, scheduler, clock}};
    Misconduct misconduct{world, scheduler, [this](std::chrono::milliseconds time) { closedFor = time; }};
    SimHandler sim{{world, holds, stats, timing, scheduler, misconduct}};
    std::vector<http::Response> answers;

public:
    void setUp() override
    {
        auto scenario = readScenario();
        world.with([&](auto& held) { held = std::move(scenario); });
    }

private:
    static std::unique_ptr<World> readScenario();

    static http::Request request(const std::string& method, const std::string& target, const std::string& body = "")
    {
        http::Request made{method, target, {}, body, *IpAddress::parse("127.0.1.10"), *IpAddress::parse("127.0.0.1")};
        if (!body.empty())
            made.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        return made;
    }

    void ask(http::Handler& handler, const http::Request& request)
    {
        handler.handle(request, [this](http::Response response) { answers.push_back(std::move(response)); });
    }

    static std::string target(const Parameters& parameters)
    {
        return "/client/api?" + toQuery(sign(parameters, "key", Secret("secret")));
    }

    http::Response control(const std::string& method, const std::string& path)
    {
        ask(sim, request(method, path));
        const http::Response response = answers.back();
        answers.pop_back();
        return response;
    }

    std::string displayName()
    {
        return world.with([](auto& held) { return held->vms.findName("vm")->displayName; });
    }

    http::Request rename()
    {
        const std::string id = world.with([](auto& held) { return held->vms.findName("vm")->id; });
        return request(
            "GET",
            target(
                {{"command", "updateVirtualMachine"}, {"id", id}, {"displayname", "renamed"}, {"response", "json"}}));
    }

    void a_query_overrides_the_body()
    {
        const Parameters all =
            sign({{"command", "listZones"}, {"response", "json"}, {"name", "other"}}, "key", Secret("secret"));
        Parameters body = all;
        body[2].second = "zone";

        ask(api, request("POST", "/client/api?name=other", toQuery(body)));

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"listzonesresponse":{}})"), answers.at(0).body);
    }

    void a_long_uri_is_refused_by_the_web_server()
    {
        ask(api, request("GET", "/client/api?x=" + std::string(8192, 'a')));

        CPPUNIT_ASSERT_EQUAL(414, answers.at(0).status);
        CPPUNIT_ASSERT_EQUAL(std::string("<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>"),
                             answers.at(0).body);
    }

    void a_long_head_is_refused_by_the_web_server_with_html()
    {
        auto long_ = request("GET", "/client/api?x=" + std::string(8000, 'a'));
        long_.headers.emplace_back("X-Filler", std::string(300, 'b'));

        ask(api, long_);

        CPPUNIT_ASSERT_EQUAL(431, answers.at(0).status);
        CPPUNIT_ASSERT_EQUAL(std::string("text/html;charset=iso-8859-1"),
                             *http::findHeader(answers.at(0).headers, "Content-Type"));
    }

    void a_form_over_a_mebibyte_is_refused_by_the_web_server()
    {
        ask(api, request("POST", "/client/api", "x=" + std::string(1048576, 'a')));

        CPPUNIT_ASSERT_EQUAL(400, answers.at(0).status);
    }

    void a_broken_escape_is_refused_by_the_web_server()
    {
        ask(api, request("GET", "/client/api?command=listZones&x=%zz"));

        CPPUNIT_ASSERT_EQUAL(400, answers.at(0).status);
        CPPUNIT_ASSERT_EQUAL(std::string("text/html;charset=iso-8859-1"),
                             *http::findHeader(answers.at(0).headers, "Content-Type"));
    }

    void empty_200_has_a_content_type_and_no_body()
    {
        control("POST", "/sim/misbehave?name=empty-200");

        ask(api, rename());

        CPPUNIT_ASSERT_EQUAL(200, answers.at(0).status);
        CPPUNIT_ASSERT_EQUAL(std::string(), answers.at(0).body);
        CPPUNIT_ASSERT_EQUAL(std::string("renamed"), displayName());
    }

    void a_call_held_before_is_not_executed_until_released()
    {
        control("POST", "/sim/hold?command=updateVirtualMachine&when=before");

        ask(api, rename());

        CPPUNIT_ASSERT(answers.empty());
        CPPUNIT_ASSERT_EQUAL(std::string("vm"), displayName());
        CPPUNIT_ASSERT_EQUAL(std::string("{\"released\":1}\n"), control("POST", "/sim/release").body);
        CPPUNIT_ASSERT_EQUAL(200, answers.at(0).status);
        CPPUNIT_ASSERT_EQUAL(std::string("renamed"), displayName());
    }

    void a_call_held_after_is_executed_but_not_answered_until_released()
    {
        control("POST", "/sim/hold?command=updateVirtualMachine&when=after");

        ask(api, rename());

        CPPUNIT_ASSERT(answers.empty());
        CPPUNIT_ASSERT_EQUAL(std::string("renamed"), displayName());
        CPPUNIT_ASSERT_EQUAL(std::string("{\"held\":[{\"command\":\"updateVirtualMachine\",\"when\":\"after\"}]}\n"),
                             control("GET", "/sim/held").body);
        control("POST", "/sim/release");
        CPPUNIT_ASSERT_EQUAL(200, answers.at(0).status);
    }

    void stats_count_calls_and_what_is_in_flight()
    {
        control("POST", "/sim/hold?command=updateVirtualMachine&when=before");
        ask(api, rename());
        ask(api, request("GET", "/client/api?command=listZones"));

        const std::string shown = control("GET", "/sim/stats").body;

        CPPUNIT_ASSERT_EQUAL(
            std::string(
                R"({"calls":{"listZones":1,"updateVirtualMachine":1},"statuses":{"401":1},"rejected":1,"in_flight":1,"peak_in_flight":2,"waiting":0,"longest_queue":0,"routers":{}})") +
                "\n",
            shown);
    }

    void the_router_sends_no_content_type()
    {
        RouterHandler router(world, timing, world.with([](auto& held) { return held->networks.findName("net")->id; }));

        ask(router, request("GET", "/latest/meta-data/local-hostname"));

        CPPUNIT_ASSERT_EQUAL(std::string("vm"), answers.at(0).body);
        CPPUNIT_ASSERT(http::findHeader(answers.at(0).headers, "Content-Type") == nullptr);
        CPPUNIT_ASSERT(http::findHeader(answers.at(0).headers, "ETag") != nullptr);
    }

    std::string routerAnswer()
    {
        RouterHandler router(world, timing, world.with([](auto& held) { return held->networks.findName("net")->id; }));
        ask(router, request("GET", "/latest/meta-data/local-hostname"));
        const http::Response response = answers.back();
        answers.pop_back();
        return response.verbatim ? "dropped" : std::to_string(response.status) + " " + response.body.substr(0, 2);
    }

    void a_call_that_hangs_is_carried_out_and_shown_as_held()
    {
        control("POST", "/sim/misbehave?name=hang");

        ask(api, rename());

        CPPUNIT_ASSERT(answers.empty());
        CPPUNIT_ASSERT_EQUAL(std::string("renamed"), displayName());
        CPPUNIT_ASSERT(control("GET", "/sim/held").body.find("updateVirtualMachine") != std::string::npos);
        control("POST", "/sim/release");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, answers.size());
    }

    void a_closed_port_is_closed_for_the_pause()
    {
        control("POST", "/sim/misbehave?name=refuse-connections&pause=3s");

        CPPUNIT_ASSERT(closedFor == std::chrono::seconds(3));
    }

    void what_comes_later_happens_in_the_world()
    {
        std::promise<void> happened;
        control("POST", "/sim/misbehave?name=lost-update&pause=0ms");
        ask(api, rename());

        // tasks of one time are done in their order
        scheduler.at(std::chrono::steady_clock::now(), [&happened] { happened.set_value(); });
        happened.get_future().wait();

        CPPUNIT_ASSERT_EQUAL(std::string("vm"), displayName());
    }

    void the_router_misbehaves_as_told()
    {
        const auto told = [&](const char* name) {
            control("POST", std::string("/sim/misbehave?name=") + name);
            return routerAnswer();
        };

        CPPUNIT_ASSERT_EQUAL(std::string("200 "), told("metadata-empty"));
        CPPUNIT_ASSERT_EQUAL(std::string("404 <!"), told("metadata-404"));
        CPPUNIT_ASSERT_EQUAL(std::string("dropped"), told("metadata-reset"));
        CPPUNIT_ASSERT_EQUAL(std::string("200 vm"), routerAnswer());
    }

    void a_router_that_was_stopped_answers_nobody()
    {
        world.with([](auto& held) { routerStopped(*held, *held->routers.begin()->second); });

        CPPUNIT_ASSERT_EQUAL(std::string("dropped"), routerAnswer());
    }

    void the_speed_can_be_changed_and_is_shown()
    {
        control("POST", "/sim/speed?profile=2011-table&per_vm_ms=1.5&api_limit=25");
        control("POST", "/sim/speed?command=listZones&latency_ms=3");

        const Json shown = Json::parse(control("GET", "/sim/speed").body);

        CPPUNIT_ASSERT_EQUAL(std::string("20.000"), shown.at("latency_ms").asString());
        CPPUNIT_ASSERT_EQUAL(std::string("3.000"), shown.at("latency_ms_of").at("listZones").asString());
        CPPUNIT_ASSERT_EQUAL(std::string("1.500"), shown.at("per_vm_ms").asString());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{32}, shown.at("slots").asInteger());
        CPPUNIT_ASSERT_EQUAL(25U, world.with([](auto& held) { return held->apiLimit.most; }));
        CPPUNIT_ASSERT_EQUAL(400, control("POST", "/sim/speed?profile=slow").status);
    }

    void a_call_that_finds_no_slot_waits()
    {
        control("POST", "/sim/speed?slots=1&latency_ms=3600000"); // longer than any test
        for (int i = 0; i < 3; ++i)
            ask(api, rename());

        const Json shown = Json::parse(control("GET", "/sim/stats").body);

        CPPUNIT_ASSERT(answers.empty());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, shown.at("waiting").asInteger());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, shown.at("longest_queue").asInteger());
    }

    void an_update_of_userdata_waits_for_the_router_a_rename_does_not()
    {
        control("POST", "/sim/speed?router_ms=3600000");
        const std::string id = world.with([](auto& held) { return held->vms.findName("vm")->id; });

        ask(api, request("GET", target({{"command", "updateVirtualMachine"}, {"id", id}, {"userdata", "YT0xCg=="}})));
        ask(api, rename());

        const Json router = Json::parse(control("GET", "/sim/stats").body).at("routers").at("net");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, answers.size());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, router.at("waiting").asInteger());
        CPPUNIT_ASSERT_EQUAL(std::string("YT0xCg=="),
                             world.with([](auto& held) { return held->vms.findName("vm")->userData; }));
    }

    void a_plan_is_shown_with_what_is_left_of_it()
    {
        control("POST", "/sim/misbehave?name=empty-200&probability=0.5&command=listZones");
        control("POST", "/sim/misbehave?name=throttle-429&count=2");
        ask(api, rename());

        const std::string shown = control("GET", "/sim/misbehaviours").body;

        CPPUNIT_ASSERT(
            shown.find(R"("planned":{"probability":"0.5","command":"listZones","pause_ms":2000},"happened":0)") !=
            std::string::npos);
        CPPUNIT_ASSERT(shown.find(R"("planned":{"count":1,"pause_ms":2000},"happened":1)") != std::string::npos);
    }

    void too_many_keys_in_a_form_are_refused_by_the_web_server()
    {
        std::string form;
        for (int i = 0; i <= 5000; ++i)
            form += "a=1&";

        ask(api, request("POST", "/client/api", form));

        CPPUNIT_ASSERT_EQUAL(400, answers.at(0).status);
    }

    std::string problemOf(const char* method, const char* path)
    {
        const http::Response response = control(method, path);
        return std::to_string(response.status) + " " + Json::parse(response.body).at("detail").asString();
    }

    void a_wrong_control_request_is_told_what_is_wrong()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("400 command: missing"), problemOf("POST", "/sim/hold?when=before"));
        CPPUNIT_ASSERT_EQUAL(std::string("400 command: there is no listNothing"),
                             problemOf("POST", "/sim/hold?command=listNothing&when=before"));
        CPPUNIT_ASSERT_EQUAL(std::string("400 when: must be before or after"),
                             problemOf("POST", "/sim/hold?command=listZones"));
        CPPUNIT_ASSERT_EQUAL(std::string("400 count: expected a whole number, not x"),
                             problemOf("POST", "/sim/misbehave?name=empty-200&count=x"));
        CPPUNIT_ASSERT_EQUAL(std::string("400 name: there is no misbehaviour \"x\"; GET /sim/misbehaviours lists them"),
                             problemOf("POST", "/sim/misbehave?name=x"));
        CPPUNIT_ASSERT_EQUAL(std::string("400 porbability: there is no such parameter"),
                             problemOf("POST", "/sim/misbehave?name=hang&porbability=1"));
        CPPUNIT_ASSERT_EQUAL(std::string("400 probability: expected at most 1, not 2"),
                             problemOf("POST", "/sim/misbehave?name=hang&probability=2"));
        for (const char* const number : {"nan", "inf", "1e300", "3600001"})
            CPPUNIT_ASSERT(problemOf("POST", (std::string("/sim/speed?latency_ms=") + number).c_str())
                               .starts_with("400 latency_ms: "));
        CPPUNIT_ASSERT_EQUAL(std::string("404 there is no /sim/nothing"), problemOf("GET", "/sim/nothing"));
        CPPUNIT_ASSERT_EQUAL(std::string("400 count: given twice"),
                             problemOf("POST", "/sim/misbehave?name=hang&count=1&count=2"));
        CPPUNIT_ASSERT_EQUAL(std::string("400 id: missing"), problemOf("GET", "/sim/configdrive"));
        CPPUNIT_ASSERT(problemOf("GET", "/sim/held?wait=30").starts_with("400 wait: "));
    }

    void a_misbehaviour_of_a_command_that_never_meets_it_is_a_wrong_request()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("400 command: tag-duplicate never happens to listZones"),
                             problemOf("POST", "/sim/misbehave?name=tag-duplicate&command=listZones"));
        CPPUNIT_ASSERT_EQUAL(
            std::string("400 command: metadata-404 happens to no command, so it can be limited to none"),
            problemOf("POST", "/sim/misbehave?name=metadata-404&command=listZones"));
        CPPUNIT_ASSERT_EQUAL(200, control("POST", "/sim/misbehave?name=tag-duplicate&command=createTags").status);
    }

    void a_wrong_method_is_told_which_is_right()
    {
        const http::Response response = control("GET", "/sim/reset");

        CPPUNIT_ASSERT_EQUAL(405, response.status);
        CPPUNIT_ASSERT_EQUAL(std::string("POST"), *http::findHeader(response.headers, "Allow"));
        CPPUNIT_ASSERT_EQUAL(std::string("405 /sim/speed takes GET, POST only"), problemOf("DELETE", "/sim/speed"));
    }

    void a_speed_of_a_command_needs_its_latency()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("400 latency_ms: missing; it alone can be of one command"),
                             problemOf("POST", "/sim/speed?command=listZones"));
        CPPUNIT_ASSERT(control("GET", "/sim/speed").body.find("listZones") == std::string::npos);
    }

    void reset_ends_holds_and_misbehaviours()
    {
        control("POST", "/sim/misbehave?name=empty-200");
        control("POST", "/sim/hold?command=updateVirtualMachine&when=before&count=2");
        ask(api, rename());

        control("POST", "/sim/reset");
        ask(api, rename());

        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, answers.size());
        CPPUNIT_ASSERT(!answers.at(1).body.empty());
    }
};

std::unique_ptr<World> HandlersTest::readScenario()
{
    return std::move(
        cloudsim::readScenario(
            R"({"users":[{"account":"a","role":"Admin","api_key":"key","secret_key":"secret"}],"zones":[{"name":"zone"}],
        "service_offerings":[{"name":"s"}],"templates":[{"name":"t"}],
        "networks":[{"name":"net","gateway":"127.0.1.1","netmask":"255.255.255.0","range":"127.0.1.10-127.0.1.20"}],
        "virtual_machines":[{"name":"vm","account":"a"}]})",
            {})
            .world);
}

CPPUNIT_TEST_SUITE_REGISTRATION(HandlersTest);

} // namespace readystage::cloudsim
