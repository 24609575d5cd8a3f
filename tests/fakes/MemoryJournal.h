#pragma once

#include <algorithm>
#include <map>
#include <set>

#include "common/runtime/Guarded.h"
#include "manager/ports/Journal.h"
#include "manager/ports/Roster.h"

namespace readystage::fakes {

/// A journal that forgets everything at the end. The contract suite (tests/contract/JournalContract.h) holds it to what
/// SqliteJournal does.
class MemoryJournal final : public Journal, public Roster {
public:
    void accept(const std::vector<StoredReport>& reports) override
    {
        world_.with([&](World& world) {
            mayFail(world);
            mustBeNew(world, reports);
            for (const StoredReport& report : reports) {
                world.reports.emplace(report.report.id.str(), report);
                put(world, {.kind = Step::Kind::verify,
                            .vm = report.report.vm,
                            .report = report.report.id,
                            .notBefore = report.receivedAt});
            }
        });
    }

    std::optional<StoredReport> report(const ReportId& id) override
    {
        return world_.with([&](World& world) -> std::optional<StoredReport> {
            const auto at = world.reports.find(id.str());
            return at == world.reports.end() ? std::nullopt : std::optional(at->second);
        });
    }

    std::optional<VmRecord> vm(const InstanceId& id) override
    {
        return world_.with([&](World& world) -> std::optional<VmRecord> {
            const auto at = world.vms.find(id.str());
            const auto deployed = world.deployments.find(id.str());
            if (at == world.vms.end() && deployed == world.deployments.end())
                return std::nullopt;
            VmRecord vm = at == world.vms.end() ? VmRecord{.id = id} : at->second;
            if (deployed != world.deployments.end()) {
                vm.bundle = deployed->second.bundle;
                vm.failedAfterRuns = deployed->second.failedAfterRuns;
                vm.rules = deployed->second.rules;
                vm.changedAt = std::max(vm.changedAt, deployed->second.at);
            }
            return vm;
        });
    }

    void commit(const Change& change) override
    {
        world_.with([&](World& world) {
            mayFail(world);
            if (change.vm)
                putVm(world, *change.vm);
            if (change.deployment)
                world.deployments.insert_or_assign(change.deployment->vm.str(), *change.deployment);
            if (change.verdict)
                world.verdicts.insert_or_assign(change.verdict->report.str(), *change.verdict);
            if (change.seen)
                world.seen.insert_or_assign(change.seen->id, change.seen->at);
            world.events.insert(world.events.end(), change.events.begin(), change.events.end());
            for (const Step& step : change.finished)
                world.steps.erase({step.kind, step.subject()});
            for (const Step& step : change.outstanding)
                if (!step.happening)
                    put(world, step);
        });
    }

    std::vector<Step> outstanding() override
    {
        return world_.with([](World& world) {
            std::vector<Step> steps;
            for (const auto& [key, step] : world.steps)
                steps.push_back(step);
            std::stable_sort(steps.begin(), steps.end(),
                             [](const Step& a, const Step& b) { return a.notBefore < b.notBefore; });
            return steps;
        });
    }

    std::vector<Event> eventsOf(const InstanceId& vm, std::size_t limit) override
    {
        return world_.with([&](World& world) {
            std::vector<Event> events;
            std::copy_if(world.events.begin(), world.events.end(), std::back_inserter(events),
                         [&](const Event& event) { return event.vm == vm; });
            if (events.size() > limit)
                events.erase(events.begin(), events.end() - static_cast<long>(limit));
            return events;
        });
    }

    std::vector<VmRecord> vms(const std::string& after, std::size_t limit) override
    {
        std::vector<VmRecord> records;
        for (const InstanceId& id : idsAfter(after, limit))
            records.push_back(vm(id).value());
        return records;
    }

    std::map<std::string, Clock::Wall> seen(Clock::Wall since) override
    {
        return world_.with([&](World& world) {
            auto seen = world.seen;
            std::erase_if(seen, [&](const auto& one) { return one.second < since; });
            return seen;
        });
    }

    std::vector<RefusedReport> refused(Clock::Wall since, std::size_t limit) override
    {
        return world_.with([&](World& world) {
            std::vector<RefusedReport> refused;
            for (const auto& [id, verdict] : world.verdicts)
                if (const auto& stored = world.reports.at(id); !verdict.accepted && stored.receivedAt >= since)
                    refused.push_back({verdict.report, stored.report.vm, verdict.reason, stored.receivedAt});
            std::stable_sort(refused.begin(), refused.end(), [](const RefusedReport& a, const RefusedReport& b) {
                return a.receivedAt < b.receivedAt;
            });
            refused.erase(refused.begin() + static_cast<long>(std::min(limit, refused.size())), refused.end());
            return refused;
        });
    }

    std::map<VmState, std::size_t> states() override
    {
        return world_.with([](World& world) {
            std::map<VmState, std::size_t> counts;
            for (const auto& [id, vm] : world.vms)
                ++counts[vm.state];
            return counts;
        });
    }

    // -- misbehaviour --------------------------------------------------------------------------------------------

    /// The next write fails as a full disk does; nothing of it takes effect.
    void fillUpOnce()
    {
        world_.with([](World& world) { world.full = true; });
    }

private:
    struct World {
        std::map<std::string, StoredReport> reports;
        std::map<std::string, VmRecord> vms;
        std::map<std::string, Deployment> deployments;
        std::map<std::string, Change::Verdict> verdicts;
        std::map<std::pair<Step::Kind, std::string>, Step> steps;
        std::map<std::string, Clock::Wall> seen;
        std::vector<Event> events;
        bool full = false;
    };

    std::vector<InstanceId> idsAfter(const std::string& after, std::size_t limit) const
    {
        return world_.with([&](const World& world) {
            std::vector<InstanceId> ids;
            for (auto at = world.vms.upper_bound(after); at != world.vms.end() && ids.size() < limit; ++at)
                ids.push_back(at->second.id);
            return ids;
        });
    }

    static void mayFail(World& world)
    {
        if (!std::exchange(world.full, false))
            return;
        throw JournalError(JournalError::Kind::full, "no space left");
    }

    static void mustBeNew(const World& world, const std::vector<StoredReport>& reports)
    {
        std::set<std::string> ids;
        for (const StoredReport& report : reports)
            if (world.reports.contains(report.report.id.str()) || !ids.insert(report.report.id.str()).second)
                throw JournalError(JournalError::Kind::broken, "report id is not new");
    }

    static void put(World& world, const Step& step) { world.steps.insert_or_assign({step.kind, step.subject()}, step); }

    // Bundle and its rules belong to the deployment; a record does not carry them back.
    static void putVm(World& world, VmRecord vm)
    {
        vm.bundle.clear();
        vm.failedAfterRuns = std::nullopt;
        vm.rules = {};
        world.vms.insert_or_assign(vm.id.str(), std::move(vm));
    }

    Guarded<World> world_;
};

} // namespace readystage::fakes
