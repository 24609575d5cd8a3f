#include "manager/core/Steps.h"

#include <algorithm>

#include "common/runtime/Log.h"
#include "manager/core/Lifecycle.h"

namespace readystage {

Steps::Steps(CloudStackApi& cloud, Journal& journal, Announcer& announcer, const Clock& clock, StepRules rules,
             Jitter jitter)
    : cloud_(cloud),
      journal_(journal),
      announcer_(announcer),
      clock_(clock),
      rules_(std::move(rules)),
      jitter_(std::move(jitter))
{}

std::vector<Step> Steps::perform(const Step& step)
{
    switch (step.kind) {
    case Step::Kind::verify:
        return verify(step);
    case Step::Kind::tag:
        return tag(step);
    case Step::Kind::userData:
        return userData(step);
    }
    return {};
}

std::vector<Step> Steps::verify(const Step& step)
{
    const auto stored = journal_.report(*step.report);
    if (!stored)
        return close(step);

    const auto judgement = judge(*stored, cloud_.vm(step.vm), rules_.verification, clock_.now());
    if (const auto* later = std::get_if<AskAgain>(&judgement))
        return retry(step, later->why, later->retryAfter);

    Change change;
    if (const auto* refused = std::get_if<Refused>(&judgement))
        change = refuse(*stored, refused->why, clock_.now());
    else
        change = decide(vmOrNew(step.vm), *stored, std::get<Verified>(judgement).assurance, clock_.now());
    if (!rules_.markUserData && change.vm) {
        change.vm->userData = {};
        std::erase_if(change.outstanding, [](const Step& s) { return s.kind == Step::Kind::userData; });
    }
    change.finished.push_back(step);
    const bool accepted = change.verdict && change.verdict->accepted;
    log::info(accepted ? "report-verified" : "report-refused",
              {{"vm", step.vm.str()},
               {"report", step.report->str()},
               {"state", change.vm ? text(change.vm->state) : "-"},
               {"reason", accepted ? stored->report.reason : change.verdict->reason}});
    return commit(std::move(change));
}

std::vector<Step> Steps::tag(const Step& step)
{
    const auto vm = journal_.vm(step.vm);
    if (!vm)
        return close(step);
    const auto facts = cloud_.vm(step.vm);
    if (!facts)
        return retry(step, facts.error().message, facts.error().retryAfter);
    if (!facts->has_value())
        return settle(step, *vm, &VmRecord::tag, {Carrier::State::none, "the VM is gone"});

    const auto wanted = tagsWanted(*vm, rules_.tags);
    const TagPlan plan = planTags((*facts)->tags, wanted, vm->tagsWritten);
    return applyTags(step, *vm, plan, wanted);
}

std::vector<Step> Steps::applyTags(const Step& step, VmRecord vm, const TagPlan& plan, const std::vector<Tag>& wanted)
{
    // Known before it is done: after a crash in between they must still be ours to remove.
    for (const Tag& tag : plan.create)
        if (std::find(vm.tagsWritten.begin(), vm.tagsWritten.end(), tag) == vm.tagsWritten.end())
            vm.tagsWritten.push_back(tag);
    if (!plan.create.empty())
        journal_.commit(Change{.vm = vm});

    if (!plan.remove.empty())
        if (const auto removed = cloud_.deleteTags(vm.id, plan.remove); !removed)
            return deniedOrRetry(step, vm, &VmRecord::tag, removed.error());
    if (!plan.create.empty())
        if (const auto created = cloud_.createTags(vm.id, plan.create); !created)
            return deniedOrRetry(step, vm, &VmRecord::tag, created.error());

    std::erase_if(vm.tagsWritten,
                  [&](const Tag& tag) { return std::find(wanted.begin(), wanted.end(), tag) == wanted.end(); });
    if (!plan.refused.empty())
        return settle(step, vm, &VmRecord::tag, {Carrier::State::refused, plan.refused});
    return settle(step, vm, &VmRecord::tag, {wanted.empty() ? Carrier::State::none : Carrier::State::written, ""});
}

std::vector<Step> Steps::userData(const Step& step)
{
    const auto vm = journal_.vm(step.vm);
    if (!vm || vm->state != VmState::ready)
        return close(step);

    const Marked marked = markReady(cloud_, step.vm);
    switch (marked.kind) {
    case Marked::Kind::already:
        return settle(step, *vm, &VmRecord::userData, {Carrier::State::written, ""});
    case Marked::Kind::refused:
        return settle(step, *vm, &VmRecord::userData, {Carrier::State::refused, marked.why});
    case Marked::Kind::denied:
        return deniedOrRetry(step, *vm, &VmRecord::userData,
                             {ApiError::Kind::refused, 0, marked.why, marked.retryAfter});
    case Marked::Kind::tryAgain:
        return retry(step, marked.why, marked.retryAfter);
    case Marked::Kind::now:
        break;
    }
    auto outstanding = settle(step, *vm, &VmRecord::userData, {Carrier::State::written, ""});
    Step look = step;
    look.failures = 0;
    look.notBefore = clock_.now() + rules_.secondLook;
    auto more = commit(Change{.outstanding = {look}});
    outstanding.insert(outstanding.end(), more.begin(), more.end());
    return outstanding;
}

VmRecord Steps::vmOrNew(const InstanceId& id)
{
    if (auto known = journal_.vm(id))
        return *std::move(known);
    return newVm(id, rules_.failedAfterRuns, clock_.now());
}

std::vector<Step> Steps::commit(Change change)
{
    journal_.commit(change);
    if (change.vm)
        announcer_.changed(*change.vm);
    return std::move(change.outstanding);
}

std::vector<Step> Steps::close(const Step& step)
{
    return commit(Change{.finished = {step}});
}

std::vector<Step> Steps::retry(const Step& step, const std::string& why, std::chrono::milliseconds atLeast)
{
    Step again = step;
    ++again.failures;
    const auto doublings = std::min(again.failures, 16U);
    const auto ceiling = std::min(rules_.retryCap, rules_.retryBase * (1U << doublings) / 2);
    again.notBefore = clock_.now() + std::max(atLeast, jitter_(ceiling));
    log::warning(
        "step-postponed",
        {{"step", text(step.kind)}, {"vm", step.vm.str()}, {"failures", long{again.failures}}, {"reason", why}});
    return commit(Change{.outstanding = {again}});
}

std::vector<Step> Steps::settle(const Step& step, VmRecord vm, Carrier VmRecord::*carrier, Carrier now)
{
    Change change{.finished = {step}};
    if (vm.*carrier != now) {
        vm.*carrier = now;
        const std::string type = std::string(text(step.kind)) + "-" + text(now.state);
        change.events.push_back({clock_.now(), vm.id, type, vm.decidedBy, now.reason});
        log::info(
            "mark",
            {{"vm", vm.id.str()}, {"carrier", text(step.kind)}, {"state", text(now.state)}, {"reason", now.reason}});
    }
    change.vm = std::move(vm);
    return commit(std::move(change));
}

std::vector<Step> Steps::deniedOrRetry(const Step& step, VmRecord vm, Carrier VmRecord::*carrier, const ApiError& error)
{
    if (error.kind == ApiError::Kind::refused && step.failures + 1 >= rules_.denials)
        return settle(step, std::move(vm), carrier, {Carrier::State::refused, error.message});
    return retry(step, error.message, error.retryAfter);
}

} // namespace readystage
