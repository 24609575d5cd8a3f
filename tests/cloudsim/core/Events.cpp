#include "tests/cloudsim/core/Events.h"

#include "common/codec/Digest.h"
#include "tests/cloudsim/core/Command.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

constexpr std::size_t kKept = 100'000;

std::string capitalised(std::string text)
{
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

/// `updateVirtualMachine` says "id" where others say the id.
std::string instanceOf(const ActionWords& words, const Subject& about)
{
    if (std::string_view(words.about) != "VirtualMachine")
        return "";
    return ". Instance ID: " + (std::string_view(words.type) == "VM.UPDATE" ? "id" : about.id);
}

Event eventOf(const ActionWords& words, const User& caller, const Subject& about, Instant now)
{
    Event event;
    event.type = words.type;
    event.level = "INFO";
    event.userName = caller.name;
    event.account = about.owner;
    event.resourceType = words.about;
    event.resourceId = about.id;
    event.resourceName = about.name;
    event.created = now;
    return event;
}

Event startedOf(const ActionWords& words, const User& caller, const Subject& about, Instant now)
{
    Event event = eventOf(words, caller, about, now);
    event.state = "Started";
    event.description = capitalised(words.deed) + instanceOf(words, about);
    return event;
}

Event completedOf(const ActionWords& words, const User& caller, const Subject& about, bool well, Instant now)
{
    Event event = eventOf(words, caller, about, now);
    event.state = "Completed";
    event.level = well ? "INFO" : "ERROR";
    event.description =
        (well ? "Successfully completed " : "Error while ") + std::string(words.deed) + instanceOf(words, about);
    return event;
}

const ActionWords& wordsOf(const Job& job)
{
    return job.command->behaviour->words;
}

std::string write(World& world, Event event)
{
    return world.misbehaviours.taken("events-missing") != nullptr ? "" : world.events.add(std::move(event));
}

} // namespace

std::string EventLog::add(Event event)
{
    event.id = randomUuid();
    events_.push_back(std::move(event));
    if (events_.size() > kKept)
        events_.pop_front();
    return events_.back().id;
}

bool EventLog::has(const std::string& id) const
{
    return std::any_of(events_.begin(), events_.end(), [&](const Event& event) { return event.id == id; });
}

Subject subjectOf(const World& world, const std::string& vmId, const User& caller)
{
    const Vm* const vm = world.vms.find(vmId);
    return {vm == nullptr ? caller.account : vm->account, vmId, world.vmName(vmId)};
}

Subject subjectOf(const World& world, const Job& job)
{
    return subjectOf(world, job.vm, *job.caller);
}

void tellScheduled(World& world, Job& job)
{
    const ActionWords& words = wordsOf(job);
    if (words.scheduled == nullptr)
        return;
    Subject about = subjectOf(world, job);
    if (job.vm.empty())
        about.owner = nullptr;
    Event event = eventOf(words, *job.caller, about, job.created);
    if (!job.vm.empty() && world.vms.find(job.vm) == nullptr)
        event.resourceId.clear(); // CloudStack looks its id up, and an expunged VM is not found
    event.state = "Scheduled";
    event.description = words.scheduled + about.id + words.scheduledEnd;
    job.scheduledEvent = write(world, std::move(event));
}

void tellStarted(World& world, Job& job, Instant now)
{
    const ActionWords& words = wordsOf(job);
    if (words.deed == nullptr || !words.tellsStart)
        return;
    Event event = startedOf(words, *job.caller, subjectOf(world, job), now);
    event.parent = job.scheduledEvent;
    write(world, std::move(event));
}

void tellCompleted(World& world, const Job& job, Instant now)
{
    const ActionWords& words = wordsOf(job);
    if (words.deed == nullptr || job.untold)
        return;
    Event event = completedOf(words, *job.caller, subjectOf(world, job), job.status == Job::Status::succeeded, now);
    event.parent = job.scheduledEvent;
    write(world, std::move(event));
}

void tellDone(World& world, const ActionWords& words, const User& caller, const Subject& about, bool well, Instant now,
              const std::string& parent)
{
    if (words.tellsStart) {
        Event event = startedOf(words, caller, about, now);
        event.parent = parent;
        write(world, std::move(event));
    }
    Event event = completedOf(words, caller, about, well, now);
    event.parent = parent;
    write(world, std::move(event));
}

void tellFirewallClosed(World& world, const Job& job, Instant now)
{
    tellDone(world, {.type = "FIREWALL.CLOSE", .deed = "revoking firewall rule", .tellsStart = true}, *job.caller,
             subjectOf(world, job), true, now, job.scheduledEvent);
}

void tellDiskDestroyed(World& world, const Job& job, const Vm& vm, Instant now)
{
    const std::string volume = vm.rootVolume;
    Event event = eventOf({.type = "VOLUME.DESTROY", .about = "Volume"}, *job.caller,
                          {vm.account, volume, "ROOT-" + std::to_string(vm.number)}, now);
    event.state = "Completed";
    event.description =
        "Successfully completed destroying a volume. Volume Type: ROOT Volume ID: " + volume + " Instance ID: " + vm.id;
    // the reinstallation's own events are lost, so its disk's have no parent either
    event.parent = wordsOf(job).deed == nullptr ? "" : job.scheduledEvent;
    write(world, std::move(event));
}

} // namespace readystage::cloudsim
