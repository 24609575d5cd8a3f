#pragma once

#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// Starts the asynchronous job of `call` and returns what the call answers: {"jobid":…}, with `id` first when the
/// command creates something.
Value startJob(World& world, const Call& call, Job job, const std::string& createdId = "");

/// Runs the work of a job whose time has come and gives it its result. Nothing happens when there is no such job.
void finishJob(World& world, const std::string& jobId, const GuestOutcome& outcome, Instant now);

/// Of its command, for whoever called it.
const char* javaClassFor(const Job& job);

/// As queryAsyncJobResult shows it; 4.11 showed less.
Value showJob(const Job& job, bool oldRelease);

} // namespace readystage::cloudsim
