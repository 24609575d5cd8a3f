#pragma once

#include <string>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

class World;
class Call;

/// A public key under a name of its account's.
struct SshKeyPair {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    std::string publicKey; ///< as a VM's router serves it
    std::string fingerprint;
    const Account* account = nullptr;
};

/// What a VM keeps of its keys: their names, and the public keys themselves, one a line.
inline constexpr const char* kSshKeyNames = "SSH.KeyPairNames";
inline constexpr const char* kSshPublicKeys = "SSH.PublicKey";

/// "Not all specified keypairs exist" and the like are Refusals; of the keys `keypair` and `keypairs` name, `details`
/// gets both of the above. `network`: the VM's first.
void addSshKeys(const World& world, const Call& call, const Account& owner, const Network& network, Pairs& details);

/// The keys of that name, each of another account.
std::vector<const SshKeyPair*> keysCalled(const World& world, std::string_view name);

} // namespace readystage::cloudsim
