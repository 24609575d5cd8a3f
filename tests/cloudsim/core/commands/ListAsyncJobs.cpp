#include "common/domain/Ids.h"
#include "tests/cloudsim/core/AskedResource.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Dates.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Scope.h"

namespace readystage::cloudsim {

namespace {

/// QueryManagerImpl.searchForAsyncJobsInternal.
void checkListedResource(const Call& call)
{
    if (call.has("resourceid") && !canonicalUuid(call.text("resourceid")))
        refuseValue(call.command(), "Invalid value provided for API arg: resourceid");
    checkResourceType(call);
    if (call.has("resourceid") && !call.has("resourcetype"))
        throw Refusal(431, kInvalidParameterValue, "resourceid parameter must be used with resourcetype parameter");
}

bool isAsked(const Job& job, const Call& call)
{
    const auto from = parseDate(call.text("startdate"));
    return containsLike(javaClassFor(job), call.text("keyword")) && (!from || job.created >= *from) &&
           (call.isBlank("resourcetype") || isOf(job, call.text("resourcetype"), call.text("resourceid")));
}

/// Only those that have not ended, as in CloudStack.
Value runListAsyncJobs(World& world, const Call& call)
{
    checkListedResource(call);
    const Scope scope(world, call);
    std::vector<const Job*> rows = world.unfinishedJobs();
    std::erase_if(rows, [&](const Job* job) { return !scope.shows(*job->caller->account) || !isAsked(*job, call); });
    return listed(world, call, "asyncjobs", rows,
                  [&](const Job* job) { return showJob(*job, world.settings.oldRelease); });
}

} // namespace

extern const Behaviour listAsyncJobs;
const Behaviour listAsyncJobs{.command = "listAsyncJobs", .run = runListAsyncJobs};

} // namespace readystage::cloudsim
