#include "manager/edge/SignedCloudStackWatch.h"

#include "common/codec/Signature.h"
#include "manager/edge/VmLister.h"

namespace readystage {

namespace {

constexpr std::size_t kPage = 500;

// From so many VMs on, pages of all root disks are cheaper than one call for each VM.
constexpr std::size_t kSingleVolumes = 8;

constexpr int kNotAllowed = 432; // also what a role that lacks the command is answered

Parameters paged(Parameters parameters, unsigned page)
{
    parameters.insert(parameters.end(), {{"listall", "true"},
                                         {"projectid", "-1"},
                                         {"page", std::to_string(page)},
                                         {"pagesize", std::to_string(kPage)}});
    return parameters;
}

/// Which VM's root disk was thrown away: the resource of the event is the disk.
std::optional<InstanceId> vmOfRootVolume(const std::string& description)
{
    constexpr std::string_view kRoot = "Volume Type: ROOT";
    constexpr std::string_view kInstance = "Instance ID: ";
    constexpr std::size_t kUuid = 36;
    const auto at = description.rfind(kInstance);
    if (description.find(kRoot) == std::string::npos || at == std::string::npos)
        return std::nullopt;
    const auto id = InstanceId::parse(std::string_view(description).substr(at + kInstance.size(), kUuid));
    return id ? std::optional(*id) : std::nullopt;
}

std::optional<InstanceId> vmOf(const Json& event, const std::string& type, const std::string& description)
{
    if (type == "VOLUME.DESTROY")
        return vmOfRootVolume(description);
    if (event.stringOr("resourcetype", "") != "VirtualMachine")
        return std::nullopt;
    const auto id = InstanceId::parse(event.stringOr("resourceid", ""));
    return id ? std::optional(*id) : std::nullopt;
}

CloudEvent eventOf(const Json& json)
{
    CloudEvent event{.id = json.at("id").asString(),
                     .type = json.stringOr("type", ""),
                     .state = json.stringOr("state", ""),
                     .created = {},
                     .vm = {},
                     .description = json.stringOr("description", "")};
    const auto created = parseExpires(json.at("created").asString());
    if (!created)
        throw JsonError("created: " + created.error().why);
    event.created = *created;
    event.vm = vmOf(json, event.type, event.description);
    return event;
}

/// The objects of a list, which may be missing: CloudStack leaves an empty one out.
template <class Each> ApiResult<std::size_t> forEach(const ApiResult<Json>& list, const char* name, Each&& each)
{
    if (!list)
        return Unexpected{list.error()};
    try {
        const auto elements = list->find(name);
        if (!elements)
            return std::size_t{0};
        const auto all = elements->asArray();
        for (const Json& one : all)
            each(one);
        return all.size();
    } catch (const JsonError& e) {
        return Unexpected{ApiError{ApiError::Kind::malformed, 0, std::string("list of ") + name + ": " + e.what()}};
    }
}

} // namespace

ApiResult<std::vector<CloudEvent>> SignedCloudStackWatch::events(Clock::Wall from, unsigned page)
{
    static_assert(kEventsPerPage == kPage);
    std::vector<CloudEvent> events;
    const auto list = client_.call(keys_, "listEvents", paged({{"startdate", formatExpires(from)}}, page));
    const auto count = forEach(list, "event", [&](const Json& one) { events.push_back(eventOf(one)); });
    if (!count)
        return Unexpected{count.error()};
    return events;
}

ApiResult<std::map<InstanceId, std::string>> SignedCloudStackWatch::rootVolumes(const std::vector<InstanceId>& vms)
{
    if (vms.size() > kSingleVolumes)
        return volumesOfAll();
    Volumes volumes;
    for (const InstanceId& vm : vms) {
        std::size_t count = 0;
        const auto added = addVolumes(volumes, paged({{"virtualmachineid", vm.str()}, {"type", "ROOT"}}, 1), count);
        if (!added && added.error().kind != ApiError::Kind::malformed)
            return Unexpected{added.error()};
    }
    return volumes;
}

ApiResult<SignedCloudStackWatch::Volumes> SignedCloudStackWatch::volumesOfAll()
{
    Volumes volumes;
    std::size_t count = kPage;
    for (unsigned page = 1; count == kPage; ++page)
        if (const auto added = addVolumes(volumes, paged({{"type", "ROOT"}}, page), count); !added)
            return Unexpected{added.error()};
    return volumes;
}

ApiResult<Done> SignedCloudStackWatch::addVolumes(Volumes& to, const Parameters& which, std::size_t& count)
{
    const auto list = client_.call(keys_, "listVolumes", which);
    // An id that CloudStack does not know (an expunged VM) and a role without the command tell nothing of a disk.
    const bool nothing = !list && list.error().kind == ApiError::Kind::refused &&
                         (list.error().code == 431 || list.error().code == kNotAllowed || list.error().code == 401);
    count = 0;
    if (nothing)
        return Done{};
    const auto counted = forEach(list, "volume", [&](const Json& volume) {
        if (const auto vm = InstanceId::parse(volume.stringOr("virtualmachineid", "")))
            to.insert_or_assign(*vm, volume.at("id").asString());
    });
    if (!counted)
        return Unexpected{counted.error()};
    count = *counted;
    return Done{};
}

ApiResult<std::vector<VmFacts>> SignedCloudStackWatch::tagged(const Tag& tag, unsigned page)
{
    std::vector<VmFacts> vms;
    const auto list = client_.call(
        keys_, "listVirtualMachines",
        paged(
            {{"tags[0].key", tag.first}, {"tags[0].value", tag.second}, {"details", "min,nics"}, {"userdata", "true"}},
            page));
    const auto count = forEach(list, "virtualmachine", [&](const Json& vm) {
        if (const auto id = InstanceId::parse(vm.at("id").asString()))
            vms.push_back(factsOf(*id, vm));
    });
    if (!count)
        return Unexpected{count.error()};
    return vms;
}

} // namespace readystage
