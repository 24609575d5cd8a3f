#include "tests/cloudsim/edge/JobRunner.h"

#include "tests/cloudsim/core/Jobs.h"

#include <atomic>
#include <chrono>

namespace readystage::cloudsim {

namespace {

constexpr std::size_t kHookRunsWaiting = 100'000;
constexpr unsigned kHookThreads = 8;

/// Runs all orders, a few at a time.
void runAll(const GuestHook& hook, const std::vector<GuestOrder>& orders)
{
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < kHookThreads; ++i)
        threads.emplace_back([&] {
            for (std::size_t mine = next++; mine < orders.size(); mine = next++)
                hook.run(orders[mine]);
        });
}

/// One after the other, up to the first that fails.
GuestOutcome runInOrder(const GuestHook& hook, const std::vector<GuestOrder>& orders)
{
    GuestOutcome outcome;
    for (const GuestOrder& order : orders)
        if (outcome.ok)
            outcome = hook.run(order);
    return outcome;
}

} // namespace

JobRunner::JobRunner(SharedWorld& world, const GuestHook* hook)
    : world_(world),
      hook_(hook),
      hookRuns_(kHookRunsWaiting)
{
    if (hook_ == nullptr)
        return;
    for (unsigned i = 0; i < kHookThreads; ++i)
        workers_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

JobRunner::~JobRunner()
{
    scheduler_.stop();
}

void JobRunner::start(const std::vector<std::string>& jobs, std::chrono::nanoseconds wait)
{
    if (jobs.empty())
        return;
    const auto duration = world_.with([](auto& world) { return world->settings.jobDuration; });
    const auto when = std::chrono::steady_clock::now() + wait + duration;
    for (const std::string& job : jobs)
        scheduler_.at(when, [this, job] { due(job); });
}

void JobRunner::due(const std::string& job)
{
    std::vector<GuestOrder> orders;
    if (hook_ != nullptr)
        orders = world_.with([&](auto& world) { return guestOrdersOf(*world, job); });
    if (orders.empty())
        return finish(job, {});
    if (!hookRuns_.tryPush({job, std::move(orders)}))
        finish(job, {false, "too many guests are waiting for the hook"});
}

void JobRunner::work(const std::stop_token& stop)
{
    while (!stop.stop_requested())
        if (const auto run = hookRuns_.pop(stop); run && !stop.stop_requested())
            finish(run->job, runInOrder(*hook_, run->orders));
}

void JobRunner::finish(const std::string& job, const GuestOutcome& outcome)
{
    start(world_.with([&](auto& world) {
        finishJob(*world, job, outcome, std::chrono::system_clock::now());
        return world->takeRunnableJobs();
    }),
          std::chrono::nanoseconds(0));
}

void JobRunner::stop()
{
    scheduler_.stop();
    for (auto& worker : workers_)
        worker.request_stop();
    workers_.clear();
    if (hook_ != nullptr)
        runAll(*hook_, world_.with([](auto& world) { return stopAllGuests(*world); }));
}

} // namespace readystage::cloudsim
