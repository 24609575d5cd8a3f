#include "tests/cloudsim/core/SshKeyPairs.h"

#include "common/codec/Digest.h"
#include "common/codec/SshKey.h"
#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Owners.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Scope.h"
#include "tests/cloudsim/core/UserDataRules.h"

#include <algorithm>
#include <array>

// ManagementServerImpl and SSHKeysHelper.
namespace readystage::cloudsim {

namespace {

constexpr unsigned kNewKeyBits = 2048; // ssh.key.length

Value showSshKeyPair(const SshKeyPair& key, const std::string& privateKey = "")
{
    Value shown = Value::object();
    shown.addIfAny("privatekey", privateKey).add("id", key.id).add("name", key.name);
    addOwner(shown, *key.account, false).add("fingerprint", key.fingerprint);
    return shown.add("hasannotations", false);
}

template <class Is> const SshKeyPair* keyOf(const World& world, const Account& owner, Is is)
{
    const auto found = std::find_if(world.sshKeyPairs.begin(), world.sshKeyPairs.end(),
                                    [&](const auto& row) { return row.second->account == &owner && is(*row.second); });
    return found == world.sshKeyPairs.end() ? nullptr : found->second.get();
}

const SshKeyPair* keyCalled(const World& world, const Account& owner, const std::string& name)
{
    return keyOf(world, owner, [&](const SshKeyPair& key) { return ascii::equalIgnoringCase(key.name, name); });
}

/// `TYPE BASE64` of what may be that with a comment behind it, or all of it in base64 once more.
std::string publicKeyIn(std::string material)
{
    static constexpr std::array kTypes{
        "ssh-rsa", "ssh-dss", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-ed25519"};
    if (material.find(' ') == std::string::npos)
        material = decodeLeniently(material);
    const bool known =
        std::any_of(kTypes.begin(), kTypes.end(), [&](const char* type) { return material.starts_with(type); });
    const std::size_t blank = material.find(' ');
    const std::size_t end = blank == std::string::npos ? blank : material.find(' ', blank + 1);
    std::string key = material.substr(0, end);
    if (!known || blank == std::string::npos || key.size() == blank + 1)
        throw Refusal(431, kInvalidParameterValue, "Public key is invalid");
    return key;
}

const SshKeyPair& save(World& world, const std::string& name, const std::string& publicKey, const Account& owner)
{
    const std::string bytes = decodeLeniently(std::string_view(publicKey).substr(publicKey.find(' ') + 1));
    return world.sshKeyPairs.add({randomUuid(), 0, name, publicKey, md5Fingerprint(bytes), &owner});
}

Value runRegisterSshKeyPair(World& world, const Call& call)
{
    const Account& owner = ownerOfNew(world, call);
    const std::string name = call.text("name");
    if (keyCalled(world, owner, name) != nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      "A key pair with name '" + name + "' already exists for this account.");
    const std::string publicKey = publicKeyIn(call.text("publickey"));
    if (keyOf(world, owner, [&](const SshKeyPair& key) { return key.publicKey == publicKey; }) != nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      "A key pair with key '" + call.text("publickey") + "' already exists for this account.");
    return Value::object().add("keypair", showSshKeyPair(save(world, name, publicKey, owner)));
}

Value runCreateSshKeyPair(World& world, const Call& call)
{
    const Account& owner = ownerOfNew(world, call);
    const std::string name = call.text("name");
    if (call.isBlank("name"))
        throw Refusal(431, kInvalidParameterValue,
                      "Please specify a valid name for the key pair. The key name can't be empty");
    if (keyCalled(world, owner, name) != nullptr)
        throw Refusal(431, kInvalidParameterValue, "A key pair with name '" + name + "' already exists.");
    const SshKey key = newSshKey(kNewKeyBits);
    const std::string line = key.publicKey + " \n"; // JSch writes an empty comment and the line's end
    return Value::object().add("keypair", showSshKeyPair(save(world, name, line, owner), key.privateKey));
}

Value runDeleteSshKeyPair(World& world, const Call& call)
{
    const Account& owner = ownerOfNew(world, call);
    const SshKeyPair* const key = keyCalled(world, owner, call.text("name"));
    if (key == nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      "A key pair with name '" + call.text("name") + "' does not exist for account " + owner.name +
                          " in specified domain id");
    world.sshKeyPairs.forget(*key); // its row is gone, unlike those of VMs
    return Value::object().add("success", true);
}

/// Newest first.
Value runListSshKeyPairs(World& world, const Call& call)
{
    const Scope scope(world, call, Scope::Ids::passedOver);
    std::vector<const SshKeyPair*> rows;
    const auto fits = [&](const char* parameter, const std::string& value) {
        return !call.has(parameter) || ascii::equalIgnoringCase(call.text(parameter), value);
    };
    const std::string keyword = call.text("keyword");
    for (const auto& [number, key] : world.sshKeyPairs)
        if (fits("id", key->id) && fits("name", key->name) && fits("fingerprint", key->fingerprint) &&
            (containsLike(key->name, keyword) || containsLike(key->fingerprint, keyword)) && scope.shows(*key->account))
            rows.insert(rows.begin(), key.get());
    return listed(world, call, "sshkeypair", rows, [](const SshKeyPair* key) { return showSshKeyPair(*key); });
}

} // namespace

extern const Behaviour registerSSHKeyPair;
const Behaviour registerSSHKeyPair{.command = "registerSSHKeyPair", .run = runRegisterSshKeyPair};

extern const Behaviour createSSHKeyPair;
const Behaviour createSSHKeyPair{.command = "createSSHKeyPair", .run = runCreateSshKeyPair};

extern const Behaviour deleteSSHKeyPair;
const Behaviour deleteSSHKeyPair{.command = "deleteSSHKeyPair", .run = runDeleteSshKeyPair};

extern const Behaviour listSSHKeyPairs;
const Behaviour listSSHKeyPairs{.command = "listSSHKeyPairs", .run = runListSshKeyPairs, .subject = Entity::sshKeyPair};

} // namespace readystage::cloudsim
