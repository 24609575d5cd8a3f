#include "agent/core/Diagnosis.h"

#include <array>

namespace readystage::agent {
namespace {

struct Cure {
    std::string_view sign; ///< in the message
    const char* cure;
};

/// The first that fits counts.
constexpr std::array<Cure, 12> kCures{{
    {"the proxy", "check https_proxy and no_proxy in /etc/sysconfig/readystage-agent or /etc/default/readystage-agent"},
    {"cannot look up", "give the manager's name an address in DNS or /etc/hosts, or set manager in agent.conf"},
    {"not yet valid", "set this machine's clock (chronyc makestep), or wait until the certificate is valid"},
    {"expired", "set this machine's clock (chronyc makestep), or renew the manager's certificate"},
    {"cannot use the authorities", "put the PEM file of the authority there, or mend ca_file in agent.conf"},
    {"cannot use", "mend cert_file and key_file in agent.conf"},
    {"self-signed", "ca_file in agent.conf must name the authority that issued the manager's certificate"},
    {"local issuer", "ca_file in agent.conf must name the authority that issued the manager's certificate"},
    {"certificate", "the name in the manager's URL must stand in its certificate, and ca_file must name its authority"},
    {"refused", "nothing listens there: start the manager, and check host and port in agent.conf"},
    {"in time",
     "nothing comes back: isolated networks drop outgoing traffic unless an egress rule of the network permits it"},
    {"unreachable", "there is no way there: check routes, and the egress rules of the network"},
}};

} // namespace

Finding managerSilent(const std::string& message)
{
    Finding finding{Grade::bad, "manager", message,
                    "see whether the manager runs, and whether something between it and this machine interferes"};
    for (const auto& [sign, cure] : kCures) {
        if (message.find(sign) != std::string::npos) {
            finding.cure = cure;
            break;
        }
    }
    return finding;
}

Finding managerAnswered(const std::string& url, int status)
{
    const std::string seen = url + " answered " + std::to_string(status);
    if (status == 405)
        return {Grade::good, "manager", url + " takes reports"};
    if (status >= 500)
        return {Grade::doubtful, "manager", seen, "look at the manager's log; reports wait until it can take them"};
    return {Grade::doubtful, "manager", seen,
            "something answers there, but not as a manager does: check manager in agent.conf"};
}

Finding clockFinding(const std::string& whose, std::chrono::seconds behind)
{
    constexpr std::chrono::seconds kTolerable{60};
    if (std::chrono::abs(behind) <= kTolerable)
        return {Grade::good, "clock", "agrees with " + whose};
    const std::string by = std::to_string(std::chrono::abs(behind).count()) + " s ";
    return {Grade::bad, "clock", by + (behind.count() > 0 ? "behind " : "ahead of ") + whose,
            "set this machine's clock (chronyc makestep): certificates count by it"};
}

} // namespace readystage::agent
