#include "tests/unit/cloudsim/Comparison.h"

#include <algorithm>
#include <regex>
#include <set>

namespace readystage::cloudsim {

namespace {

const std::regex kUuid("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

/// Appear once CloudStack has collected statistics of a VM, or belong to what the double has none of: other hosts,
/// other services of a network, downloads of templates.
const std::set<std::string> kOnlyRecorded{"cpuused",
                                          "networkkbsread",
                                          "networkkbswrite",
                                          "diskkbsread",
                                          "diskkbswrite",
                                          "memorykbs",
                                          "memoryintfreekbs",
                                          "memorytargetkbs",
                                          "diskioread",
                                          "diskiowrite",
                                          "downloaddetails",
                                          "url",
                                          "networkofferingdisplaytext",
                                          "networkofferingconservemode",
                                          "networkofferingavailability",
                                          "dns1",
                                          "physicalnetworkid",
                                          "specifyipranges",
                                          "strechedl2subnet",
                                          "supportsvmautoscaling",
                                          "receivedbytes",
                                          "sentbytes",
                                          "egressdefaultpolicy",
                                          "publicmtu",
                                          "privatemtu",
                                          "keepmacaddressonpublicnic",
                                          "apikey",
                                          "apikeyaccess"};

/// Their values differ from cloud to cloud.
const std::set<std::string> kOwnValues{
    "created",      "lastupdated",  "completed",   "macaddress",   "ipaddress",
    "isolationuri", "broadcasturi", "hostname",    "instancename", "zonetoken",
    "dns1",         "internaldns1", "gputotal",    "vlan",         "networkofferingname",
    "service",      "firstname",    "lastname",    "email",        "isdefault",
    "size",         "physicalsize", "templatetype"};

std::string plain(const Json& json)
{
    try {
        return json.isString() ? json.asString() : std::to_string(json.asInteger());
    } catch (const JsonError&) {
        return json.asBool() ? "true" : "false";
    }
}

/// Without ids and without the numbers of database rows.
std::string withoutIds(const std::string& text)
{
    static const std::regex kNumbers(R"(i-\d+-\d+-(QA|VM)|DataCenter:\d+)");
    return std::regex_replace(std::regex_replace(text, kUuid, "ID"), kNumbers, "NUMBER");
}

std::vector<std::string> uuidsIn(const std::string& text)
{
    std::vector<std::string> found;
    for (std::sregex_iterator at(text.begin(), text.end(), kUuid); at != std::sregex_iterator(); ++at)
        found.push_back(at->str());
    return found;
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
        text.append(text.empty() ? "" : " ").append(word);
    return text;
}

std::vector<std::string> comparableNames(const Json& object)
{
    std::vector<std::string> names = object.names();
    std::erase_if(names, [](const std::string& name) { return kOnlyRecorded.contains(name); });
    return names;
}

bool isJson(const std::string& body)
{
    return body.starts_with("{");
}

/// XML: the elements without the values that are a cloud's own.
std::string withoutOwnValues(std::string xml)
{
    for (const std::string& name : kOwnValues)
        xml = std::regex_replace(xml, std::regex("<" + name + ">[^<]*<"), "<" + name + "><");
    for (const std::string& name : kOnlyRecorded)
        xml = std::regex_replace(xml, std::regex("<" + name + ">[^<]*</" + name + ">"), "");
    return xml;
}

} // namespace

std::vector<std::string> Comparison::of(const http::Response& recorded, const http::Response& ours)
{
    differences_.clear();
    if (recorded.status != ours.status)
        differ("status", std::to_string(recorded.status), std::to_string(ours.status));
    const std::string reason = ours.reason.empty() ? std::string(http::reasonPhrase(ours.status)) : ours.reason;
    if (recorded.reason != reason)
        differ("reason", recorded.reason, reason);
    compareHeaders(recorded, ours);
    compareBodies(recorded.body, ours.body);
    return differences_;
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
    std::vector<http::Header> expected = recorded.headers;
    std::erase_if(expected, [](const http::Header& header) {
        return header.first == "Content-Length" || header.first == "Connection";
    });
    for (std::size_t i = 0; i < std::max(expected.size(), ours.headers.size()); ++i) {
        const std::string theirs = i < expected.size() ? expected[i].first + ": " + expected[i].second : "(none)";
        const std::string mine =
            i < ours.headers.size() ? ours.headers[i].first + ": " + ours.headers[i].second : "(none)";
        compareTexts(theirs, mine, "header " + std::to_string(i));
    }
}

void Comparison::compareBodies(const std::string& recorded, const std::string& ours)
{
    if (isJson(recorded) && isJson(ours))
        compare(Json::parse(recorded), Json::parse(ours), "");
    else
        compareTexts(withoutOwnValues(recorded), withoutOwnValues(ours), "body");
}

void Comparison::compare(const Json& recorded, const Json& ours, const std::string& path)
{
    if (recorded.isObject() && ours.isObject())
        return compareObjects(recorded, ours, path);
    if (recorded.isArray() && ours.isArray()) {
        const auto theirs = recorded.asArray();
        const auto mine = ours.asArray();
        if (theirs.size() != mine.size())
            return differ(path, std::to_string(theirs.size()) + " items", std::to_string(mine.size()) + " items");
        for (std::size_t i = 0; i < theirs.size(); ++i)
            compare(theirs[i], mine[i], path + "[" + std::to_string(i) + "]");
        return;
    }
    if (recorded.isObject() || recorded.isArray() || recorded.isString() != ours.isString())
        return differ(path, "another type", "this type");
    compareTexts(plain(recorded), plain(ours), path);
}

void Comparison::compareObjects(const Json& recorded, const Json& ours, const std::string& path)
{
    const auto theirs = comparableNames(recorded);
    const auto mine = comparableNames(ours);
    if (theirs != mine)
        return differ(path, joined(theirs), joined(mine));
    for (const std::string& name : theirs)
        if (!kOwnValues.contains(name))
            compare(recorded.at(name), ours.at(name), path + "." + name);
}

void Comparison::compareTexts(const std::string& recorded, const std::string& ours, const std::string& path)
{
    const auto theirs = uuidsIn(recorded);
    const auto mine = uuidsIn(ours);
    bool paired = theirs.size() == mine.size();
    for (std::size_t i = 0; paired && i < theirs.size(); ++i)
        paired = idPairs_.emplace(theirs[i], mine[i]).first->second == mine[i];
    if (!paired || withoutIds(recorded) != withoutIds(ours))
        differ(path, recorded, ours);
}

void Comparison::differ(const std::string& path, const std::string& recorded, const std::string& ours)
{
    differences_.push_back(path + ": recorded <" + recorded + ">, ours <" + ours + ">");
}

} // namespace readystage::cloudsim
