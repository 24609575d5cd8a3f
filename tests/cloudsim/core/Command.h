#pragma once

#include <span>

#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/Value.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

enum class Type { text, uuid, list, map, boolean, integer, date };

/// One parameter: checked before the command runs, and shown by listApis.
struct Parameter {
    const char* name; ///< lower case
    Type type = Type::text;
    bool required = false;
    const char* description = "";
    Entity entity = Entity::none; ///< what a uuid, or each uuid of a list, must name
    bool owned = false;           ///< the caller must have access to it, else 531
    std::size_t maxLength = 255;
    bool lenient = false; ///< of a list of uuids: texts that are no UUID are passed over
};

/// One member of what the command answers; shown by listApis.
struct ResponseField {
    const char* name;
    const char* type;
    const char* description;
};

/// One command of the API. The checks every command has in common happen before `run`, by this description.
struct Command {
    const char* name;
    const char* description;
    const char* since;          ///< "" : from the beginning
    bool isList;                ///< takes keyword, page and pagesize
    const char* javaClass;      ///< of an asynchronous command: what its job shows as `cmd`; nullptr: synchronous
    const char* javaClassAdmin; ///< the same for callers of type Admin; nullptr: no other
    std::span<const Parameter> parameters;
    std::span<const ResponseField> response;

    /// Returns what stands inside the envelope; throws Refusal.
    Value (*run)(World& world, const Call& call);

    bool isAsync() const { return javaClass != nullptr; }
};

/// All commands, ordered by name. The only place that lists them.
std::span<const Command* const> allCommands();

/// nullptr when there is none of exactly this name.
const Command* findCommand(std::string_view name);

/// The keyword, page and pagesize every list command has.
std::span<const Parameter> listParameters();

} // namespace readystage::cloudsim
