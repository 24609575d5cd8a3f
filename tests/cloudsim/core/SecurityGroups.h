#pragma once

#include "tests/cloudsim/core/World.h"

// Each account has one security group, "default", without rules; it is shown and does nothing.
namespace readystage::cloudsim {

std::string securityGroupId(const Account& account);

/// Whether the VM has a NIC on a network with security groups.
bool isInSecurityGroup(const Vm& vm);

/// Id, name, description and owner.
Value showSecurityGroup(const Account& account);

} // namespace readystage::cloudsim
