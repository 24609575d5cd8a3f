#include "tests/cloudsim/core/Scope.h"

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Owners.h"
#include "tests/cloudsim/core/Printed.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

bool isMember(const Account& account, const Project& project)
{
    return std::find(project.members.begin(), project.members.end(), &account) != project.members.end();
}

} // namespace

const Domain* domainAskedFor(const World& world, const Call& call)
{
    if (!call.has("domainid"))
        return nullptr;
    const Domain* const domain = world.domains.find(call.text("domainid"));
    if (domain == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Unable to find domain by id " + call.text("domainid"));
    checkDomain(call.account(), *domain);
    return domain;
}

Scope::Scope(const World& world, const Call& call, Ids ids)
    : domain_(domainAskedFor(world, call)),
      recursive_(call.flag("isrecursive"))
{
    const std::string project = call.text("projectid");
    if (call.has("account"))
        readAccount(world, call);
    if (project.empty())
        narrow(call, ids == Ids::considered && call.has("id"));
    else
        readProject(world, call, project);
}

void Scope::readAccount(const World& world, const Call& call)
{
    if (call.has("projectid"))
        throw Refusal(431, kInvalidParameterValue, "Account and projectId can't be specified together");
    const Domain& domain = domain_ == nullptr ? *call.account().domain : *domain_;
    const Account* const account = accountIn(world, domain, call.text("account"));
    if (account == nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      "could not find account " + call.text("account") + " in domain " + printed(domain));
    if (!hasAccess(call.caller(), *account))
        throw Refusal(531, kPermissionDenied, "Caller does not have permission to operate with provided resource.");
    permitted_.push_back(account);
}

/// With -1 all projects are meant, of others than root admins those they are members of.
void Scope::readProject(const World& world, const Call& call, const std::string& project)
{
    const Account& caller = call.account();
    if (project != "-1") {
        const Project* const found = world.projects.find(project);
        if (found == nullptr)
            throw Refusal(431, kInvalidParameterValue, "Unable to find project by id " + project);
        if (!hasAccess(call.caller(), *found->account))
            throw Refusal(531, kPermissionDenied,
                          "Account " + printed(caller) + " can't access project id=" + std::to_string(found->number));
        permitted_.push_back(found->account);
        return;
    }
    projects_ = call.flag("listall") ? Projects::included : Projects::only;
    if (call.isAdmin())
        return;
    for (const auto& [number, row] : world.projects)
        if (isMember(caller, *row))
            permitted_.push_back(row->account);
    if (permitted_.empty() || call.flag("listall"))
        permitted_.push_back(&caller);
}

/// Without a project.
void Scope::narrow(const Call& call, bool byId)
{
    const Account& caller = call.account();
    const RoleType type = caller.role->type;
    if (!byId)
        projects_ = Projects::skipped;
    if (type == RoleType::user && (domain_ != nullptr || permitted_.empty()))
        permitted_.push_back(&caller);
    if (domain_ != nullptr || !permitted_.empty())
        return;
    const bool all = call.flag("listall");
    if (!all && !byId) {
        permitted_.push_back(&caller);
    } else if (type == RoleType::domainAdmin || (!all && type != RoleType::admin)) {
        domain_ = caller.domain;
        recursive_ = true;
    }
}

bool Scope::shows(const Account& owner) const
{
    const bool ofProject = owner.project != nullptr;
    if ((projects_ == Projects::skipped && ofProject) || (projects_ == Projects::only && !ofProject))
        return false;
    if (!permitted_.empty())
        return std::find(permitted_.begin(), permitted_.end(), &owner) != permitted_.end();
    return domain_ == nullptr || (recursive_ ? isBelow(*owner.domain, *domain_) : owner.domain == domain_);
}

} // namespace readystage::cloudsim
