#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "common/codec/Base64.h"
#include "common/net/PocoHttpClient.h"
#include "manager/edge/SignedCloudStackApi.h"
#include "tests/cloudsim/edge/Simulator.h"

namespace readystage {

/// A cloudsim on a socket and the real calls to it.
class CloudsimWorld {
public:
    CloudsimWorld() { simulator_.start(); }

    ~CloudsimWorld() { simulator_.stop(); }

    CloudsimWorld(const CloudsimWorld&) = delete;
    CloudsimWorld& operator=(const CloudsimWorld&) = delete;

    CloudStackApi& api() { return api_; }

    InstanceId addVm(const std::string& userData)
    {
        Parameters parameters{{"zoneid", idOf("listZones", "zone")},
                              {"serviceofferingid", idOf("listServiceOfferings", "serviceoffering")},
                              {"templateid", idOf("listTemplates", "template", {{"templatefilter", "executable"}})},
                              {"networkids", idOf("listNetworks", "network")},
                              {"name", "foo-1"}};
        if (!userData.empty())
            parameters.emplace_back("userdata", base64::encode(userData));
        const auto started = client_.call(alice_, "deployVirtualMachine", parameters).value();
        const auto job = started.at("jobid").asString();
        (void)client_.awaitJob(alice_, job, clock_.steady() + std::chrono::seconds(30), {}).value();
        return InstanceId::parse(started.at("id").asString()).value();
    }

    static InstanceId noVm() { return InstanceId::parse("11111111-2222-3333-4444-555555555555").value(); }

    /// A request to /sim/.
    void control(const std::string& method, const std::string& path)
    {
        const HttpRequest request{
            .url = Url::parse(base() + path).value(), .method = method, .headers = {}, .body = {}, .source = {}};
        const auto answer = http_.exchange(request);
        if (!answer || answer->status != 200)
            throw std::runtime_error(path + ": " + (answer ? answer->body : answer.error().message));
    }

    /// A call as the manager's user that is not waited for longer than this.
    ApiResult<Json> callFor(std::chrono::milliseconds deadline, const std::string& command,
                            const Parameters& parameters)
    {
        return client_.call(admin_, command, parameters, deadline);
    }

    /// From now on no job is waited for.
    void stopWaiting() { stop_.request_stop(); }

private:
    static cloudsim::Scenario scenario()
    {
        return cloudsim::readScenario(R"json({
            "listen": "127.0.0.1:0", "job_milliseconds": 5,
            "users": [{"account": "admin", "role": "Admin", "api_key": "admin-key", "secret_key": "admin-secret"},
                      {"account": "alice", "role": "User", "api_key": "alice-key", "secret_key": "alice-secret"}],
            "zones": [{"name": "zone"}],
            "service_offerings": [{"name": "small"}],
            "templates": [{"name": "debian"}],
            "networks": [{"name": "net", "type": "Shared", "gateway": "127.0.1.1", "netmask": "255.255.255.0",
                          "range": "127.0.1.10-127.0.1.20"}]})json",
                                      std::chrono::system_clock::now());
    }

    std::string apiUrl() const { return Json::parse(simulator_.addresses()).at("api").asString(); }

    std::string base() const
    {
        const std::string url = apiUrl();
        return url.substr(0, url.find("/client/"));
    }

    std::string idOf(const char* command, const char* element, const Parameters& parameters = {})
    {
        const auto list = client_.call(alice_, command, parameters).value();
        return list.at(element).asArray().at(0).at("id").asString();
    }

    cloudsim::Simulator simulator_{scenario(), "", sigset_t{}};
    SystemClock clock_;
    PocoHttpClient http_{TlsTrust{}};
    std::stop_source stop_;
    const ApiKeys alice_{"alice-key", Secret("alice-secret")};
    const ApiKeys admin_{"admin-key", Secret("admin-secret")};
    CloudStackClient client_{http_, clock_, Url::parse(apiUrl()).value()};
    SignedCloudStackApi api_{client_, clock_, admin_, stop_.get_token()};
};

} // namespace readystage
