#include "manager/core/Agenda.h"

namespace readystage {

namespace {

bool comesInBatches(Step::Kind kind)
{
    return kind == Step::Kind::look || kind == Step::Kind::verify;
}

} // namespace

void Agenda::add(const Step& step, Steady due)
{
    const Key key{step.kind, step.subject()};
    if (steps_.contains(key))
        (void)take(key);
    steps_.insert_or_assign(key, Entry{step, due});
    byTime_.insert({due, key});
    byVm_.insert({step.vm.str(), key});
}

void Agenda::makeDue(Steady now)
{
    while (!byTime_.empty() && byTime_.begin()->first <= now) {
        due_.insert(byTime_.begin()->second);
        byTime_.erase(byTime_.begin());
    }
}

Step Agenda::take(const Key& key)
{
    const auto at = steps_.find(key);
    Step step = at->second.step;
    byTime_.erase({at->second.due, key});
    due_.erase(key);
    byVm_.erase({step.vm.str(), key});
    steps_.erase(at);
    return step;
}

void Agenda::takeAllOf(const std::string& vm, Step::Kind kind, std::vector<Step>& into)
{
    auto at = byVm_.lower_bound({vm, {kind, ""}});
    while (at != byVm_.end() && at->first == vm && at->second.first == kind) {
        const Key key = at->second;
        ++at;
        into.push_back(take(key));
    }
}

std::vector<Step> Agenda::next(Steady now)
{
    makeDue(now);
    std::vector<Step> batch;
    for (auto at = due_.begin(); at != due_.end() && batch.size() < kBatch;) {
        const Key key = *at;
        if (!batch.empty() && (key.first != batch.front().kind || !comesInBatches(key.first)))
            break;
        const std::string vm = steps_.at(key).step.vm.str();
        if (!busy_.contains(vm) && key.first == Step::Kind::verify)
            takeAllOf(vm, key.first, batch);
        else if (!busy_.contains(vm))
            batch.push_back(take(key));
        at = due_.upper_bound(key);
    }
    for (const Step& step : batch)
        busy_.insert(step.vm.str());
    return batch;
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
