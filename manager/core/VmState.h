#pragma once

#include <optional>
#include <string_view>

namespace readystage {

/// The states of a VM, as far as reports tell (a VM nobody has heard of is `pending`).
enum class VmState {
    pending,     ///< no verified report yet
    booted,      ///< the agent is alive
    configuring, ///< the configuration is running
    failing,     ///< a run failed; another may mend it
    failed,      ///< as many runs failed as the bundle allows; only a newer good run changes it
    ready        ///< the configuration has finished; stays so for this incarnation
};

/// The one table of allowed moves. Staying where one is is always allowed.
bool mayMove(VmState from, VmState to);

/// Whether a waiting dispatcher is answered: it has its VM, or knows that it will not get it without help.
constexpr bool isSettled(VmState state)
{
    return state == VmState::ready || state == VmState::failed;
}

const char* text(VmState state);
std::optional<VmState> vmState(std::string_view text);

/// What was proved about where a report came from; a greater value proves more.
enum class Assurance {
    open,   ///< nothing
    address ///< the source address is one of the VM's own in CloudStack
};

const char* text(Assurance assurance);
std::optional<Assurance> assurance(std::string_view text);

} // namespace readystage
