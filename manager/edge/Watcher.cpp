#include "manager/edge/Watcher.h"

#include <algorithm>

#include "common/runtime/Log.h"
#include "manager/core/Lifecycle.h"

namespace readystage {

namespace {

constexpr std::size_t kSweepPage = 500;
constexpr std::chrono::seconds kSavePositionEvery{30};
constexpr std::chrono::seconds kLeastPause{1}; // whoever hurries us is not signed in yet

} // namespace

void Watcher::start()
{
    read_ = ports_.clock.steady();
    alive_ = ports_.clock.steady();
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Watcher::stop()
{
    thread_ = {};
}

void Watcher::hurry()
{
    {
        const std::scoped_lock hold(mutex_);
        hurried_ = true;
    }
    changed_.notify_all();
}

double Watcher::eventsAge() const
{
    const std::scoped_lock hold(mutex_);
    return std::chrono::duration<double>(ports_.clock.steady() - read_).count();
}

Clock::Steady::duration Watcher::quietFor() const
{
    return std::max(ports_.clock.steady() - alive_.load(), Clock::Steady::duration::zero());
}

void Watcher::run(const std::stop_token& stop)
{
    std::map<std::string, Clock::Wall> seen;
    guarded("seen", [&] { seen = ports_.roster.seen({}); });
    EventFollower follower(std::move(seen), ports_.clock.now());
    bool empty = false;
    guarded("adopt", [&] { empty = ports_.roster.vms("", 1).empty(); });
    guarded("position", [&] { savePosition(follower); });
    auto nextSweep = ports_.clock.steady();
    while (!stop.stop_requested()) {
        if (empty)
            guarded("adopt", [&] { empty = !adopt(); });
        guarded("events", [&] { readEvents(follower); });
        if (ports_.clock.steady() >= nextSweep) {
            guarded("sweep", [&] { sweep(); });
            nextSweep = ports_.clock.steady() + rules_.sweepEvery;
        }
        wait(stop, ports_.clock.steady() + rules_.eventsEvery);
    }
}

void Watcher::guarded(const char* what, const std::function<void()>& work)
{
    try {
        work();
    } catch (const JournalError& e) {
        log::error("watch-failed", {{"what", what}, {"reason", e.what()}});
    }
    alive_ = ports_.clock.steady();
}

void Watcher::readEvents(EventFollower& follower)
{
    const auto fresh = follow(ports_.watch, follower);
    if (!fresh) {
        if (!std::exchange(failing_, true))
            log::warning("events-unreadable", {{"reason", fresh.error().message}});
        return;
    }
    if (std::exchange(failing_, false))
        log::info("events-readable-again");
    {
        const std::scoped_lock hold(mutex_);
        read_ = ports_.clock.steady();
    }
    for (const CloudEvent& event : *fresh)
        takeUp(event);
    if (follower.newest() - position_ >= kSavePositionEvery)
        savePosition(follower);
}

/// Where to go on after a restart; what was dealt with since then is remembered event by event.
void Watcher::savePosition(const EventFollower& follower)
{
    position_ = follower.newest();
    ports_.journal.commit(
        Change{.seen = Happening{Happening::Kind::changed, "position", position_, "read up to here"}});
}

void Watcher::takeUp(const CloudEvent& event)
{
    const auto happening = meaningOf(event);
    // A new VM may carry the mark of the one its userdata was copied from; of others we want to know only if we do.
    const bool isNew = happening && happening->kind == Happening::Kind::created;
    if (!happening || (!isNew && !ports_.journal.vm(*event.vm)))
        return;
    ports_.add({.kind = Step::Kind::look,
                .vm = *event.vm,
                .report = {},
                .notBefore = ports_.clock.now(),
                .happening = happening});
}

/// What an earlier store knew is gone; what it wrote is not. False when CloudStack could not be asked.
bool Watcher::adopt()
{
    const Tag ready{rules_.tags.readyKey, rules_.tags.readyValue};
    std::size_t count = 0;
    std::size_t listed = kSweepPage;
    for (unsigned page = 1; listed == kSweepPage; ++page) {
        const auto vms = ports_.watch.tagged(ready, page);
        if (!vms) {
            log::warning("adoption-failed", {{"reason", vms.error().message}});
            return false;
        }
        for (const VmFacts& vm : *vms)
            if (!ports_.journal.vm(vm.id)) {
                ports_.journal.commit(adopted(vm, ready, ports_.clock.now()));
                ++count;
            }
        listed = vms->size();
    }
    if (count > 0)
        log::info("adopted", {{"vms", count}});
    return true;
}

void Watcher::sweep()
{
    std::size_t looked = 0;
    std::string after;
    for (auto page = ports_.roster.vms(after, kSweepPage); !page.empty(); page = ports_.roster.vms(after, kSweepPage)) {
        for (const VmRecord& vm : page)
            if (vm.state != VmState::gone) {
                ports_.add({.kind = Step::Kind::look,
                            .vm = vm.id,
                            .report = {},
                            .notBefore = ports_.clock.now(),
                            .backFill = true});
                ++looked;
            }
        after = page.back().id.str();
    }
    log::debug("sweep", {{"vms", looked}});
}

void Watcher::wait(const std::stop_token& stop, Clock::Steady until)
{
    alive_ = until; // it may be quiet until then
    (void)ports_.clock.sleepUntil(std::min(until, ports_.clock.steady() + kLeastPause), stop);
    std::unique_lock hold(mutex_);
    changed_.wait_until(hold, stop, until, [this] { return hurried_; });
    hurried_ = false;
}

} // namespace readystage
