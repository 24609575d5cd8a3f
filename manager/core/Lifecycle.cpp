#include "manager/core/Lifecycle.h"

#include <algorithm>

#include "manager/core/Marker.h"

namespace readystage {

namespace {

using namespace std::chrono_literals;

VmState wantedState(const VmRecord& vm, const Report& report, const LifecycleRules& rules)
{
    switch (report.status) {
    case ReportStatus::ready:
        return VmState::ready;
    case ReportStatus::failed:
        return vm.failedRuns >= vm.failedAfterRuns.value_or(rules.failedAfterRuns) ? VmState::failed : VmState::failing;
    case ReportStatus::progress:
        return report.phase == "booted" ? VmState::booted : VmState::configuring;
    }
    return vm.state;
}

/// What the event is called when the state did not move.
const char* eventWithoutMove(ReportStatus status)
{
    switch (status) {
    case ReportStatus::failed:
        return "run-failed";
    case ReportStatus::ready:
        return "run-succeeded";
    case ReportStatus::progress:
        return "progress";
    }
    return "progress";
}

/// Marks say nothing while a VM is on its way, so only a verdict changes them.
bool changesMarks(VmState state)
{
    return state == VmState::ready || state == VmState::failing || state == VmState::failed ||
           state == VmState::timeout;
}

Step stepFor(const VmRecord& vm, Step::Kind kind, Clock::Wall due)
{
    return {.kind = kind, .vm = vm.id, .report = {}, .notBefore = due, .happening = {}};
}

void wantTag(Change& change, Clock::Wall now)
{
    change.vm->tag = {Carrier::State::wanted, ""};
    change.outstanding.push_back(stepFor(*change.vm, Step::Kind::tag, now));
}

void wantUserData(Change& change, Clock::Wall now)
{
    change.vm->userData = {Carrier::State::wanted, ""};
    change.outstanding.push_back(stepFor(*change.vm, Step::Kind::userData, now));
}

/// The marks have to say less than before: only what we placed is taken away.
void withdrawMarks(Change& change, Clock::Wall now)
{
    const VmRecord& vm = *change.vm;
    if (!vm.tagsWritten.empty() || vm.tag.state == Carrier::State::wanted)
        wantTag(change, now);
    else
        change.vm->tag = {};
    const bool marked = vm.userData.state == Carrier::State::written || vm.userData.state == Carrier::State::wanted;
    if (marked && vm.state != VmState::gone) // a destroyed VM's userdata can neither be served nor changed
        wantUserData(change, now);
    else
        change.vm->userData = {};
}

/// The clock for a verdict runs from now on, if it does not run yet.
void startClock(Change& change, const LifecycleRules& rules, Clock::Wall now)
{
    VmLife& life = change.vm->life;
    if (life.deadline)
        return;
    life.clockFrom = now;
    life.deadline = now + rules.deadline;
    change.outstanding.push_back(stepFor(*change.vm, Step::Kind::deadline, *life.deadline));
}

/// Progress moves the deadline, up to the cap.
void extendClock(Change& change, const LifecycleRules& rules, Clock::Wall now)
{
    startClock(change, rules, now);
    VmLife& life = change.vm->life;
    const auto wanted = std::min<Clock::Wall>(now + rules.deadline, *life.clockFrom + rules.deadlineCap);
    life.deadline = std::max(*life.deadline, wanted);
}

/// Everything a report has proved is forgotten; what was seen of the VM is not. False when the table does not allow it.
bool startOver(Change& change, Cause cause, VmState to, const std::string& why, Clock::Wall now)
{
    VmRecord& vm = *change.vm;
    if (vm.state == to || !mayMove(vm.state, to, cause))
        return false;
    if (vm.state == VmState::ready)
        change.events.push_back({now, vm.id, "withdrawn", vm.decidedBy, why});
    change.events.push_back({now, vm.id, text(to), std::nullopt, why});
    vm.state = to;
    vm.assurance = std::nullopt;
    vm.decidedBy = std::nullopt;
    vm.reason.clear();
    vm.failedResources.clear();
    vm.failedRuns = 0;
    vm.changedAt = now;
    vm.life.evidence = {};
    vm.life.userData.clear();
    vm.life.strangeSince = std::nullopt;
    vm.life.clockFrom = std::nullopt;
    vm.life.deadline = std::nullopt;
    withdrawMarks(change, now);
    return true;
}

/// The disk that spoke as this incarnation is no more.
void retireIncarnation(VmRecord& vm)
{
    if (vm.incarnation)
        vm.life.former = vm.incarnation;
    vm.incarnation = std::nullopt;
    vm.life.since = {};
    vm.life.boot = std::nullopt;
    vm.life.rootVolume.clear();
    vm.life.mayChange = true;
}

void beginLife(VmRecord& vm, const StoredReport& stored, const Verified& verified)
{
    if (!vm.incarnation) {
        vm.incarnation = stored.report.incarnation;
        vm.life.since = stored.receivedAt;
        vm.life.rootVolume.clear();
    }
    vm.life.mayChange = false;
    vm.life.boot = stored.report.boot;
    vm.life.owner = verified.owner;
    vm.life.strongest = std::max(vm.life.strongest.value_or(verified.assurance), verified.assurance);
    if (verified.assurance == Assurance::cert && stored.certificate)
        vm.life.certificateSerial = stored.certificate->serial;
}

Evidence evidenceOf(const StoredReport& stored)
{
    Evidence evidence{stored.peer.str(), stored.proxy, ""};
    if (stored.certificate)
        evidence.certificate = stored.certificate->name + " serial " + stored.certificate->serial;
    return evidence;
}

/// The general rules, but where the VM's bundle says otherwise.
LifecycleRules rulesFor(const VmRecord& vm, LifecycleRules rules)
{
    rules.deadline = vm.rules.deadline.value_or(rules.deadline);
    rules.deadlineCap = std::max(rules.deadlineCap, rules.deadline);
    rules.readyPerBoot = vm.rules.readyPerBoot.value_or(rules.readyPerBoot);
    return rules;
}

/// CloudStack writes back whole rows, so any other update of the VM can wipe the mark. Who says `ready=0` means it.
void restoreMark(Change& change, const UserData& shown, Clock::Wall now)
{
    VmRecord& vm = *change.vm;
    if (vm.userData.state != Carrier::State::written || shown.hasLine(kReadyLine) || shown.hasLine("ready=0"))
        return;
    change.events.push_back({now, vm.id, kMarkLost, vm.decidedBy, "userdata lost its mark to another update"});
    wantUserData(change, now);
}

/// What a ready VM was told to become, against what it is told now.
void compareUserData(Change& change, const std::optional<UserData>& shown, const LifecycleRules& rules, Clock::Wall now)
{
    VmRecord& vm = *change.vm;
    VmLife& life = vm.life;
    if (vm.state != VmState::ready || !shown)
        return;
    const std::string print = fingerprint(*shown);
    if (life.userData.empty())
        life.userData = print;
    if (life.userData == print) {
        life.strangeSince = std::nullopt;
        restoreMark(change, *shown, now);
        return;
    }
    if (!life.strangeSince)
        life.strangeSince = now;
    if (const auto explainedBy = *life.strangeSince + rules.explainWithin; now < explainedBy) {
        change.outstanding.push_back(stepFor(vm, Step::Kind::look, explainedBy));
        return;
    }
    startOver(change, Cause::newLife, VmState::pending, "its userdata is another one, and no update explains it", now);
    life.mayChange = true;
}

/// A report that does not continue what is known: the VM starts over before the report counts.
void startOverFor(Change& change, const StoredReport& stored, const LifecycleRules& rules, Clock::Wall now)
{
    VmRecord& vm = *change.vm;
    const Report& report = stored.report;
    startOver(change, Cause::back, VmState::pending, "the VM is alive again", now);
    if (vm.incarnation && *vm.incarnation != report.incarnation) {
        startOver(change, Cause::newLife, VmState::pending, "another incarnation reports", now);
        retireIncarnation(vm);
    } else if (rules.readyPerBoot && vm.life.boot && *vm.life.boot != report.boot) {
        startOver(change, Cause::newBoot, VmState::pending, "another boot reports", now);
    }
}

} // namespace

VmRecord newVm(const InstanceId& id, Clock::Wall now)
{
    VmRecord vm{.id = id};
    vm.changedAt = now;
    return vm;
}

std::optional<std::string> contradiction(const VmRecord& vm, const Report& report)
{
    if (vm.life.former != report.incarnation)
        return std::nullopt;
    return "VM " + vm.id.str() + " has been reinstalled since incarnation " + report.incarnation.str();
}

bool needsReinstall(const VmRecord& vm, const Report& report)
{
    return vm.incarnation && *vm.incarnation != report.incarnation && !vm.life.mayChange;
}

Change decide(const VmRecord& before, const StoredReport& stored, const Verified& verified,
              const LifecycleRules& general, Clock::Wall now)
{
    const LifecycleRules rules = rulesFor(before, general);
    const Report& report = stored.report;
    if (const auto why = contradiction(before, report))
        return refuse(stored, *why, now);
    if (needsReinstall(before, report) && !verified.newLife)
        return refuse(stored, "VM " + before.id.str() + " has been verified as another incarnation", now);

    Change change{.vm = before, .verdict = Change::Verdict{report.id, true, "", evidenceOf(stored)}};
    VmRecord& after = *change.vm;
    startOverFor(change, stored, rules, now);
    beginLife(after, stored, verified);
    if (report.status == ReportStatus::failed)
        ++after.failedRuns;

    const VmState wanted = wantedState(after, report, rules);
    // One that is judged again, or had waited, does not undo what a newer one decided.
    const bool late = stored.receivedAt < after.life.decidedAt;
    const bool moves = !late && wanted != after.state && mayMove(after.state, wanted, Cause::report);
    const char* const type = moves ? text(wanted) : eventWithoutMove(report.status);
    change.events.push_back({now, after.id, type, report.id, report.reason});
    if (moves) {
        after.state = wanted;
        after.assurance = verified.assurance;
        after.decidedBy = report.id;
        after.reason = report.reason;
        after.failedResources = report.failedResources;
        after.changedAt = now;
        after.life.evidence = evidenceOf(stored);
        after.life.decidedAt = stored.receivedAt;
    }
    if (!isSettled(after.state))
        extendClock(change, rules, now);
    if (!moves || !changesMarks(wanted))
        return change;
    wantTag(change, now);
    if (wanted != VmState::ready)
        return change;
    wantUserData(change, now);
    // Which root disk became ready is what a later reinstall is recognised by.
    change.outstanding.push_back(stepFor(after, Step::Kind::look, now + 2s));
    return change;
}

Change refuse(const StoredReport& stored, const std::string& why, Clock::Wall now)
{
    const Report& report = stored.report;
    Change change{.verdict = Change::Verdict{report.id, false, why, evidenceOf(stored)}};
    change.events.push_back({now, report.vm, "refused", report.id, why});
    return change;
}

Change happened(const VmRecord& before, const Happening& happening, const LifecycleRules& general, Clock::Wall now)
{
    const LifecycleRules rules = rulesFor(before, general);
    Change change{.vm = before, .seen = happening};
    VmRecord& vm = *change.vm;
    const std::string why = happening.what + " at " + rfc3339(happening.at);
    // CloudStack's times are whole seconds: what happened in the same second may have come first.
    const bool afterVerdict = vm.life.decidedAt < happening.at + 1s;
    switch (happening.kind) {
    case Happening::Kind::reinstalled:
        // An incarnation that was first heard after the event is the new one, or cannot be told from it: the root disk
        // will tell.
        if (vm.life.since >= happening.at)
            break;
        startOver(change, Cause::newLife, VmState::pending, why, now);
        if (vm.incarnation)
            retireIncarnation(vm);
        break;
    case Happening::Kind::userDataReset:
        if (!afterVerdict)
            break;
        startOver(change, Cause::newLife, VmState::pending, why, now);
        vm.life.mayChange = true;
        break;
    case Happening::Kind::destroyed:
        if (afterVerdict)
            startOver(change, Cause::gone, VmState::gone, why, now);
        break;
    case Happening::Kind::bootedAgain:
        if (rules.readyPerBoot && afterVerdict)
            startOver(change, Cause::newBoot, VmState::pending, why, now);
        break;
    case Happening::Kind::revoked:
        startOver(change, Cause::revoked, VmState::pending, happening.what, now);
        break;
    case Happening::Kind::updated:
        // The next look takes the userdata for what the VM was told all along.
        vm.life.userData.clear();
        vm.life.strangeSince = std::nullopt;
        break;
    case Happening::Kind::created:
    case Happening::Kind::changed:
        break;
    }
    return change;
}

std::optional<Change> compared(const VmRecord& before, const std::optional<VmFacts>& facts,
                               const std::string& rootVolume, const LifecycleRules& general, Clock::Wall now)
{
    const LifecycleRules rules = rulesFor(before, general);
    Change change{.vm = before};
    VmRecord& vm = *change.vm;
    if (!facts || isGone(*facts)) {
        const std::string why = facts ? "CloudStack shows it " + facts->state : "CloudStack has no such VM";
        return startOver(change, Cause::gone, VmState::gone, why, now) ? std::optional(change) : std::nullopt;
    }
    startOver(change, Cause::back, VmState::pending, "CloudStack shows it " + facts->state, now);
    if (!rootVolume.empty() && !vm.life.rootVolume.empty() && rootVolume != vm.life.rootVolume) {
        startOver(change, Cause::newLife, VmState::pending, "its root disk is another one: " + rootVolume, now);
        retireIncarnation(vm);
    }
    if (!vm.life.owner.empty() && vm.life.owner != ownerOf(*facts)) {
        startOver(change, Cause::newLife, VmState::pending, "it belongs to " + ownerOf(*facts) + " now", now);
        vm.life.owner = ownerOf(*facts);
        vm.life.mayChange = true;
    }
    compareUserData(change, facts->userData, rules, now);
    if (vm.life.rootVolume.empty() && (vm.incarnation || vm.state == VmState::ready))
        vm.life.rootVolume = rootVolume;
    const bool watched = vm.incarnation || vm.life.former || !vm.bundle.empty();
    if (watched && isAlive(*facts) && !isSettled(vm.state))
        startClock(change, rules, now);
    const bool same = vm.state == before.state && vm.life == before.life && vm.incarnation == before.incarnation;
    return same && change.outstanding.empty() ? std::nullopt : std::optional(change);
}

void withdrawForeignMark(Change& change, Clock::Wall now)
{
    change.events.push_back(
        {now, change.vm->id, kForeignMark, std::nullopt, "userdata shows a ready VM, which it is not"});
    wantUserData(change, now);
}

Change adopted(const VmFacts& facts, const Tag& ready, Clock::Wall now)
{
    Change change{.vm = newVm(facts.id, now)};
    VmRecord& vm = *change.vm;
    vm.state = VmState::ready;
    vm.assurance = Assurance::open;
    vm.life.owner = ownerOf(facts);
    vm.tagsWritten = {ready};
    vm.tag = {Carrier::State::written, ""};
    const bool marked = facts.userData && facts.userData->hasLine(kReadyLine);
    vm.userData.state = marked ? Carrier::State::written : Carrier::State::none;
    change.events.push_back({now, vm.id, "adopted", std::nullopt, "CloudStack shows it as ready"});
    change.outstanding.push_back(stepFor(vm, Step::Kind::look, now));
    return change;
}

std::optional<Change> expired(const VmRecord& before, Clock::Wall now)
{
    if (!before.life.deadline || *before.life.deadline > now ||
        !mayMove(before.state, VmState::timeout, Cause::deadline) || before.state == VmState::timeout)
        return std::nullopt;
    Change change{.vm = before};
    VmRecord& vm = *change.vm;
    const auto waited = std::chrono::duration_cast<std::chrono::seconds>(now - before.life.clockFrom.value_or(now));
    vm.state = VmState::timeout;
    vm.changedAt = now;
    vm.reason = "no verdict within " + std::to_string(waited.count()) + " s; it was " + text(before.state) +
                (before.reason.empty() ? "" : ": " + before.reason);
    change.events.push_back({now, vm.id, text(vm.state), vm.decidedBy, vm.reason});
    wantTag(change, now);
    return change;
}

} // namespace readystage
