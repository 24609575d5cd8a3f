#include <cppunit/extensions/HelperMacros.h>

#include <sstream>

#include "common/codec/Signature.h"
#include "common/runtime/AtomicFile.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Scenario.h"
#include "tests/cloudsim/edge/ApiHandler.h"
#include "tests/fakes/FakeClock.h"
#include "tests/unit/cloudsim/Comparison.h"
#include "tests/unit/cloudsim/Recording.h"

namespace readystage::cloudsim {

/// The recorded cloud, with its ids, names and keys, and these virtual machines (the members of a JSON array).
std::string recordedCloud(const std::string& virtualMachines)
{
    std::string scenario = readFile(std::string(READYSTAGE_TEST_DATA) + "/transcripts/cloud.json", 64 * 1024);
    scenario.erase(scenario.rfind('}'));
    return scenario + ",\"virtual_machines\":[" + virtualMachines + "]}";
}

std::string adminVm(const std::string& id, const std::string& name, const std::string& userData = "")
{
    return R"({"id":")" + id + R"(","name":")" + name + R"(","account":"admin","network":"net1")" +
           (userData.empty() ? "" : R"(,"userdata":")" + userData + "\"") + "}";
}

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
    Replay(const std::string& scenario, const std::string& now)
    {
        clock_.advance(std::chrono::duration_cast<std::chrono::milliseconds>(*parseExpires(now) - clock_.now()));
        world_.with([&](auto& world) { world = std::move(readScenario(scenario, clock_.now()).world); });
    }

    World& world()
    {
        return *world_.with([](auto& world) { return world.get(); });
    }

    /// The differences to what was recorded, one a line.
    std::string run(const std::string& name, const std::vector<std::string>& left = {})
    {
        std::ostringstream all;
        for (const Exchange& exchange : recording(name)) {
            if (std::find(left.begin(), left.end(), exchange.id) != left.end())
                continue;
            if (beforeEach)
                beforeEach(exchange, world());
            for (const std::string& difference : differences(exchange))
                all << exchange.id << " (" << exchange.note << ") " << difference << '\n';
        }
        return all.str();
    }

    /// Called before each exchange, to do what the recording's makers did behind the API.
    std::function<void(const Exchange&, World&)> beforeEach;

private:
    std::vector<std::string> differences(const Exchange& exchange)
    {
        if (!exchange.response.body.ends_with("\"jobstatus\":0}}"))
            jobs_.finishAll(world(), clock_.now());
        http::Response ours;
        api_.handle(translated(exchange), [&](http::Response response) { ours = std::move(response); });
        return comparison_.of(exchange.response, ours);
    }

    /// Requests that name an id of the recorded run are signed again, all others go as they came.
    http::Request translated(const Exchange& exchange)
    {
        http::Request request = exchange.request;
        Parameters parameters = exchange.parameters;
        for (auto& [name, value] : parameters)
            value = comparison_.translated(value);
        if (parameters == exchange.parameters)
            return request;
        parameters.emplace_back("signature", signatureOf(parameters, Secret(recordedKeys(exchange.signer).secretKey)));
        (request.method == "POST" ? request.body : request.target) =
            (request.method == "POST" ? "" : "/client/api?") + toQuery(parameters);
        return request;
    }

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

const std::string kProof =
    adminVm("41409050-9a10-4717-9f75-4344e5965bba", "proof0", "#cloud-config\\nhostname: proof\\n");

class ReplayTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ReplayTest);
    CPPUNIT_TEST(signatures_are_judged_as_cloudstack_judged_them);
    CPPUNIT_TEST(lists_look_as_cloudstack_showed_them);
    CPPUNIT_TEST(userdata_is_kept_as_cloudstack_kept_it);
    CPPUNIT_TEST(tags_are_kept_as_cloudstack_kept_them);
    CPPUNIT_TEST(a_virtual_machine_lives_as_it_did_in_cloudstack);
    CPPUNIT_TEST(users_see_what_cloudstack_let_them_see);
    CPPUNIT_TEST(a_tenant_may_do_what_cloudstack_let_him);
    CPPUNIT_TEST(enforced_post_and_expiry_refuse_as_cloudstack_did);
    CPPUNIT_TEST(names_that_break_json_break_it_here_too);
    CPPUNIT_TEST_SUITE_END();

    void signatures_are_judged_as_cloudstack_judged_them()
    {
        Replay replay(recordedCloud(kProof + "," + adminVm("fe78b65e-9308-4787-a4bc-e74d94f46390", "proof1") + "," +
                                    adminVm("b08b1443-6c58-48cb-a92a-b329b78e60ec", "proof2")),
                      "2026-11-22T14:45:57Z");

        // 006: the recorded database could not compare an emoji; 041: without a web UI its 400 was a 404; 054: all of
        // listApis
        const std::string differences = replay.run("signing", {"signing-006", "signing-041", "signing-054"});

        CPPUNIT_ASSERT_EQUAL(std::string(), differences);
    }

    void lists_look_as_cloudstack_showed_them()
    {
        Replay replay(recordedCloud(kProof), "2026-11-22T14:49:00Z");

        const std::string differences = replay.run("lists");

        CPPUNIT_ASSERT_EQUAL(std::string(), differences);
    }

    void userdata_is_kept_as_cloudstack_kept_it()
    {
        Replay replay(
            recordedCloud(adminVm("7c245c5f-2626-431c-8089-cf769d5fe02b", "rs-ud-none") + "," +
                          adminVm("a5e54edd-4f46-4097-bf15-6de0a8f71d97", "rs-ud-some", "role=web\\nenv=prod\\n")),
            "2026-11-22T14:49:40Z");
        replay.beforeEach = [](const Exchange& exchange, World& world) {
            if (exchange.note == "update: router push result:fail")
                world.misbehaviours.plan("update-534-stored", 3, ""); // the recorded fault did so
        };

        const std::string differences = replay.run("userdata");

        CPPUNIT_ASSERT_EQUAL(std::string(), differences);
    }

    void tags_are_kept_as_cloudstack_kept_them()
    {
        Replay replay(recordedCloud(adminVm("827cfda9-cd9b-4a55-9cb0-62411c5ca173", "rs-tag-0") + "," +
                                    adminVm("60226bb1-3962-4681-a532-c6717b3120f8", "rs-tag-1") + "," +
                                    adminVm("1d590ebb-74de-43e6-a2ea-b0d35c7567ea", "rs-tag-2")),
                      "2026-11-22T14:51:22Z");

        const std::string differences = replay.run("tags");

        CPPUNIT_ASSERT_EQUAL(std::string(), differences);
    }

    void a_virtual_machine_lives_as_it_did_in_cloudstack()
    {
        Replay replay(recordedCloud(kProof), "2026-11-22T14:51:32Z");
        replay.beforeEach = [](const Exchange& exchange, World& world) {
            if (exchange.note == "deploy that fails on the host")
                world.misbehaviours.plan("job-fails", 1, "deployVirtualMachine");
        };

        const std::string differences = replay.run("lifecycle");

        CPPUNIT_ASSERT_EQUAL(std::string(), differences);
    }

    void users_see_what_cloudstack_let_them_see()
    {
        Replay replay(recordedCloud(kProof), "2026-11-22T14:54:30Z");
        replay.beforeEach = [](const Exchange& exchange, World& world) {
            if (exchange.note == "role: list all vms") // it was stopped in between
                stop(*world.vms.findName("rs-alice"));
            if (exchange.note == "disabled user calls")
                world.users.findName("rsbob")->enabled = false;
        };

        const std::string differences = replay.run("access");

        CPPUNIT_ASSERT_EQUAL(std::string(), differences);
    }

    void a_tenant_may_do_what_cloudstack_let_him()
    {
        Replay replay(recordedCloud(kProof), "2026-11-22T15:41:00Z");

        const std::string differences = replay.run("tenants");

        CPPUNIT_ASSERT_EQUAL(std::string(), differences);
    }

    void enforced_post_and_expiry_refuse_as_cloudstack_did()
    {
        Replay replay(recordedCloud(adminVm("41409050-9a10-4717-9f75-4344e5965bba", "proof0", "a=1\\n")),
                      "2026-11-22T15:07:19Z");
        replay.world().settings.enforcePostAndTimestamps = true;

        const std::string differences = replay.run("enforced");

        CPPUNIT_ASSERT_EQUAL(std::string(), differences);
    }

    void names_that_break_json_break_it_here_too()
    {
        std::string vms = kProof;
        for (const auto& [id, name] : {std::pair("7e49e895-f36c-4d99-9556-195fa6df37e5", "rs-odd-0"),
                                       std::pair("796b7d36-79ff-409f-8e0d-bc121b4ba33a", "rs-odd-1"),
                                       std::pair("404dfc54-20d2-439e-bcae-0ec78b24c346", "rs-odd-2"),
                                       std::pair("aa3f3c6a-79c3-4b9e-93f1-1c6d83f6ada6", "rs-odd-3"),
                                       std::pair("5629a757-749e-496e-9d5c-f39f0c577784", "rs-odd-4")})
            vms += "," + adminVm(id, name);
        Replay replay(recordedCloud(vms), "2026-11-22T15:00:00Z");
        replay.beforeEach = [](const Exchange& exchange, World& world) {
            if (exchange.id == "oddities-008")
                world.vms.findName("rs-odd-0")->displayName = "a\\u0024b";
            if (exchange.id == "oddities-017")
                world.vms.findName("rs-odd-1")->displayName = "a\\u005cb";
        };

        const std::string differences = replay.run("oddities");

        CPPUNIT_ASSERT_EQUAL(std::string(), differences);
    }

private:
    static void stop(Vm& vm)
    {
        vm.state = state::kStopped;
        vm.host.clear();
        vm.details = {{"Message.ReservedCapacityFreed.Flag", "false"}};
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReplayTest);

} // namespace readystage::cloudsim
