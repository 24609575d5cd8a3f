#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace readystage::cloudsim {

/// Calls held at an exact place, so that a test can kill a client or a manager there: before the call is executed, or
/// after it was executed and before it is answered. Safe from any thread; continuations run without a lock.
class Holds {
public:
    enum class When { before, after };
    using Continuation = std::function<void()>;

    struct Held {
        std::string command;
        When when;
    };

    using Watcher = std::function<void(std::vector<Held>)>;

    /// The next `count` calls of `command` are held there.
    void plan(const std::string& command, When when, unsigned count);

    /// Takes `resume` and returns true if this call is to be held here.
    bool park(const std::string& command, When when, Continuation resume);

    /// Holds the call there, whatever was planned.
    void keep(const std::string& command, When when, Continuation resume);

    /// Lets all held calls go on and forgets what was planned. Returns how many were held.
    std::size_t release();

    /// Calls `watcher` once: at once when a call is held, when the next one is, or at unwatch(). Returns a name for
    /// unwatch().
    std::size_t watch(Watcher watcher);
    /// Calls the watcher with nothing held, unless it was called already.
    void unwatch(std::size_t name);

private:
    struct Parked {
        Held held;
        Continuation resume;
    };

    std::vector<Held> heldNow() const;

    mutable std::mutex mutex_;
    std::map<std::pair<std::string, When>, unsigned> planned_;
    std::vector<Parked> parked_;
    std::map<std::size_t, Watcher> watchers_;
    std::size_t lastWatcher_ = 0;
};

} // namespace readystage::cloudsim
