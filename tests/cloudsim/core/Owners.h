#pragma once

#include <string>

#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// The account of this name, in any case of letters, in the domain; nullptr when there is none. The accounts of
/// projects are none.
const Account* accountIn(const World& world, const Domain& domain, const std::string& name);

/// Whose the call's `account` and `domainid`, or its `projectid`, name, else the caller's own account
/// (AccountManagerImpl.finalizeAccountId). Refusal 431. Whether the caller may act for it is not asked.
const Account& namedOwner(const World& world, const Call& call);

/// The same; Refusal 531 when the caller has no access to what is theirs.
const Account& accessibleOwner(const World& world, const Call& call);

/// The same as AccountManagerImpl.finalizeOwner judges it, which lets a user name nobody but himself and projects he is
/// a member of, and an admin whoever is in his domain or below: Refusal 531.
const Account& ownerOfNew(const World& world, const Call& call);

/// Refusal 531 when CloudStack's DomainChecker lets the caller do nothing in the domain: a user is confined to his own,
/// an admin to his own and those below.
void checkDomain(const Account& caller, const Domain& domain);

/// Whether VMs of the account may have NICs on the network (NetworkModelImpl.checkNetworkPermissions): its own, a
/// project's whose member it is, everybody's. Not even a root admin's VM may be on another's.
bool mayUse(const Account& owner, const Network& network);

/// What CloudStack says when it may not.
std::string mayNotUse(const Network& network);

} // namespace readystage::cloudsim
