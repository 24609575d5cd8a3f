#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "manager/core/Records.h"

namespace readystage {

/// Which step comes next. Steps of one VM never run at the same time, because CloudStack has no compare-and-set:
/// reading, editing and writing must not be interleaved. Verification goes before tags, tags before userdata. Not
/// thread-safe.
class Agenda {
public:
    using Steady = Clock::Steady;

    /// Adds the step, or replaces the one of the same kind and subject.
    void add(const Step& step, Steady due);

    /// A step that is due and whose VM is free; the VM is busy until finished().
    std::optional<Step> next(Steady now);

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

    std::map<Key, Entry> steps_;
    std::set<std::pair<Steady, Key>> byTime_;
    std::set<Key> due_; ///< ordered by kind: that is the priority
    std::set<std::string> busy_;

    void makeDue(Steady now);
};

} // namespace readystage
