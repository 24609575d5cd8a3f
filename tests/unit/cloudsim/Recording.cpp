#include "tests/unit/cloudsim/Recording.h"

#include "common/codec/Json.h"
#include "common/runtime/AtomicFile.h"

#include <sstream>

namespace readystage::cloudsim {

namespace {

constexpr std::size_t kMaxFileBytes = 16 * 1024 * 1024;

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

http::Response responseOf(const Json& json)
{
    http::Response response;
    response.status = static_cast<int>(json.at("status").asInteger());
    response.reason = json.stringOr("reason", "");
    response.body = json.stringOr("body", "");
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
        Parameters parameters;
        for (const Json& pair : request.at("params").asArray())
            parameters.emplace_back(pair.asArray().at(0).asString(), pair.asArray().at(1).asString());
        exchanges.push_back({json.at("id").asString(), json.stringOr("note", ""), requestOf(request),
                             std::move(parameters), request.stringOr("as", ""), request.stringOr("sign", "") == "ok",
                             responseOf(json.at("response"))});
    }
    return exchanges;
}

RecordedKeys recordedKeys(const std::string& user)
{
    const Json keys = Json::parse(transcript("keys.json")).at("keys").at(user);
    return {keys.at("apikey").asString(), keys.at("secretkey").asString()};
}

} // namespace readystage::cloudsim
