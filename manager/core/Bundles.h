#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/codec/PercentEncoding.h"
#include "common/domain/Result.h"
#include "manager/core/Bundle.h"

namespace readystage {

/// The bundles of one moment, in the order of their names. Immutable.
class BundleCatalogue {
public:
    BundleCatalogue() = default;
    explicit BundleCatalogue(std::vector<Bundle> bundles); ///< their names differ

    /// nullptr when there is none of that name. Valid as long as the catalogue.
    const Bundle* find(std::string_view name) const;

    const std::vector<Bundle>& all() const noexcept { return bundles_; }

    /// "bar, foo", or "none": for messages.
    std::string names() const;

private:
    std::vector<Bundle> bundles_;
};

/// [A-Za-z0-9._-]{1,64}, not beginning with a dot.
bool isBundleName(std::string_view name);

/// Whether a line of the text sets `ready`. A VM deployed with it would look ready before it has begun.
bool carriesMark(const UserData& data);

/// One list call that turns a name into an id.
struct Lookup {
    std::string key;     ///< of the bundle file: "service_offering"
    std::string wanted;  ///< the name
    std::string command; ///< "listServiceOfferings"
    Parameters parameters;
    std::string element; ///< of the answer: "serviceoffering"
};

struct NamedId {
    std::string id;
    std::string name;
};

/// What a bundle becomes for one caller: ids where the bundle has names.
struct ResolvedBundle {
    std::string zoneId;
    std::string serviceOfferingId;
    std::string templateId;
    std::optional<std::string> diskOfferingId;
    std::vector<std::string> networkIds;
};

/// Which list call gives the id of that name (zone, service_offering, disk_offering, template, network). `zoneId`
/// narrows templates and networks; empty for the zone itself.
Lookup lookupFor(std::string_view key, const std::string& name, const std::string& zoneId);

/// The id of the one candidate with exactly the wanted name; words for the caller when there is none or several. A
/// template is listed once for each of its zones, with one id.
Result<std::string, std::string> choose(const Lookup& lookup, const std::vector<NamedId>& candidates);

/// Parameters of deployVirtualMachine. Empty texts are left out: CloudStack makes a name of its own, and takes blank
/// userdata for an error.
Parameters deployParameters(const ResolvedBundle& ids, const std::string& userDataBase64, const std::string& name,
                            const std::string& displayName);

} // namespace readystage
