#include "manager/Operate.h"

#include "common/codec/PercentEncoding.h"
#include "common/net/PocoHttpClient.h"
#include "manager/edge/OperatorHandler.h"

namespace readystage {

namespace {

std::string targetFor(const std::vector<std::string>& words)
{
    const std::string& name = words.front();
    Parameters parameters{{"vm", words.at(1)}, {"why", words.back()}};
    if (name == "refused")
        parameters = {{"since", words.at(1)}};
    else if (name == "recheck")
        parameters = {{"refused-since", words.at(1)}};
    return "/operator/" + name + "?" + toQuery(parameters);
}

} // namespace

std::string operate(const Config& config, const std::vector<std::string>& words)
{
    const bool v6 = config.admin.address.find(':') != std::string::npos;
    const std::string host = v6 ? "[" + config.admin.address + "]" : config.admin.address;
    const auto url = Url::parse("http://" + host + ":" + std::to_string(config.admin.port) + targetFor(words));
    if (!url)
        throw std::runtime_error(url.error().why);
    HttpRequest request;
    request.url = *url;
    request.method = words.front() == "refused" ? "GET" : "POST";
    const Secret secret = readSecretFile(config.stateDir / OperatorHandler::kSecretFile);
    request.headers.emplace_back("Authorization", "Bearer " + std::string(secret.reveal()));
    PocoHttpClient http{TlsTrust{}};
    const auto answer = http.exchange(request);
    if (!answer)
        throw std::runtime_error("no answer from the manager: " + answer.error().message);
    if (answer->status != 200)
        throw std::runtime_error("the manager answered " + std::to_string(answer->status) + ": " + answer->body);
    return answer->body;
}

} // namespace readystage
