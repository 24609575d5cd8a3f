#include "tests/cloudsim/core/Owners.h"

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Printed.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

[[noreturn]] void refuseOwner(const std::string& why)
{
    throw Refusal(431, kInvalidParameterValue, why);
}

[[noreturn]] void denyOwner(const std::string& why)
{
    throw Refusal(531, kPermissionDenied, why);
}

} // namespace

const Account* accountIn(const World& world, const Domain& domain, const std::string& name)
{
    for (const auto& [number, account] : world.accounts)
        if (account->domain == &domain && ascii::equalIgnoringCase(account->name, name) && account->project == nullptr)
            return account.get();
    return nullptr;
}

const Account& namedOwner(const World& world, const Call& call)
{
    if (call.has("account")) {
        if (!call.has("domainid"))
            refuseOwner("Account must be specified with domainId parameter");
        const Domain* const domain = world.domains.find(call.text("domainid"));
        if (domain == nullptr)
            refuseOwner("Unable to find domain by id");
        const Account* const account = accountIn(world, *domain, call.text("account"));
        if (account == nullptr)
            refuseOwner("Unable to find account by name " + call.text("account") + " in domain with specified id");
        return *account;
    }
    if (!call.has("projectid"))
        return call.account();
    const Project* const project = world.projects.find(call.text("projectid"));
    if (project == nullptr)
        refuseOwner("Unable to find project by id");
    return *project->account;
}

const Account& accessibleOwner(const World& world, const Call& call)
{
    const Account& owner = namedOwner(world, call);
    if (!hasAccess(call.caller(), owner))
        denyOwner("Caller does not have permission to operate with provided resource.");
    return owner;
}

const Account& ownerOfNew(const World& world, const Call& call)
{
    const Account& owner = namedOwner(world, call); // ParamProcessWorker asks for it before anything else
    const Account& caller = call.account();
    if (call.has("account") && call.has("projectid"))
        refuseOwner("ProjectId and account/domainId can't be specified together");
    if (owner.project != nullptr && !hasAccess(call.caller(), owner))
        denyOwner("Account " + printed(caller) +
                  " is unauthorised to use project id=" + std::to_string(owner.project->number));
    if (owner.project != nullptr || &owner == &caller)
        return owner;
    if (caller.role->type == RoleType::user)
        denyOwner("Can't create/list resources for account " + owner.name + " in domain " +
                  std::to_string(owner.domain->number) + ", permission denied");
    checkDomain(caller, *owner.domain);
    return owner;
}

void checkDomain(const Account& caller, const Domain& domain)
{
    const bool may = caller.role->type == RoleType::user ? caller.domain == &domain : isBelow(domain, *caller.domain);
    if (!may)
        denyOwner("Account " + printed(caller) + " does not have permission to operate within domain id=" + domain.id);
}

bool mayUse(const Account& owner, const Network& network)
{
    if (network.account == nullptr || network.account == &owner)
        return true;
    const Project* const project = network.account->project;
    return owner.project == nullptr && project != nullptr &&
           std::find(project->members.begin(), project->members.end(), &owner) != project->members.end();
}

std::string mayNotUse(const Network& network)
{
    return "Unable to use network with id= " + network.id + ", permission denied";
}

} // namespace readystage::cloudsim
