#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "manager/core/Records.h"

namespace readystage {

/// Which steps come next. Steps of one VM never run at the same time, because CloudStack has no compare-and-set:
/// reading, editing and writing must not be interleaved. Looks go before verification, that before tags, tags before
/// what is looked at or judged once more, and that before userdata. Not thread-safe.
class Agenda {
public:
    using Steady = Clock::Steady;

    static constexpr std::size_t kBatch = 100; ///< CloudStack lists so many VMs at little more than the cost of one

    /// Adds the step, or replaces the one of the same kind and subject.
    void add(const Step& step, Steady due);

    /// Steps of one kind that are due and whose VMs are free, at most kBatch looks or verifications or one of another
    /// kind; their VMs are busy until finished(). All verifications of a VM come together, also those that wait for
    /// another try, so that reports count in the order they came. Empty: nothing is due.
    std::vector<Step> next(Steady now);

    void finished(const InstanceId& vm);

    /// When next() may have something, if nothing is added or finished before; nullopt: not without that.
    std::optional<Steady> wakeAt() const;

    std::size_t size() const noexcept { return steps_.size(); }

private:
    using Key = std::pair<Step::Kind, std::string>;

    struct Entry {
        Step step;
        Steady due;
    };

    using Ranked = std::pair<int, Key>; ///< the lower goes first

    std::map<Key, Entry> steps_;
    std::set<std::pair<Steady, Key>> byTime_;
    std::set<Ranked> due_;
    std::set<std::pair<std::string, Key>> byVm_;
    std::set<std::string> busy_;

    static Ranked ranked(const Key& key, const Step& step);
    void makeDue(Steady now);
    Step take(const Key& key);
    void takeAllOf(const std::string& vm, Step::Kind kind, std::vector<Step>& into);
};

} // namespace readystage
