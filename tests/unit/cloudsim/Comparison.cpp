#include "tests/unit/cloudsim/Comparison.h"

#include "tests/unit/cloudsim/Forms.h"

#include <algorithm>
#include <set>

namespace readystage::cloudsim {

namespace {

std::string plain(const Json& json)
{
    return json.isString() ? json.asString() : json.canonical();
}

std::vector<std::string> uuidsIn(const std::string& text)
{
    std::vector<std::string> found;
    for (std::size_t at = findUuid(text, 0); at != std::string::npos; at = findUuid(text, at + kUuidLength))
        found.push_back(text.substr(at, kUuidLength));
    return found;
}

const Json* find(const std::vector<std::pair<std::string, Json>>& members, const std::string& name)
{
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.first == name; });
    return found == members.end() ? nullptr : &found->second;
}

std::string joined(const std::vector<std::string>& words, const char* between)
{
    std::string text;
    for (const std::string& word : words)
        text.append(text.empty() ? "" : between).append(word);
    return text;
}

/// Sets have no order that lasts from one start of CloudStack to the next.
std::vector<Json> itemsOf(const Json& array, const std::string& path)
{
    std::vector<Json> items = array.asArray();
    if (!path.ends_with(".params") && !path.ends_with(".response") && !path.ends_with(".api"))
        return items;
    std::multimap<std::string, Json> sorted;
    for (Json& item : items)
        sorted.emplace(item.stringOr("name", ""), std::move(item));
    items.clear();
    for (auto& [name, item] : sorted)
        items.push_back(std::move(item));
    return items;
}

/// The leaves of an XML text as path and content, in their order.
std::vector<std::pair<std::string, std::string>> leavesOf(const std::string& xml)
{
    std::vector<std::pair<std::string, std::string>> leaves;
    std::vector<std::string> open;
    std::size_t end = 0;
    for (std::size_t at = xml.find('<'); at < xml.size(); at = std::min(xml.find('<', end), xml.size())) {
        end = std::min(xml.find('>', at), xml.size());
        const std::string tag = xml.substr(at + 1, end - at - 1);
        const std::string name = tag.substr(0, tag.find(' '));
        if (name.starts_with('?'))
            continue;
        if (name.starts_with('/') && !open.empty()) {
            open.pop_back();
            continue;
        }
        open.push_back(name);
        const std::size_t next = std::min(xml.find('<', end), xml.size());
        if (xml.compare(next, name.size() + 3, "</" + name + ">") == 0)
            leaves.emplace_back("." + joined(open, "."), xml.substr(end + 1, next - end - 1));
        if (tag != name)
            leaves.emplace_back("." + joined(open, ".") + ".(attributes)", tag);
    }
    return leaves;
}

std::string lastNameOf(const std::string& path)
{
    return path.substr(path.rfind('.') + 1);
}

} // namespace

std::vector<Difference> Comparison::of(const http::Response& recorded, const http::Response& ours)
{
    found_.clear();
    if (recorded.status != ours.status)
        differ("status", std::to_string(recorded.status), std::to_string(ours.status));
    const std::string reason = ours.reason.empty() ? std::string(http::reasonPhrase(ours.status)) : ours.reason;
    if (recorded.reason != reason)
        differ("reason", recorded.reason, reason);
    compareHeaders(recorded, ours);
    if (recorded.body == ours.body) // whole lists of commands, which take long to parse
        return found_;
    if (recorded.body.starts_with("{") && ours.body.starts_with("{"))
        compare(Json::parse(recorded.body), Json::parse(ours.body), "");
    else if (recorded.body.starts_with("<?xml") && ours.body.starts_with("<?xml"))
        compareXml(recorded.body, ours.body);
    else
        compareTexts(recorded.body, ours.body, "body");
    return found_;
}

std::string Comparison::translated(const std::string& text) const
{
    std::string out = text;
    for (const std::string& id : uuidsIn(text))
        if (const auto pair = idPairs_.find(id); pair != idPairs_.end())
            out.replace(out.find(id), id.size(), pair->second);
    return out;
}

void Comparison::compareHeaders(const http::Response& recorded, const http::Response& ours)
{
    // how the body is cut for the way is the connection's business (transport_test.py)
    static const std::set<std::string> kFraming{"Content-Length", "Connection", "Transfer-Encoding"};
    const auto meant = [](const http::Response& response) {
        std::vector<std::string> lines;
        for (const auto& [name, value] : response.headers)
            if (!kFraming.contains(name))
                lines.push_back(name + ": " + value);
        return lines;
    };
    const auto theirs = meant(recorded);
    const auto mine = meant(ours);
    for (std::size_t i = 0; i < std::max(theirs.size(), mine.size()); ++i)
        compareTexts(i < theirs.size() ? theirs[i] : "(none)", i < mine.size() ? mine[i] : "(none)",
                     "header " + std::to_string(i));
}

/// Element by element, like JSON but that elements of one name make no list.
void Comparison::compareXml(const std::string& recorded, const std::string& ours)
{
    auto theirs = leavesOf(recorded);
    auto mine = leavesOf(ours);
    for (auto* leaves : {&theirs, &mine})
        std::erase_if(*leaves, [this](const auto& leaf) {
            const std::string name = lastNameOf(leaf.first);
            return differences_.formOf(name) == nullptr && differences_.isLeftOut(name);
        });
    for (std::size_t i = 0; i < std::max(theirs.size(), mine.size()); ++i) {
        if (i >= theirs.size() || i >= mine.size() || theirs[i].first != mine[i].first)
            return differ("body", i < theirs.size() ? theirs[i].first : "(nothing)",
                          i < mine.size() ? mine[i].first : "(nothing)");
        const std::string* const form = differences_.formOf(lastNameOf(mine[i].first));
        if (form != nullptr)
            compareForms(*form, theirs[i].second, mine[i].second, mine[i].first, "");
        else
            compareTexts(theirs[i].second, mine[i].second, mine[i].first);
    }
}

void Comparison::compare(const Json& recorded, const Json& ours, const std::string& path)
{
    if (recorded.isObject() && ours.isObject())
        return compareObjects(recorded, ours, path);
    if (recorded.isArray() && ours.isArray())
        return compareArrays(recorded, ours, path);
    if (recorded.isObject() || recorded.isArray() || recorded.isString() != ours.isString())
        return differ(path, "another type", "this type");
    compareTexts(plain(recorded), plain(ours), path);
}

void Comparison::compareArrays(const Json& recorded, const Json& ours, const std::string& path)
{
    const auto theirs = itemsOf(recorded, path);
    const auto mine = itemsOf(ours, path);
    if (theirs.size() != mine.size())
        return differ(path, std::to_string(theirs.size()) + " items", std::to_string(mine.size()) + " items");
    for (std::size_t i = 0; i < theirs.size(); ++i)
        compare(theirs[i], mine[i], path + "[" + std::to_string(i) + "]");
}

void Comparison::compareObjects(const Json& recorded, const Json& ours, const std::string& path)
{
    const Members theirs = recorded.members();
    const Members mine = ours.members();
    const Json* const id = find(mine, "id");
    const std::string owner = id != nullptr && id->isString() ? id->asString() : "";
    for (const auto& [name, value] : theirs) {
        const Json* const own = find(mine, name);
        if (own != nullptr)
            compareMember(name, value, *own, path + "." + name, owner);
        else if (!differences_.isLeftOut(name))
            differ(path + "." + name, "there", "missing");
    }
    for (const auto& [name, value] : mine)
        if (find(theirs, name) == nullptr)
            differ(path + "." + name, "missing", "there");
    const auto order = [](const Members& of, const Members& others) {
        std::string names;
        for (const auto& [name, value] : of)
            names += find(others, name) == nullptr ? "" : " " + name;
        return names;
    };
    if (order(theirs, mine) != order(mine, theirs))
        differ(path + ".(order)", order(theirs, mine), order(mine, theirs));
    checkRelations(ours, path);
}

void Comparison::compareMember(const std::string& name, const Json& recorded, const Json& ours, const std::string& path,
                               const std::string& owner)
{
    const std::string* const form = differences_.formOf(name);
    const bool isWhole = recorded.isObject() || (recorded.isArray() && (form == nullptr || *form != "services"));
    if (form == nullptr || isWhole)
        return compare(recorded, ours, path);
    if (*form == "services")
        return compareServices(recorded, ours, path);
    compareForms(*form, plain(recorded), plain(ours), path, owner);
}

void Comparison::compareForms(const std::string& form, const std::string& recorded, const std::string& ours,
                              const std::string& path, const std::string& owner)
{
    if (!hasForm(form, recorded) || !hasForm(form, ours))
        return differ(path, recorded, ours + ", and not both are a " + form);
    if (owner.empty())
        return;
    const auto [last, isNew] = lastSeen_.emplace(owner + "/" + lastNameOf(path), LastSeen{recorded, ours});
    if (last->second.recorded == recorded && last->second.ours != ours)
        differ(path, "as before", ours + " instead of " + last->second.ours);
    last->second = {recorded, ours};
}

/// The same services with the same providers and capabilities, all in any order.
void Comparison::compareServices(const Json& recorded, const Json& ours, const std::string& path)
{
    const auto wordsOf = [](const Json& services) {
        std::set<std::string> words;
        for (const Json& service : services.asArray())
            for (const auto& [member, value] : service.members())
                if (value.isArray() && value.asArray().empty())
                    words.insert(service.at("name").asString() + " " + member + " (none)");
                else if (value.isArray())
                    for (const Json& item : value.asArray())
                        words.insert(service.at("name").asString() + " " + member + " " + plain(item));
        return words;
    };
    const auto theirs = wordsOf(recorded);
    const auto mine = wordsOf(ours);
    for (const std::string& name : theirs)
        if (!mine.contains(name))
            differ(path, name, "not there");
    for (const std::string& name : mine)
        if (!theirs.contains(name))
            differ(path, "not there", name);
}

void Comparison::compareTexts(const std::string& recorded, const std::string& ours, const std::string& path)
{
    const auto theirs = uuidsIn(recorded);
    const auto mine = uuidsIn(ours);
    bool paired = theirs.size() == mine.size();
    for (std::size_t i = 0; paired && i < theirs.size(); ++i)
        paired = idPairs_.emplace(theirs[i], mine[i]).first->second == mine[i];
    if (!paired || (recorded != ours && withoutIds(recorded) != withoutIds(ours)))
        differ(path, recorded, ours);
}

/// What belongs together within one answer of ours.
void Comparison::checkRelations(const Json& ours, const std::string& path)
{
    const std::string created = ours.stringOr("created", "");
    for (const char* const later : {"lastupdated", "completed"})
        if (const std::string date = ours.stringOr(later, ""); !date.empty() && date < created)
            differ(path + "." + later, "not before created", date);
    const bool isNic = ours.has("macaddress") && ours.has("gateway") && ours.has("ipaddress");
    if (isNic && !isWithin(ours.stringOr("ipaddress", ""), ours.stringOr("gateway", ""), ours.stringOr("netmask", "")))
        differ(path + ".ipaddress", "an address of the network", ours.stringOr("ipaddress", ""));
}

void Comparison::differ(const std::string& path, const std::string& recorded, const std::string& ours)
{
    found_.push_back({path, "recorded <" + recorded + ">, ours <" + ours + ">"});
}

} // namespace readystage::cloudsim
