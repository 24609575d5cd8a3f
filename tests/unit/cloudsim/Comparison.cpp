#include "tests/unit/cloudsim/Comparison.h"

#include <algorithm>
#include <regex>
#include <set>

namespace readystage::cloudsim {

namespace {

constexpr std::size_t kUuidLength = 36;
const std::regex kUuid("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

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
    static const std::regex kNumbers(
        R"(i-\d+-\d+-(QA|VM)|DataCenter:\d+|\\"id\\":\d+|vlan://\d+|ROOT-\d+|\d+ - API|SimulatedAgent\.ID|\[\d+\] ms)");
    return std::regex_replace(std::regex_replace(text, kUuid, "ID"), kNumbers, "NUMBER");
}

std::vector<std::string> uuidsIn(const std::string& text)
{
    std::vector<std::string> found;
    if (text.size() < kUuidLength) // most texts; the search is slow
        return found;
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

bool isJson(const std::string& body)
{
    return body.starts_with("{");
}

} // namespace

std::vector<std::string> Comparison::of(const http::Response& recorded, const http::Response& ours)
{
    found_.clear();
    if (recorded.status != ours.status)
        differ("status", std::to_string(recorded.status), std::to_string(ours.status));
    const std::string reason = ours.reason.empty() ? std::string(http::reasonPhrase(ours.status)) : ours.reason;
    if (recorded.reason != reason)
        differ("reason", recorded.reason, reason);
    compareHeaders(recorded, ours);
    compareBodies(recorded.body, ours.body);
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
    std::vector<http::Header> expected = recorded.headers;
    // how the body is cut and packed for the way is the connection's business (transport_test.py)
    static const std::set<std::string> kFraming{"Content-Length", "Connection", "Content-Encoding",
                                                "Transfer-Encoding"};
    std::erase_if(expected, [](const http::Header& header) { return kFraming.contains(header.first); });
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

/// XML: the elements without the values that are a cloud's own.
std::string Comparison::withoutOwnValues(const std::string& xml)
{
    static const std::regex kLeaf("<([a-zA-Z0-9]+)>([^<]*)</[a-zA-Z0-9]+>");
    std::string out;
    auto from = xml.cbegin();
    for (std::sregex_iterator at(xml.begin(), xml.end(), kLeaf); at != std::sregex_iterator(); ++at) {
        const std::string name = (*at)[1];
        out.append(from, (*at)[0].first);
        from = (*at)[0].second;
        if (differences_.isOwn(name))
            out.append("<").append(name).append("/>");
        else if (!differences_.isLeftOut(name))
            out.append(at->str());
    }
    return out.append(from, xml.cend());
}

std::vector<std::string> Comparison::comparableNames(const Json& object)
{
    std::vector<std::string> names = object.names();
    std::erase_if(names, [this](const std::string& name) { return differences_.isLeftOut(name); });
    return names;
}

/// Sets have no order that lasts from one start of CloudStack to the next.
std::vector<Json> Comparison::itemsOf(const Json& array, const std::string& path)
{
    std::vector<Json> items = array.asArray();
    if (path.ends_with(".params") || path.ends_with(".response") || path.ends_with(".api"))
        std::sort(items.begin(), items.end(),
                  [](const Json& a, const Json& b) { return a.stringOr("name", "") < b.stringOr("name", ""); });
    return items;
}

void Comparison::compare(const Json& recorded, const Json& ours, const std::string& path)
{
    if (recorded.isObject() && ours.isObject())
        return compareObjects(recorded, ours, path);
    if (recorded.isArray() && ours.isArray()) {
        const auto theirs = itemsOf(recorded, path);
        const auto mine = itemsOf(ours, path);
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
        if (!differences_.isOwn(name))
            compare(recorded.at(name), ours.at(name), path + "." + name);
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

void Comparison::differ(const std::string& path, const std::string& recorded, const std::string& ours)
{
    found_.push_back(path + ": recorded <" + recorded + ">, ours <" + ours + ">");
}

} // namespace readystage::cloudsim
