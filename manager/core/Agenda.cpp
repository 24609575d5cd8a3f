#include "manager/core/Agenda.h"

namespace readystage {

void Agenda::add(const Step& step, Steady due)
{
    const Key key{step.kind, step.subject()};
    if (const auto old = steps_.find(key); old != steps_.end()) {
        byTime_.erase({old->second.due, key});
        due_.erase(key);
    }
    steps_.insert_or_assign(key, Entry{step, due});
    byTime_.insert({due, key});
}

void Agenda::makeDue(Steady now)
{
    while (!byTime_.empty() && byTime_.begin()->first <= now) {
        due_.insert(byTime_.begin()->second);
        byTime_.erase(byTime_.begin());
    }
}

std::optional<Step> Agenda::next(Steady now)
{
    makeDue(now);
    for (const Key& key : due_) {
        const auto at = steps_.find(key);
        if (busy_.contains(at->second.step.vm.str()))
            continue;
        const Step step = at->second.step;
        due_.erase(key);
        steps_.erase(at);
        busy_.insert(step.vm.str());
        return step;
    }
    return std::nullopt;
}

void Agenda::finished(const InstanceId& vm)
{
    busy_.erase(vm.str());
}

std::optional<Agenda::Steady> Agenda::wakeAt() const
{
    if (byTime_.empty())
        return std::nullopt;
    return byTime_.begin()->first;
}

} // namespace readystage
