#include "agent/core/Courier.h"
#include "agent/edge/FileSpool.h"
#include "agent/edge/ReportWriter.h"
#include "agent/edge/SpoolLayout.h"
#include "common/protocol/Report.h"
#include "tests/fakes/AgentWorld.h"
#include "tests/fakes/PlainReports.h"
#include "tests/fakes/TemporaryFolder.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <optional>

namespace readystage::agent {

namespace {

/// What becomes of a VM, as far as an agent can notice it.
struct LifeEvent {
    const char* name;
    bool newInstance; ///< CloudStack gives it another id
    bool newFirmware; ///< DMI says another uuid
    bool newBoot;     ///< /proc has another boot id

    enum { kept, gone, older, copied } disk; ///< of the agent's state; copied: the parent goes on elsewhere
};

/// What of the three reports that were on the disk (one acknowledged, one bound, one not yet bound) is sent after it.
struct Expected {
    bool sameIncarnation;
    const char* sent; ///< `b` the bound one, `u` the unbound one, `a` the acknowledged one once more
    std::size_t stale;
};

struct Row {
    LifeEvent event;
    Expected withDmi;
    Expected withoutDmi;
};

// Without DMI only the boot tells machines apart: what was not bound before it is nobody's.
const Row kRows[] = {
    {{"nothing", false, false, false, LifeEvent::kept}, {true, "bu", 0}, {true, "bu", 0}},
    {{"reboot", false, false, true, LifeEvent::kept}, {true, "bu", 0}, {true, "b", 1}},
    {{"reboot of a volatile offering", false, false, true, LifeEvent::gone}, {false, "", 0}, {false, "", 0}},
    {{"reinstallation", false, false, true, LifeEvent::gone}, {false, "", 0}, {false, "", 0}},
    {{"reset of the userdata, while stopped", false, false, true, LifeEvent::kept}, {true, "bu", 0}, {true, "b", 1}},
    {{"stop and start", false, false, true, LifeEvent::kept}, {true, "bu", 0}, {true, "b", 1}},
    {{"a router rebuilt, or the other of a pair", false, false, false, LifeEvent::kept},
     {true, "bu", 0},
     {true, "bu", 0}},
    {{"live migration", false, false, false, LifeEvent::kept}, {true, "bu", 0}, {true, "bu", 0}},
    {{"a template of it, and a VM of that", true, true, true, LifeEvent::copied}, {false, "", 2}, {false, "", 2}},
    {{"the same where DMI is the hypervisor's own", true, false, true, LifeEvent::copied},
     {false, "u", 1},
     {false, "", 2}},
    {{"a snapshot reverted, disk only", false, false, true, LifeEvent::older}, {true, "abu", 0}, {true, "ab", 1}},
    {{"a snapshot reverted, with its memory", false, false, false, LifeEvent::older},
     {true, "abu", 0},
     {true, "abu", 0}},
    {{"a VM from a volume's snapshot, or from a backup", true, true, true, LifeEvent::copied},
     {false, "", 2},
     {false, "", 2}},
    {{"the disk attached to another VM", true, true, true, LifeEvent::kept}, {false, "", 2}, {false, "", 2}},
    {{"another id given by an administrator", true, false, false, LifeEvent::kept}, {false, "u", 1}, {false, "u", 1}},
};

} // namespace

/// One test for every event in the life of a VM: nothing of its own is lost, nothing of another is sent, and the
/// incarnation is another one exactly when the state was lost or is another VM's.
class LifeOfAVmTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LifeOfAVmTest);
    CPPUNIT_TEST(every_event_with_dmi);
    CPPUNIT_TEST(every_event_without_dmi);
    CPPUNIT_TEST_SUITE_END();

    using Path = std::filesystem::path;

    struct Machine {
        std::string instance;
        agent::Machine facts;
    };

    static Machine before(bool dmi) { return {"a-vm", {fakes::kThisBoot, dmi ? fakes::kThisMachine : ""}}; }

    static Machine after(const LifeEvent& event, bool dmi)
    {
        Machine machine = before(dmi);
        if (event.newInstance)
            machine.instance = "another-vm";
        if (event.newBoot)
            machine.facts.boot = fakes::kOtherBoot;
        if (event.newFirmware && dmi)
            machine.facts.productUuid = fakes::kOtherMachine;
        return machine;
    }

    fakes::FakeClock clock;
    fakes::FakeManager manager;

    ReportId write(FileSpool& spool, const Machine& machine, const std::string& phase)
    {
        clock.advance(std::chrono::seconds(1));
        return ReportWriter(spool, clock, machine.facts).report({ReportStatus::progress, phase});
    }

    void pass(FileSpool& spool, const Machine& machine, int silentRounds = 0)
    {
        fakes::FakeIdentifier identifier(machine.instance);
        identifier.beSilentFor(silentRounds);
        (void)Courier({spool, identifier, manager, clock, machine.facts, RetryPolicy{}, 1}).pass();
    }

    /// One report acknowledged, one bound, one not yet bound.
    void live(const Path& state, const Path& backup, const Machine& machine)
    {
        FileSpool spool(state, clock);
        (void)write(spool, machine, "a");
        manager.beUnreachableNext();
        pass(spool, machine);
        std::filesystem::copy(state, backup, std::filesystem::copy_options::recursive);
        pass(spool, machine);
        (void)write(spool, machine, "b");
        manager.beUnreachableNext();
        pass(spool, machine);
        (void)write(spool, machine, "u");
        pass(spool, machine, 1);
    }

    /// A snapshot from when nothing was acknowledged yet, with what was written since then beside it.
    static void revert(const Path& state, const Path& backup)
    {
        const std::string name = layout::namesIn(backup / layout::kInstances).at(0);
        std::filesystem::remove(state / layout::kInstances / name / layout::kAcked);
        for (const auto& file :
             std::filesystem::directory_iterator(backup / layout::kInstances / name / layout::kOutbox))
            std::filesystem::copy(file.path(), state / layout::kInstances / name / layout::kOutbox);
    }

    static std::string valueIn(const std::string& wire, const std::string& member)
    {
        const auto at = wire.find("\"" + member + "\":\"") + member.size() + 4;
        return wire.substr(at, wire.find('"', at) - at);
    }

    void check(const Row& row, bool dmi)
    {
        const Expected& expected = dmi ? row.withDmi : row.withoutDmi;
        fakes::TemporaryFolder folder;
        const Path state = folder / "state";
        manager = {};
        live(state, folder / "backup", before(dmi));
        const std::string incarnation = valueIn(manager.sent().front(), "incarnation");
        if (row.event.disk == LifeEvent::gone)
            std::filesystem::remove_all(state);
        if (row.event.disk == LifeEvent::older)
            revert(state, folder / "backup");
        const std::size_t sentBefore = manager.sent().size();

        FileSpool spool(state, clock);
        const Machine machine = after(row.event, dmi);
        const ReportId own = write(spool, machine, "own");
        pass(spool, machine);

        std::string sent;
        for (std::size_t i = sentBefore; i < manager.sent().size(); ++i) {
            const std::string& wire = manager.sent()[i];
            CPPUNIT_ASSERT_EQUAL_MESSAGE(row.event.name, machine.instance, valueIn(wire, "instance_id"));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(row.event.name, expected.sameIncarnation,
                                         incarnation == valueIn(wire, "incarnation"));
            sent += valueIn(wire, "phase");
        }
        CPPUNIT_ASSERT_EQUAL_MESSAGE(row.event.name, std::string(expected.sent) + "own", sent);
        CPPUNIT_ASSERT_MESSAGE(row.event.name, spool.fateOf(own) == Fate::acknowledged);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(row.event.name, expected.stale, layout::namesIn(state / layout::kStale).size());
    }

    void every_event_with_dmi()
    {
        for (const Row& row : kRows)
            check(row, true);
    }

    void every_event_without_dmi()
    {
        for (const Row& row : kRows)
            check(row, false);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LifeOfAVmTest);

} // namespace readystage::agent
