#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Scope.h"

namespace readystage::cloudsim {

namespace {

/// Only those that have not ended, as in CloudStack.
Value runListAsyncJobs(World& world, const Call& call)
{
    const Scope scope(world, call);
    std::vector<const Job*> rows = world.unfinishedJobs();
    std::erase_if(rows, [&](const Job* job) { return !scope.shows(*job->caller->account); });
    return listed(world, call, "asyncjobs", rows,
                  [&](const Job* job) { return showJob(*job, world.settings.oldRelease); });
}

} // namespace

extern const Behaviour listAsyncJobs;
const Behaviour listAsyncJobs{.command = "listAsyncJobs", .run = runListAsyncJobs};

} // namespace readystage::cloudsim
