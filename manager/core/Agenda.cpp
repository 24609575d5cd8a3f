#include "manager/core/Agenda.h"

namespace readystage {

namespace {

bool comesInBatches(Step::Kind kind)
{
    return kind == Step::Kind::look || kind == Step::Kind::verify;
}

/// A look or a verification costs a hundredth of a call, a mark in userdata keeps a router busy: what is only looked at
/// again may wait for the tags, not for the routers.
int rankOf(const Step& step)
{
    switch (step.kind) {
    case Step::Kind::look:
        return step.backFill ? 3 : 0;
    case Step::Kind::verify:
        return step.backFill ? 4 : 1;
    case Step::Kind::tag:
        return 2;
    case Step::Kind::userData:
        return 5;
    case Step::Kind::deadline:
        return 6;
    }
    return 6;
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

Agenda::Ranked Agenda::ranked(const Key& key, const Step& step)
{
    return {rankOf(step), key};
}

void Agenda::makeDue(Steady now)
{
    while (!byTime_.empty() && byTime_.begin()->first <= now) {
        const Key& key = byTime_.begin()->second;
        due_.insert(ranked(key, steps_.at(key).step));
        byTime_.erase(byTime_.begin());
    }
}

Step Agenda::take(const Key& key)
{
    const auto at = steps_.find(key);
    Step step = at->second.step;
    byTime_.erase({at->second.due, key});
    due_.erase(ranked(key, step));
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
    std::optional<int> rank;
    for (auto at = due_.begin(); at != due_.end() && batch.size() < kBatch;) {
        const Ranked next = *at;
        const Key& key = next.second;
        if (!batch.empty() && (next.first != rank || !comesInBatches(key.first)))
            break;
        rank = next.first;
        const std::string vm = steps_.at(key).step.vm.str();
        if (!busy_.contains(vm) && key.first == Step::Kind::verify)
            takeAllOf(vm, key.first, batch);
        else if (!busy_.contains(vm))
            batch.push_back(take(key));
        at = due_.upper_bound(next);
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
