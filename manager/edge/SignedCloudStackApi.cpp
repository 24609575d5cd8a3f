#include "manager/edge/SignedCloudStackApi.h"

#include "common/codec/Base64.h"

#include <algorithm>

namespace readystage {

namespace {

using namespace std::chrono_literals;

// The answer to an update of userdata comes after the virtual router has taken it; CloudStack itself waits up to ten
// minutes for a router, but a second update behind a stuck one helps nobody.
constexpr std::chrono::milliseconds kUpdateDeadline = 150s;
constexpr std::chrono::milliseconds kTagJobDeadline = 60s;

// What a 431 for an id nobody has says, in 4.11 as in 4.23; the other 431s speak of other parameters.
bool saysNoSuchVm(const ApiError& error)
{
    return error.code == 431 && error.message.find("entity does not exist") != std::string::npos;
}

ApiError unreadable(const InstanceId& id, const std::string& why)
{
    return {ApiError::Kind::malformed, 0, "answer about VM " + id.str() + ": " + why};
}

/// An answer to a write that cannot be read tells nothing of its effect: a VM with a display name that spoils
/// CloudStack's JSON stores the userdata and answers 431.
ApiError ofWrite(ApiError error)
{
    if (error.kind == ApiError::Kind::malformed)
        error.kind = ApiError::Kind::unknown;
    return error;
}

/// Addresses we cannot read belong to nobody: whoever reports from one is not believed because of it.
void addAddress(std::vector<IpAddress>& addresses, const Json& from, std::string_view name)
{
    const auto text = from.find(name);
    if (!text)
        return;
    const auto address = IpAddress::parse(text->asString());
    if (address && std::find(addresses.begin(), addresses.end(), *address) == addresses.end())
        addresses.push_back(*address);
}

std::vector<IpAddress> addressesOf(const Json& vm)
{
    std::vector<IpAddress> addresses;
    if (const auto nics = vm.find("nic"))
        for (const auto& nic : nics->asArray()) {
            addAddress(addresses, nic, "ipaddress");
            addAddress(addresses, nic, "ip6address");
            addAddress(addresses, nic, "publicip");
            if (const auto secondary = nic.find("secondaryip"))
                for (const auto& one : secondary->asArray())
                    addAddress(addresses, one, "ipaddress");
        }
    addAddress(addresses, vm, "publicip"); // 4.11 names the static NAT address only here
    return addresses;
}

std::vector<Tag> tagsOf(const Json& vm)
{
    std::vector<Tag> tags;
    if (const auto list = vm.find("tags"))
        for (const auto& tag : list->asArray())
            tags.emplace_back(tag.at("key").asString(), tag.stringOr("value", ""));
    return tags;
}

VmFacts factsOf(const InstanceId& id, const Json& vm)
{
    return {id,
            vm.stringOr("name", ""),
            vm.stringOr("account", ""),
            vm.stringOr("domainid", ""),
            vm.stringOr("projectid", ""),
            vm.at("state").asString(),
            addressesOf(vm),
            tagsOf(vm)};
}

/// The element with this very id: a number sent as `id` would have been taken for a database id, and another VM come
/// back.
std::optional<VmFacts> find(const InstanceId& id, const Json& list)
{
    const auto elements = list.find("virtualmachine");
    if (!elements)
        return std::nullopt;
    for (const auto& vm : elements->asArray())
        if (const auto found = InstanceId::parse(vm.at("id").asString()); found && *found == id)
            return factsOf(id, vm);
    return std::nullopt;
}

Parameters tagParameters(const InstanceId& id, const std::vector<Tag>& tags)
{
    Parameters parameters{{"resourceids", id.str()}, {"resourcetype", "UserVm"}};
    for (std::size_t i = 0; i < tags.size(); ++i) {
        const auto prefix = "tags[" + std::to_string(i) + "].";
        parameters.emplace_back(prefix + "key", tags[i].first);
        parameters.emplace_back(prefix + "value", tags[i].second);
    }
    return parameters;
}

} // namespace

SignedCloudStackApi::SignedCloudStackApi(CloudStackClient& client, Clock& clock, ApiKeys keys, std::stop_token stop)
    : client_(client),
      clock_(clock),
      keys_(std::move(keys)),
      stop_(std::move(stop))
{}

ApiResult<std::optional<VmFacts>> SignedCloudStackApi::vm(const InstanceId& id)
{
    // With `id` CloudStack looks among the VMs of projects, too; with `ids` or without it would need projectid=-1.
    // A JSON list that CloudStack cannot build (a display name with \u0024 in it) comes back as `malformed`.
    const auto list =
        client_.call(keys_, "listVirtualMachines", {{"id", id.str()}, {"details", "min,nics"}, {"listall", "true"}});
    if (!list && saysNoSuchVm(list.error()))
        return std::optional<VmFacts>{};
    if (!list)
        return Unexpected{list.error()};
    try {
        return find(id, *list);
    } catch (const JsonError& e) {
        return Unexpected{unreadable(id, e.what())};
    }
}

ApiResult<UserData> SignedCloudStackApi::userDataOf(const InstanceId& id)
{
    const auto answer = client_.call(keys_, "getVirtualMachineUserData", {{"virtualmachineid", id.str()}});
    if (!answer)
        return Unexpected{answer.error()};
    try {
        const auto bytes = base64::decode(answer->at("virtualmachineuserdata").stringOr("userdata", ""));
        if (!bytes)
            return Unexpected{unreadable(id, "userdata: " + bytes.error().why)};
        return UserData(*bytes);
    } catch (const JsonError& e) {
        return Unexpected{unreadable(id, e.what())};
    }
}

ApiResult<Done> SignedCloudStackApi::setUserData(const InstanceId& id, const UserData& data)
{
    const auto answer = client_.call(keys_, "updateVirtualMachine",
                                     {{"id", id.str()}, {"userdata", base64::encode(data.bytes())}}, kUpdateDeadline);
    if (!answer)
        return Unexpected{ofWrite(answer.error())};
    return Done{};
}

ApiResult<Done> SignedCloudStackApi::createTags(const InstanceId& id, const std::vector<Tag>& tags)
{
    return changeTags("createTags", id, tags);
}

ApiResult<Done> SignedCloudStackApi::deleteTags(const InstanceId& id, const std::vector<Tag>& tags)
{
    return changeTags("deleteTags", id, tags);
}

ApiResult<Done> SignedCloudStackApi::changeTags(const std::string& command, const InstanceId& id,
                                                const std::vector<Tag>& tags)
{
    const auto started = client_.call(keys_, command, tagParameters(id, tags));
    if (!started)
        return Unexpected{ofWrite(started.error())};
    const auto job = started->stringOr("jobid", "");
    if (job.empty())
        return Unexpected{
            ApiError{ApiError::Kind::unknown, 0, command + " on VM " + id.str() + ": answered without a job"}};
    const auto result = client_.awaitJob(keys_, job, clock_.steady() + kTagJobDeadline, stop_);
    if (!result)
        return Unexpected{ofWrite(result.error())};
    return Done{};
}

} // namespace readystage
