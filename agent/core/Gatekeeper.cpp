#include "agent/core/Gatekeeper.h"

#include "common/runtime/Log.h"

#include <utility>

namespace readystage::agent {
namespace {

constexpr const char* kGatePhase = "gate";

} // namespace

Gatekeeper::Gatekeeper(Gate& gate, Reporter& reporter, const Clock& clock, const GatePolicy& policy)
    : gate_(gate),
      reporter_(reporter),
      clock_(clock),
      policy_(policy)
{}

Gatekeeper::Judgement Gatekeeper::judge(const ReportId& ready, bool overtaken)
{
    const auto now = clock_.steady();
    Held& held = held_.try_emplace(ready, Held{now, now}).first->second;
    if (held.isOpen)
        return {};
    if (overtaken)
        return {Ruling::withhold, {}, "the gate had not opened when a later run reported"};
    if (now < held.next)
        return {Ruling::hold, held.next, held.said};
    return ask(held);
}

Gatekeeper::Judgement Gatekeeper::ask(Held& held)
{
    const GateAnswer answer = gate_.ask();
    const auto now = clock_.steady(); // asking takes its time
    held.isOpen = answer.open;
    if (answer.open) {
        log::info("gate.open", {{"said", answer.said}});
        return {};
    }
    if (now >= held.since + policy_.deadline) {
        speak(ReportStatus::failed, answer.said);
        return {Ruling::withhold, {}, "the gate did not open in time: " + answer.said};
    }
    if (held.said != answer.said || held.next == held.since)
        speak(ReportStatus::progress, answer.said);
    held.said = answer.said;
    held.next = now + policy_.pause;
    return {Ruling::hold, held.next, held.said};
}

void Gatekeeper::speak(ReportStatus status, const std::string& said)
{
    log::warning("gate.closed", {{"said", said}, {"final", status == ReportStatus::failed}});
    reporter_.report({status, kGatePhase, said});
    hasSpoken_ = true;
}

bool Gatekeeper::hasSpoken()
{
    return std::exchange(hasSpoken_, false);
}

} // namespace readystage::agent
