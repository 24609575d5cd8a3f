#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Scope.h"
#include "tests/cloudsim/core/SecurityGroups.h"

namespace readystage::cloudsim {

namespace {

Value show(const World& world, const Account& account)
{
    Value members = Value::list();
    for (const auto& [number, vm] : world.vms)
        if (vm->account == &account && isInSecurityGroup(*vm))
            members.push(vm->id);
    const auto count = static_cast<std::int64_t>(members.size());
    Value shown = showSecurityGroup(account);
    shown.add("ingressrule", Value::list()).add("egressrule", Value::list()).add("tags", Value::list());
    return shown.add("virtualmachinecount", count).add("virtualmachineids", std::move(members));
}

Value run(World& world, const Call& call)
{
    const Vm* const vm = world.vms.find(call.text("virtualmachineid"));
    const Scope scope(world, call);
    std::vector<const Account*> rows;
    for (const auto& [number, account] : world.accounts)
        if (scope.shows(*account) && (!call.has("id") || call.text("id") == securityGroupId(*account)) &&
            (!call.has("securitygroupname") || call.text("securitygroupname") == "default") &&
            (!call.has("virtualmachineid") ||
             (vm != nullptr && vm->account == account.get() && isInSecurityGroup(*vm))))
            rows.push_back(account.get());
    return listed(world, call, "securitygroup", rows, [&](const Account* account) { return show(world, *account); });
}

} // namespace

extern const Behaviour listSecurityGroups;
const Behaviour listSecurityGroups{.command = "listSecurityGroups", .run = run, .subject = Entity::securityGroup};

} // namespace readystage::cloudsim
