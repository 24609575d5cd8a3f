#include "manager/edge/Workers.h"

#include <future>

#include "manager/core/Intake.h"
#include "tests/fakes/CountingWitness.h"
#include "tests/fakes/FakeCloudStack.h"
#include "tests/fakes/MemoryJournal.h"
#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::samples;

namespace {

/// Tells when a VM has been announced so many times.
class Counting final : public Announcer {
public:
    explicit Counting(int expected) : missing_(expected) {}

    void changed(const VmRecord&) override
    {
        const std::scoped_lock hold(mutex_);
        if (--missing_ == 0)
            done_.set_value();
    }

    void wait() { done_.get_future().get(); }

private:
    std::mutex mutex_;
    int missing_;
    std::promise<void> done_;
};

} // namespace

class WorkersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(WorkersTest);
    CPPUNIT_TEST(a_report_added_while_they_run_ends_as_marked_vm);
    CPPUNIT_TEST(many_vms_are_marked_by_several_workers);
    CPPUNIT_TEST(a_full_store_postpones_the_step);
    CPPUNIT_TEST_SUITE_END();

    fakes::FakeCloudStack cloud;
    fakes::MemoryJournal journal;
    fakes::CountingWitness witness;
    SystemClock clock;
    StepRules rules;

    static InstanceId vmNumber(int number)
    {
        const std::string digits = std::to_string(1'000'000 + number).substr(1);
        return InstanceId::parse("bbbbbbbb-0000-4000-8000-000000" + digits).value();
    }

    Step reportFor(const InstanceId& vm, int number)
    {
        Report ready = report(number, ReportStatus::ready);
        ready.vm = vm;
        StoredReport report = stored(ready);
        report.receivedAt = clock.now();
        (void)take(journal, {report});
        return {.kind = Step::Kind::verify, .vm = vm, .report = ready.id};
    }

    void a_report_added_while_they_run_ends_as_marked_vm()
    {
        cloud.addVm(kVm);
        Counting announced(3); // ready, tag written, userdata written
        Steps steps({cloud, cloud, journal, announced, witness, clock}, rules, [](auto ceiling) { return ceiling; });
        Workers workers(steps, clock, 2);
        workers.start();

        workers.add(reportFor(kVm, 1));

        announced.wait();
        workers.stop();
        CPPUNIT_ASSERT_EQUAL(std::string("ready=1\n"), cloud.userDataNow(kVm));
        CPPUNIT_ASSERT(cloud.tagsNow(kVm) == (std::vector<Tag>{{"ready", "1"}}));
    }

    void many_vms_are_marked_by_several_workers()
    {
        constexpr int kVms = 100;
        Counting announced(3 * kVms);
        Steps steps({cloud, cloud, journal, announced, witness, clock}, rules, [](auto ceiling) { return ceiling; });
        Workers workers(steps, clock, 4);
        workers.start();

        for (int i = 0; i < kVms; ++i) {
            cloud.addVm(vmNumber(i));
            workers.add(reportFor(vmNumber(i), i));
        }

        announced.wait();
        workers.stop();
        for (int i = 0; i < kVms; ++i)
            CPPUNIT_ASSERT_EQUAL(std::string("ready=1\n"), cloud.userDataNow(vmNumber(i)));
        CPPUNIT_ASSERT_EQUAL(2 * kVms, cloud.writes());
    }

    void a_full_store_postpones_the_step()
    {
        cloud.addVm(kVm);
        Counting announced(1);
        Steps steps({cloud, cloud, journal, announced, witness, clock}, rules, [](auto ceiling) { return ceiling; });
        Workers workers(steps, clock, 1);
        const Step step = reportFor(kVm, 1);
        journal.fillUpOnce();
        workers.add(step);

        workers.start();
        cloud.awaitCall();
        workers.stop();

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, workers.outstanding());
        CPPUNIT_ASSERT(!journal.vm(kVm));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WorkersTest);
