#include "tests/cloudsim/core/SshKeyPairs.h"

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/World.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

/// By name, backwards, as SSHKeyPairDaoImpl.findByNames lists them.
std::vector<const SshKeyPair*> keysCalled(const World& world, const std::vector<std::string>& names,
                                          const Account& owner)
{
    std::vector<const SshKeyPair*> keys;
    for (const auto& [number, key] : world.sshKeyPairs)
        if (key->account == &owner &&
            std::any_of(names.begin(), names.end(),
                        [&is = key->name](const std::string& name) { return ascii::equalIgnoringCase(name, is); }))
            keys.push_back(key.get());
    std::sort(keys.begin(), keys.end(), [](const auto* a, const auto* b) { return a->name > b->name; });
    return keys;
}

} // namespace

void addSshKeys(const World& world, const Call& call, const Account& owner, const Network& network, Pairs& details)
{
    std::vector<std::string> names = call.list("keypairs");
    if (!call.text("keypair").empty())
        names.push_back(call.text("keypair"));
    if (names.empty())
        return;
    const auto keys = keysCalled(world, names, owner);
    if (keys.size() != names.size())
        throw Refusal(431, kInvalidParameterValue, "Not all specified keypairs exist");
    if (!network.hasUserDataService())
        throw Refusal(431, kInvalidParameterValue,
                      "Unable to deploy VM as SSH keypair is provided while deploying the VM, but there is no support "
                      "for UserData service in the default network " +
                          network.name + "/" + network.id);
    std::string publicKeys;
    for (const SshKeyPair* key : keys)
        publicKeys.append(publicKeys.empty() ? "" : "\n").append(key->publicKey);
    std::string listed;
    for (const std::string& name : names)
        listed.append(listed.empty() ? "" : ",").append(name);
    details.emplace_back(kSshPublicKeys, publicKeys);
    details.emplace_back(kSshKeyNames, listed);
}

std::vector<const SshKeyPair*> keysCalled(const World& world, std::string_view name)
{
    std::vector<const SshKeyPair*> keys;
    for (const auto& [number, key] : world.sshKeyPairs)
        if (ascii::equalIgnoringCase(key->name, name))
            keys.push_back(key.get());
    return keys;
}

} // namespace readystage::cloudsim
