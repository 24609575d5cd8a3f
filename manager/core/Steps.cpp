#include "manager/core/Steps.h"

#include <algorithm>
#include <map>

#include "common/runtime/Log.h"

namespace readystage {

namespace {

using namespace std::chrono_literals;

// What an event announces is done once CloudStack's job has ended; before, the VM still looks as it was.
constexpr auto kLookAfterJob = 30s;

/// Whether the event is only the announcement, so that comparing at once would show the VM as before.
bool isAnnounced(const Step& step)
{
    return step.happening && (step.happening->kind == Happening::Kind::reinstalled ||
                              step.happening->kind == Happening::Kind::userDataReset ||
                              step.happening->kind == Happening::Kind::destroyed);
}

/// An update, most often our own mark, leaves the root disk alone; a new VM has nothing to compare it with.
bool mayHaveAnotherDisk(const Step& step)
{
    return !step.happening ||
           (step.happening->kind != Happening::Kind::updated && step.happening->kind != Happening::Kind::created);
}

void append(std::vector<Step>& to, std::vector<Step> more)
{
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<InstanceId> vmsOf(const std::vector<Step>& steps)
{
    std::vector<InstanceId> ids;
    for (const Step& step : steps)
        if (std::find(ids.begin(), ids.end(), step.vm) == ids.end())
            ids.push_back(step.vm);
    return ids;
}

/// Deployed, and does not run yet.
bool isOnItsWay(const VmFacts& vm)
{
    return vm.state == "Starting" || vm.state == "Stopped" || vm.state == "Unknown";
}

bool has(const std::vector<std::string>& list, const std::string& text)
{
    return list.empty() || std::find(list.begin(), list.end(), text) != list.end();
}

/// The VM's state counts, but CloudStack does not show it.
void leaveUnmarked(Change& change, const std::string& why)
{
    if (!change.vm)
        return;
    change.vm->tag = {Carrier::State::none, why};
    change.vm->userData = {Carrier::State::none, why};
    std::erase_if(change.outstanding,
                  [](const Step& step) { return step.kind == Step::Kind::tag || step.kind == Step::Kind::userData; });
}

bool isWithdrawn(const Change& change)
{
    return std::any_of(change.events.begin(), change.events.end(),
                       [](const Event& event) { return event.type == "withdrawn"; });
}

} // namespace

Steps::Steps(Ports ports, StepRules rules, Jitter jitter)
    : ports_(ports),
      rules_(std::move(rules)),
      jitter_(std::move(jitter))
{}

std::vector<Step> Steps::perform(const std::vector<Step>& steps)
{
    const Step& first = steps.front();
    switch (first.kind) {
    case Step::Kind::look:
        return look(steps);
    case Step::Kind::verify:
        return verify(steps);
    case Step::Kind::tag:
        return tag(first);
    case Step::Kind::userData:
        return userData(first);
    case Step::Kind::deadline:
        return deadline(first);
    }
    return {};
}

// ---- reports --------------------------------------------------------------------------------------------------------

std::vector<Step> Steps::verify(const std::vector<Step>& steps)
{
    Outstanding outstanding;
    const auto ids = vmsOf(steps);
    const auto listed = ports_.cloud.vms(ids);
    std::set<InstanceId> waiting; // a report must not overtake an earlier one of its VM
    for (const Pending& pending : load(steps, outstanding)) {
        const auto& facts = listed.at(
            static_cast<std::size_t>(std::distance(ids.begin(), std::find(ids.begin(), ids.end(), pending.step.vm))));
        const VmRecord known = vmOrNew(pending.step.vm);
        auto judgement = judged(pending, facts, known);
        if (waiting.contains(pending.step.vm))
            judgement = AskAgain{"an earlier report of the VM waits"};
        if (const auto* later = std::get_if<AskAgain>(&judgement)) {
            waiting.insert(pending.step.vm);
            append(outstanding, retry(pending.step, later->why, later->retryAfter));
        } else if (const auto* refused = std::get_if<Refused>(&judgement)) {
            append(outstanding, reject(pending, *refused));
        } else {
            append(outstanding, accept(pending, std::get<Verified>(judgement), known, **facts));
        }
    }
    return outstanding;
}

/// The reports of these steps in the order they came; steps whose report is gone are closed.
std::vector<Steps::Pending> Steps::load(const std::vector<Step>& steps, Outstanding& outstanding)
{
    std::vector<Pending> loaded;
    for (const Step& step : steps)
        if (auto stored = ports_.journal.report(*step.report))
            loaded.push_back({step, *std::move(stored)});
        else
            append(outstanding, close(step));
    std::stable_sort(loaded.begin(), loaded.end(),
                     [](const Pending& a, const Pending& b) { return a.stored.receivedAt < b.stored.receivedAt; });
    return loaded;
}

Judgement Steps::judged(const Pending& pending, const CloudStackApi::Listed& facts, const VmRecord& known)
{
    auto judgement = judge(pending.stored, facts, known, rules_.verification, ports_.clock.now());
    const auto* verified = std::get_if<Verified>(&judgement);
    if (verified == nullptr || !needsReinstall(known, pending.stored.report))
        return judgement;
    return judgedAsNewLife(pending, *verified, known);
}

/// CloudStack keeps the id over a reinstall: who speaks as a new incarnation has the VM's own secret, or CloudStack
/// shows another root disk, or is not believed. Its events may be on their way still.
Judgement Steps::judgedAsNewLife(const Pending& pending, const Verified& verified, const VmRecord& known)
{
    Verified believed = verified;
    believed.newLife = true;
    if (verified.assurance >= Assurance::token && verified.assurance >= known.life.strongest)
        return believed;
    if (!known.life.rootVolume.empty()) {
        const auto volumes = ports_.watch.rootVolumes({known.id});
        if (!volumes)
            return AskAgain{volumes.error().message, volumes.error().retryAfter};
        if (const auto at = volumes->find(known.id); at != volumes->end() && at->second != known.life.rootVolume)
            return believed;
    }
    if (ports_.clock.now() - pending.stored.receivedAt < rules_.verification.patience)
        return AskAgain{"another incarnation, and no reinstall of the VM seen yet"};
    return Refused{"another incarnation, and CloudStack knows of no reinstall", "incarnation", true};
}

std::vector<Step> Steps::accept(const Pending& pending, const Verified& verified, const VmRecord& known,
                                const VmFacts& facts)
{
    Change change = decide(known, pending.stored, verified, rules_.lifecycle, ports_.clock.now());
    if (change.vm && !isInScope(facts, *change.vm))
        leaveUnmarked(change, "out of scope");
    if (change.vm && hasForeignMark(facts, *change.vm))
        withdrawForeignMark(change, ports_.clock.now());
    change.finished.push_back(pending.step);
    if (change.verdict->accepted)
        ports_.witness.accepted(verified.assurance);
    else
        ports_.witness.refused("incarnation", true);
    log::info(change.verdict->accepted ? "report-verified" : "report-refused",
              {{"vm", pending.step.vm.str()},
               {"report", pending.step.report->str()},
               {"assurance", text(verified.assurance)},
               {"state", change.vm ? text(change.vm->state) : "-"},
               {"reason", change.verdict->accepted ? pending.stored.report.reason : change.verdict->reason}});
    return commit(std::move(change));
}

std::vector<Step> Steps::reject(const Pending& pending, const Refused& refused)
{
    Change change = refuse(pending.stored, refused.why, ports_.clock.now());
    change.finished.push_back(pending.step);
    ports_.witness.refused(refused.kind, refused.alarm);
    (refused.alarm ? log::warning : log::info)("report-refused", {{"vm", pending.step.vm.str()},
                                                                  {"report", pending.step.report->str()},
                                                                  {"peer", pending.stored.peer.str()},
                                                                  {"kind", refused.kind},
                                                                  {"alarm", refused.alarm},
                                                                  {"reason", refused.why}});
    return commit(std::move(change));
}

// ---- what CloudStack did --------------------------------------------------------------------------------------------

std::vector<Step> Steps::look(std::vector<Step> steps)
{
    std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
        return a.happening && b.happening && a.happening->at < b.happening->at;
    });
    Outstanding outstanding;
    for (const Step& step : steps)
        if (step.happening)
            append(outstanding, takeUp(step));
    std::erase_if(steps, isAnnounced);
    if (!steps.empty())
        append(outstanding, compare(steps));
    return outstanding;
}

/// What an event means by itself. How CloudStack shows the VM is compared afterwards.
std::vector<Step> Steps::takeUp(const Step& step)
{
    const auto known = ports_.journal.vm(step.vm);
    if (!known)
        return {};
    const auto now = ports_.clock.now();
    Change change = happened(*known, *step.happening, rules_.lifecycle, now);
    if (isWithdrawn(change)) {
        const auto lag = std::chrono::duration_cast<std::chrono::milliseconds>(now - step.happening->at);
        ports_.witness.withdrawn(lag);
        log::info(
            "withdrawn",
            {{"vm", step.vm.str()}, {"event", step.happening->what}, {"lag_ms", static_cast<long long>(lag.count())}});
    }
    if (isAnnounced(step))
        change.outstanding.push_back(
            {.kind = Step::Kind::look, .vm = step.vm, .report = {}, .notBefore = now + kLookAfterJob});
    return commit(std::move(change));
}

std::vector<Step> Steps::compare(const std::vector<Step>& steps)
{
    Outstanding outstanding;
    const auto ids = vmsOf(steps);
    const auto listed = ports_.cloud.vms(ids);
    std::vector<Step> aboutDisks;
    std::copy_if(steps.begin(), steps.end(), std::back_inserter(aboutDisks), mayHaveAnotherDisk);
    const auto volumes = ports_.watch.rootVolumes(vmsOf(aboutDisks));
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const Step plain{.kind = Step::Kind::look, .vm = ids[i], .report = {}};
        if (!listed[i] || !volumes) {
            const ApiError& error = listed[i] ? volumes.error() : listed[i].error();
            append(outstanding, retry(plain, error.message, error.retryAfter));
            continue;
        }
        const auto volume = volumes->find(ids[i]);
        append(outstanding, compareOne(plain, ports_.journal.vm(ids[i]), *listed[i],
                                       volume == volumes->end() ? "" : volume->second));
    }
    return outstanding;
}

std::vector<Step> Steps::compareOne(const Step& plain, const std::optional<VmRecord>& known,
                                    std::optional<VmFacts> facts, const std::string& rootVolume)
{
    const auto now = ports_.clock.now();
    // Lists leave out userdata that is empty: it may have become so.
    if (known && known->state == VmState::ready && !known->life.userData.empty() && facts && !facts->userData) {
        auto alone = ports_.cloud.userDataOf(plain.vm);
        if (!alone)
            return retry(plain, alone.error().message, alone.error().retryAfter);
        facts->userData = *std::move(alone);
    }
    if (known && !known->bundle.empty() && !known->life.clockFrom && facts && isOnItsWay(*facts))
        return retry(plain, "the VM is " + facts->state, 0ms);
    Change change;
    if (known)
        change = compared(*known, facts, rootVolume, rules_.lifecycle, now).value_or(Change{});
    if (isWithdrawn(change))
        log::info("withdrawn", {{"vm", plain.vm.str()}, {"event", change.events.front().detail}});
    const VmRecord after = change.vm ? *change.vm : known ? *known : newVm(plain.vm, now);
    if (facts && hasForeignMark(*facts, after)) {
        change.vm = after;
        withdrawForeignMark(change, now);
    }
    change.finished.push_back(plain);
    return commit(std::move(change));
}

// ---- marks ----------------------------------------------------------------------------------------------------------

std::vector<Step> Steps::tag(const Step& step)
{
    const auto vm = ports_.journal.vm(step.vm);
    if (!vm)
        return close(step);
    const auto facts = ports_.cloud.vm(step.vm);
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
        ports_.journal.commit(Change{.vm = vm});

    if (!plan.remove.empty())
        if (const auto removed = ports_.cloud.deleteTags(vm.id, plan.remove); !removed)
            return deniedOrRetry(step, vm, &VmRecord::tag, removed.error());
    if (!plan.create.empty())
        if (const auto created = ports_.cloud.createTags(vm.id, plan.create); !created)
            return deniedOrRetry(step, vm, &VmRecord::tag, created.error());

    std::erase_if(vm.tagsWritten,
                  [&](const Tag& tag) { return std::find(wanted.begin(), wanted.end(), tag) == wanted.end(); });
    if (!plan.refused.empty())
        return settle(step, vm, &VmRecord::tag, {Carrier::State::refused, plan.refused});
    return settle(step, vm, &VmRecord::tag, {wanted.empty() ? Carrier::State::none : Carrier::State::written, ""});
}

std::vector<Step> Steps::userData(const Step& step)
{
    const auto vm = ports_.journal.vm(step.vm);
    const bool ready = vm && vm->state == VmState::ready;
    if (!vm || vm->state == VmState::gone || (!ready && vm->userData.state == Carrier::State::none))
        return close(step);

    const Marked marked = ready ? markReady(ports_.cloud, step.vm) : unmarkReady(ports_.cloud, step.vm);
    const Carrier reached{ready ? Carrier::State::written : Carrier::State::none, ""};
    switch (marked.kind) {
    case Marked::Kind::already:
        return settle(step, *vm, &VmRecord::userData, reached);
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
    auto outstanding = settle(step, *vm, &VmRecord::userData, reached);
    if (!ready)
        return outstanding;
    Step again = step;
    again.failures = 0;
    again.notBefore = ports_.clock.now() + rules_.secondLook;
    append(outstanding, commit(Change{.outstanding = {again}}));
    return outstanding;
}

// ---- time -----------------------------------------------------------------------------------------------------------

std::vector<Step> Steps::deadline(const Step& step)
{
    const auto vm = ports_.journal.vm(step.vm);
    if (!vm || !vm->life.deadline || isSettled(vm->state))
        return close(step);
    if (auto change = expired(*vm, ports_.clock.now())) {
        log::info("timeout", {{"vm", step.vm.str()}, {"reason", change->vm->reason}});
        change->finished.push_back(step);
        return commit(*std::move(change));
    }
    Step later = step;
    later.notBefore = *vm->life.deadline;
    return commit(Change{.outstanding = {later}});
}

// ---- what they share ------------------------------------------------------------------------------------------------

bool Steps::isInScope(const VmFacts& facts, const VmRecord& vm) const
{
    const Scope& scope = rules_.scope;
    return (!scope.deployedOnly || !vm.bundle.empty()) && has(scope.accounts, facts.account) &&
           has(scope.templates, facts.templateId) && has(scope.zones, facts.zoneId);
}

/// Where we mark userdata, a mark that is there without us is not the truth.
bool Steps::hasForeignMark(const VmFacts& facts, const VmRecord& vm) const
{
    return !rules_.observe && rules_.markUserData && vm.state != VmState::ready && vm.state != VmState::gone &&
           vm.userData.state == Carrier::State::none && facts.userData && showsMark(*facts.userData) &&
           isInScope(facts, vm);
}

VmRecord Steps::vmOrNew(const InstanceId& id)
{
    if (auto known = ports_.journal.vm(id))
        return *std::move(known);
    return newVm(id, ports_.clock.now());
}

std::vector<Step> Steps::commit(Change change)
{
    if (rules_.observe)
        leaveUnmarked(change, "the manager only observes");
    if (!rules_.markUserData && change.vm) {
        change.vm->userData = {};
        std::erase_if(change.outstanding, [](const Step& s) { return s.kind == Step::Kind::userData; });
    }
    ports_.journal.commit(change);
    for (const Event& event : change.events)
        if (event.type == kMarkLost || event.type == kForeignMark) {
            ports_.witness.drifted(event.type);
            log::warning(event.type, {{"vm", event.vm.str()}, {"reason", event.detail}});
        }
    if (change.vm)
        ports_.announcer.changed(*change.vm);
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
    again.notBefore = ports_.clock.now() + std::max(atLeast, jitter_(ceiling));
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
        change.events.push_back({ports_.clock.now(), vm.id, type, vm.decidedBy, now.reason});
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
