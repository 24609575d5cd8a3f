#include "tests/contract/CloudStackApiContract.h"

#include "common/codec/Base64.h"
#include "common/net/PocoHttpClient.h"
#include "manager/edge/SignedCloudStackApi.h"
#include "tests/cloudsim/edge/Simulator.h"

#include <chrono>

namespace readystage {

using namespace std::chrono_literals;

/// The real calls, over a real socket, against cloudsim.
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
        (void)client_.awaitJob(alice_, job, clock_.steady() + 30s, {}).value();
        return InstanceId::parse(started.at("id").asString()).value();
    }

    static InstanceId noVm() { return InstanceId::parse("11111111-2222-3333-4444-555555555555").value(); }

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

    std::string idOf(const char* command, const char* element, const Parameters& parameters = {})
    {
        const auto list = client_.call(alice_, command, parameters).value();
        return list.at(element).asArray().at(0).at("id").asString();
    }

    cloudsim::Simulator simulator_{scenario(), "", sigset_t{}};
    SystemClock clock_;
    PocoHttpClient http_{TlsTrust{}};
    const ApiKeys alice_{"alice-key", Secret("alice-secret")};
    CloudStackClient client_{http_, clock_,
                             Url::parse(Json::parse(simulator_.addresses()).at("api").asString()).value()};
    SignedCloudStackApi api_{client_, clock_, {"admin-key", Secret("admin-secret")}};
};

using SignedCloudStackApiContractTest = contract::CloudStackApiContract<CloudsimWorld>;
CPPUNIT_TEST_SUITE_REGISTRATION(SignedCloudStackApiContractTest);

} // namespace readystage
