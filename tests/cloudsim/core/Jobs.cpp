#include "tests/cloudsim/core/Jobs.h"

#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Infrastructure.h"
#include "tests/cloudsim/core/Mocks.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

void end(Job& job, Job::Status status, int code, Value result, Instant now)
{
    job.status = status;
    job.resultCode = code;
    job.result = std::move(result);
    job.completed = now;
}

/// What the host is asked; a reinstallation begins with a stop.
const char* commandFor(const Job& job, const Vm& vm)
{
    const bool isOn = vm.state == state::kRunning || vm.state == state::kStopping;
    const bool reinstalls = job.command->name == "restoreVirtualMachine" || vm.offering->isVolatile;
    switch (job.guest) {
    case GuestAction::start:
        return "StartCommand";
    case GuestAction::restart:
        if (!reinstalls)
            return "RebootCommand";
        [[fallthrough]];
    case GuestAction::stop:
        return isOn ? "StopCommand" : "";
    case GuestAction::none:
        break;
    }
    return "";
}

/// Before a VM starts, its userdata goes to the router, which is a VM on the host, too.
bool isRefusedByHost(World& world, const Job& job)
{
    const Vm* const vm = world.vms.find(job.vm);
    if (vm == nullptr)
        return false;
    const bool toRouter =
        job.guest == GuestAction::start &&
        std::any_of(vm->nics.begin(), vm->nics.end(), [](const Nic& nic) { return nic.network->hasRouter(); });
    return (toRouter && hostRefuses(world, *vm->zone, "VmDataCommand")) ||
           hostRefuses(world, *vm->zone, commandFor(job, *vm));
}

} // namespace

Value startJob(World& world, const Call& call, Job job, const std::string& createdId)
{
    job.caller = &call.caller();
    job.command = &call.command();
    job.created = call.now();
    job.doomed = world.misbehaviours.taken("job-fails", call.command().name) != nullptr || isRefusedByHost(world, job);
    job.forgotten = world.misbehaviours.taken("job-forgotten", call.command().name) != nullptr;
    job.stuck = world.misbehaviours.taken("job-stuck", call.command().name) != nullptr;
    Job& started = world.addJob(std::move(job));
    tellScheduled(world, started);
    if (world.isNext(started) && !started.stuck)
        tellStarted(world, started, call.now());
    Value answer = Value::object();
    answer.addIfAny("id", createdId);
    answer.add("jobid", started.id);
    return answer;
}

void finishJob(World& world, const std::string& jobId, const GuestOutcome& outcome, Instant now)
{
    Job* const job = world.job(jobId);
    if (job == nullptr)
        return;
    try {
        const GuestOutcome told = job->doomed ? GuestOutcome{false, "told to fail"} : outcome;
        end(*job, Job::Status::succeeded, 0, job->work(world, *job, told, now), now);
    } catch (const Refusal& refusal) {
        Value why = Value::object();
        why.add("errorcode", refusal.code()).addIfAny("errortext", refusal.text());
        end(*job, Job::Status::failed, refusal.code(), std::move(why), now);
    }
    tellCompleted(world, *job, now);
    if (Job* const next = world.jobEnded(*job))
        tellStarted(world, *next, now);
}

const char* javaClassFor(const Job& job)
{
    const bool admin = job.caller->account->role->type == RoleType::admin;
    const Behaviour& behaviour = *job.command->behaviour;
    return admin && behaviour.javaClassAdmin != nullptr ? behaviour.javaClassAdmin : behaviour.javaClass;
}

Value showJob(const Job& job, bool oldRelease)
{
    const Account& account = *job.caller->account;
    const bool ended = job.status != Job::Status::pending;
    Value shown = Value::object();
    shown.add("accountid", account.id);
    if (!oldRelease)
        shown.add("account", account.name).add("domainid", account.domain->id).add("domainpath", account.domain->path);
    shown.add("userid", job.caller->id).add("cmd", javaClassFor(job));
    shown.add("jobprocstatus", 0).add("jobresultcode", job.resultCode);
    if (ended)
        shown.add("jobresulttype", "object").add("jobresult", job.result);
    if (!job.vm.empty())
        shown.add("jobinstancetype", "VirtualMachine").add("jobinstanceid", job.vm);
    else
        shown.addIfAny("jobinstancetype", job.instanceType).addIfAny("jobinstanceid", job.instanceId);
    if (!ended && !oldRelease)
        shown.add("managementserverid", managementServerId()).add("managementservername", "localhost");
    shown.add("created", formatDate(job.created));
    if (ended && !oldRelease)
        shown.add("completed", formatDate(job.completed));
    shown.add("jobid", job.id).add("jobstatus", static_cast<int>(job.status));
    return shown;
}

} // namespace readystage::cloudsim
