#include "tests/cloudsim/edge/SimView.h"

#include <array>
#include <cstdio>

namespace readystage::cloudsim {

namespace {

std::string milliseconds(Speed::Time time)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%lld.%03lld", static_cast<long long>(time.count() / 1000),
                  static_cast<long long>(time.count() % 1000));
    return text.data();
}

std::string formatted(double number)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%g", number);
    return text.data();
}

Value showRouters(const Timing& timing, SharedWorld& world)
{
    Value routers = Value::object();
    for (const auto& [id, counts] : timing.routers.counts(std::chrono::steady_clock::now())) {
        const std::string name = world.with([&networkId = id](auto& held) {
            const Network* const network = held->networks.find(networkId);
            const Vpc* const vpc = held->vpcs.find(networkId);
            return network != nullptr ? network->name : vpc != nullptr ? vpc->name : networkId;
        });
        routers.add(name, Value::object()
                              .add("updates", counts.updates)
                              .add("waiting", counts.waiting)
                              .add("most_waiting", counts.mostWaiting));
    }
    return routers;
}

} // namespace

Value showStats(const Stats& stats, const Timing& timing, SharedWorld& world)
{
    const Slots::Counts queue = timing.slots.counts();
    return stats.show()
        .add("waiting", static_cast<std::int64_t>(queue.waiting))
        .add("longest_queue", static_cast<std::int64_t>(queue.longestQueue))
        .add("routers", showRouters(timing, world));
}

Value showSpeed(const Speed& speed, const ApiLimit& limit)
{
    Value own = Value::object();
    for (const auto& [command, time] : speed.latencyOf)
        own.add(command, milliseconds(time));
    Value profiles = Value::list();
    for (const std::string& name : speedProfiles())
        profiles.push(name);
    return Value::object()
        .add("latency_ms", milliseconds(speed.latency))
        .add("latency_ms_of", std::move(own))
        .add("per_vm_ms", milliseconds(speed.perVm))
        .add("slots", static_cast<std::int64_t>(speed.slots))
        .add("router_ms", milliseconds(speed.router))
        .add("router_per_address_ms", milliseconds(speed.routerPerAddress))
        .add("api_limit", static_cast<std::int64_t>(limit.most))
        .add("api_limit_interval", std::to_string(limit.interval.count()) + "ms")
        .add("profiles", std::move(profiles));
}

Value showPlan(Value shown, const Plan& plan)
{
    if (plan.count)
        shown.add("count", static_cast<std::int64_t>(*plan.count));
    if (plan.probability < 1)
        shown.add("probability", formatted(plan.probability));
    shown.addIfAny("command", plan.command);
    return shown.add("pause_ms", static_cast<std::int64_t>(plan.pause.count()));
}

Value showMisbehaviours(const Misbehaviours& state)
{
    Value list = Value::list();
    for (const Misbehaviour& row : misbehaviours()) {
        Value shown = Value::object().add("name", row.name).add("does", row.sentence);
        if (const auto planned = state.find(row.name)) {
            if (planned->plan.count != 0U)
                shown.add("planned", showPlan(Value::object(), planned->plan));
            shown.add("happened", static_cast<std::int64_t>(planned->happened));
        }
        list.push(std::move(shown));
    }
    return Value::object().add("misbehaviours", std::move(list));
}

Value showHolds(const std::vector<Holds::Held>& calls)
{
    Value list = Value::list();
    for (const Holds::Held& call : calls)
        list.push(Value::object()
                      .add("command", call.command)
                      .add("when", call.when == Holds::When::before ? "before" : "after"));
    return Value::object().add("held", std::move(list));
}

} // namespace readystage::cloudsim
