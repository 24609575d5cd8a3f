#include "manager/core/VmState.h"

#include <array>
#include <utility>

namespace readystage {

namespace {

using enum VmState;

/// A set of states, one bit each.
template <class... States> constexpr unsigned anyOf(States... states)
{
    return (0U | ... | (1U << static_cast<unsigned>(states)));
}

struct Rule {
    Cause cause;
    unsigned from;
    VmState to;
};

constexpr unsigned kHeard = anyOf(booted, configuring, failing, failed, timeout, ready);

// Missing on purpose: ready -> anything by a report (a later failed run must not take a VM away from the job running on
// it), failed and timeout -> booted, configuring, failing (a reboot does not undo a verdict), gone -> anything but by
// CloudStack showing the VM again, anything -> ready without a report.
constexpr std::array kRules{
    Rule{Cause::report, anyOf(pending, configuring), booted},
    Rule{Cause::report, anyOf(pending, booted), configuring},
    Rule{Cause::report, anyOf(pending, booted, configuring), failing},
    Rule{Cause::report, anyOf(pending, booted, configuring, failing), failed},
    Rule{Cause::report, anyOf(pending, booted, configuring, failing, failed, timeout), ready},
    Rule{Cause::deadline, anyOf(pending, booted, configuring, failing), timeout},
    Rule{Cause::newBoot, kHeard, pending},
    Rule{Cause::newLife, kHeard, pending},
    Rule{Cause::revoked, anyOf(ready), pending},
    Rule{Cause::gone, kHeard | anyOf(pending), gone},
    Rule{Cause::back, anyOf(gone), pending},
};

constexpr std::array kStateNames{
    std::pair{pending, "pending"}, std::pair{booted, "booted"}, std::pair{configuring, "configuring"},
    std::pair{failing, "failing"}, std::pair{failed, "failed"}, std::pair{timeout, "timeout"},
    std::pair{ready, "ready"},     std::pair{gone, "gone"},
};

constexpr std::array kAssuranceNames{
    std::pair{Assurance::open, "open"},
    std::pair{Assurance::address, "address"},
    std::pair{Assurance::token, "token"},
    std::pair{Assurance::cert, "cert"},
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

bool mayMove(VmState from, VmState to, Cause cause)
{
    if (from == to)
        return true;
    for (const Rule& rule : kRules)
        if (rule.cause == cause && rule.to == to && (rule.from & anyOf(from)) != 0)
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
