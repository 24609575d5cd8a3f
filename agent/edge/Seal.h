#pragma once

#include "agent/edge/SystemRoot.h"

#include <filesystem>
#include <string>
#include <vector>

namespace readystage::agent {

/// What a machine has in it that a template must not give to its clones.
struct Sealable {
    std::vector<std::filesystem::path> paths; ///< to be removed; only what is there
    std::vector<std::string> notOurs;         ///< what else clones would share, for people
};

/// Looks for it, changes nothing: our state, leases of all DHCP clients, and with `puppet` Puppet's certificates,
/// cached catalog, and traces of runs in the places where its packages have them.
Sealable findSealable(const SystemRoot& root, const std::filesystem::path& stateFolder, bool puppet);

/// Removes it. Throws std::system_error naming the path.
void seal(const Sealable& found);

} // namespace readystage::agent
