#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Refusal.h"

namespace readystage::cloudsim {

namespace {

Value runQueryAsyncJobResult(World& world, const Call& call)
{
    const Job* const job = world.job(call.text("jobid"));
    if (job == nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      "Expected parameter job id or parameters resource type and resource id");
    if (!hasAccess(call.caller(), *job->caller->account))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    return showJob(*job, world.settings.oldRelease);
}

} // namespace

extern const Behaviour queryAsyncJobResult;
const Behaviour queryAsyncJobResult{.command = "queryAsyncJobResult", .run = runQueryAsyncJobResult};

} // namespace readystage::cloudsim
