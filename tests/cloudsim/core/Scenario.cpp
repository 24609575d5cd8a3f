#include "tests/cloudsim/core/Scenario.h"

#include "tests/cloudsim/core/ScenarioConduct.h"
#include "tests/cloudsim/core/ScenarioFounder.h"
#include "tests/cloudsim/core/ScenarioWords.h"

#include <algorithm>
#include <charconv>

namespace readystage::cloudsim {

namespace {

[[noreturn]] void failAtByte(std::string_view text, const std::string& what)
{
    const std::size_t at = what.rfind(" at byte ");
    std::size_t byte = 0;
    if (at != std::string::npos)
        std::from_chars(what.data() + at + 9, what.data() + what.size(), byte);
    const auto before = text.substr(0, std::min(byte, text.size()));
    throw ScenarioError(1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')), what);
}

constexpr ScenarioReader::Known kKeys = {"listen",
                                         "guest_hook",
                                         "job_milliseconds",
                                         "enforce_post_and_timestamps",
                                         "userdata_max_length",
                                         "default_page_size",
                                         "session_seconds",
                                         "roles",
                                         "users",
                                         "zones",
                                         "service_offerings",
                                         "disk_offerings",
                                         "network_offerings",
                                         "templates",
                                         "vpcs",
                                         "networks",
                                         "virtual_machines",
                                         "speed",
                                         "misbehaviours",
                                         "api_limit",
                                         "api_limit_milliseconds",
                                         "cloudstack"};

} // namespace

Scenario readScenario(std::string_view text, Instant now, const std::string& release)
try {
    const ScenarioReader in(Json::parse(text), "", kKeys);
    Scenario scenario{std::make_unique<World>(),
                      in.textOr("listen", "127.0.0.1:8080"),
                      in.textOr("guest_hook", ""),
                      in.line("guest_hook"),
                      readSpeed(in),
                      readMisbehaviours(in)};
    checkListener(in, "listen", scenario.listen);
    Founder founder(*scenario.world, now);
    founder.settings(in, release);
    const auto each = [&](const char* key, ScenarioReader::Known known, void (Founder::*found)(const ScenarioReader&)) {
        in.each(key, known, [&](const ScenarioReader& item) { (founder.*found)(item); });
    };
    each("roles", {"id", "name", "type", "rules"}, &Founder::role);
    each("users", {"id", "account", "username", "role", "domain", "api_key", "secret_key", "enabled", "password"},
         &Founder::user);
    each("zones", {"id", "name", "type"}, &Founder::zone);
    each("service_offerings",
         {"id", "name", "display_text", "cpu_number", "cpu_speed", "memory", "customized", "is_volatile"},
         &Founder::serviceOffering);
    each("disk_offerings", {"id", "name", "display_text", "disk_size"}, &Founder::diskOffering);
    each("templates", {"id", "name", "display_text", "zone", "format", "os"}, &Founder::templ);
    each("vpcs", {"id", "name", "zone", "account", "cidr", "network_domain", "public_ip", "redundant_router"},
         &Founder::vpc);
    each("networks",
         {"id", "name", "zone", "type", "network_offering", "vpc", "account", "network_domain", "gateway", "netmask",
          "range", "public_ip", "router", "config_drive"},
         &Founder::network);
    each("virtual_machines",
         {"id", "name", "display_name", "account", "zone", "template", "service_offering", "network", "address",
          "state", "userdata", "tags", "count"},
         &Founder::virtualMachine);
    if (scenario.world->users.size() == 0)
        in.fail("users", "at least one user is needed");
    return scenario;

} catch (const JsonError& error) {
    failAtByte(text, error.what());
}

} // namespace readystage::cloudsim
