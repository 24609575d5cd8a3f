#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/cloudsim/core/Model.h"
#include "tests/cloudsim/core/ScenarioReader.h"

// Words of a scenario that stand for something, and their checks; those that read one throw ScenarioError.
namespace readystage::cloudsim {

/// A scenario's word for one of CloudStack's roles.
struct RoleWord {
    const char* word;
    RoleType type;
    const char* name; ///< in CloudStack
};

/// nullptr: it is none of them.
const RoleWord* findRoleWord(const std::string& word);

std::uint32_t addressIn(const ScenarioReader& in, const char* key, std::string_view text);

/// ADDRESS/BITS.
struct Subnet {
    std::uint32_t address;
    std::uint32_t mask;

    bool holds(std::uint32_t other) const { return (other & mask) == (address & mask); }
};

Subnet subnetIn(const ScenarioReader& in, const char* key, const std::string& text);

void checkListener(const ScenarioReader& in, const char* key, const std::string& listener);

/// The member `state` of a virtual machine.
std::string stateIn(const ScenarioReader& in);

/// Whether `text` is a release of CloudStack that can be simulated: 4.23 or 4.11.
bool isRelease(const std::string& text);

/// Whether `text` is ADDRESS:PORT with an IPv4 address; port 0 is any free one.
bool isListener(const std::string& text);

} // namespace readystage::cloudsim
