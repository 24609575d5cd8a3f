#include "tests/cloudsim/core/SecurityGroups.h"

#include "tests/cloudsim/core/Access.h"

#include <algorithm>

namespace readystage::cloudsim {

std::string securityGroupId(const Account& account)
{
    return stableId("securitygroup", account.id);
}

bool isInSecurityGroup(const Vm& vm)
{
    return std::any_of(vm.nics.begin(), vm.nics.end(),
                       [](const Nic& nic) { return nic.network->offering->securityGroups; });
}

Value showSecurityGroup(const Account& account)
{
    Value shown = Value::object();
    shown.add("id", securityGroupId(account)).add("name", "default").add("description", "Default Security Group");
    addOwner(shown, account);
    return shown;
}

} // namespace readystage::cloudsim
