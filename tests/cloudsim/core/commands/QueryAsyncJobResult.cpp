#include "common/domain/Ids.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/AskedResource.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Printed.h"
#include "tests/cloudsim/core/Refusal.h"

namespace readystage::cloudsim {

namespace {

/// By its id, or the last one of a resource; with both, the job must be of the resource.
const Job* jobFor(World& world, const Call& call)
{
    const Job* const byId = world.job(call.text("jobid"));
    if (call.isBlank("resourcetype"))
        return byId;
    const bool fits = byId != nullptr && isOf(*byId, call.text("resourcetype"), call.text("resourceid"));
    if (call.has("jobid"))
        return fits ? byId : nullptr;
    return world.lastJobOf(call.text("resourcetype"), call.text("resourceid"));
}

/// ResourceIdSupport.getResourceId.
void checkJobResource(const World& world, const Call& call)
{
    if (call.has("resourceid") && !canonicalUuid(call.text("resourceid")))
        refuseValue(call.command(), "Invalid value provided for API arg: resourceid");
    checkResourceType(call);
    if (call.isBlank("resourcetype") != call.isBlank("resourceid"))
        throw Refusal(431, kInvalidParameterValue, "Both resourceid and resourcetype required");
    checkResource(world, call);
}

/// ApiResponseHelper.queryJobResult.
void checkAccess(const Call& call, const Job& job)
{
    const Account& owner = *job.caller->account;
    const RoleType type = call.account().role->type;
    if (type == RoleType::user && &owner != &call.account())
        throw Refusal(531, kPermissionDenied,
                      "Account " + printed(call.account()) +
                          " is not authorized to see job id=" + std::to_string(job.number));
    if (type == RoleType::domainAdmin && !hasAccess(call.caller(), owner))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
}

std::string jobNumber(World& world, const Call& call)
{
    const Job* const job = world.job(call.text("jobid"));
    return job != nullptr ? std::to_string(job->number) : call.has("jobid") ? call.text("jobid") : "null";
}

Value runQueryAsyncJobResult(World& world, const Call& call)
{
    checkJobResource(world, call);
    const Job* const job = jobFor(world, call);
    const auto textOrNull = [&](const char* name) { return call.has(name) ? call.text(name) : std::string("null"); };
    if (job == nullptr && !call.has("jobid") && !call.has("resourceid"))
        throw Refusal(431, kInvalidParameterValue,
                      "Expected parameter job id or parameters resource type and resource id");
    if (job == nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      "Unable to find a job by id " + jobNumber(world, call) + " resource type " +
                          textOrNull("resourcetype") + " resource id " + textOrNull("resourceid"));
    checkAccess(call, *job);
    return showJob(*job, world.settings.oldRelease);
}

} // namespace

extern const Behaviour queryAsyncJobResult;
const Behaviour queryAsyncJobResult{.command = "queryAsyncJobResult", .run = runQueryAsyncJobResult};

} // namespace readystage::cloudsim
