#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace readystage::cloudsim {

/// One way in which the cloud can be told to behave badly. The table in the .cpp is the list: a row and the one line
/// where it is taken() make a new one.
struct Misbehaviour {
    const char* name;
    const char* sentence;
};

std::span<const Misbehaviour> misbehaviours();

/// Which misbehaviours are on, and how often each will still happen.
class Misbehaviours {
public:
    /// The next `count` occasions, of `command` only when that is not empty. False when there is no such misbehaviour.
    bool plan(std::string_view name, unsigned count, std::string_view command);

    /// Whether it happens now; uses up one occasion.
    bool taken(std::string_view name, std::string_view command);

    void clear() { planned_.clear(); }

    /// Name -> occasions left, for the observer.
    std::map<std::string, unsigned> left() const;

private:
    struct Plan {
        unsigned left;
        std::string command;
    };

    std::map<std::string, Plan, std::less<>> planned_;
};

} // namespace readystage::cloudsim
