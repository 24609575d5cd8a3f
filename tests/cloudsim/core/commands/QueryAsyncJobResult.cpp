#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Refusal.h"

#include <array>

namespace readystage::cloudsim {

namespace {

constexpr std::array kParameters{Parameter{"jobid", Type::uuid, false, "The ID of the asynchronous job", Entity::job}};

constexpr std::array kResponse{
    ResponseField{"jobid", "string", "The UUID of the latest async job acting on this object"},
    ResponseField{"jobstatus", "integer", "The current status of the latest async job acting on this object"},
    ResponseField{"jobresultcode", "integer", "The result code for the job"},
    ResponseField{"jobresulttype", "string", "The result type"},
    ResponseField{"jobresult", "responseobject", "The result reason"},
    ResponseField{"jobinstancetype", "string", "The Instance/entity object related to the job"},
    ResponseField{"jobinstanceid", "string", "The unique ID of the Instance/entity object related to the job"},
    ResponseField{"created", "date", "The created date of the job"},
    ResponseField{"completed", "date", "The completed date of the job"},
};

Value run(World& world, const Call& call)
{
    const Job* const job = world.job(call.text("jobid"));
    if (job == nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      "Expected parameter job id or parameters resource type and resource id");
    if (!hasAccess(call.caller(), *job->caller->account))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    return showJob(*job);
}

} // namespace

extern const Command queryAsyncJobResult;
const Command queryAsyncJobResult{"queryAsyncJobResult",
                                  "Retrieves the current status of asynchronous job.",
                                  "",
                                  false,
                                  nullptr,
                                  nullptr,
                                  kParameters,
                                  kResponse,
                                  run};

} // namespace readystage::cloudsim
