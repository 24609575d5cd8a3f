#include "manager/edge/ConfigPolicy.h"

#include <algorithm>

namespace readystage {

namespace {

void readWatch(const Values& values, Config& config)
{
    const auto duration = [&](const std::string& key, const std::string& text) {
        const auto value = values.duration(key, text);
        if (value < std::chrono::seconds(1))
            values.fail(key, "`" + text + "` is shorter than a second");
        return value;
    };
    values.read("cloudstack.events_every", config.watch.eventsEvery, duration);
    values.read("cloudstack.sweep_every", config.watch.sweepEvery, duration);
}

Assurance level(const Values& values, const std::string& key, const std::string& text, bool knowsThisIsInsecure)
{
    const auto floor = text == "auto" ? std::optional(Assurance::address) : assurance(text);
    if (!floor)
        values.fail(key, "`" + text + "` is none of auto, address, token, cert, open");
    if (*floor == Assurance::open && !knowsThisIsInsecure)
        values.fail(key, "`open` lets anybody make any VM ready; it is for laboratories only and needs the flag "
                         "--i-know-this-is-insecure");
    return *floor;
}

/// `cert network ID`: what is asked where.
Floor floorFrom(const Values& values, const std::string& key, const std::string& text, bool knowsThisIsInsecure)
{
    std::istringstream words(text);
    std::string least, of, which, more;
    words >> least >> of >> which;
    if (which.empty() || words >> more)
        values.fail(key, "`" + text + "` is not like `cert network ID`");
    Floor floor{Floor::Of::network, which, level(values, key, least, knowsThisIsInsecure)};
    if (of == "account")
        floor.of = Floor::Of::account;
    else if (of == "template")
        floor.of = Floor::Of::templ;
    else if (of != "network")
        values.fail(key, "`" + of + "` is none of network, account, template");
    return floor;
}

void readIdentity(const Values& values, bool knowsThisIsInsecure, Config& config)
{
    const auto duration = [&](const std::string& key, const std::string& text) { return values.duration(key, text); };
    values.read("identity.floor", config.identity.floor, [&](const std::string& key, const std::string& text) {
        return level(values, key, text, knowsThisIsInsecure);
    });
    if (values.has("identity.floors"))
        for (const std::string& one : values.list("identity.floors"))
            config.identity.floors.push_back(floorFrom(values, "identity.floors", one, knowsThisIsInsecure));
    if (values.has("identity.certificate_names"))
        config.identity.certificateNames = values.list("identity.certificate_names");
    for (const std::string& pattern : config.identity.certificateNames)
        if (pattern.find("{name}") == std::string::npos && pattern.find("{id}") == std::string::npos)
            values.fail("identity.certificate_names", "`" + pattern + "` has neither {name} nor {id}");
    values.read("identity.patience", config.identity.patience, duration);
}

void readLifecycle(const Values& values, Config& config)
{
    auto& rules = config.lifecycle;
    const auto duration = [&](const std::string& key, const std::string& text) { return values.duration(key, text); };
    values.read("lifecycle.failed_after_runs", rules.failedAfterRuns,
                [&](const std::string& key, const std::string& text) { return values.number(key, text, 1, 1000); });
    values.read("lifecycle.deadline", rules.deadline, duration);
    rules.deadlineCap = std::max(rules.deadlineCap, rules.deadline);
    values.read("lifecycle.deadline_cap", rules.deadlineCap, duration);
    if (rules.deadlineCap < rules.deadline)
        values.fail("lifecycle.deadline_cap", "is shorter than lifecycle.deadline");
    values.read("lifecycle.ready_per", rules.readyPerBoot, [&](const std::string& key, const std::string& text) {
        if (text != "incarnation" && text != "boot")
            values.fail(key, "`" + text + "` is neither `incarnation` nor `boot`");
        return text == "boot";
    });
}

void readScope(const Values& values, Config& config)
{
    values.read("mode", config.observe, [&](const std::string& key, const std::string& text) {
        if (text != "mark" && text != "observe")
            values.fail(key, "`" + text + "` is neither `mark` nor `observe`");
        return text == "observe";
    });
    values.read("scope.deployed_only", config.scope.deployedOnly,
                [&](const std::string& key, const std::string& text) { return values.onOff(key, text); });
    for (const auto& [key, list] :
         {std::pair{"scope.accounts", &config.scope.accounts}, std::pair{"scope.templates", &config.scope.templates},
          std::pair{"scope.zones", &config.scope.zones}})
        if (values.has(key))
            *list = values.list(key);
}

} // namespace

void readPolicy(const Values& values, bool knowsThisIsInsecure, Config& config)
{
    readIdentity(values, knowsThisIsInsecure, config);
    readLifecycle(values, config);
    readScope(values, config);
    readWatch(values, config);
    config.watch.tags = {config.mark.tagKey, config.mark.tagValue};
}

} // namespace readystage
