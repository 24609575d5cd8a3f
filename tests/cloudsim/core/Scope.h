#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// Whose rows a list shows, by who asks and by id, listall, isrecursive, account, domainid and projectid:
/// AccountManagerImpl.buildACLSearchParameters. Lives no longer than world and call.
class Scope {
public:
    enum class Ids { considered, passedOver }; ///< some lists do not say that they are asked by id

    /// Refusal 431 or 531 for an account, a domain or a project that is not there or not the caller's to see.
    Scope(const World& world, const Call& call, Ids ids = Ids::considered);

    bool shows(const Account& owner) const;

private:
    enum class Projects { skipped, only, included };

    void readAccount(const World& world, const Call& call);
    void readProject(const World& world, const Call& call, const std::string& project);
    void narrow(const Call& call, bool byId);

    std::vector<const Account*> permitted_; ///< empty: those of domain_
    const Domain* domain_ = nullptr;        ///< nullptr: everywhere
    bool recursive_;
    Projects projects_ = Projects::included;
};

/// The domain a call names; nullptr: none. Refusal 431 when it is not there, 531 when it is not the caller's.
const Domain* domainAskedFor(const World& world, const Call& call);

} // namespace readystage::cloudsim
