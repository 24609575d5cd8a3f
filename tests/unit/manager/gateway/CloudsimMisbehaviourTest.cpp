#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "tests/unit/manager/gateway/CloudsimWorld.h"

namespace readystage {

/// The port against a cloud that misbehaves: whatever CloudStack does, a caller gets one of the four kinds of error, or
/// a true answer. Also the proof that cloudsim misbehaves on the wire.
class CloudsimMisbehaviourTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CloudsimMisbehaviourTest);
    CPPUNIT_TEST(every_misbehaviour_ends_in_its_kind_of_error);
    CPPUNIT_TEST(a_call_that_hangs_is_unknown_after_its_deadline);
    CPPUNIT_TEST(a_closed_port_is_unreachable_and_opens_again);
    CPPUNIT_TEST(throttling_says_how_long_to_wait);
    CPPUNIT_TEST(a_name_that_spoils_json_is_read_all_the_same);
    CPPUNIT_TEST_SUITE_END();

    using Kind = ApiError::Kind;
    using Ask = std::function<std::optional<ApiError>(CloudStackApi& api, const InstanceId& vm)>;

    template <class T> static std::optional<ApiError> errorOf(const ApiResult<T>& result)
    {
        return result ? std::nullopt : std::optional(result.error());
    }

    static std::optional<ApiError> look(CloudStackApi& api, const InstanceId& vm) { return errorOf(api.vm(vm)); }

    static std::optional<ApiError> read(CloudStackApi& api, const InstanceId& vm)
    {
        return errorOf(api.userDataOf(vm));
    }

    static std::optional<ApiError> write(CloudStackApi& api, const InstanceId& vm)
    {
        return errorOf(api.setUserData(vm, UserData("ready=1\n")));
    }

    static std::optional<ApiError> tag(CloudStackApi& api, const InstanceId& vm)
    {
        return errorOf(api.createTags(vm, {{"ready", "1"}}));
    }

    struct Case {
        const char* misbehaviour;
        Ask ask;
        std::optional<Kind> kind; ///< nullopt: the call succeeds
    };

    static std::vector<Case> cases()
    {
        return {{"update-530-not-stored", write, Kind::unknown},
                {"update-530-stored", write, Kind::unknown},
                {"update-534-stored", write, Kind::unknown},
                {"lost-update", write, std::nullopt},
                {"append-growth", write, std::nullopt},
                {"reapply-on-rename", look, std::nullopt},
                {"poisoned-list", look, std::nullopt},
                {"events-missing", tag, std::nullopt},
                {"tag-duplicate", tag, Kind::refused},
                {"job-fails", tag, Kind::refused},
                {"job-forgotten", tag, Kind::unknown},
                {"job-stuck", tag, Kind::unknown},
                {"maintenance-503", tag, Kind::unreachable},
                {"throttle-429", look, Kind::unreachable},
                {"unauthorized-401", look, Kind::refused},
                {"html-502", look, Kind::unknown},
                {"html-502", write, Kind::unknown},
                {"empty-200", look, Kind::unknown},
                {"empty-200", write, Kind::unknown},
                {"truncate-answer", look, Kind::unknown},
                {"truncate-answer", write, Kind::unknown},
                {"lost-answer", read, Kind::unknown},
                {"lost-answer", tag, Kind::unknown},
                {"update-slow", write, std::nullopt}};
    }

    static std::string words(const std::optional<Kind>& kind)
    {
        static const std::map<Kind, std::string> kWords{{Kind::unreachable, "unreachable"},
                                                        {Kind::unknown, "unknown"},
                                                        {Kind::refused, "refused"},
                                                        {Kind::malformed, "malformed"}};
        return kind ? kWords.at(*kind) : "no error";
    }

    /// Those the port does not meet: what is at the router, and the two that need a test of their own.
    static bool isElsewhere(const std::string& name)
    {
        return name.starts_with("metadata-") || name == "hang" || name == "refuse-connections";
    }

    void every_misbehaviour_ends_in_its_kind_of_error()
    {
        for (const Case& one : cases()) {
            CloudsimWorld world;
            const InstanceId vm = world.addVm("role=web\n");
            world.control("POST", std::string("/sim/misbehave?pause=20ms&name=") + one.misbehaviour);
            if (std::string_view(one.misbehaviour) == "job-stuck")
                world.stopWaiting();

            const auto error = one.ask(world.api(), vm);

            CPPUNIT_ASSERT_EQUAL_MESSAGE(one.misbehaviour + (error ? ": " + error->message : std::string()),
                                         words(one.kind), words(error ? std::optional(error->kind) : std::nullopt));
        }
        for (const auto& row : cloudsim::misbehaviours()) {
            const auto all = cases();
            const bool tried = std::any_of(all.begin(), all.end(), [&](const Case& one) {
                return std::string_view(one.misbehaviour) == row.name;
            });
            CPPUNIT_ASSERT_MESSAGE(row.name, tried || isElsewhere(row.name));
        }
    }

    void a_call_that_hangs_is_unknown_after_its_deadline()
    {
        CloudsimWorld world;
        world.control("POST", "/sim/misbehave?name=hang&command=listZones");

        const auto answer = world.callFor(std::chrono::milliseconds(200), "listZones", {});

        CPPUNIT_ASSERT_EQUAL(std::string("unknown"), words(answer ? std::nullopt : std::optional(answer.error().kind)));
    }

    void a_closed_port_is_unreachable_and_opens_again()
    {
        CloudsimWorld world;
        const InstanceId vm = world.addVm("");
        world.control("POST", "/sim/misbehave?name=refuse-connections&pause=300ms");

        std::set<std::string> seen;
        for (int i = 0; i < 100'000 && (!seen.contains("unreachable") || !seen.contains("no error")); ++i) {
            const auto error = look(world.api(), vm);
            const std::string kind = words(error ? std::optional(error->kind) : std::nullopt);
            if (kind == "no error" && !seen.contains("unreachable"))
                continue; // not closed yet
            seen.insert(kind);
        }

        CPPUNIT_ASSERT(seen.contains("unreachable"));
        CPPUNIT_ASSERT(seen.contains("no error"));
        CPPUNIT_ASSERT(!seen.contains("refused") && !seen.contains("malformed"));
    }

    void throttling_says_how_long_to_wait()
    {
        CloudsimWorld world;
        const InstanceId vm = world.addVm("");
        world.control("POST", "/sim/misbehave?name=throttle-429&pause=133ms");

        const auto error = look(world.api(), vm);

        CPPUNIT_ASSERT(error && error->retryAfter == std::chrono::milliseconds(133));
    }

    void a_name_that_spoils_json_is_read_all_the_same()
    {
        CloudsimWorld world;
        const InstanceId vm = world.addVm("");
        const auto renamed = world.callFor(std::chrono::seconds(30), "updateVirtualMachine",
                                           {{"id", vm.str()}, {"displayname", "\\u0024"}});

        const auto error = look(world.api(), vm);

        CPPUNIT_ASSERT(!renamed);
        CPPUNIT_ASSERT_EQUAL(std::string("no error"), words(error ? std::optional(error->kind) : std::nullopt));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CloudsimMisbehaviourTest);

} // namespace readystage
