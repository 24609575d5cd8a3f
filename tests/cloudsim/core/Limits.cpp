#include "tests/cloudsim/core/Limits.h"

#include <array>
#include <span>
#include <string_view>

namespace readystage::cloudsim {

namespace {

constexpr std::int64_t kRootDiskGigabytes = 2; ///< of every template here

/// What there is of each resource.
struct Used {
    std::int64_t vms = 0;
    std::int64_t stopped = 0;
    std::int64_t running = 0;
    std::int64_t addresses = 0;
    std::int64_t networks = 0;
    std::int64_t projects = 0;
    std::int64_t cpus = 0;
    std::int64_t megabytes = 0;
};

struct Resource {
    std::string_view name;
    std::int64_t limit;                 ///< max.account.…, max.project.…; a domain has twice as much
    std::int64_t Used::*used = nullptr; ///< nullptr: there are none here
};

constexpr std::array kInstances{Resource{"vm", 20, &Used::vms},
                                Resource{"ip", 20, &Used::addresses},
                                Resource{"volume", 20, &Used::vms},
                                Resource{"snapshot", 20},
                                Resource{"backup", 20},
                                Resource{"backupstorage", 400},
                                Resource{"template", 20}};
constexpr std::array kProjects{Resource{"project", 10, &Used::projects}};
constexpr std::array kCapacities{
    Resource{"network", 20, &Used::networks},    Resource{"vpc", 20},    Resource{"cpu", 40, &Used::cpus},
    Resource{"memory", 40960, &Used::megabytes}, Resource{"gpu", 20},    Resource{"primarystorage", 200, &Used::vms},
    Resource{"secondarystorage", 400},           Resource{"bucket", 20}, Resource{"objectstorage", 400}};

Used usedBy(const World& world, const std::function<bool(const Account&)>& isMeant)
{
    Used used;
    for (const auto& [number, vm] : world.vms) {
        if (!isMeant(*vm->account) || vm->state == state::kDestroyed || vm->state == state::kError)
            continue;
        ++used.vms;
        used.stopped += vm->state == state::kStopped ? 1 : 0;
        used.running += vm->state == state::kRunning ? 1 : 0;
        used.cpus += vm->size.cpus;
        used.megabytes += vm->size.megabytes;
    }
    for (const auto& [number, network] : world.networks)
        used.networks += network->account != nullptr && isMeant(*network->account) ? 1 : 0;
    for (const auto& [number, address] : world.publicAddresses)
        used.addresses += isMeant(*address->account) ? 1 : 0;
    for (const auto& [number, project] : world.projects)
        used.projects += !project->members.empty() && isMeant(*project->members.front()) ? 1 : 0;
    return used;
}

void addResources(Value& shown, std::span<const Resource> resources, const Used& used, LimitsOf whose, bool unlimited)
{
    for (const Resource& resource : resources) {
        const std::string name(resource.name);
        // the only one that CloudStack counts in fractions
        const bool fraction = name == "secondarystorage";
        const std::int64_t times = name == "primarystorage" ? kRootDiskGigabytes : 1;
        const std::int64_t total = resource.used == nullptr ? 0 : used.*resource.used * times;
        const std::int64_t limit = resource.limit * (whose == LimitsOf::domain ? 2 : 1);
        const std::string left = std::to_string(limit - total) + (fraction ? ".0" : "");
        shown.add(name + "limit", unlimited ? std::string("Unlimited") : std::to_string(limit));
        shown.add(name + "total", fraction ? Value::number(std::to_string(total) + ".0") : Value(total));
        shown.add(name + "available", unlimited ? std::string("Unlimited") : left);
    }
}

} // namespace

void addLimits(Value& shown, const World& world, LimitsOf whose, bool unlimited,
               const std::function<bool(const Account&)>& isMeant)
{
    const Used used = usedBy(world, isMeant);
    const auto addCounts = [&] { shown.add("vmstopped", used.stopped).add("vmrunning", used.running); };
    if (whose == LimitsOf::project) {
        addResources(shown, kCapacities, used, whose, unlimited);
        addResources(shown, kInstances, used, whose, unlimited);
        return addCounts();
    }
    addResources(shown, kInstances, used, whose, unlimited);
    if (whose == LimitsOf::account)
        addCounts();
    addResources(shown, kProjects, used, whose, unlimited);
    addResources(shown, kCapacities, used, whose, unlimited);
}

} // namespace readystage::cloudsim
