#include "tests/cloudsim/core/Tags.h"

#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

constexpr const char* kNoPermission = "Caller does not have permission to operate with provided resource.";

/// The bucket of a key in a HashMap of 16, which holds up to 12 pairs; String.hashCode of ASCII.
unsigned bucketOf(const std::string& key)
{
    unsigned hash = 0;
    for (const unsigned char c : key)
        hash = 31 * hash + c;
    return (hash ^ (hash >> 16)) & 15;
}

/// The columns are varchar(255), and what is longer is cut without a word.
std::string cutToColumn(const std::string& text)
{
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && ++characters > 255)
            return text.substr(0, i);
    return text;
}

Vm& vmToTag(World& world, const std::string& resourceId)
{
    const auto id = world.canonicalId(Entity::vm, resourceId);
    Vm* const vm = id ? world.vms.find(*id) : nullptr;
    if (vm == nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      "Unable to find resource by uuid " + resourceId + " and type UserVm");
    return *vm;
}

void checkResourceType(const TagRequest& request)
{
    if (!equalIgnoringCase(request.resourceType, "UserVm"))
        throw Refusal(431, kInvalidParameterValue, "Invalid resource type: " + request.resourceType);
}

bool hasTag(const Vm& vm, const std::string& key)
{
    return std::any_of(vm.tags.begin(), vm.tags.end(), [&](const Tag& tag) { return equalIgnoringCase(tag.key, key); });
}

} // namespace

std::vector<std::pair<std::string, std::optional<std::string>>>
inJavaOrder(std::vector<std::pair<std::string, std::optional<std::string>>> pairs)
{
    std::vector<std::pair<std::string, std::optional<std::string>>> ordered;
    for (auto& pair : pairs) {
        std::erase_if(ordered, [&](const auto& earlier) { return earlier.first == pair.first; });
        ordered.push_back(std::move(pair));
    }
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const auto& a, const auto& b) { return bucketOf(a.first) < bucketOf(b.first); });
    return ordered;
}

void applyTags(World& world, const User& caller, const TagRequest& request)
{
    checkResourceType(request);
    std::vector<std::pair<Vm*, Tag>> added;
    for (const auto& [key, value] : request.tags) {
        for (const std::string& resourceId : request.resourceIds) {
            Vm& vm = vmToTag(world, resourceId);
            if (!hasAccess(caller, *vm.account))
                throw Refusal(530, kPermissionDenied, kNoPermission);
            if (!value || value->empty())
                throw Refusal(431, kInvalidParameterValue, "Value for the key " + key + " is either null or empty");
            const bool twice = std::any_of(added.begin(), added.end(), [&, &name = key](const auto& pair) {
                return pair.first == &vm && equalIgnoringCase(pair.second.key, name);
            });
            if (twice || hasTag(vm, key))
                throw Refusal(530, kCloudRuntime, "tag " + key + " already on UserVm with id " + resourceId);
            added.push_back({&vm, {cutToColumn(key), cutToColumn(*value)}});
        }
    }
    for (auto& [vm, tag] : added)
        vm->tags.push_back(std::move(tag));
}

void removeTags(World& world, const User& caller, const TagRequest& request)
{
    checkResourceType(request);
    const auto isMeant = [&](const Tag& tag) {
        return request.tags.empty() || std::any_of(request.tags.begin(), request.tags.end(), [&](const auto& pair) {
                   return equalIgnoringCase(tag.key, pair.first) &&
                          (!pair.second || equalIgnoringCase(tag.value, *pair.second));
               });
    };
    std::vector<Vm*> vms;
    for (const std::string& resourceId : request.resourceIds) {
        Vm& vm = vmToTag(world, resourceId);
        if (std::any_of(vm.tags.begin(), vm.tags.end(), isMeant))
            vms.push_back(&vm);
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
