#pragma once

#include <string>

#include "tests/cloudsim/core/ScenarioReader.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// Builds a scenario's world row by row; rows may refer to rows that stand before them in this order. Everything throws
/// ScenarioError.
class Founder {
public:
    Founder(World& world, Instant now) : world_(world), now_(now) {}

    void settings(const ScenarioReader& in, const std::string& release);
    void role(const ScenarioReader& in);
    void user(const ScenarioReader& in);
    void zone(const ScenarioReader& in);
    void serviceOffering(const ScenarioReader& in);
    void diskOffering(const ScenarioReader& in);
    void templ(const ScenarioReader& in);
    void vpc(const ScenarioReader& in);
    void network(const ScenarioReader& in);
    void virtualMachine(const ScenarioReader& in);

private:
    void networkOfferings(const ScenarioReader& in);
    const Domain& domainIn(const ScenarioReader& in);
    Account& accountCalled(const ScenarioReader& in, const std::string& name);
    const NetworkOffering& offeringFor(const ScenarioReader& in, const Network& network) const;
    const Account* ownerIn(const ScenarioReader& in) const;
    std::string publicAddressIn(const ScenarioReader& in, std::uint32_t first) const;
    void addresses(const ScenarioReader& in, Network& network) const;
    void router(const ScenarioReader& in, Network& network) const;
    Vm machineIn(const ScenarioReader& in);
    void place(const ScenarioReader& in, const char* nameKey, Vm vm);

    /// The member `id`, or one that follows from the name; of no other row.
    template <class Rows>
    std::string newId(const ScenarioReader& in, const char* kind, const std::string& name, const Rows& rows) const
    {
        std::string id = idIn(in, kind, name);
        if (rows.find(id) != nullptr)
            in.fail(in.has("id") ? "id" : "name", "there is such a " + std::string(kind) + " already");
        return id;
    }

    static std::string idIn(const ScenarioReader& in, const char* kind, const std::string& name);

    /// The row the member names, by name or id; the first row when the member is missing.
    template <class Rows> auto& pick(const ScenarioReader& in, const char* key, const Rows& rows) const
    {
        const std::string wanted = in.textOr(key, "");
        if (wanted.empty() && rows.size() > 0)
            return *rows.begin()->second;
        auto* found = rows.find(wanted);
        for (const auto& [number, row] : rows) {
            if (row->name != wanted || row.get() == found)
                continue;
            if (found != nullptr)
                in.fail(key, "there are two called " + wanted + ": name the id");
            found = row.get();
        }
        if (found == nullptr)
            in.fail(key, wanted.empty() ? "there is none to choose" : "there is no " + wanted);
        return *found;
    }

    World& world_;
    Instant now_;
};

} // namespace readystage::cloudsim
