#include "common/codec/Digest.h"
#include "common/domain/Ids.h"
#include "tests/cloudsim/core/Infrastructure.h"
#include "tests/cloudsim/core/SecurityGroups.h"
#include "tests/cloudsim/core/World.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

template <class Rows> std::optional<std::string> idByNumber(const Rows& rows, std::uint64_t number)
{
    const auto* row = rows.findNumber(number);
    return row == nullptr ? std::nullopt : std::optional(row->id);
}

} // namespace

template <class Use> auto World::inTable(Entity entity, Use use) const -> decltype(use(vms))
{
    switch (entity) {
    case Entity::none:
    case Entity::nothing:
    case Entity::job:
    case Entity::nic:
    case Entity::event:
    case Entity::host:
    case Entity::pod:
    case Entity::cluster:
    case Entity::managementServer:
    case Entity::physicalNetwork:
    case Entity::securityGroup:
    case Entity::volume:
    case Entity::osType:
        break;
    case Entity::vm:
        return use(vms);
    case Entity::zone:
        return use(zones);
    case Entity::templ:
        return use(templates);
    case Entity::serviceOffering:
        return use(serviceOfferings);
    case Entity::diskOffering:
        return use(diskOfferings);
    case Entity::networkOffering:
        return use(networkOfferings);
    case Entity::network:
        return use(networks);
    case Entity::user:
        return use(users);
    case Entity::account:
        return use(accounts);
    case Entity::domain:
        return use(domains);
    case Entity::role:
        return use(roles);
    case Entity::project:
        return use(projects);
    case Entity::instanceGroup:
        return use(instanceGroups);
    case Entity::userData:
        return use(userDataTexts);
    case Entity::sshKeyPair:
        return use(sshKeyPairs);
    case Entity::publicAddress:
        return use(publicAddresses);
    case Entity::router:
        return use(routers);
    case Entity::vpc:
        return use(vpcs);
    }
    return std::nullopt;
}

/// CloudStack finds ids of rows that were removed, too.
bool World::isKnown(Entity entity, const std::string& id) const
{
    const auto anyOf = [](const auto& rows, auto fits) {
        return std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return fits(*row.second); });
    };
    switch (entity) {
    case Entity::job: {
        const auto job = jobs_.find(id);
        return job != jobs_.end() && !job->second->forgotten;
    }
    case Entity::nic:
        return expungedParts_.contains(id) || nicCalled(id).first != nullptr;
    case Entity::volume:
        return expungedParts_.contains(id) || anyOf(vms, [&](const Vm& vm) { return vm.rootVolume == id; });
    case Entity::securityGroup:
        return anyOf(accounts, [&](const Account& account) { return securityGroupId(account) == id; });
    case Entity::osType:
        return anyOf(templates, [&](const Template& templ) { return stableId("ostype", templ.osName) == id; });
    case Entity::event:
        return events.has(id);
    case Entity::host:
        return id == hostId();
    case Entity::pod:
        return id == podId();
    case Entity::cluster:
        return id == clusterId();
    case Entity::managementServer:
        return id == managementServerId();
    case Entity::physicalNetwork:
        return id == physicalNetworkId();
    default:
        return inTable(entity, [&](const auto& rows) { return std::optional(rows.knows(id)); }).value_or(false);
    }
}

std::optional<std::string> World::canonicalId(Entity entity, std::string_view id) const
{
    const auto uuid = canonicalUuid(id);
    if (!uuid || entity == Entity::none)
        return uuid ? std::optional(*uuid) : std::nullopt;
    return isKnown(entity, *uuid) ? std::optional(*uuid) : std::nullopt;
}

std::optional<std::string> World::idOfNumber(Entity entity, std::uint64_t number) const
{
    return inTable(entity, [&](const auto& rows) { return idByNumber(rows, number); });
}

std::string stableId(std::string_view kind, std::string_view name)
{
    const std::string hex = sha256Hex(std::string(kind) + ":" + std::string(name));
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-5" + hex.substr(13, 3) + "-8" + hex.substr(17, 3) + "-" +
           hex.substr(20, 12);
}

} // namespace readystage::cloudsim
