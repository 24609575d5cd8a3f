#include <cppunit/extensions/HelperMacros.h>

#include <functional>
#include <map>
#include <sstream>

#include "common/codec/Signature.h"
#include "common/runtime/AtomicFile.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Scenario.h"
#include "tests/cloudsim/edge/ApiHandler.h"
#include "tests/fakes/FakeClock.h"
#include "tests/unit/cloudsim/Comparison.h"
#include "tests/unit/cloudsim/Differences.h"
#include "tests/unit/cloudsim/Recording.h"

namespace readystage::cloudsim {

/// Jobs end when told.
class PatientJobs : public JobStarter {
public:
    void start(const std::vector<std::string>& jobs, std::chrono::nanoseconds) override
    {
        waiting_.insert(waiting_.end(), jobs.begin(), jobs.end());
    }

    void finishAll(World& world, Instant now)
    {
        while (!waiting_.empty()) {
            for (const std::string& job : std::exchange(waiting_, {}))
                finishJob(world, job, {}, now);
            start(world.takeRunnableJobs(), {});
        }
    }

private:
    std::vector<std::string> waiting_;
};

/// Sends a recording's requests, one after the other, to a cloudsim set up like the recorded cloud.
class Replay {
public:
    Replay(const std::string& scenario, const std::string& now, Differences& differences)
        : differences_(differences),
          comparison_(differences)
    {
        clock_.advance(std::chrono::duration_cast<std::chrono::milliseconds>(*parseExpires(now) - clock_.now()));
        world_.with([&](auto& world) { world = std::move(readScenario(scenario, clock_.now()).world); });
    }

    World& world()
    {
        return *world_.with([](auto& world) { return world.get(); });
    }

    /// What differs from the recording and is not excused, one a line.
    std::string run(const std::string& name)
    {
        std::ostringstream all;
        for (const Exchange& exchange : recording(name)) {
            if (beforeEach)
                beforeEach(exchange, *this);
            const auto found = differencesAt(exchange);
            if (!found.empty() && differences_.isExcused(exchange.id))
                continue;
            for (const std::string& difference : found)
                all << exchange.id << " (" << exchange.note << ") " << difference << '\n';
        }
        return all.str();
    }

    /// What the recording's makers did between two exchanges.
    void call(Parameters parameters)
    {
        const RecordedKeys admin = recordedKeys("admin");
        const Outcome outcome =
            answer(world(), {true, sign(std::move(parameters), admin.apiKey, Secret(admin.secretKey)), clock_.now()});
        if (outcome.status != 200)
            throw std::runtime_error("a call of the recording's makers failed: " + outcome.description);
        jobs_.start(world().takeRunnableJobs(), {});
        jobs_.finishAll(world(), clock_.now());
    }

    void setClock(const std::string& now)
    {
        clock_.advance(std::chrono::duration_cast<std::chrono::milliseconds>(*parseExpires(now) - clock_.now()));
    }

    Instant now() const { return clock_.now(); }

    /// Called before each exchange, to do what the recording's makers did behind the API.
    std::function<void(const Exchange&, Replay&)> beforeEach;

private:
    std::vector<std::string> differencesAt(const Exchange& exchange)
    {
        if (!exchange.response.body.ends_with("\"jobstatus\":0}}"))
            jobs_.finishAll(world(), clock_.now());
        http::Response ours;
        api_.handle(translated(exchange), [&](http::Response response) { ours = std::move(response); });
        adoptKeys(exchange);
        return comparison_.of(exchange.response, ours);
    }

    /// Users made on the way get the keys that were made then, so that their recorded signatures hold.
    void adoptKeys(const Exchange& exchange)
    {
        for (const auto& [name, value] : exchange.parameters)
            if (name == "username" && exchange.response.status == 200 && world().users.findName(value) != nullptr)
                if (const auto keys = keysIfRecorded(value); keys && world().keyPair(keys->apiKey) == nullptr)
                    world().addKeyPair({keys->apiKey, Secret(keys->secretKey), world().users.findName(value)});
    }

    /// Requests that name an id of the recorded run are signed again, all others go as they came.
    http::Request translated(const Exchange& exchange)
    {
        http::Request request = exchange.request;
        std::erase_if(request.headers, [](const http::Header& header) { return header.first == "Accept-Encoding"; });
        if (!exchange.signedRight)
            return request;
        Parameters parameters = exchange.parameters;
        for (auto& [name, value] : parameters)
            value = comparison_.translated(value);
        if (parameters == exchange.parameters)
            return request;
        if (!exchange.signer.empty())
            parameters.emplace_back("signature",
                                    signatureOf(parameters, Secret(recordedKeys(exchange.signer).secretKey)));
        (request.method == "POST" ? request.body : request.target) =
            (request.method == "POST" ? "" : "/client/api?") + toQuery(parameters);
        return request;
    }

    Differences& differences_;
    fakes::FakeClock clock_;
    SharedWorld world_;
    PatientJobs jobs_;
    Holds holds_;
    Stats stats_;
    Timing timing_;
    Scheduler scheduler_;
    ApiHandler api_{{world_, jobs_, holds_, stats_, timing_, scheduler_, clock_}};
    Comparison comparison_;
};

constexpr const char* kProof = "41409050-9a10-4717-9f75-4344e5965bba";

/// A virtual machine of the recorded cloud from before the recording.
struct RecordedVm {
    std::string id;
    std::string name;
    std::string userData = {};
};

/// How the cloud was when a recording began, and what its makers did behind the API.
struct Setup {
    std::string now;
    std::vector<RecordedVm> vms = {{kProof, "proof0"}};
    std::function<void(const Exchange&, Replay&)> beforeEach = {};
};

/// The recorded cloud, with its ids, names and keys.
std::string scenarioOf(const Setup& setup)
{
    std::string scenario = readFile(std::string(READYSTAGE_TEST_DATA) + "/transcripts/cloud.json", 65536);
    scenario.erase(scenario.rfind('}'));
    std::string vms;
    for (const RecordedVm& vm : setup.vms) {
        JsonText text;
        text.add("id", vm.id).add("name", vm.name).add("account", "admin").add("network", "net1");
        if (!vm.userData.empty())
            text.add("userdata", vm.userData);
        vms += (vms.empty() ? "" : ",") + text.str();
    }
    return scenario + ",\"virtual_machines\":[" + vms + "]}";
}

void onNote(const Exchange& exchange, const char* note, const std::function<void()>& act)
{
    if (exchange.note == note)
        act();
}

/// The VMs of one recorded list, in its order.
std::vector<RecordedVm> listedIn(const std::string& recordingName, const std::string& id)
{
    std::vector<RecordedVm> vms;
    for (const Exchange& exchange : recording(recordingName))
        if (exchange.id == id)
            for (const Json& vm :
                 Json::parse(exchange.response.body).at("listvirtualmachinesresponse").at("virtualmachine").asArray())
                vms.push_back({vm.at("id").asString(), vm.at("name").asString()});
    return vms;
}

void beforeEvents(const Exchange& exchange, Replay& replay)
{
    static std::string vm;
    const auto act = [&](const char* command, Parameters more = {}) {
        more.emplace_back("command", command);
        more.emplace_back(std::string(command) == "restoreVirtualMachine" ? "virtualmachineid" : "id", vm);
        replay.call(std::move(more));
    };
    onNote(exchange, "newest event after rebootVirtualMachine", [&] {
        replay.call({{"command", "deployVirtualMachine"},
                     {"name", "rs-events"},
                     {"zoneid", replay.world().zones.begin()->second->id},
                     {"templateid", replay.world().templates.begin()->second->id},
                     {"serviceofferingid", replay.world().serviceOfferings.begin()->second->id},
                     {"networkids", replay.world().networks.begin()->second->id}});
        vm = replay.world().vms.findName("rs-events")->id;
        act("rebootVirtualMachine");
    });
    onNote(exchange, "newest event after restoreVirtualMachine", [&] { act("restoreVirtualMachine"); });
    onNote(exchange, "newest event after stopVirtualMachine", [&] {
        replay.setClock("2026-11-22T15:39:05Z");
        act("stopVirtualMachine");
    });
    onNote(exchange, "newest event after reset of userdata", [&] {
        replay.setClock("2026-11-22T15:39:07Z");
        act("resetUserDataForVirtualMachine");
    });
    onNote(exchange, "newest event after rename", [&] {
        act("startVirtualMachine");
        act("updateVirtualMachine", {{"displayname", "renamed"}});
    });
    onNote(exchange, "newest events after destroy and expunge", [&] {
        act("destroyVirtualMachine", {{"expunge", "true"}});
    });
}

void beforeUserData(const Exchange& exchange, Replay& replay)
{
    onNote(exchange, "update: router push result:fail",
           [&] { replay.world().misbehaviours.plan("update-534-stored", 3); });
}

/// Exchanges before these two, which poisoned a name, are left out of the recording.
void beforeOddities(const Exchange& exchange, Replay& replay)
{
    if (exchange.id == "oddities-008")
        replay.world().vms.findName("rs-odd-0")->displayName = "a\\u0024b";
    if (exchange.id == "oddities-017")
        replay.world().vms.findName("rs-odd-1")->displayName = "a\\u005cb";
}

void beforeThrottled(const Exchange& exchange, Replay& replay)
{
    ApiLimit& limit = replay.world().apiLimit;
    limit.most = 25;
    if (exchange.response.status == 429)
        for (unsigned i = 0; i < limit.most; ++i)
            limit.check(*replay.world().accounts.findName("rscarol"), replay.now());
}

const std::map<std::string, Setup>& setups()
{
    static const std::vector<RecordedVm> kWithUserData{{kProof, "proof0", "#cloud-config\nhostname: proof\n"}};
    static const std::map<std::string, Setup> kSetups{
        {"signing",
         {"2026-11-22T14:45:57Z",
          {kWithUserData.front(),
           {"fe78b65e-9308-4787-a4bc-e74d94f46390", "proof1"},
           {"b08b1443-6c58-48cb-a92a-b329b78e60ec", "proof2"}}}},
        {"lists", {"2026-11-22T14:49:00Z", kWithUserData}},
        {"userdata",
         {"2026-11-22T14:49:40Z",
          {{"7c245c5f-2626-431c-8089-cf769d5fe02b", "rs-ud-none"},
           {"a5e54edd-4f46-4097-bf15-6de0a8f71d97", "rs-ud-some", "role=web\nenv=prod\n"}},
          beforeUserData}},
        {"policies", {"2026-11-22T14:51:08Z"}},
        {"tags",
         {"2026-11-22T14:51:22Z",
          {{"827cfda9-cd9b-4a55-9cb0-62411c5ca173", "rs-tag-0"},
           {"60226bb1-3962-4681-a532-c6717b3120f8", "rs-tag-1"},
           {"1d590ebb-74de-43e6-a2ea-b0d35c7567ea", "rs-tag-2"}}}},
        {"lifecycle",
         {"2026-11-22T14:51:32Z",
          {{kProof, "proof0"}},
          [](const Exchange& exchange, Replay& replay) {
              onNote(exchange, "deploy that fails on the host",
                     [&] { replay.world().misbehaviours.plan("job-fails", 1, "deployVirtualMachine"); });
          }}},
        {"access", {"2026-11-22T14:54:30Z"}},
        {"batch", {"2026-11-22T14:56:14Z", listedIn("batch", "batch-011")}},
        {"oddities",
         {"2026-11-22T15:00:00Z",
          {kWithUserData.front(),
           {"7e49e895-f36c-4d99-9556-195fa6df37e5", "rs-odd-0"},
           {"796b7d36-79ff-409f-8e0d-bc121b4ba33a", "rs-odd-1"},
           {"404dfc54-20d2-439e-bcae-0ec78b24c346", "rs-odd-2"},
           {"aa3f3c6a-79c3-4b9e-93f1-1c6d83f6ada6", "rs-odd-3"},
           {"5629a757-749e-496e-9d5c-f39f0c577784", "rs-odd-4"},
           {"73b4f0b6-4775-4891-8118-99f001e3efe6", "rs-odd-5"}},
          beforeOddities}},
        {"projects", {"2026-11-22T15:00:17Z"}},
        {"addresses", {"2026-11-22T15:00:30Z", {{"79646b63-4546-429f-b657-4f8a9ecf49f8", "rs-addr"}}}},
        {"enforced",
         {"2026-11-22T15:07:19Z",
          {{kProof, "proof0", "a=1\n"}},
          [](const Exchange&, Replay& replay) { replay.world().settings.enforcePostAndTimestamps = true; }}},
        {"throttled", {"2026-11-22T15:06:30Z", {}, beforeThrottled}},
        {"events", {"2026-11-22T15:39:01Z", {}, beforeEvents}},
        {"networks", {"2026-11-22T15:40:37Z"}},
        {"tenants", {"2026-11-22T15:40:59Z"}},
        {"clients/cloudmonkey", {"2026-11-22T15:08:00Z"}},
        {"clients/go-sdk", {"2026-11-22T15:08:00Z"}},
        {"clients/libcloud", {"2026-11-22T15:08:00Z"}},
        {"clients/python-cs", {"2026-11-22T15:07:00Z"}},
    };
    return kSetups;
}

/// All recordings, replayed once.
struct Replayed {
    Differences differences{readFile(READYSTAGE_DIFFERENCES, 1U << 20)};
    std::map<std::string, std::string> found;

    Replayed()
    {
        for (const auto& [name, setup] : setups()) {
            Replay replay(scenarioOf(setup), setup.now, differences);
            replay.beforeEach = setup.beforeEach;
            found[name] = replay.run(name);
        }
    }
};

const Replayed& replayed()
{
    static const Replayed kReplayed;
    return kReplayed;
}

class ReplayTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ReplayTest);
    CPPUNIT_TEST(the_recording_of_signing_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_lists_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_userdata_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_policies_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_tags_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_lifecycle_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_access_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_batch_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_oddities_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_projects_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_addresses_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_enforced_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_throttled_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_events_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_networks_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_tenants_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_cloudmonkey_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_go_sdk_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_libcloud_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_python_cs_is_answered_alike);
    CPPUNIT_TEST(every_listed_difference_is_still_there);
    CPPUNIT_TEST_SUITE_END();

    void the_recording_of_signing_is_answered_alike() { assertSame("signing"); }

    void the_recording_of_lists_is_answered_alike() { assertSame("lists"); }

    void the_recording_of_userdata_is_answered_alike() { assertSame("userdata"); }

    void the_recording_of_policies_is_answered_alike() { assertSame("policies"); }

    void the_recording_of_tags_is_answered_alike() { assertSame("tags"); }

    void the_recording_of_lifecycle_is_answered_alike() { assertSame("lifecycle"); }

    void the_recording_of_access_is_answered_alike() { assertSame("access"); }

    void the_recording_of_batch_is_answered_alike() { assertSame("batch"); }

    void the_recording_of_oddities_is_answered_alike() { assertSame("oddities"); }

    void the_recording_of_projects_is_answered_alike() { assertSame("projects"); }

    void the_recording_of_addresses_is_answered_alike() { assertSame("addresses"); }

    void the_recording_of_enforced_is_answered_alike() { assertSame("enforced"); }

    void the_recording_of_throttled_is_answered_alike() { assertSame("throttled"); }

    void the_recording_of_events_is_answered_alike() { assertSame("events"); }

    void the_recording_of_networks_is_answered_alike() { assertSame("networks"); }

    void the_recording_of_tenants_is_answered_alike() { assertSame("tenants"); }

    void the_recording_of_cloudmonkey_is_answered_alike() { assertSame("clients/cloudmonkey"); }

    void the_recording_of_go_sdk_is_answered_alike() { assertSame("clients/go-sdk"); }

    void the_recording_of_libcloud_is_answered_alike() { assertSame("clients/libcloud"); }

    void the_recording_of_python_cs_is_answered_alike() { assertSame("clients/python-cs"); }

    void every_listed_difference_is_still_there()
    {
        const auto unneeded = replayed().differences.unneeded();

        CPPUNIT_ASSERT_EQUAL(std::string(), unneeded.empty() ? std::string() : unneeded.front());
    }

    static void assertSame(const std::string& name)
    {
        const std::string& differences = replayed().found.at(name);

        CPPUNIT_ASSERT_EQUAL(std::string(), differences);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReplayTest);

} // namespace readystage::cloudsim
