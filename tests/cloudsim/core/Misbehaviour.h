#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace readystage::cloudsim {

/// What a misbehaviour happens to.
enum class Occasion {
    update,    ///< updateVirtualMachine
    vmList,    ///< listVirtualMachines
    newTags,   ///< createTags
    job,       ///< an asynchronous command that is simulated
    asyncCall, ///< an asynchronous command
    call,      ///< any command
    other      ///< no command: the router, the event log, the listener
};

/// One way in which the cloud can be told to behave badly. The table in the .cpp is the list: a row and the one line
/// where it is taken() make a new one.
struct Misbehaviour {
    const char* name;
    Occasion occasion;
    const char* sentence;
};

std::span<const Misbehaviour> misbehaviours();

/// nullptr when there is none of that name.
const Misbehaviour* findMisbehaviour(std::string_view name);

/// Why it can never happen to calls of `command`, an existing one or empty for any; empty: it can.
std::string whyNever(const Misbehaviour& misbehaviour, const std::string& command);

/// On which occasions a misbehaviour happens.
struct Plan {
    std::optional<unsigned> count = 1;     ///< so many times more; nullopt: until it is ended
    double probability = 1;                ///< of each occasion
    std::uint64_t seed = 1;                ///< of the dice: the same seed, the same occasions
    std::string command;                   ///< only calls of this command; empty: of any
    std::chrono::milliseconds pause{2000}; ///< for those whose sentence speaks of a pause
};

/// What a scenario or a person orders.
struct MisbehaviourOrder {
    std::string name;
    Plan plan;
    std::optional<std::chrono::milliseconds> lasts; ///< ended after this time, whatever is left
};

/// Which misbehaviours are on, and how often each will still happen.
class Misbehaviours {
public:
    /// Replaces an earlier plan of that name. Returns a number for end(), 0 when there is no such misbehaviour.
    std::uint64_t plan(std::string_view name, Plan plan);
    std::uint64_t plan(std::string_view name, unsigned count, std::string command = {});

    /// Ends that plan, unless it was replaced since.
    void end(std::uint64_t number);

    void clear() { planned_.clear(); }

    /// The plan by which it happens now, using up one occasion; nullptr: it does not. Valid until the next change.
    const Plan* taken(std::string_view name, std::string_view command = {});

    struct Shown {
        Plan plan; ///< with the count that is left
        std::uint64_t happened;
    };

    /// nullopt: it was not planned since the last clear().
    std::optional<Shown> find(std::string_view name) const;

private:
    struct Planned {
        Plan plan;
        std::uint64_t number;
        std::mt19937_64 dice;
        std::uint64_t happened;
    };

    std::map<std::string, Planned, std::less<>> planned_;
    std::uint64_t last_ = 0;
};

} // namespace readystage::cloudsim
