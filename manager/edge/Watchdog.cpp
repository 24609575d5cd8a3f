#include "manager/edge/Watchdog.h"

#include <algorithm>

#include "common/runtime/Log.h"

namespace readystage {

Watchdog::Watchdog(Clock& clock, std::chrono::microseconds every, std::vector<Part> parts, std::function<void()> alive)
    : clock_(clock),
      every_(every),
      parts_(std::move(parts)),
      alive_(std::move(alive))
{}

void Watchdog::start()
{
    if (every_ == std::chrono::microseconds::zero())
        return;
    thread_ = std::jthread([this](const std::stop_token& stop) {
        do
            look();
        while (clock_.sleepUntil(clock_.steady() + every_, stop));
    });
}

void Watchdog::stop()
{
    thread_ = {};
}

void Watchdog::look()
{
    const auto stuck =
        std::find_if(parts_.begin(), parts_.end(), [](const Part& part) { return part.quietFor() > part.atMost; });
    if (stuck == parts_.end()) {
        withheld_ = false;
        return alive_();
    }
    if (!std::exchange(withheld_, true))
        log::error("no-progress",
                   {{"part", stuck->name},
                    {"quiet_s", static_cast<long long>(
                                    std::chrono::duration_cast<std::chrono::seconds>(stuck->quietFor()).count())}});
}

} // namespace readystage
