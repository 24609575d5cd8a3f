#include "tests/cloudsim/core/ScenarioConduct.h"

#include "common/domain/Duration.h"
#include "tests/cloudsim/core/Command.h"

namespace readystage::cloudsim {

namespace {

constexpr std::int64_t kMost = 1'000'000'000;

std::optional<std::chrono::milliseconds> durationIn(const ScenarioReader& in, const char* key)
{
    const std::string text = in.textOr(key, "");
    if (text.empty())
        return std::nullopt;
    const auto time = parseDuration(text);
    if (!time)
        in.fail(key, time.error().why);
    return *time;
}

Plan planIn(const ScenarioReader& in, bool lasts)
{
    Plan plan;
    plan.command = in.textOr("command", "");
    if (!plan.command.empty() && findCommand(plan.command) == nullptr)
        in.fail("command", "there is no " + plan.command);
    const std::int64_t count = in.integerOr("count", -1, 0, kMost);
    plan.probability = in.numberOr("probability", -1, 0, 1);
    if (count >= 0)
        plan.count = static_cast<unsigned>(count);
    else if (lasts || plan.probability >= 0)
        plan.count = std::nullopt;
    plan.probability = plan.probability < 0 ? 1 : plan.probability;
    plan.seed = static_cast<std::uint64_t>(in.integerOr("seed", 1, 0, kMost));
    plan.pause = durationIn(in, "pause").value_or(plan.pause);
    return plan;
}

} // namespace

Speed readSpeed(const ScenarioReader& in)
{
    const auto object = in.object("speed");
    if (!object)
        return {};
    const ScenarioReader own(*object, in.pathOf("speed"),
                             {"profile", "latency_ms", "per_vm_ms", "slots", "router_ms", "router_per_address_ms"});
    const std::string profile = own.textOr("profile", "fast");
    const auto known = speedProfile(profile);
    if (!known)
        own.fail("profile", "there is no " + profile);
    Speed speed = *known;
    const auto change = [&](const char* key, Speed::Time& time) {
        using Milliseconds = std::chrono::duration<double, std::milli>;
        time = std::chrono::duration_cast<Speed::Time>(
            Milliseconds(own.numberOr(key, Milliseconds(time).count(), 0, Speed::kMostMilliseconds)));
    };
    change("latency_ms", speed.latency);
    change("per_vm_ms", speed.perVm);
    change("router_ms", speed.router);
    change("router_per_address_ms", speed.routerPerAddress);
    speed.slots = static_cast<std::size_t>(own.integerOr("slots", static_cast<std::int64_t>(speed.slots), 0, kMost));
    return speed;
}

std::vector<MisbehaviourOrder> readMisbehaviours(const ScenarioReader& in)
{
    std::vector<MisbehaviourOrder> orders;
    const auto read = [&](const ScenarioReader& own) {
        MisbehaviourOrder order{own.text("name"), {}, durationIn(own, "for")};
        const Misbehaviour* const told = findMisbehaviour(order.name);
        if (told == nullptr)
            own.fail("name", "there is no misbehaviour \"" + order.name + "\"");
        order.plan = planIn(own, order.lasts.has_value());
        if (const std::string why = whyNever(*told, order.plan.command); !why.empty())
            own.fail("command", why);
        orders.push_back(std::move(order));
    };
    in.each("misbehaviours", {"name", "count", "probability", "seed", "command", "pause", "for"}, read);
    return orders;
}

} // namespace readystage::cloudsim
