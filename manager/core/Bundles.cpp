#include "manager/core/Bundles.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <stdexcept>

namespace readystage {

namespace {

struct Kind {
    std::string_view key;
    const char* command;
    const char* element;
    bool byZone;
};

constexpr std::array kKinds{Kind{"zone", "listZones", "zone", false},
                            Kind{"service_offering", "listServiceOfferings", "serviceoffering", false},
                            Kind{"disk_offering", "listDiskOfferings", "diskoffering", false},
                            Kind{"template", "listTemplates", "template", true},
                            Kind{"networks", "listNetworks", "network", true}};

const Kind& kindOf(std::string_view key)
{
    const auto* const found =
        std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& kind) { return kind.key == key; });
    if (found == kKinds.end())
        throw std::logic_error("a bundle has no key " + std::string(key));
    return *found;
}

std::string joined(const std::vector<std::string>& texts, const char* separator)
{
    std::string all;
    for (const auto& text : texts)
        all += (all.empty() ? "" : separator) + text;
    return all;
}

} // namespace

BundleCatalogue::BundleCatalogue(std::vector<Bundle> bundles) : bundles_(std::move(bundles))
{
    std::sort(bundles_.begin(), bundles_.end(), [](const Bundle& a, const Bundle& b) { return a.name < b.name; });
    assert(std::adjacent_find(bundles_.begin(), bundles_.end(),
                              [](const Bundle& a, const Bundle& b) { return a.name == b.name; }) == bundles_.end());
}

const Bundle* BundleCatalogue::find(std::string_view name) const
{
    const auto found = std::find_if(bundles_.begin(), bundles_.end(), [&](const Bundle& b) { return b.name == name; });
    return found == bundles_.end() ? nullptr : &*found;
}

std::string BundleCatalogue::names() const
{
    std::vector<std::string> names;
    for (const auto& bundle : bundles_)
        names.push_back(bundle.name);
    return names.empty() ? "none" : joined(names, ", ");
}

bool isBundleName(std::string_view name)
{
    return !name.empty() && name.size() <= 64 && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                      c == '_' || c == '-';
           });
}

bool carriesMark(const UserData& data)
{
    std::string_view rest = data.bytes();
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        auto line = rest.substr(0, end);
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (line.starts_with("ready="))
            return true;
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return false;
}

Lookup lookupFor(std::string_view key, const std::string& name, const std::string& zoneId)
{
    const auto& kind = kindOf(key);
    Lookup lookup{std::string(key), name, kind.command, {}, kind.element};
    if (kind.key == "template")
        lookup.parameters.emplace_back("templatefilter", "executable");
    // listNetworks has no `name` before 4.20 and would give every network; its keyword is a part of the name.
    lookup.parameters.emplace_back(kind.key == "networks" ? "keyword" : "name", name);
    if (kind.byZone && !zoneId.empty())
        lookup.parameters.emplace_back("zoneid", zoneId);
    return lookup;
}

Result<std::string, std::string> choose(const Lookup& lookup, const std::vector<NamedId>& candidates)
{
    std::vector<std::string> ids;
    for (const auto& candidate : candidates)
        if (candidate.name == lookup.wanted && std::find(ids.begin(), ids.end(), candidate.id) == ids.end())
            ids.push_back(candidate.id);
    const auto what = lookup.key + " \"" + lookup.wanted + "\"";
    if (ids.empty())
        return Unexpected{what + ": there is none of that name that you may use"};
    if (ids.size() > 1)
        return Unexpected{what + " is ambiguous: " + joined(ids, ", ")};
    return ids.front();
}

Parameters deployParameters(const ResolvedBundle& ids, const std::string& userDataBase64, const std::string& name,
                            const std::string& displayName)
{
    Parameters parameters{
        {"zoneid", ids.zoneId}, {"serviceofferingid", ids.serviceOfferingId}, {"templateid", ids.templateId}};
    const auto addUnlessEmpty = [&](const char* parameter, const std::string& value) {
        if (!value.empty())
            parameters.emplace_back(parameter, value);
    };
    addUnlessEmpty("diskofferingid", ids.diskOfferingId.value_or(""));
    addUnlessEmpty("networkids", joined(ids.networkIds, ","));
    addUnlessEmpty("name", name);
    addUnlessEmpty("displayname", displayName);
    addUnlessEmpty("userdata", userDataBase64);
    return parameters;
}

} // namespace readystage
