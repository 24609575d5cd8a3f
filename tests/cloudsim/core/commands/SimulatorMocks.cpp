#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Refusal.h"

// What CloudStack's own simulator can be told; many a test of a CloudStack client does.
namespace readystage::cloudsim {

namespace {

constexpr int kOnly = 1; // the database number of the pod, the cluster and the host

/// MockResponse, a response without a name.
Value show(const Mock& mock)
{
    Value shown = Value::object().add("id", static_cast<std::int64_t>(mock.number));
    if (mock.zone != nullptr)
        shown.add("zoneid", static_cast<std::int64_t>(mock.zone->number));
    if (mock.inPod)
        shown.add("podid", kOnly);
    if (mock.inCluster)
        shown.add("clusterid", kOnly);
    if (mock.onHost)
        shown.add("hostid", kOnly);
    shown.add("name", mock.command);
    if (mock.count)
        shown.add("count", *mock.count);
    return Value::object().add("null", std::move(shown));
}

/// SimulatorManagerImpl.configureSimulator: one for each command and place, told anew each time.
Mock& mockOf(World& world, const Call& call)
{
    Mock wanted;
    wanted.command = call.text("name");
    wanted.zone = world.zones.find(call.text("zoneid"));
    wanted.inPod = wanted.zone != nullptr && call.has("podid");
    wanted.inCluster = wanted.inPod && call.has("clusterid");
    wanted.onHost = wanted.inCluster && call.has("hostid");
    for (const auto& [number, mock] : world.mocks)
        if (mock->command == wanted.command && mock->place() == wanted.place())
            return *mock;
    wanted.id = std::to_string(world.mocks.made() + 1);
    return world.mocks.add(std::move(wanted));
}

Value runConfigure(World& world, const Call& call)
{
    Mock& mock = mockOf(world, call);
    mock.values = call.text("value");
    mock.count = call.number("count");
    return show(mock);
}

Mock& mockNumbered(World& world, const Call& call, const char* why)
{
    Mock* const mock = world.mocks.findNumber(static_cast<std::uint64_t>(call.number("id").value_or(0)));
    if (mock == nullptr)
        throw Refusal(530, kServerApi, why);
    return *mock;
}

Value runQuery(World& world, const Call& call)
{
    return show(mockNumbered(world, call, "Failed to query mock"));
}

Value runCleanup(World& world, const Call& call)
{
    world.mocks.remove(mockNumbered(world, call, "Failed to cleanup mock"));
    return Value::object().add("success", true);
}

} // namespace

extern const Behaviour configureSimulator;
const Behaviour configureSimulator{.command = "configureSimulator", .run = runConfigure, .answeredAs = "simulatormock"};

extern const Behaviour querySimulatorMock;
const Behaviour querySimulatorMock{.command = "querySimulatorMock", .run = runQuery, .answeredAs = "simulatormock"};

extern const Behaviour cleanupSimulatorMock;
const Behaviour cleanupSimulatorMock{.command = "cleanupSimulatorMock", .run = runCleanup};

} // namespace readystage::cloudsim
