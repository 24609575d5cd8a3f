#include <cppunit/extensions/HelperMacros.h>

#include <chrono>
#include <future>

#include "common/runtime/AtomicFile.h"
#include "tests/cloudsim/edge/JobRunner.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

class JobRunnerTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(JobRunnerTest);
    CPPUNIT_TEST(tasks_run_in_the_order_of_their_time);
    CPPUNIT_TEST(a_task_not_yet_due_is_dropped_at_the_stop);
    CPPUNIT_TEST(a_job_ends_when_the_hook_has_returned);
    CPPUNIT_TEST(stopping_stops_the_guests_that_run);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;

    /// A hook that writes its word to a file and signals through a fifo that it was there.
    GuestHook hook() const
    {
        writeAtomically(folder.path() / "hook", "#!/bin/sh\necho $1 >>" + (folder.path() / "words").string() + "\n",
                        0700);
        sigset_t none;
        sigemptyset(&none);
        return {(folder.path() / "hook").string(), folder.path() / "log", none};
    }

    std::string words() const { return readFile(folder.path() / "words", 1024); }

    static Parameters deployment(World& world)
    {
        return {{"command", "deployVirtualMachine"},
                {"zoneid", world.zones.findName("zone")->id},
                {"templateid", world.templates.findName("debian")->id},
                {"serviceofferingid", world.serviceOfferings.findName("small")->id}};
    }

    void tasks_run_in_the_order_of_their_time()
    {
        Scheduler scheduler;
        std::string order;
        std::promise<void> ended;
        const auto now = std::chrono::steady_clock::now();

        scheduler.at(now + std::chrono::milliseconds(20), [&] {
            order += "b";
            ended.set_value();
        });
        scheduler.at(now, [&] { order += "a"; });
        ended.get_future().wait();

        CPPUNIT_ASSERT_EQUAL(std::string("ab"), order);
    }

    void a_task_not_yet_due_is_dropped_at_the_stop()
    {
        bool ran = false;
        Scheduler scheduler;
        scheduler.at(std::chrono::steady_clock::now() + std::chrono::hours(1), [&] { ran = true; });

        scheduler.stop();

        CPPUNIT_ASSERT(!ran);
    }

    void a_job_ends_when_the_hook_has_returned()
    {
        DeployedCloud deployed(hook());

        deployed.waitForJob();

        CPPUNIT_ASSERT_EQUAL(std::string("start\n"), words());
        CPPUNIT_ASSERT_EQUAL(std::string(state::kRunning), deployed.vmState());
    }

    void stopping_stops_the_guests_that_run()
    {
        DeployedCloud deployed(hook());
        deployed.waitForJob();

        deployed.runner.stop();

        CPPUNIT_ASSERT_EQUAL(std::string("start\nstop\n"), words());
    }

    /// One deploy, on its way through a JobRunner.
    struct DeployedCloud {
        explicit DeployedCloud(GuestHook hook) : hook_(std::move(hook))
        {
            SmallCloud small;
            const Outcome started = small.call("root", deployment(small.world()));
            job = started.body.find("jobid")->text();
            small.world().settings.jobDuration = std::chrono::milliseconds(0);
            const auto runnable = small.world().takeRunnableJobs();
            world.with([&](auto& held) { held = small.release(); });
            runner.start(runnable, {});
        }

        /// A second job of the same VM runs when the first one has ended.
        void waitForJob()
        {
            std::promise<void> ended;
            runner.start(world.with([&](auto& held) {
                const Job& first = *held->job(job);
                Job second;
                second.caller = first.caller;
                second.command = first.command;
                second.vm = first.vm;
                second.work = [&ended](World&, const Job&, const GuestOutcome&, Instant) {
                    ended.set_value();
                    return Value::object();
                };
                held->addJob(std::move(second));
                return held->takeRunnableJobs();
            }),
                         {});
            ended.get_future().wait();
        }

        std::string vmState()
        {
            return world.with([](auto& held) { return held->vms.begin()->second->state; });
        }

        GuestHook hook_;
        std::string job;
        SharedWorld world;
        JobRunner runner{world, &hook_};
    };
};

CPPUNIT_TEST_SUITE_REGISTRATION(JobRunnerTest);

} // namespace readystage::cloudsim
