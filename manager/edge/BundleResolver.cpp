#include "manager/edge/BundleResolver.h"

#include "common/domain/Ids.h"

#include <algorithm>

namespace readystage {

namespace {

constexpr int kInternalError = 530;
constexpr std::size_t kMaxPageSize = 500; // CloudStack refuses more, and gives so many unasked

std::vector<NamedId> namedIds(const Json& answer, const std::string& element)
{
    std::vector<NamedId> all;
    if (const auto list = answer.find(element))
        for (const auto& one : list->asArray())
            all.push_back({one.at("id").asString(), one.stringOr("name", "")});
    return all;
}

} // namespace

BundleResolver::BundleResolver(CloudStackClient& client, const ApiKeys& caller, const std::stop_token& stop)
    : client_(client),
      caller_(caller),
      stop_(stop)
{}

Result<ResolvedBundle, ApiFault> BundleResolver::resolve(const Bundle& bundle)
{
    ResolvedBundle ids;
    std::optional<ApiFault> fault;
    const auto fetch = [&](std::string_view key, const std::string& nameOrId) -> std::string {
        if (fault)
            return {};
        auto id = idOf(key, nameOrId, ids.zoneId);
        if (id)
            return *std::move(id);
        fault = id.error();
        fault->text = "bundle " + bundle.name + ", " + fault->text;
        return {};
    };
    ids.zoneId = fetch("zone", bundle.zone);
    ids.serviceOfferingId = fetch("service_offering", bundle.serviceOffering);
    ids.templateId = fetch("template", bundle.templ);
    if (bundle.diskOffering)
        ids.diskOfferingId = fetch("disk_offering", *bundle.diskOffering);
    for (const auto& network : bundle.networks)
        ids.networkIds.push_back(fetch("networks", network));
    if (fault)
        return Unexpected{*fault};
    return ids;
}

Result<std::string, ApiFault> BundleResolver::idOf(std::string_view key, const std::string& nameOrId,
                                                   const std::string& zoneId)
{
    if (canonicalUuid(nameOrId))
        return nameOrId;
    const auto lookup = lookupFor(key, nameOrId, zoneId);
    const auto what = lookup.key + " \"" + nameOrId + "\": ";
    try {
        const auto candidates = listAll(lookup);
        if (!candidates) {
            auto fault = candidates.error();
            fault.text = what + fault.text;
            return Unexpected{std::move(fault)};
        }
        auto id = choose(lookup, *candidates);
        if (!id)
            return Unexpected{ApiFault{431, id.error()}};
        return *std::move(id);
    } catch (const JsonError& e) {
        return Unexpected{ApiFault{kInternalError, what + "CloudStack's answer cannot be read: " + e.what()}};
    }
}

/// The size of the first page, which was not asked for, is that of the others. `count` may be higher than what the
/// pages hold: an empty one ends the list, too.
Result<std::vector<NamedId>, ApiFault> BundleResolver::listAll(const Lookup& lookup)
{
    std::vector<NamedId> all;
    auto parameters = lookup.parameters;
    std::size_t pageSize = 0;
    for (std::size_t page = 1;; ++page) {
        if (stop_.stop_requested())
            return Unexpected{stopping()};
        const auto answer = client_.call(caller_, lookup.command, parameters);
        if (!answer)
            return Unexpected{faultOf(answer.error(), false)};
        const auto came = namedIds(*answer, lookup.element);
        all.insert(all.end(), came.begin(), came.end());
        const auto count = answer->find("count");
        if (came.empty() || !count || all.size() >= static_cast<std::size_t>(count->asInteger()))
            return all;
        if (page == 1)
            pageSize = std::min(came.size(), kMaxPageSize);
        parameters = lookup.parameters;
        parameters.emplace_back("page", std::to_string(page + 1));
        parameters.emplace_back("pagesize", std::to_string(pageSize));
    }
}

ApiFault faultOf(const ApiError& error, bool changes)
{
    if (error.code == 401)
        return unauthorized();
    if (error.code >= 400 && error.code <= 599)
        return {error.code, error.text.empty() ? error.message : error.text};
    switch (error.kind) {
    case ApiError::Kind::unreachable:
        return noAnswer(false, error.message);
    case ApiError::Kind::unknown:
        return noAnswer(changes, error.message);
    case ApiError::Kind::refused:
    case ApiError::Kind::malformed:
        break;
    }
    if (changes)
        return noAnswer(true, error.message);
    return {kInternalError, "CloudStack's answer cannot be read: " + error.message};
}

ApiFault stopping()
{
    return {503, "The manager is about to end; nothing was done"};
}

} // namespace readystage
