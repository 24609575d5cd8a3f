#include "manager/core/Verification.h"

#include <algorithm>

namespace readystage {

namespace {

// Migrating and BackingUp are states of a VM that runs (CloudStack's VirtualMachine.State).
bool isAlive(const std::string& state)
{
    return state == "Running" || state == "Migrating" || state == "BackingUp";
}

bool isGone(const std::string& state)
{
    return state == "Destroyed" || state == "Expunging" || state == "Error";
}

Assurance proved(const VmFacts& vm, const IpAddress& peer)
{
    const bool own = std::find(vm.addresses.begin(), vm.addresses.end(), peer) != vm.addresses.end();
    return own ? Assurance::address : Assurance::open;
}

Judgement judgeKnown(const StoredReport& stored, const VmFacts& vm, const VerificationRules& rules, bool patient)
{
    if (isGone(vm.state))
        return Refused{"VM is " + vm.state};
    if (!isAlive(vm.state))
        return patient ? Judgement{AskAgain{"VM is " + vm.state}} : Judgement{Refused{"VM is " + vm.state}};

    const Assurance assurance = proved(vm, stored.peer);
    if (assurance < rules.floor)
        return Refused{"source address " + stored.peer.str() + " is none of the VM's"};
    return Verified{assurance};
}

} // namespace

Judgement judge(const StoredReport& stored, const ApiResult<std::optional<VmFacts>>& facts,
                const VerificationRules& rules, Clock::Wall now)
{
    // Whatever CloudStack's refusal is about (our role, our keys, its throttle), it is not about this report.
    if (!facts)
        return AskAgain{facts.error().message, facts.error().retryAfter};

    const bool patient = now - stored.receivedAt < rules.patience;
    if (!facts->has_value())
        return patient ? Judgement{AskAgain{"no such VM yet"}} : Judgement{Refused{kNoSuchVm}};
    return judgeKnown(stored, **facts, rules, patient);
}

} // namespace readystage
