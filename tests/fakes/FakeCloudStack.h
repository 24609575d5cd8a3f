#pragma once

#include <algorithm>
#include <atomic>
#include <cctype>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/runtime/Guarded.h"
#include "manager/ports/CloudStackWatch.h"

namespace readystage::fakes {

/// A CloudStack of a few VMs, correct as far as the port shows it, with faults one can plan. The contract suite
/// (tests/contract/CloudStackApiContract.h) holds it to what the real calls do. Safe from several threads.
class FakeCloudStack final : public CloudStackApi, public CloudStackWatch {
public:
    static constexpr std::size_t kMaxBase64 = 32768; ///< vm.userdata.max.length as shipped

    /// A running VM of account `tenant`.
    void addVm(const InstanceId& id, std::string userData = {}, std::vector<std::string> addresses = {"10.1.1.10"})
    {
        VmFacts facts{
            id, "vm-" + id.str().substr(0, 8), "tenant", "6f1c1d7a-0000-4000-8000-000000000001", "", "Running", {}, {}};
        for (const auto& address : addresses)
            facts.addresses.push_back(IpAddress::parse(address).value());
        addVm(std::move(facts), std::move(userData));
    }

    void addVm(VmFacts facts, std::string userData = {})
    {
        world_.with([&](World& world) {
            const auto id = facts.id;
            world.vms.insert_or_assign(id, Vm{std::move(facts), UserData(std::move(userData)), world.nextVolume()});
        });
    }

    void setState(const InstanceId& id, std::string state)
    {
        world_.with([&](World& world) { world.vms.at(id).facts.state = std::move(state); });
    }

    // -- what users do: each leaves the events a real server leaves --------------------------------------------------

    /// restoreVirtualMachine: a new root disk under the same id.
    void restore(const InstanceId& id, Clock::Wall at)
    {
        world_.with([&](World& world) {
            world.happen("VM.RESTORE", "Scheduled", id, at);
            world.vms.at(id).rootVolume = world.nextVolume();
        });
    }

    /// rebootVirtualMachine; with a volatile offering the VM has a new root disk afterwards.
    void reboot(const InstanceId& id, Clock::Wall at, bool isVolatile)
    {
        world_.with([&](World& world) {
            for (const char* state : {"Scheduled", "Started", "Completed"})
                world.happen("VM.REBOOT", state, id, at);
            if (isVolatile)
                world.vms.at(id).rootVolume = world.nextVolume();
        });
    }

    /// resetUserDataForVirtualMachine.
    void resetUserData(const InstanceId& id, Clock::Wall at)
    {
        world_.with([&](World& world) {
            for (const char* state : {"Started", "Completed"})
                world.happen("VM.RESETUSERDATA", state, id, at);
            world.vms.at(id).userData = {};
        });
    }

    /// updateVirtualMachine by its user; also what is left when it overwrites an update made at the same moment.
    void updateUserData(const InstanceId& id, const std::string& text, Clock::Wall at)
    {
        world_.with([&](World& world) {
            world.happen("VM.UPDATE", "Completed", id, at);
            world.vms.at(id).userData = UserData(text);
        });
    }

    /// The end of the VM's deployment, as an event.
    void tellCreated(const InstanceId& id, Clock::Wall at)
    {
        world_.with([&](World& world) { world.happen("VM.CREATE", "Completed", id, at); });
    }

    /// destroyVirtualMachine without expunge.
    void destroy(const InstanceId& id, Clock::Wall at)
    {
        world_.with([&](World& world) {
            for (const char* state : {"Scheduled", "Started", "Completed"})
                world.happen("VM.DESTROY", state, id, at);
            world.vms.at(id).facts.state = "Destroyed";
        });
    }

    void giveTo(const InstanceId& id, const std::string& account)
    {
        world_.with([&](World& world) { world.vms.at(id).facts.account = account; });
    }

    // -- misbehaviour --------------------------------------------------------------------------------------------

    /// As an expunge does: from now on CloudStack has no such VM.
    void forgetVm(const InstanceId& id)
    {
        world_.with([&](World& world) { world.vms.erase(id); });
    }

    /// The next write takes effect, and its answer is lost.
    void loseNextAnswer()
    {
        world_.with([](World& world) { world.loseAnswer = true; });
    }

    /// The next write is lost on its way: no effect, no answer.
    void loseNextRequest()
    {
        world_.with([](World& world) { world.loseRequest = true; });
    }

    /// Until comeBack() nothing can be reached.
    void goDown()
    {
        world_.with([](World& world) { world.down = true; });
    }

    void comeBack()
    {
        world_.with([](World& world) { world.down = false; });
    }

    /// The next `calls` calls are answered 429 with this wait.
    void throttleNext(int calls, std::chrono::milliseconds retryAfter)
    {
        world_.with([&](World& world) {
            world.throttled = calls;
            world.retryAfter = retryAfter;
        });
    }

    /// createTags and deleteTags are refused with this text until it is empty.
    void refuseTags(std::string why)
    {
        world_.with([&](World& world) { world.refuseTags = std::move(why); });
    }

    /// As a DENYOVERRIDE template does: 530, and nothing is stored. Until the text is empty.
    void refuseUserData(std::string why)
    {
        world_.with([&](World& world) { world.refuseUserData = std::move(why); });
    }

    /// As a router that cannot be reached: userdata is stored, the answer is 534. Until failPushes(false).
    void failPushes(bool fail)
    {
        world_.with([&](World& world) { world.failPushes = fail; });
    }

    /// As an update of the VM by somebody else at the same moment: the next setUserData is answered well and its text
    /// is overwritten by the one from before.
    void overwriteNextUserData()
    {
        world_.with([](World& world) { world.overwrite = true; });
    }

    /// Events are not recorded any more, and those there were are gone.
    void loseEvents()
    {
        world_.with([](World& world) {
            world.events.clear();
            world.eventsLost = true;
        });
    }

    /// The manager's role may not list volumes.
    void hideVolumes()
    {
        world_.with([](World& world) { world.volumesHidden = true; });
    }

    /// vms() cannot be read: a display name with `\u0024` in it spoils every JSON list. Until spoilLists(false).
    void spoilLists(bool spoil)
    {
        world_.with([&](World& world) { world.spoiled = spoil; });
    }

    // -- what a test may see -------------------------------------------------------------------------------------

    std::string userDataNow(const InstanceId& id) const
    {
        return world_.with([&](const World& world) { return world.vms.at(id).userData.bytes(); });
    }

    std::vector<Tag> tagsNow(const InstanceId& id) const
    {
        return world_.with([&](const World& world) { return world.vms.at(id).facts.tags; });
    }

    /// setUserData, createTags and deleteTags that took effect.
    int writes() const
    {
        return world_.with([](const World& world) { return world.writes; });
    }

    /// Returns when a call has been made.
    void awaitCall()
    {
        world_.with([](World& world) { return &world.called; })->wait(false);
    }

    /// All calls, whatever became of them.
    int calls() const
    {
        return world_.with([](const World& world) { return world.calls; });
    }

    // -- the port ------------------------------------------------------------------------------------------------

    std::vector<Listed> vms(const std::vector<InstanceId>& ids) override
    {
        return world_.with([&](World& world) {
            const auto error = world.fault("listVirtualMachines");
            std::vector<Listed> listed;
            for (const InstanceId& id : ids)
                listed.push_back(error ? Listed(Unexpected{*error}) : world.show(id));
            return listed;
        });
    }

    ApiResult<UserData> userDataOf(const InstanceId& id) override
    {
        return world_.with([&](World& world) -> ApiResult<UserData> {
            if (auto error = world.fault("getVirtualMachineUserData"))
                return Unexpected{*std::move(error)};
            const auto found = world.vms.find(id);
            if (found == world.vms.end())
                return Unexpected{noSuchVm(id)};
            return found->second.userData;
        });
    }

    ApiResult<Done> setUserData(const InstanceId& id, const UserData& data) override
    {
        return world_.with([&](World& world) -> ApiResult<Done> {
            if (auto error = world.fault("updateVirtualMachine"))
                return Unexpected{*std::move(error)};
            if (std::exchange(world.loseRequest, false))
                return Unexpected{lost("updateVirtualMachine")};
            const auto found = world.vms.find(id);
            if (found == world.vms.end())
                return Unexpected{noSuchVm(id)};
            return world.store(found->second, data);
        });
    }

    ApiResult<Done> createTags(const InstanceId& id, const std::vector<Tag>& tags) override
    {
        return changeTags("createTags", id, [&](VmFacts& vm) -> std::optional<ApiError> {
            for (const auto& [key, value] : tags)
                for (const auto& [present, _] : vm.tags)
                    if (sameText(present, key))
                        return ApiError{ApiError::Kind::refused, 530,
                                        "tag " + key + " already on UserVm with id " + id.str()};
            vm.tags.insert(vm.tags.end(), tags.begin(), tags.end());
            return std::nullopt;
        });
    }

    ApiResult<Done> deleteTags(const InstanceId& id, const std::vector<Tag>& tags) override
    {
        return changeTags("deleteTags", id, [&](VmFacts& vm) -> std::optional<ApiError> {
            const auto removed = std::erase_if(vm.tags, [&](const Tag& present) {
                return std::any_of(tags.begin(), tags.end(), [&](const Tag& tag) {
                    return sameText(tag.first, present.first) && sameText(tag.second, present.second);
                });
            });
            if (removed == 0)
                return ApiError{ApiError::Kind::refused, 530,
                                "Unable to find any tags which conform to specified delete parameters."};
            return std::nullopt;
        });
    }

    // -- the port of those who watch -----------------------------------------------------------------------------

    ApiResult<std::vector<CloudEvent>> events(Clock::Wall from, unsigned page) override
    {
        return world_.with([&](World& world) -> ApiResult<std::vector<CloudEvent>> {
            if (auto error = world.fault("listEvents"))
                return Unexpected{*std::move(error)};
            std::vector<CloudEvent> since;
            std::copy_if(world.events.begin(), world.events.end(), std::back_inserter(since),
                         [&](const CloudEvent& event) { return event.created >= from; });
            const auto end = since.size() - std::min(since.size(), (page - 1) * kEventsPerPage);
            const auto begin = end - std::min(end, kEventsPerPage);
            return std::vector<CloudEvent>(since.begin() + static_cast<long>(begin),
                                           since.begin() + static_cast<long>(end));
        });
    }

    ApiResult<std::map<InstanceId, std::string>> rootVolumes(const std::vector<InstanceId>& ids) override
    {
        return world_.with([&](World& world) -> ApiResult<std::map<InstanceId, std::string>> {
            if (auto error = world.fault("listVolumes"))
                return Unexpected{*std::move(error)};
            std::map<InstanceId, std::string> volumes;
            for (const InstanceId& id : ids)
                if (const auto at = world.vms.find(id); at != world.vms.end() && !world.volumesHidden)
                    volumes.emplace(id, at->second.rootVolume);
            return volumes;
        });
    }

    ApiResult<std::vector<VmFacts>> tagged(const Tag& tag, unsigned page) override
    {
        return world_.with([&](World& world) -> ApiResult<std::vector<VmFacts>> {
            if (auto error = world.fault("listVirtualMachines"))
                return Unexpected{*std::move(error)};
            std::vector<VmFacts> found;
            for (const auto& [id, vm] : world.vms)
                if (page == 1 && std::find(vm.facts.tags.begin(), vm.facts.tags.end(), tag) != vm.facts.tags.end())
                    found.push_back(vm.facts);
            return found;
        });
    }

private:
    struct Vm {
        VmFacts facts;
        UserData userData;
        std::string rootVolume;
    };

    struct World {
        std::map<InstanceId, Vm> vms;
        bool loseAnswer = false;
        bool loseRequest = false;
        bool down = false;
        bool failPushes = false;
        bool overwrite = false;
        bool spoiled = false;
        int throttled = 0;
        std::chrono::milliseconds retryAfter{0};
        std::string refuseTags;
        std::string refuseUserData;
        int writes = 0;
        int calls = 0;
        std::atomic<bool> called{false};
        int volumes = 0;
        bool volumesHidden = false;
        bool eventsLost = false;
        std::vector<CloudEvent> events;

        std::string nextVolume() { return "volume-" + std::to_string(++volumes); }

        void happen(const char* type, const char* state, const InstanceId& id, Clock::Wall at)
        {
            if (!eventsLost)
                events.push_back({"event-" + std::to_string(events.size() + 1), type, state,
                                  std::chrono::floor<std::chrono::seconds>(at), id, ""});
        }

        Listed show(const InstanceId& id) const
        {
            if (spoiled)
                return Unexpected{ApiError{ApiError::Kind::malformed, 431, "Illegal group reference"}};
            const auto found = vms.find(id);
            if (found == vms.end())
                return std::optional<VmFacts>{};
            VmFacts facts = found->second.facts;
            if (!found->second.userData.empty()) // which lists leave out
                facts.userData = found->second.userData;
            return std::optional(std::move(facts));
        }

        std::optional<ApiError> fault(const std::string& command)
        {
            ++calls;
            called = true;
            called.notify_all();
            if (down)
                return ApiError{ApiError::Kind::unreachable, 0, command + ": connection refused"};
            if (throttled > 0) {
                --throttled;
                return ApiError{ApiError::Kind::unreachable, 429, command + ": over the api limit", retryAfter};
            }
            return std::nullopt;
        }

        ApiResult<Done> store(Vm& vm, const UserData& data)
        {
            if (!refuseUserData.empty())
                return Unexpected{ApiError{ApiError::Kind::unknown, 530, refuseUserData}};
            if ((data.bytes().size() + 2) / 3 * 4 > kMaxBase64)
                return Unexpected{
                    ApiError{ApiError::Kind::unknown, 530, "User data has exceeded configurable max length: 32768"}};
            if (!data.empty() && !std::exchange(overwrite, false))
                vm.userData = data;
            ++writes;
            if (failPushes)
                return Unexpected{
                    ApiError{ApiError::Kind::unknown, 534, "Unable to apply save userdata entry on router"}};
            if (std::exchange(loseAnswer, false))
                return Unexpected{lost("updateVirtualMachine")};
            return Done{};
        }
    };

    static ApiError noSuchVm(const InstanceId& id)
    {
        return {ApiError::Kind::refused, 431, "Invalid parameter id value=" + id.str() + ", or entity does not exist"};
    }

    static ApiError lost(const std::string& command)
    {
        return {ApiError::Kind::unknown, 0, command + ": the connection was lost before the answer"};
    }

    static bool sameText(const std::string& a, const std::string& b)
    {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
    }

    template <class Change>
    ApiResult<Done> changeTags(const std::string& command, const InstanceId& id, Change&& change)
    {
        return world_.with([&](World& world) -> ApiResult<Done> {
            if (auto error = world.fault(command))
                return Unexpected{*std::move(error)};
            if (std::exchange(world.loseRequest, false))
                return Unexpected{lost(command)};
            if (!world.refuseTags.empty())
                return Unexpected{ApiError{ApiError::Kind::refused, 530, world.refuseTags}};
            const auto found = world.vms.find(id);
            if (found == world.vms.end())
                return Unexpected{
                    ApiError{ApiError::Kind::refused, 431, "Unable to find resource by uuid " + id.str()}};
            if (auto error = change(found->second.facts))
                return Unexpected{*std::move(error)};
            ++world.writes;
            if (std::exchange(world.loseAnswer, false))
                return Unexpected{lost(command)};
            return Done{};
        });
    }

    Guarded<World> world_;
};

} // namespace readystage::fakes
