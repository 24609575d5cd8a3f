#include "manager/core/Verification.h"

#include "common/domain/Ascii.h"

#include <algorithm>
#include <optional>

namespace readystage {

namespace {

std::string filledIn(std::string pattern, const VmFacts& vm)
{
    const auto replace = [&](std::string_view placeholder, const std::string& value) {
        if (const auto at = pattern.find(placeholder); at != std::string::npos)
            pattern.replace(at, placeholder.size(), value);
    };
    replace("{name}", vm.name);
    replace("{id}", vm.id.str());
    return ascii::lowerCase(pattern);
}

/// What a certificate says of the VM that is claimed.
enum class Names { thisVm, anotherVm, noVm };

Names namedBy(const Certificate& certificate, const VmFacts& vm, const VerificationRules& rules)
{
    for (const std::string* id : {&certificate.instanceId, &certificate.uuid})
        if (!id->empty())
            return ascii::lowerCase(*id) == vm.id.str() ? Names::thisVm : Names::anotherVm;
    const auto name = ascii::lowerCase(certificate.name);
    for (const std::string& pattern : rules.certificateNames)
        if (!vm.name.empty() && filledIn(pattern, vm) == name)
            return Names::thisVm;
    return Names::noVm;
}

/// Serial numbers are hexadecimal without leading zeros: the longer is the greater.
bool isOlder(const std::string& serial, const std::string& than)
{
    return serial.size() != than.size() ? serial.size() < than.size() : serial < than;
}

Assurance proved(const StoredReport& stored, const VmFacts& vm, const VerificationRules& rules)
{
    if (stored.certificate && namedBy(*stored.certificate, vm, rules) == Names::thisVm)
        return Assurance::cert;
    const bool own = std::find(vm.addresses.begin(), vm.addresses.end(), stored.peer) != vm.addresses.end();
    return own ? Assurance::address : Assurance::open;
}

bool speaksOf(const Floor& floor, const VmFacts& vm)
{
    switch (floor.of) {
    case Floor::Of::network:
        return std::find(vm.networks.begin(), vm.networks.end(), floor.which) != vm.networks.end();
    case Floor::Of::account:
        return floor.which == vm.account;
    case Floor::Of::templ:
        return floor.which == vm.templateId;
    }
    return false;
}

Assurance floorFor(const VmFacts& vm, const VmRecord& known, const VerificationRules& rules)
{
    std::optional<Assurance> highest = known.rules.floor;
    for (const Floor& floor : rules.floors)
        if (speaksOf(floor, vm))
            highest = std::max(highest.value_or(floor.least), floor.least);
    return highest.value_or(rules.floor);
}

std::string tooWeak(const StoredReport& stored, Assurance assurance, Assurance least)
{
    if (assurance == Assurance::open && least == Assurance::address)
        return "source address " + stored.peer.str() + " is none of the VM's";
    return std::string("proved is only `") + text(assurance) + "`, asked for is `" + text(least) + "`";
}

/// What speaks against the report although its VM is there and alive; nullopt: nothing.
std::optional<Refused> objection(const StoredReport& stored, const VmFacts& vm, const VmRecord& known,
                                 const VerificationRules& rules, Assurance assurance)
{
    if (stored.certificate && namedBy(*stored.certificate, vm, rules) == Names::anotherVm)
        return Refused{"certificate " + stored.certificate->name + " is another VM's", "certificate", true};
    if (assurance == Assurance::cert && !known.life.certificateSerial.empty() &&
        isOlder(stored.certificate->serial, known.life.certificateSerial))
        return Refused{"certificate " + stored.certificate->name + " with serial " + stored.certificate->serial +
                           " is older than the newest seen, " + known.life.certificateSerial,
                       "serial", true};
    if (const auto strongest = known.life.strongest;
        strongest && *strongest >= Assurance::token && assurance < *strongest)
        return Refused{std::string("the VM was seen with `") + text(*strongest) + "` before, now only with `" +
                           text(assurance) + "`",
                       "weaker", true};
    if (const Assurance least = floorFor(vm, known, rules); assurance < least)
        return Refused{tooWeak(stored, assurance, least), "floor", assurance == Assurance::open};
    return std::nullopt;
}

Judgement judgeKnown(const StoredReport& stored, const VmFacts& vm, const VmRecord& known,
                     const VerificationRules& rules, bool patient)
{
    if (isGone(vm))
        return Refused{"VM is " + vm.state};
    const auto notYet = [&](std::string why, const char* kind) {
        return patient ? Judgement{AskAgain{std::move(why)}} : Judgement{Refused{std::move(why), kind}};
    };
    if (!isAlive(vm))
        return notYet("VM is " + vm.state, "vm");
    const Assurance assurance = proved(stored, vm, rules);
    if (auto against = objection(stored, vm, known, rules, assurance))
        return *std::move(against);
    // The change of owner will be seen as an event, and what was proved before it no longer holds then.
    if (!known.life.owner.empty() && known.life.owner != ownerOf(vm))
        return notYet("the VM belongs to " + ownerOf(vm) + " now, it was " + known.life.owner + "'s", "owner");
    return Verified{assurance, ownerOf(vm)};
}

} // namespace

std::string ownerOf(const VmFacts& vm)
{
    return vm.domainId + "/" + (vm.projectId.empty() ? vm.account : "project " + vm.projectId);
}

bool isAlive(const VmFacts& vm)
{
    return vm.state == "Running" || vm.state == "Migrating" || vm.state == "BackingUp";
}

bool isGone(const VmFacts& vm)
{
    return vm.state == "Destroyed" || vm.state == "Expunging" || vm.state == "Error";
}

Judgement judge(const StoredReport& stored, const CloudStackApi::Listed& facts, const VmRecord& known,
                const VerificationRules& rules, Clock::Wall now)
{
    // Whatever CloudStack's refusal is about (our role, our keys, its throttle), it is not about this report.
    if (!facts)
        return AskAgain{facts.error().message, facts.error().retryAfter};

    const bool patient = now - stored.receivedAt < rules.patience;
    if (!facts->has_value())
        return patient ? Judgement{AskAgain{"no such VM yet"}} : Judgement{Refused{kNoSuchVm}};
    return judgeKnown(stored, **facts, known, rules, patient);
}

} // namespace readystage
