#include "tests/cloudsim/core/Tags.h"

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

namespace readystage::cloudsim {

namespace {

constexpr const char* kNoPermission = "Caller does not have permission to operate with provided resource.";

/// The columns are varchar(255), and what is longer is cut without a word.
std::string cutToColumn(const std::string& text)
{
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && ++characters > 255)
            return text.substr(0, i);
    return text;
}

bool isNumber(const std::string& resourceId)
{
    return !resourceId.empty() &&
           std::all_of(resourceId.begin(), resourceId.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// By UUID or by database number; nullptr: there is none.
Vm* vmCalled(World& world, const std::string& resourceId)
{
    const auto id = isNumber(resourceId) ? world.idOfNumber(Entity::vm, std::strtoull(resourceId.c_str(), nullptr, 10))
                                         : world.canonicalId(Entity::vm, resourceId);
    return id ? world.vms.find(*id) : nullptr;
}

Vm& vmToTag(World& world, const std::string& resourceId)
{
    Vm* const vm = vmCalled(world, resourceId);
    if (vm == nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      std::string("Unable to find resource by ") + (isNumber(resourceId) ? "id " : "uuid ") +
                          resourceId + " and type UserVm");
    return *vm;
}

struct TaggedType {
    std::string_view name;
    bool takesTags;
};

/// com.cloud.server.ResourceTag.ResourceObjectType.
constexpr std::array kTaggedTypes{
    TaggedType{"UserVm", true},
    TaggedType{"Template", true},
    TaggedType{"VnfTemplate", false},
    TaggedType{"ISO", true},
    TaggedType{"Volume", true},
    TaggedType{"Snapshot", true},
    TaggedType{"Backup", true},
    TaggedType{"Network", true},
    TaggedType{"DomainRouter", false},
    TaggedType{"Nic", false},
    TaggedType{"LoadBalancer", true},
    TaggedType{"PortForwardingRule", true},
    TaggedType{"FirewallRule", true},
    TaggedType{"SecurityGroup", true},
    TaggedType{"SecurityGroupRule", true},
    TaggedType{"PublicIpAddress", true},
    TaggedType{"Project", true},
    TaggedType{"Account", true},
    TaggedType{"Vpc", true},
    TaggedType{"NetworkACL", true},
    TaggedType{"StaticRoute", true},
    TaggedType{"VMSnapshot", true},
    TaggedType{"RemoteAccessVpn", true},
    TaggedType{"Zone", false},
    TaggedType{"ServiceOffering", false},
    TaggedType{"Storage", false},
    TaggedType{"PrivateGateway", false},
    TaggedType{"NetworkACLList", false},
    TaggedType{"VpnGateway", false},
    TaggedType{"CustomerGateway", false},
    TaggedType{"VpnConnection", false},
    TaggedType{"User", true},
    TaggedType{"DiskOffering", false},
    TaggedType{"AutoScaleVmProfile", false},
    TaggedType{"AutoScaleVmGroup", false},
    TaggedType{"LBStickinessPolicy", false},
    TaggedType{"LBHealthCheckPolicy", false},
    TaggedType{"SnapshotPolicy", true},
    TaggedType{"GuestOsCategory", false},
    TaggedType{"GuestOs", false},
    TaggedType{"NetworkOffering", false},
    TaggedType{"VpcOffering", true},
    TaggedType{"Domain", true},
    TaggedType{"ObjectStore", false},
};

const TaggedType* typeOf(const TagRequest& request)
{
    const auto found = std::find_if(kTaggedTypes.begin(), kTaggedTypes.end(), [&](const TaggedType& type) {
        return ascii::equalIgnoringCase(type.name, request.resourceType);
    });
    return found == kTaggedTypes.end() ? nullptr : &*found;
}

const TaggedType& checkResourceType(const TagRequest& request)
{
    const TaggedType* const type = typeOf(request);
    if (type == nullptr)
        throw Refusal(431, kInvalidParameterValue, "Invalid resource type " + request.resourceType);
    return *type;
}

bool isOfVms(const TaggedType& type)
{
    return type.name == "UserVm";
}

/// The key that is given twice, with both its values, as Java's Collectors.toMap says it; empty: none.
std::string twiceGiven(const TagRequest& request)
{
    for (auto first = request.tags.begin(); first != request.tags.end(); ++first) {
        const auto second =
            std::find_if(first + 1, request.tags.end(), [&](const auto& pair) { return pair.first == first->first; });
        if (second != request.tags.end())
            return "Duplicate key " + first->first + " (attempted merging values " + first->second.value_or("") +
                   " and " + second->second.value_or("") + ")";
    }
    return "";
}

/// What Java's Collectors.toMap does not take, it refuses with an exception of its own.
void checkTags(const TagRequest& request)
{
    for (const auto& [key, value] : request.tags)
        if (!value)
            throw Refusal(530, kCloudRuntime, ""); // a NullPointerException, which has no words
    if (const std::string twice = twiceGiven(request); !twice.empty())
        throw Refusal(530, kCloudRuntime, twice);
}

/// As the table's unique key compares them: without regard to case and to blanks at the end.
bool isSameKey(std::string_view a, std::string_view b)
{
    const auto trimmed = [](std::string_view key) { return key.substr(0, key.find_last_not_of(' ') + 1); };
    return ascii::equalIgnoringCase(trimmed(a), trimmed(b));
}

bool hasTag(const Vm& vm, const std::string& key)
{
    return std::any_of(vm.tags.begin(), vm.tags.end(), [&](const Tag& tag) { return isSameKey(tag.key, key); });
}

} // namespace

bool hasResourceType(const TagRequest& request)
{
    return typeOf(request) != nullptr;
}

bool isWellFormed(const TagRequest& request)
{
    const bool whole =
        std::all_of(request.tags.begin(), request.tags.end(), [](const auto& pair) { return pair.second.has_value(); });
    return hasResourceType(request) && whole && twiceGiven(request).empty();
}

void applyTags(World& world, const User& caller, const TagRequest& request)
{
    const TaggedType& type = checkResourceType(request);
    checkTags(request);
    if (request.resourceIds.empty())
        throw Refusal(530, kServerApi, "Failed to create resource tag(s)");
    if (!type.takesTags)
        throw Refusal(431, kInvalidParameterValue,
                      "The resource type " + std::string(type.name) + " doesn't support resource tags");
    if (!isOfVms(type))
        throw Refusal(530, kServerApi, "cloudsim does not simulate tags of " + std::string(type.name));
    std::vector<std::pair<Vm*, Tag>> added;
    for (const auto& [key, value] : request.tags) {
        for (const std::string& resourceId : request.resourceIds) {
            Vm& vm = vmToTag(world, resourceId);
            if (!hasAccess(caller, *vm.account))
                throw Refusal(530, kPermissionDenied, kNoPermission);
            if (value->empty())
                throw Refusal(431, kInvalidParameterValue, "Value for the key " + key + " is either null or empty");
            const bool twice = std::any_of(added.begin(), added.end(), [&, &name = key](const auto& pair) {
                return pair.first == &vm && isSameKey(pair.second.key, cutToColumn(name));
            });
            if (twice || hasTag(vm, cutToColumn(key)))
                throw Refusal(530, kCloudRuntime,
                              std::string("tag ").append(key).append(" already on UserVm with id ").append(resourceId));
            added.push_back({&vm, {cutToColumn(key), cutToColumn(*value), request.customer}});
        }
    }
    for (auto& [vm, tag] : added)
        vm->tags.push_back(std::move(tag));
}

void removeTags(World& world, const User& caller, const TagRequest& request)
{
    const bool ofVms = isOfVms(checkResourceType(request));
    const auto isMeant = [&](const Tag& tag) {
        return request.tags.empty() || std::any_of(request.tags.begin(), request.tags.end(), [&](const auto& pair) {
                   return ascii::equalIgnoringCase(tag.key, pair.first) &&
                          (!pair.second || ascii::equalIgnoringCase(tag.value, *pair.second));
               });
    };
    std::vector<Vm*> vms;
    for (const std::string& resourceId : request.resourceIds) {
        Vm* const vm = vmCalled(world, resourceId); // one that is not there has no tags
        if (ofVms && vm != nullptr && std::any_of(vm->tags.begin(), vm->tags.end(), isMeant))
            vms.push_back(vm);
    }
    if (vms.empty())
        throw Refusal(530, kServerApi, "Failed to delete tags");
    for (const Vm* vm : vms)
        if (!hasAccess(caller, *vm->account))
            throw Refusal(530, kPermissionDenied, kNoPermission);
    for (Vm* vm : vms)
        std::erase_if(vm->tags, isMeant);
}

} // namespace readystage::cloudsim
