#include "tests/unit/cloudsim/Recording.h"

#include "common/codec/Json.h"
#include "common/runtime/AtomicFile.h"

#include <algorithm>
#include <sstream>

namespace readystage::cloudsim {

namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{16} * 1024 * 1024;

std::string transcript(const std::string& file)
{
    return readFile(std::string(READYSTAGE_TEST_DATA) + "/transcripts/" + file, kMaxFileBytes);
}

http::Request requestOf(const Json& json)
{
    const auto loopback = *IpAddress::parse("127.0.0.1");
    http::Request request{
        json.at("method").asString(), json.at("target").asString(), {}, json.stringOr("body", ""), loopback, loopback};
    for (const std::string& name : json.at("headers").names())
        request.headers.emplace_back(name, json.at("headers").at(name).asString());
    return request;
}

/// Clients were recorded without their parameters taken apart.
Parameters parametersOf(const Json& request)
{
    Parameters parameters;
    if (request.has("params")) {
        for (const Json& pair : request.at("params").asArray())
            parameters.emplace_back(pair.asArray().at(0).asString(), pair.asArray().at(1).asString());
        return parameters;
    }
    const std::string target = request.at("target").asString();
    const std::size_t query = target.find('?');
    const auto sent = parseQuery(query == std::string::npos ? request.stringOr("body", "") : target.substr(query + 1));
    for (const auto& [name, value] : *sent)
        if (name != "signature")
            parameters.emplace_back(name, value);
    return parameters;
}

std::string signerOf(const Json& request, const Parameters& parameters)
{
    const bool keys =
        std::any_of(parameters.begin(), parameters.end(), [](const auto& pair) { return pair.first == "apiKey"; });
    return request.stringOr("as", request.has("params") || !keys ? "" : "admin");
}

http::Response responseOf(const Json& json)
{
    http::Response response;
    response.status = static_cast<int>(json.at("status").asInteger());
    response.reason = json.stringOr("reason", "");
    // the only body recorded in a file of its own, which the build has unpacked
    response.body =
        json.has("body_file") ? readFile(READYSTAGE_RECORDED_APIS, kMaxFileBytes) : json.stringOr("body", "");
    for (const Json& header : json.at("headers").asArray())
        response.headers.emplace_back(header.asArray().at(0).asString(), header.asArray().at(1).asString());
    return response;
}

} // namespace

std::vector<Exchange> recording(const std::string& name)
{
    std::vector<Exchange> exchanges;
    std::istringstream lines(transcript(name + ".jsonl"));
    for (std::string line; std::getline(lines, line);) {
        const Json json = Json::parse(line);
        const Json request = json.at("request");
        Parameters parameters = parametersOf(request);
        const std::string signer = signerOf(request, parameters);
        exchanges.push_back({json.at("id").asString(), json.stringOr("note", ""), requestOf(request),
                             std::move(parameters), signer, request.stringOr("sign", "ok") == "ok",
                             responseOf(json.at("response"))});
    }
    return exchanges;
}

std::optional<RecordedKeys> keysIfRecorded(const std::string& user)
{
    static const Json kKeys = Json::parse(transcript("keys.json")).at("keys");
    const auto keys = kKeys.find(user);
    if (!keys)
        return std::nullopt;
    return RecordedKeys{keys->at("apikey").asString(), keys->at("secretkey").asString()};
}

RecordedKeys recordedKeys(const std::string& user)
{
    return keysIfRecorded(user).value();
}

} // namespace readystage::cloudsim
