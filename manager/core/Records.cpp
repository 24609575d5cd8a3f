#include "manager/core/Records.h"

namespace readystage {

const char* text(Carrier::State state)
{
    switch (state) {
    case Carrier::State::none:
        return "none";
    case Carrier::State::wanted:
        return "wanted";
    case Carrier::State::written:
        return "written";
    case Carrier::State::refused:
        return "refused";
    }
    return "none";
}

std::optional<Carrier::State> carrierState(std::string_view word)
{
    using enum Carrier::State;
    for (const auto state : {none, wanted, written, refused})
        if (word == text(state))
            return state;
    return std::nullopt;
}

bool isAnswer(const VmRecord& vm, Assurance least)
{
    return isSettled(vm.state) && (vm.state != VmState::ready || vm.assurance.value_or(Assurance::open) >= least);
}

const char* text(Step::Kind kind)
{
    switch (kind) {
    case Step::Kind::look:
        return "look";
    case Step::Kind::verify:
        return "verify";
    case Step::Kind::tag:
        return "tag";
    case Step::Kind::userData:
        return "userdata";
    case Step::Kind::deadline:
        return "deadline";
    }
    return "verify";
}

std::optional<Step::Kind> stepKind(std::string_view word)
{
    using enum Step::Kind;
    for (const auto kind : {look, verify, tag, userData, deadline})
        if (word == text(kind))
            return kind;
    return std::nullopt;
}

} // namespace readystage
