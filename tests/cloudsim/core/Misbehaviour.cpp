#include "tests/cloudsim/core/Misbehaviour.h"

#include "tests/cloudsim/core/Command.h"

#include <algorithm>
#include <array>

namespace readystage::cloudsim {

namespace {

// By the place where they happen: updateVirtualMachine, lists, jobs and events, any call, the answer's way back, the
// virtual router.
constexpr std::array kTable{
    Misbehaviour{"update-530-not-stored", Occasion::update,
                 "updateVirtualMachine with userdata answers 530 \"Failed to update Instance\" and stores nothing."},
    Misbehaviour{"update-530-stored", Occasion::update,
                 "updateVirtualMachine with userdata stores it, then answers 530 because no network "
                 "of the VM takes userdata; the virtual router keeps the old."},
    Misbehaviour{"update-534-stored", Occasion::update,
                 "updateVirtualMachine with userdata stores it, then answers 534 because the virtual "
                 "router did not take it."},
    Misbehaviour{"update-slow", Occasion::update,
                 "updateVirtualMachine is carried out at once and answered after the pause."},
    Misbehaviour{"lost-update", Occasion::update,
                 "updateVirtualMachine is stored and answered by 200; after the pause an update that had "
                 "read the VM's row before writes the whole row back, and what was stored is gone."},
    Misbehaviour{"append-growth", Occasion::update,
                 "updateVirtualMachine with userdata stores the template's text and the given one in a "
                 "new MIME multipart, as under the policy APPEND: what is read, changed and written "
                 "back grows each time."},
    Misbehaviour{"reapply-on-rename", Occasion::update,
                 "updateVirtualMachine without userdata resets the VM's userdata to the template's "
                 "text, as under the policies ALLOWOVERRIDE and APPEND."},
    Misbehaviour{"poisoned-list", Occasion::vmList,
                 "A list of VMs, not asked for by id, holds a display name with \\u0024: JSON answers "
                 "431 \"Illegal group reference\", XML works."},
    Misbehaviour{"tag-duplicate", Occasion::newTags,
                 "createTags makes a job that fails with \"tag … already on UserVm\" and applies "
                 "nothing, whatever tags there are."},
    Misbehaviour{"job-fails", Occasion::job,
                 "An asynchronous job does nothing and ends as failed with code 530; a VM that was being "
                 "deployed ends in state Error."},
    Misbehaviour{"job-forgotten", Occasion::job,
                 "An asynchronous job is carried out, but queryAsyncJobResult does not know it (431)."},
    Misbehaviour{"job-stuck", Occasion::job,
                 "An asynchronous job never begins and stays pending; later jobs of the same VM wait."},
    Misbehaviour{"events-missing", Occasion::other, "An event is not written: listEvents does not show it."},
    Misbehaviour{"maintenance-503", Occasion::asyncCall,
                 "An asynchronous command is refused with 503, as a management server going into "
                 "maintenance does; nothing is done."},
    Misbehaviour{"throttle-429", Occasion::call,
                 "A call is refused with 429, whoever calls; the wait in milliseconds (the pause) "
                 "stands in the text only."},
    Misbehaviour{"unauthorized-401", Occasion::call,
                 "A call is refused with 401 although its signature is right, as after the keys "
                 "were revoked."},
    Misbehaviour{"html-502", Occasion::call,
                 "A call is answered by the HTML page of a proxy that does not reach CloudStack: 502; "
                 "nothing is done."},
    Misbehaviour{"empty-200", Occasion::call, "A call is carried out and answered by HTTP 200 with an empty body."},
    Misbehaviour{"truncate-answer", Occasion::call,
                 "A call is carried out; of its answer's body half is sent, then the connection is "
                 "closed. Content-Length names the whole."},
    Misbehaviour{"lost-answer", Occasion::call, "A call is carried out; the connection is closed without an answer."},
    Misbehaviour{"hang", Occasion::call, "A call is carried out and never answered; the connection stays open."},
    Misbehaviour{"refuse-connections", Occasion::other,
                 "The API closes its port and all connections for the pause; its controls under "
                 "/sim/ are gone as long."},
    Misbehaviour{"metadata-empty", Occasion::other,
                 "The virtual router answers 200 without a byte, as while it rewrites its files."},
    Misbehaviour{"metadata-404", Occasion::other,
                 "The virtual router answers 404, as before the VM's files are there."},
    Misbehaviour{"metadata-reset", Occasion::other, "The virtual router closes the connection without an answer."},
};

bool canMeet(Occasion occasion, const Command& command)
{
    switch (occasion) {
    case Occasion::update:
        return command.name == "updateVirtualMachine";
    case Occasion::vmList:
        return command.name == "listVirtualMachines";
    case Occasion::newTags:
        return command.name == "createTags";
    case Occasion::job:
        return command.isAsync && command.behaviour != nullptr;
    case Occasion::asyncCall:
        return command.isAsync;
    case Occasion::call:
        return true;
    case Occasion::other:
        break;
    }
    return false;
}

} // namespace

std::span<const Misbehaviour> misbehaviours()
{
    return kTable;
}

const Misbehaviour* findMisbehaviour(std::string_view name)
{
    const auto* const found =
        std::find_if(kTable.begin(), kTable.end(), [&](const auto& row) { return name == row.name; });
    return found == kTable.end() ? nullptr : found;
}

std::string whyNever(const Misbehaviour& misbehaviour, const std::string& command)
{
    const Command* const limit = findCommand(command);
    if (limit == nullptr || canMeet(misbehaviour.occasion, *limit))
        return "";
    return std::string(misbehaviour.name) + (misbehaviour.occasion == Occasion::other
                                                 ? " happens to no command, so it can be limited to none"
                                                 : " never happens to " + command);
}

std::uint64_t Misbehaviours::plan(std::string_view name, Plan plan)
{
    if (findMisbehaviour(name) == nullptr)
        return 0;
    const std::mt19937_64 dice(plan.seed);
    planned_.insert_or_assign(std::string(name), Planned{std::move(plan), ++last_, dice, 0});
    return last_;
}

std::uint64_t Misbehaviours::plan(std::string_view name, unsigned count, std::string command)
{
    Plan wanted;
    wanted.count = count;
    wanted.command = std::move(command);
    return plan(name, std::move(wanted));
}

void Misbehaviours::end(std::uint64_t number)
{
    for (auto& [name, planned] : planned_)
        if (planned.number == number)
            planned.plan.count = 0;
}

const Plan* Misbehaviours::taken(std::string_view name, std::string_view command)
{
    const auto found = planned_.find(name);
    if (found == planned_.end())
        return nullptr;
    auto& [plan, number, dice, happened] = found->second;
    if (plan.count == 0U || (!plan.command.empty() && plan.command != command))
        return nullptr;
    // our own arithmetic: the distributions of the standard library differ from one to the next
    constexpr double kSpan = 18446744073709551616.0;
    if (plan.probability < 1 && static_cast<double>(dice()) / kSpan >= plan.probability)
        return nullptr;
    if (plan.count)
        --*plan.count;
    ++happened;
    return &plan;
}

std::optional<Misbehaviours::Shown> Misbehaviours::find(std::string_view name) const
{
    const auto found = planned_.find(name);
    return found == planned_.end() ? std::nullopt : std::optional(Shown{found->second.plan, found->second.happened});
}

} // namespace readystage::cloudsim
