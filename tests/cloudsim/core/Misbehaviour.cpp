#include "tests/cloudsim/core/Misbehaviour.h"

#include <algorithm>
#include <array>

namespace readystage::cloudsim {

namespace {

constexpr std::array kTable{
    Misbehaviour{"update-530-not-stored",
                 "updateVirtualMachine with userdata answers 530 \"Failed to update Instance\" and stores nothing."},
    Misbehaviour{"update-534-stored",
                 "updateVirtualMachine with userdata stores it, then answers 534 because the virtual "
                 "router did not take it."},
    Misbehaviour{"tag-duplicate", "createTags makes a job that fails with \"tag … already on UserVm\" and applies "
                                  "nothing, whatever tags there are."},
    Misbehaviour{"maintenance-503", "An asynchronous command is refused with 503, as a management server going into "
                                    "maintenance does; nothing is done."},
    Misbehaviour{"throttle-429", "A call is refused with 429, the wait in milliseconds standing in the text only."},
    Misbehaviour{"empty-200", "A call is carried out and answered by HTTP 200 with an empty body."},
    Misbehaviour{"job-fails", "An asynchronous job does nothing and ends as failed with code 530; a VM that was being "
                              "deployed ends in state Error."},
};

} // namespace

std::span<const Misbehaviour> misbehaviours()
{
    return kTable;
}

bool Misbehaviours::plan(std::string_view name, unsigned count, std::string_view command)
{
    const bool known = std::any_of(kTable.begin(), kTable.end(), [&](const auto& row) { return row.name == name; });
    if (known)
        planned_.insert_or_assign(std::string(name), Plan{count, std::string(command)});
    return known;
}

bool Misbehaviours::taken(std::string_view name, std::string_view command)
{
    const auto found = planned_.find(name);
    if (found == planned_.end() || found->second.left == 0)
        return false;
    if (!found->second.command.empty() && found->second.command != command)
        return false;
    --found->second.left;
    return true;
}

std::map<std::string, unsigned> Misbehaviours::left() const
{
    std::map<std::string, unsigned> result;
    for (const auto& [name, plan] : planned_)
        if (plan.left > 0)
            result[name] = plan.left;
    return result;
}

} // namespace readystage::cloudsim
