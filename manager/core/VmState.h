#pragma once

#include <optional>
#include <string_view>

namespace readystage {

/// The states of a VM, as far as reports and CloudStack tell (a VM nobody has heard of is `pending`).
enum class VmState {
    pending,     ///< no verified report in this life of the VM yet
    booted,      ///< the agent is alive
    configuring, ///< the configuration is running
    failing,     ///< a run failed; another may mend it
    failed,      ///< as many runs failed as the bundle allows; only a newer good run changes it
    timeout,     ///< the deadline passed without a verdict; only a newer good run changes it
    ready,       ///< the configuration has finished; stays so for this incarnation
    gone         ///< CloudStack has destroyed the VM, or has none of that id any more
};

/// What can move a VM.
enum class Cause {
    report,   ///< a verified report of the present incarnation
    deadline, ///< the time for a verdict is over
    newBoot,  ///< the VM booted again, where readiness is asked for at each boot
    newLife,  ///< reinstalled, userdata reset, another owner: what was proved no longer holds
    revoked,  ///< an operator's word
    gone,     ///< destroyed or expunged
    back      ///< CloudStack shows a VM alive that had gone
};

/// The one table of allowed moves (VmState.cpp). Staying where one is is always allowed.
bool mayMove(VmState from, VmState to, Cause cause);

/// Whether a waiting dispatcher is answered: it has its VM, or knows that it will not get it without help.
constexpr bool isSettled(VmState state)
{
    return state == VmState::ready || state == VmState::failed || state == VmState::timeout || state == VmState::gone;
}

const char* text(VmState state);
std::optional<VmState> vmState(std::string_view text);

/// What was proved about where a report came from; a greater value proves more.
enum class Assurance {
    open,    ///< nothing
    address, ///< the source address is one of the VM's own in CloudStack
    token,   ///< the report is signed with a secret that only this deployment was given
    cert     ///< mutual TLS with a certificate that names this VM
};

const char* text(Assurance assurance);
std::optional<Assurance> assurance(std::string_view text);

} // namespace readystage
