#include "tests/unit/cloudsim/RecordedCloud.h"

#include "common/runtime/AtomicFile.h"

namespace readystage::cloudsim {

namespace {

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
    const auto act = [&](const char* command, Parameters more = {}, const char* end = "") {
        more.emplace_back("command", command);
        more.emplace_back(std::string(command) == "restoreVirtualMachine" ? "virtualmachineid" : "id", vm);
        replay.call(std::move(more), end);
    };
    onNote(exchange, "newest event after rebootVirtualMachine", [&] {
        vm = replay.world().vms.findName("rs-life")->id;
        act("restoreVirtualMachine");
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
        act("stopVirtualMachine", {}, "2026-11-22T15:39:07Z");
    });
    onNote(exchange, "newest event after reset of userdata", [&] { act("resetUserDataForVirtualMachine"); });
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
    if (exchange.id == "userdata-076")
        replay.pair("5a3ef786-6623-443f-b9bd-7767185144fc",
                    replay.call({{"command", "stopVirtualMachine"}, {"id", "a5e54edd-4f46-4097-bf15-6de0a8f71d97"}}));
}

void restart(Replay& replay, const std::string& vm)
{
    for (const char* const command : {"stopVirtualMachine", "startVirtualMachine"})
        replay.call({{"command", command}, {"id", vm}});
}

/// A text that was registered before the recordings.
void registerText(Replay& replay, const char* name, const char* text)
{
    replay.call({{"command", "registerUserData"}, {"name", name}, {"userdata", text}});
}

void beforeLists(const Exchange& exchange, Replay& replay)
{
    onNote(exchange, "listUserData", [&] { registerText(replay, "ud1795358838", "eA=="); });
    onNote(exchange, "listSSHKeyPairs", [&] {
        replay.call({{"command", "registerSSHKeyPair"}, {"name", "k1795358838"}, {"publickey", "ssh-rsa AAAA"}});
        // the key itself is not in the recording
        replay.world().sshKeyPairs.findName("k1795358838")->fingerprint =
            "b1:3a:d2:fb:53:a7:5d:6f:cd:57:c7:fa:d9:a6:77:20";
    });
}

void beforePolicies(const Exchange& exchange, Replay& replay)
{
    if (exchange.id == "policies-001")
        registerText(replay, "ud1795358838", "eA==");
}

void addTag(Replay& replay, const char* vm, const char* key, const char* value)
{
    replay.call({{"command", "createTags"},
                 {"resourcetype", "UserVm"},
                 {"resourceids", vm},
                 {"tags[0].key", key},
                 {"tags[0].value", value}});
}

/// Exchanges before these two, which poisoned a name, are left out of the recording.
void beforeOddities(const Exchange& exchange, Replay& replay)
{
    if (exchange.id == "oddities-001") {
        const std::string id = replay.world().vms.findName("rs-ud-some")->id;
        replay.call({{"command", "updateVirtualMachine"}, {"id", id}, {"displayname", "renamed2"}});
        restart(replay, id);
    }
    onNote(exchange, "delete it", [&] { addTag(replay, "ec6c9172-f25c-44a2-9600-ec412eff2488", "x", "y"); });
    if (exchange.id == "oddities-008")
        replay.world().vms.findName("rs-odd-0")->displayName = "a\\u0024b";
    if (exchange.id == "oddities-017")
        replay.world().vms.findName("rs-odd-1")->displayName = "a\\u005cb";
}

std::string valueOf(const Exchange& exchange, const std::string& parameter)
{
    for (const auto& [name, value] : exchange.parameters)
        if (name == parameter)
            return value;
    return "";
}

/// An update of the expunged VM is left out of the recording.
void beforeLifecycle(const Exchange& exchange, Replay& replay)
{
    static std::string id;
    onNote(exchange, "destroy an expunged vm", [&] { id = valueOf(exchange, "id"); });
    onNote(exchange, "job unknown", [&] {
        replay.callInVain({{"command", "updateVirtualMachine"}, {"id", replay.ours(id)}, {"displayname", "rs life"}});
    });
    onNote(exchange, "configureSimulator StartCommand fails", [&] {
        replay.call(
            {{"command", "configureSimulator"}, {"name", "VmDataCommand"}, {"value", "result:fault"}, {"count", "0"}});
    });
}

/// Some of these VMs had to be started twice, which shows for ever after.
void beforeBatch(const Exchange& exchange, Replay& replay)
{
    if (exchange.id != "batch-001")
        return;
    for (const Exchange& other : recording("batch"))
        if (other.id == "batch-011")
            for (const Json& vm :
                 Json::parse(other.response.body).at("listvirtualmachinesresponse").at("virtualmachine").asArray())
                if (!vm.has("bootmode"))
                    restart(replay, vm.at("id").asString());
}

void beforeTags(const Exchange& exchange, Replay& replay)
{
    onNote(exchange, "list tags of vm",
           [&] { addTag(replay, "60226bb1-3962-4681-a532-c6717b3120f8", "left-out", "1"); });
}

/// The tenant of the recording "access" was still there, with her network.
void beforeLibcloud(const Exchange& exchange, Replay& replay)
{
    if (exchange.id != "libcloud-001")
        return;
    const World& world = replay.world();
    replay.call({{"command", "createAccount"},
                 {"username", "rsalice"},
                 {"password", "x"},
                 {"email", "a@b.c"},
                 {"firstname", "a"},
                 {"lastname", "b"},
                 {"accounttype", "0"}});
    replay.call({{"command", "createNetwork"},
                 {"name", "alicenet"},
                 {"zoneid", world.zones.begin()->second->id},
                 {"networkofferingid", world.networks.begin()->second->offering->id},
                 {"account", "rsalice"},
                 {"domainid", world.domains.findName("ROOT")->id}});
}

void beforeThrottled(const Exchange& exchange, Replay& replay)
{
    ApiLimit& limit = replay.world().apiLimit;
    limit.most = 25;
    if (exchange.id == "throttled-007")
        replay.pass(std::chrono::seconds(2)); // another interval
    if (exchange.id == "throttled-009")
        replay.pass(std::chrono::milliseconds(195));
    if (exchange.response.status == 429)
        for (unsigned i = 0; i < limit.most; ++i)
            limit.check(*replay.world().accounts.findName("rscarol"), replay.now());
}

} // namespace

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

const std::map<std::string, Setup>& setups()
{
    static const std::vector<RecordedVm> kWithUserData{{kProof, "proof0", "#cloud-config\nhostname: proof\n"}};
    static const std::map<std::string, Setup> kSetups{
        {"signing",
         {"2026-11-22T14:45:57Z",
          {kWithUserData.front(),
           {"fe78b65e-9308-4787-a4bc-e74d94f46390", "proof1"},
           {"b08b1443-6c58-48cb-a92a-b329b78e60ec", "proof2"}}}},
        {"lists", {"2026-11-22T14:49:00Z", kWithUserData, beforeLists}},
        {"userdata",
         {"2026-11-22T14:49:40Z",
          {{"7c245c5f-2626-431c-8089-cf769d5fe02b", "rs-ud-none"},
           {"a5e54edd-4f46-4097-bf15-6de0a8f71d97", "rs-ud-some", "role=web\nenv=prod\n"}},
          beforeUserData}},
        {"policies", {"2026-11-22T14:51:08Z", {{kProof, "proof0"}}, beforePolicies}},
        {"tags",
         {"2026-11-22T14:51:22Z",
          {{"827cfda9-cd9b-4a55-9cb0-62411c5ca173", "rs-tag-0"},
           {"60226bb1-3962-4681-a532-c6717b3120f8", "rs-tag-1"},
           {"1d590ebb-74de-43e6-a2ea-b0d35c7567ea", "rs-tag-2"}},
          beforeTags}},
        {"lifecycle", {"2026-11-22T14:51:32Z", {{kProof, "proof0"}}, beforeLifecycle}},
        {"access",
         {"2026-11-22T14:54:30Z", {{kProof, "proof0"}, {"7c245c5f-2626-431c-8089-cf769d5fe02b", "rs-ud-none"}}}},
        {"batch", {"2026-11-22T14:56:14Z", listedIn("batch", "batch-011"), beforeBatch}},
        {"oddities",
         {"2026-11-22T15:00:00Z",
          {kWithUserData.front(),
           {"7c245c5f-2626-431c-8089-cf769d5fe02b", "rs-ud-none"},
           {"a5e54edd-4f46-4097-bf15-6de0a8f71d97", "rs-ud-some"},
           {"ec6c9172-f25c-44a2-9600-ec412eff2488", "rs-odd-tagged"},
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
        {"events", {"2026-11-22T15:39:01Z", {{"2782575d-9c7a-4858-90aa-03796226cd77", "rs-life"}}, beforeEvents}},
        {"networks", {"2026-11-22T15:40:37Z"}},
        {"tenants", {"2026-11-22T15:40:59Z"}},
        {"clients/cloudmonkey", {"2026-11-22T15:08:00Z"}},
        {"clients/go-sdk", {"2026-11-22T15:08:00Z"}},
        {"clients/libcloud", {"2026-11-22T15:08:00Z", {{kProof, "proof0"}}, beforeLibcloud}},
        {"clients/python-cs", {"2026-11-22T15:07:00Z"}},
    };
    return kSetups;
}

} // namespace readystage::cloudsim
