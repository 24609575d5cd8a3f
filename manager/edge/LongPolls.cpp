#include "manager/edge/LongPolls.h"

namespace readystage {

namespace {

constexpr auto kLongestSleep = std::chrono::hours(1);

} // namespace

void LongPolls::start()
{
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void LongPolls::stop()
{
    {
        const std::scoped_lock hold(mutex_);
        stopping_ = true;
    }
    thread_ = {};
    for (const Wake& wake : takeDue(Clock::Steady::max()))
        wake();
}

void LongPolls::wait(const InstanceId& vm, Assurance least, Clock::Steady until, Wake wake)
{
    {
        const std::scoped_lock hold(mutex_);
        if (!stopping_) {
            const Ticket ticket = ++lastTicket_;
            byVm_.emplace(vm.str(), ticket);
            byDeadline_.emplace(until, ticket);
            waiters_.emplace(ticket, Waiter{vm.str(), least, until, std::move(wake)});
            changed_.notify_one();
            return;
        }
    }
    wake();
}

void LongPolls::changed(const VmRecord& vm)
{
    if (!isSettled(vm.state))
        return;
    const std::scoped_lock hold(mutex_);
    const std::string& id = vm.id.str();
    for (auto at = byVm_.lower_bound({id, 0}); at != byVm_.end() && at->first == id;) {
        const Ticket ticket = at->second;
        ++at;
        Waiter& waiter = waiters_.at(ticket);
        if (!isAnswer(vm, waiter.least))
            continue;
        due_.push_back(std::move(waiter.wake));
        remove(ticket);
    }
    changed_.notify_one();
}

std::size_t LongPolls::waiting() const
{
    const std::scoped_lock hold(mutex_);
    return waiters_.size();
}

void LongPolls::remove(Ticket ticket)
{
    const auto at = waiters_.find(ticket);
    byVm_.erase({at->second.vm, ticket});
    byDeadline_.erase({at->second.until, ticket});
    waiters_.erase(at);
}

std::vector<LongPolls::Wake> LongPolls::takeDue(Clock::Steady now)
{
    const std::scoped_lock hold(mutex_);
    std::vector<Wake> wakes;
    wakes.swap(due_);
    while (!byDeadline_.empty() && byDeadline_.begin()->first <= now) {
        const Ticket ticket = byDeadline_.begin()->second;
        wakes.push_back(std::move(waiters_.at(ticket).wake));
        remove(ticket);
    }
    return wakes;
}

Clock::Steady LongPolls::nextDeadline() const
{
    const auto longest = clock_.steady() + kLongestSleep;
    return byDeadline_.empty() ? longest : std::min(longest, byDeadline_.begin()->first);
}

void LongPolls::run(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        {
            std::unique_lock hold(mutex_);
            const auto planned = nextDeadline();
            changed_.wait_until(hold, stop, planned, [&] { return !due_.empty() || nextDeadline() < planned; });
        }
        for (const Wake& wake : takeDue(clock_.steady()))
            wake();
    }
}

} // namespace readystage
