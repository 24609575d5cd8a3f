#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/runtime/Guarded.h"
#include "manager/ports/Witness.h"

namespace readystage::fakes {

/// Remembers what it was told. Safe from several threads.
class CountingWitness final : public Witness {
public:
    struct Counts {
        std::map<Assurance, int> accepted;
        std::map<std::string, int> refused;
        int alarms = 0;
        std::vector<std::chrono::milliseconds> lags;
        std::map<std::string, int> drifts;
    };

    void accepted(Assurance assurance) override
    {
        counts_.with([&](Counts& counts) { ++counts.accepted[assurance]; });
    }

    void refused(std::string_view kind, bool alarm) override
    {
        counts_.with([&](Counts& counts) {
            ++counts.refused[std::string(kind)];
            counts.alarms += alarm ? 1 : 0;
        });
    }

    void withdrawn(std::chrono::milliseconds lag) override
    {
        counts_.with([&](Counts& counts) { counts.lags.push_back(lag); });
    }

    void drifted(std::string_view kind) override
    {
        counts_.with([&](Counts& counts) { ++counts.drifts[std::string(kind)]; });
    }

    Counts counts() const
    {
        return counts_.with([](const Counts& counts) { return counts; });
    }

private:
    Guarded<Counts> counts_;
};

} // namespace readystage::fakes
