#include "tests/cloudsim/edge/Holds.h"

#include <utility>

namespace readystage::cloudsim {

void Holds::plan(const std::string& command, When when, unsigned count)
{
    const std::scoped_lock hold(mutex_);
    planned_[{command, when}] = count;
}

bool Holds::park(const std::string& command, When when, Continuation resume)
{
    {
        const std::scoped_lock hold(mutex_);
        const auto planned = planned_.find({command, when});
        if (planned == planned_.end())
            return false;
        if (--planned->second == 0)
            planned_.erase(planned);
    }
    keep(command, when, std::move(resume));
    return true;
}

void Holds::keep(const std::string& command, When when, Continuation resume)
{
    std::map<std::size_t, Watcher> watchers;
    std::vector<Held> held;
    {
        const std::scoped_lock hold(mutex_);
        parked_.push_back({{command, when}, std::move(resume)});
        watchers.swap(watchers_);
        held = heldNow();
    }
    for (const auto& [name, watcher] : watchers)
        watcher(held);
}

std::size_t Holds::release()
{
    std::vector<Parked> parked;
    {
        const std::scoped_lock hold(mutex_);
        planned_.clear();
        parked.swap(parked_);
    }
    for (const Parked& call : parked)
        call.resume();
    return parked.size();
}

std::size_t Holds::watch(Watcher watcher)
{
    std::vector<Held> held;
    {
        const std::scoped_lock hold(mutex_);
        held = heldNow();
        if (held.empty()) {
            watchers_.emplace(++lastWatcher_, std::move(watcher));
            return lastWatcher_;
        }
    }
    watcher(held);
    return 0;
}

void Holds::unwatch(std::size_t name)
{
    Watcher watcher;
    {
        const std::scoped_lock hold(mutex_);
        const auto found = watchers_.find(name);
        if (found == watchers_.end())
            return;
        watcher = std::move(found->second);
        watchers_.erase(found);
    }
    watcher({});
}

std::vector<Holds::Held> Holds::heldNow() const
{
    std::vector<Held> held;
    for (const Parked& call : parked_)
        held.push_back(call.held);
    return held;
}

} // namespace readystage::cloudsim
