#pragma once

#include <span>
#include <string>
#include <vector>

#include "common/codec/Json.h"
#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/DefaultRoles.h"
#include "tests/cloudsim/core/Value.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// What CloudStack's listApis calls the types; the checks before a command runs follow them.
enum class Type { text, uuid, list, map, boolean, integer, wide, date };

/// One parameter of a command, as CloudStack's listApis describes it.
struct Parameter {
    std::string name; ///< lower case
    Type type = Type::text;
    bool required = false;
    std::size_t maxLength = 255;
    std::string since;            ///< "" : from the beginning
    Entity entity = Entity::none; ///< what a uuid, or each uuid of a list, must name
    std::string field = {};       ///< what the messages about lengths call it
    bool forAdmins = false;       ///< of other callers it is passed over
};

/// What the double does when a command is called: one for each command it simulates.
struct Behaviour {
    const char* command;

    /// Returns what stands inside the envelope; throws Refusal.
    Value (*run)(World& world, const Call& call);

    Entity subject = Entity::none;        ///< what `id` and `ids` name
    bool owned = false;                   ///< the caller must have access to the VMs its ids name, else 531
    const char* javaClass = nullptr;      ///< of an asynchronous command: what its job shows as `cmd`
    const char* javaClassAdmin = nullptr; ///< the same for callers of type Admin; nullptr: no other
    ActionWords words = {};               ///< how its events tell of it
    const char* envelope = nullptr;       ///< nullptr: the name in lower case and "response"
    const char* answeredAs = nullptr;     ///< the envelope of what is no refusal; nullptr: the same
};

/// One command of CloudStack.
struct Command {
    std::string name;
    bool isAsync = false;
    std::string since;
    std::vector<Parameter> parameters; ///< in the order in which they are read
    Json described;                    ///< the item of listApis
    const Behaviour* behaviour;        ///< nullptr: not simulated; lists of such things are empty
    Authorized authorized;

    bool isList() const { return name.starts_with("list"); }
};

/// All commands CloudStack 4.23 has, in the order of its listApis; of those and their parameters what 4.11 knew. Read
/// once, at the first call; any thread.
std::span<const Command> allCommands(bool oldRelease = false);

/// nullptr when there is none of exactly this name.
const Command* findCommand(std::string_view name, bool oldRelease = false);

/// Whether a management server of `release` knew what is there `since` a release; "" is from the beginning.
bool isKnownTo(std::string_view release, std::string_view since);

/// All simulated commands.
std::span<const Behaviour* const> allBehaviours();

} // namespace readystage::cloudsim
