#include "manager/core/VmState.h"

#include <array>
#include <utility>

namespace readystage {

namespace {

using enum VmState;

// Missing on purpose: anything -> pending (what was heard stays heard), ready -> anything (a later failed run must not
// take a VM away from the job running on it), failed -> booted, configuring, failing (a reboot does not undo a
// verdict).
constexpr std::array kMoves{
    std::pair{pending, booted},     std::pair{pending, configuring}, std::pair{pending, failing},
    std::pair{pending, failed},     std::pair{pending, ready},       std::pair{booted, configuring},
    std::pair{booted, failing},     std::pair{booted, failed},       std::pair{booted, ready},
    std::pair{configuring, booted}, std::pair{configuring, failing}, std::pair{configuring, failed},
    std::pair{configuring, ready},  std::pair{failing, failed},      std::pair{failing, ready},
    std::pair{failed, ready},
};

constexpr std::array kStateNames{
    std::pair{pending, "pending"}, std::pair{booted, "booted"}, std::pair{configuring, "configuring"},
    std::pair{failing, "failing"}, std::pair{failed, "failed"}, std::pair{ready, "ready"},
};

constexpr std::array kAssuranceNames{
    std::pair{Assurance::open, "open"},
    std::pair{Assurance::address, "address"},
};

template <class Names, class Value> const char* nameOf(const Names& names, Value value)
{
    for (const auto& [known, name] : names)
        if (known == value)
            return name;
    return "unknown";
}

template <class Value, class Names> std::optional<Value> valueOf(const Names& names, std::string_view text)
{
    for (const auto& [value, name] : names)
        if (text == name)
            return value;
    return std::nullopt;
}

} // namespace

bool mayMove(VmState from, VmState to)
{
    if (from == to)
        return true;
    for (const auto& [allowedFrom, allowedTo] : kMoves)
        if (from == allowedFrom && to == allowedTo)
            return true;
    return false;
}

const char* text(VmState state)
{
    return nameOf(kStateNames, state);
}

std::optional<VmState> vmState(std::string_view text)
{
    return valueOf<VmState>(kStateNames, text);
}

const char* text(Assurance assurance)
{
    return nameOf(kAssuranceNames, assurance);
}

std::optional<Assurance> assurance(std::string_view text)
{
    return valueOf<Assurance>(kAssuranceNames, text);
}

} // namespace readystage
