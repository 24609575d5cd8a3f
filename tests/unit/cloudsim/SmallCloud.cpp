#include "tests/unit/cloudsim/SmallCloud.h"

#include "common/codec/Signature.h"
#include "tests/cloudsim/core/Jobs.h"

namespace readystage::cloudsim {

namespace {

constexpr const char* kScenario = R"({
  "users": [{"account":"root","role":"Admin","api_key":"root-key","secret_key":"root-secret"},
            {"account":"alice","role":"User","api_key":"alice-key","secret_key":"alice-secret"},
            {"account":"bob","role":"User","api_key":"bob-key","secret_key":"bob-secret"}],
  "zones": [{"name":"zone"}],
  "service_offerings": [{"name":"small","display_text":"Small Instance"}],
  "templates": [{"name":"debian"}],
  "networks": [{"name":"net","gateway":"127.0.1.1","netmask":"255.255.255.0","range":"127.0.1.10-127.0.1.12"},
               {"name":"plain","type":"L2"}]
})";

} // namespace

SmallCloud::SmallCloud() : now(*parseExpires("2026-08-21T12:00:00Z")), scenario_(readScenario(kScenario, now)) {}

Outcome SmallCloud::call(const std::string& user, Parameters parameters, bool post)
{
    return answer(world(), {post, sign(std::move(parameters), user + "-key", Secret(user + "-secret")), now});
}

std::string SmallCloud::deploy(const std::string& user, const std::string& name, const std::string& userData,
                               const std::string& network)
{
    const Outcome started = call(user, {{"command", "deployVirtualMachine"},
                                        {"zoneid", world().zones.findName("zone")->id},
                                        {"templateid", world().templates.findName("debian")->id},
                                        {"serviceofferingid", world().serviceOfferings.findName("small")->id},
                                        {"networkids", world().networks.findName(network)->id},
                                        {"name", name},
                                        {"userdata", userData}});
    finishJobs();
    const Value* const id = started.body.find("id");
    return id == nullptr ? std::string() : id->text();
}

void SmallCloud::finishJobs(const GuestOutcome& outcome)
{
    for (auto jobs = world().takeRunnableJobs(); !jobs.empty(); jobs = world().takeRunnableJobs())
        for (const std::string& job : jobs)
            finishJob(world(), job, outcome, now);
}

std::string SmallCloud::jobResult(const std::string& user, const Outcome& started)
{
    return json(call(user, {{"command", "queryAsyncJobResult"}, {"jobid", started.body.find("jobid")->text()}}));
}

} // namespace readystage::cloudsim
