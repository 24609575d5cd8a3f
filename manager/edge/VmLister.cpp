#include "manager/edge/VmLister.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <sstream>

#include "common/codec/Base64.h"

#include <Poco/DOM/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/Element.h>
#include <Poco/SAX/SAXException.h>
#include <Poco/SAX/XMLReader.h>

namespace readystage {

namespace {

// The first release whose lists give userdata; before it there is nothing to win by batches that would not cost more in
// special cases.
constexpr std::pair kBatchesSince{4, 18};

// What a 431 for an id nobody has says, in 4.11 as in 4.23; the other 431s speak of other parameters.
bool saysNoSuchVm(const ApiError& error)
{
    return error.code == 431 && error.message.find("entity does not exist") != std::string::npos;
}

ApiError unreadable(const std::string& what, const std::string& why)
{
    return {ApiError::Kind::malformed, 0, "answer about VM " + what + ": " + why};
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

std::vector<std::string> networksOf(const Json& vm)
{
    std::vector<std::string> networks;
    if (const auto nics = vm.find("nic"))
        for (const auto& nic : nics->asArray())
            networks.push_back(nic.stringOr("networkid", ""));
    return networks;
}

std::vector<Tag> tagsOf(const Json& vm)
{
    std::vector<Tag> tags;
    if (const auto list = vm.find("tags"))
        for (const auto& tag : list->asArray())
            tags.emplace_back(tag.at("key").asString(), tag.stringOr("value", ""));
    return tags;
}

std::optional<UserData> userDataOf(const Json& vm)
{
    const auto bytes = base64::decode(vm.stringOr("userdata", ""));
    if (!vm.has("userdata") || !bytes)
        return std::nullopt;
    return UserData(*bytes);
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

bool isList(const std::string& name)
{
    return name == "virtualmachine" || name == "nic" || name == "secondaryip" || name == "tags";
}

/// Leaves are strings; what JSON has as an array of objects comes as several elements of one name.
JsonText toJson(const Poco::XML::Element& element)
{
    JsonText json;
    std::map<std::string, std::vector<JsonText>> lists;
    std::set<std::string> seen;
    for (const auto* node = element.firstChild(); node != nullptr; node = node->nextSibling()) {
        const auto* child = dynamic_cast<const Poco::XML::Element*>(node);
        if (child == nullptr)
            continue;
        if (isList(child->tagName()))
            lists[child->tagName()].push_back(toJson(*child));
        else if (seen.insert(child->tagName()).second)
            json.add(child->tagName(), child->innerText());
    }
    for (const auto& [name, objects] : lists)
        json.addArray(name, objects);
    return json;
}

bool isAtLeast(const std::string& version, std::pair<int, int> wanted)
{
    std::pair<int, int> found{0, 0};
    const char* const end = version.data() + version.size();
    const auto major = std::from_chars(version.data(), end, found.first);
    if (major.ec != std::errc{} || major.ptr == end || *major.ptr != '.' ||
        std::from_chars(major.ptr + 1, end, found.second).ec != std::errc{})
        return false;
    return found >= wanted;
}

Parameters detailed(Parameters parameters)
{
    parameters.insert(parameters.end(), {{"details", "min,nics"}, {"userdata", "true"}, {"listall", "true"}});
    return parameters;
}

} // namespace

VmFacts factsOf(const InstanceId& id, const Json& vm)
{
    return {.id = id,
            .name = vm.stringOr("name", ""),
            .account = vm.stringOr("account", ""),
            .domainId = vm.stringOr("domainid", ""),
            .projectId = vm.stringOr("projectid", ""),
            .state = vm.at("state").asString(),
            .addresses = addressesOf(vm),
            .tags = tagsOf(vm),
            .networks = networksOf(vm),
            .templateId = vm.stringOr("templateid", ""),
            .zoneId = vm.stringOr("zoneid", ""),
            .userData = userDataOf(vm)};
}

Json vmsFromXml(const std::string& xml)
{
    try {
        Poco::XML::DOMParser parser;
        parser.setFeature(Poco::XML::XMLReader::FEATURE_EXTERNAL_GENERAL_ENTITIES, false);
        parser.setFeature(Poco::XML::XMLReader::FEATURE_EXTERNAL_PARAMETER_ENTITIES, false);
        const Poco::AutoPtr<Poco::XML::Document> document = parser.parseString(xml);
        return Json::parse(toJson(*document->documentElement()).str());
    } catch (const Poco::Exception& e) {
        throw JsonError("not XML: " + e.displayText());
    }
}

std::vector<CloudStackApi::Listed> VmLister::list(const Ids& ids)
{
    if (ids.size() > 1 && takesMany())
        return many(ids);
    Results results;
    for (const InstanceId& id : ids)
        results.push_back(one(id));
    return results;
}

bool VmLister::takesMany()
{
    const std::scoped_lock hold(mutex_); // held across the call: everybody needs its answer
    if (takesMany_)
        return *takesMany_;
    const auto capabilities = client_.call(keys_, "listCapabilities", {});
    if (!capabilities && capabilities.error().kind != ApiError::Kind::refused)
        return false;
    try {
        takesMany_ =
            capabilities && isAtLeast(capabilities->at("capability").stringOr("cloudstackversion", ""), kBatchesSince);
    } catch (const JsonError&) {
        takesMany_ = false;
    }
    return *takesMany_;
}

VmLister::Results VmLister::many(const Ids& ids)
{
    if (ids.size() == 1)
        return {one(ids.front())};
    std::string all;
    for (const InstanceId& id : ids)
        all += (all.empty() ? "" : ",") + id.str();
    // With `ids` CloudStack leaves VMs of projects out unless it is told otherwise.
    const auto list = client_.call(keys_, "listVirtualMachines", detailed({{"ids", all}, {"projectid", "-1"}}));
    if (list)
        return fromList(ids, *list);
    if (!saysNoSuchVm(list.error()) && list.error().kind != ApiError::Kind::malformed)
        return Results(ids.size(), Unexpected{list.error()});

    const auto middle = ids.begin() + static_cast<long>(ids.size() / 2);
    Results results = many(Ids(ids.begin(), middle));
    for (auto& result : many(Ids(middle, ids.end())))
        results.push_back(std::move(result));
    return results;
}

VmLister::Results VmLister::fromList(const Ids& ids, const Json& list)
{
    Results results;
    for (const InstanceId& id : ids) {
        try {
            auto found = find(id, list);
            // A list is cut at CloudStack's default.page.size without a word.
            results.push_back(found ? CloudStackApi::Listed(std::move(found)) : one(id));
        } catch (const JsonError& e) {
            results.push_back(Unexpected{unreadable(id.str(), e.what())});
        }
    }
    return results;
}

CloudStackApi::Listed VmLister::one(const InstanceId& id)
{
    // With `id` CloudStack looks among the VMs of projects, too.
    const auto list = client_.call(keys_, "listVirtualMachines", detailed({{"id", id.str()}}));
    if (!list && saysNoSuchVm(list.error()))
        return std::optional<VmFacts>{};
    if (!list && list.error().kind == ApiError::Kind::malformed && list.error().code == 431)
        return oneByXml(id);
    if (!list)
        return Unexpected{list.error()};
    try {
        return find(id, *list);
    } catch (const JsonError& e) {
        return Unexpected{unreadable(id.str(), e.what())};
    }
}

/// A display name with \u0024 in it spoils CloudStack's JSON, not its XML.
CloudStackApi::Listed VmLister::oneByXml(const InstanceId& id)
{
    const auto xml = client_.callForXml(keys_, "listVirtualMachines", detailed({{"id", id.str()}}));
    if (!xml)
        return Unexpected{xml.error()};
    try {
        return find(id, vmsFromXml(*xml));
    } catch (const JsonError& e) {
        return Unexpected{unreadable(id.str(), e.what())};
    }
}

} // namespace readystage
