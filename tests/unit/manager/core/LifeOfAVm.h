#pragma once

#include "manager/core/CloudEvents.h"
#include "manager/core/Intake.h"
#include "manager/core/Steps.h"

#include "tests/fakes/CountingWitness.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FakeCloudStack.h"
#include "tests/fakes/MemoryJournal.h"
#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage {

/// A manager's life in a test's hand: CloudStack and the journal are fakes, and time moves when told.
class LifeOfAVm : public CppUnit::TestFixture {
protected:
    struct Silence final : Announcer {
        void changed(const VmRecord&) override {}
    };

    fakes::FakeCloudStack cloud;
    fakes::MemoryJournal journal;
    fakes::FakeClock clock;
    Silence silence;
    fakes::CountingWitness witness;
    StepRules rules;
    EventFollower follower{{}, clock.now()};

    Steps steps()
    {
        return {{cloud, cloud, journal, silence, witness, clock}, rules, [](auto ceiling) { return ceiling; }};
    }

    /// Performs what is due until nothing is.
    void work()
    {
        auto performing = steps();
        for (int i = 0; i < 100; ++i) {
            const auto outstanding = journal.outstanding();
            if (outstanding.empty() || outstanding.front().notBefore > clock.now())
                return;
            (void)performing.perform({outstanding.front()});
        }
        CPPUNIT_FAIL("the work never ends");
    }

    /// As the watcher does: reads the events, looks at VMs they speak of.
    void followEvents()
    {
        auto performing = steps();
        const auto fresh = follow(cloud, follower);
        for (const CloudEvent& event : *fresh)
            if (const auto happening = meaningOf(event))
                (void)performing.perform(
                    {{.kind = Step::Kind::look, .vm = *event.vm, .report = {}, .happening = happening}});
        work();
    }

    void sweep()
    {
        for (const VmRecord& vm : journal.vms("", 100))
            (void)steps().perform({{.kind = Step::Kind::look, .vm = vm.id, .report = {}}});
        work();
    }

    void report(const Report& said)
    {
        StoredReport taken = samples::stored(said);
        taken.receivedAt = clock.now();
        CPPUNIT_ASSERT(take(journal, {taken}).at(0).kind == Taken::Kind::stored);
        work();
    }

    void report(int number, ReportStatus status) { report(samples::report(number, status)); }

    void reportAs(const Incarnation& incarnation, int number, ReportStatus status)
    {
        Report said = samples::report(number, status);
        said.incarnation = incarnation;
        report(said);
    }

    /// A ready VM, marked, whose root disk is known.
    void becomeReady()
    {
        cloud.addVm(samples::kVm, "a=1\n");
        report(1, ReportStatus::ready);
        clock.advance(std::chrono::minutes(1));
        work();
        CPPUNIT_ASSERT(isMarked());
    }

    bool isMarked() const
    {
        const auto tags = cloud.tagsNow(samples::kVm);
        return std::find(tags.begin(), tags.end(), Tag{"ready", "1"}) != tags.end() &&
               UserData(cloud.userDataNow(samples::kVm)).hasLine("ready=1");
    }

    bool hasNoMark() const
    {
        return cloud.tagsNow(samples::kVm).empty() && !UserData(cloud.userDataNow(samples::kVm)).hasLine("ready=1");
    }

    VmRecord vm() { return journal.vm(samples::kVm).value(); }

    std::string lastRefusal()
    {
        const auto refused = journal.refused({}, 100);
        return refused.empty() ? "" : refused.back().reason;
    }
};

} // namespace readystage
