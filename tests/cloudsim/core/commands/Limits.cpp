#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Refusal.h"

namespace readystage::cloudsim {

namespace {

/// The call itself is counted before it is answered.
Value runGet(World& world, const Call& call)
{
    constexpr std::int64_t kMostWhenOff = 25; // api.throttling.max
    const Account& account = call.account();
    const ApiLimit::Usage usage = world.apiLimit.usage(account, call.now());
    const std::int64_t most = world.apiLimit.most == 0 ? kMostWhenOff : world.apiLimit.most;
    // a counter that does not run yet is shown with the whole interval, in seconds
    const std::int64_t left =
        usage.issued == 0 ? world.apiLimit.interval / std::chrono::seconds(1) : usage.expiresAfter.count();
    Value shown = Value::object();
    shown.add("accountid", account.id).add("account", account.name);
    shown.add("apiIssued", static_cast<std::int64_t>(usage.issued)).add("apiAllowed", most - usage.issued);
    return Value::object().add("apilimit", shown.add("expireAfter", left));
}

Value runReset(World& world, const Call& call)
{
    const std::string id = call.text("account");
    if (id.empty())
        world.apiLimit.reset();
    else if (const Account* const account = world.accounts.find(id))
        world.apiLimit.reset(*account);
    else
        refuseValue(call.command(), "Invalid parameter account value=" + id +
                                        " due to incorrect long value format, or entity does not exist or due to "
                                        "incorrect parameter annotation for the field in api cmd class.");
    return Value::object().add("success", true);
}

} // namespace

extern const Behaviour getApiLimit;
const Behaviour getApiLimit{.command = "getApiLimit", .run = runGet};

extern const Behaviour resetApiLimit;
const Behaviour resetApiLimit{.command = "resetApiLimit", .run = runReset};

} // namespace readystage::cloudsim
