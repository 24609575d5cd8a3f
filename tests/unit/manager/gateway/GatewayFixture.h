#pragma once

#include "common/codec/Base64.h"
#include "common/codec/Signature.h"
#include "manager/edge/GatewayHandler.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FakeHttpClient.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/unit/manager/gateway/Recorded.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <future>
#include <map>

namespace readystage {

/// The gateway without a socket: CloudStack is a function from command to recorded answer, the upstream one that
/// remembers.
class GatewayFixture : public CppUnit::TestFixture {
public:
    void setUp() override
    {
        keys = std::make_unique<KeyFile>(folder.write("keys", "alice-key alice-secret\n"));
        std::filesystem::create_directory(folder.path() / "bundles.d");
        folder.write("bundles.d/foo.json", R"json({"name": "foo", "zone": "Sandbox-simulator",
            "service_offering": "Small Instance", "disk_offering": "Small",
            "template": "CentOS 5.6 (64-bit) no GUI (Simulator)", "networks": ["net1"],
            "userdata": "role=foo\n"})json");
        folder.write("bundles.d/bar.json", R"json({"name": "bar", "zone": "b4b84fa5-b9e2-4b51-8e06-d1b99319295e",
            "service_offering": "f141e764-41c9-44cb-b617-ab1906ffd1d9",
            "template": "fc6d8692-e67f-11f1-9892-02fc00000001"})json");
        bundles = std::make_unique<BundleFiles>(folder.path() / "bundles.d");
        willAnswer("listZones", "lists-030");
        willAnswer("listServiceOfferings", "lists-031");
        willAnswer("listDiskOfferings", "lists-032");
        willAnswer("listNetworks", "lists-033");
        willAnswer("listTemplates", "lists-051");
        willAnswer("getVirtualMachineUserData", "userdata-003");
        cloud.insert_or_assign("deployVirtualMachine",
                               HttpAnswer{200,
                                          {},
                                          std::string(R"({"deployvirtualmachineresponse":{"id":")") + kNewVm +
                                              R"(","jobid":")" + kJob + R"("}})"});
        http.serve([this](const HttpRequest& sent) {
            return cloud.at(*findIgnoringCase(parseQuery(sent.body).value(), "command"));
        });
        gateway = std::make_unique<GatewayHandler>(
            [this](const http::Request& asked, http::Upstream::OnAnswer onAnswer, http::Upstream::OnFailure onFailure) {
                forward(asked, onAnswer, onFailure);
            },
            client, *keys, *bundles, pool, clock,
            [this](const InstanceId& vm, const Bundle& bundle) { onDeployed(vm, bundle); });
        pool.start();
    }

protected:
    static constexpr const char* kVm = "41409050-9a10-4717-9f75-4344e5965bba";
    static constexpr const char* kNewVm = "2d64ca2d-600c-4b0e-96c1-109d07a99268";
    static constexpr const char* kJob = "26002853-7e78-45e1-9388-6b9cb8a5c1e0";

    fakes::TemporaryFolder folder;
    fakes::FakeClock clock;
    fakes::FakeHttpClient http;
    CloudStackClient client{http, clock, Url::parse("http://127.0.0.1:8080/client/api").value()};
    std::map<std::string, fakes::FakeHttpClient::Outcome> cloud;

    const ApiKeys alice{"alice-key", Secret("alice-secret")};
    std::unique_ptr<KeyFile> keys;
    std::unique_ptr<BundleFiles> bundles;
    std::vector<http::Request> forwarded;
    std::optional<http::Upstream::Failure> upstreamFails;
    std::vector<std::pair<std::string, std::string>> deployed;
    bool notesFail = false;
    std::unique_ptr<GatewayHandler> gateway;
    TaskPool pool{1, 1, clock}; // last: its tasks use everything above

    static std::string oddBytes() { return {'a', '\0', '\xFF', '\n'}; }

    void forward(const http::Request& request, const http::Upstream::OnAnswer& onAnswer,
                 const http::Upstream::OnFailure& onFailure)
    {
        forwarded.push_back(request);
        if (upstreamFails)
            return onFailure(*upstreamFails);
        onAnswer({207, "As It Came", {{"X-Odd", "1"}, {"X-Odd", "2"}}, oddBytes(), false});
    }

    void onDeployed(const InstanceId& vm, const Bundle& bundle)
    {
        deployed.emplace_back(vm.str(), bundle.name);
        if (notesFail)
            throw std::runtime_error("disk full");
    }

    static http::Request request(std::string method, std::string target, std::vector<http::Header> headers = {},
                                 std::string body = {})
    {
        const auto loopback = IpAddress::parse("127.0.0.1").value();
        return {std::move(method), std::move(target), std::move(headers), std::move(body), loopback, loopback};
    }

    http::Response answerTo(const http::Request& asked)
    {
        // Shared: the promise is still at work on the other thread when its future is ready.
        const auto answer = std::make_shared<std::promise<http::Response>>();
        auto answered = answer->get_future();
        gateway->handle(asked, [answer](http::Response response) { answer->set_value(std::move(response)); });
        return answered.get();
    }

    static std::string query(const Parameters& parameters) { return "/client/api?" + toQuery(parameters); }

    /// As somebody who signs and wants JSON.
    http::Response call(Parameters parameters)
    {
        parameters.emplace_back("response", "json");
        return answerTo(request("GET", query(sign(std::move(parameters), alice.apiKey, alice.secret))));
    }

    static Json inside(const http::Response& response, const char* envelope)
    {
        return Json::parse(response.body).at(envelope);
    }

    static void assertFault(int code, const std::string& words, const http::Response& response, const char* envelope)
    {
        const auto fault = inside(response, envelope);
        const auto text = fault.at("errortext").asString();
        CPPUNIT_ASSERT_EQUAL_MESSAGE(text, code, response.status);
        CPPUNIT_ASSERT_EQUAL(static_cast<std::int64_t>(code), fault.at("errorcode").asInteger());
        CPPUNIT_ASSERT_MESSAGE(text, text.find(words) != std::string::npos);
    }

    /// Parameters of the calls CloudStack got for this command.
    std::vector<Parameters> callsOf(const std::string& command) const
    {
        std::vector<Parameters> calls;
        for (const auto& sent : http.requests()) {
            auto parameters = parseQuery(sent.body).value();
            if (*findIgnoringCase(parameters, "command") == command)
                calls.push_back(std::move(parameters));
        }
        return calls;
    }

    void willAnswer(const std::string& command, const std::string& recordedId)
    {
        cloud.insert_or_assign(command, recorded(recordedId));
    }
};

} // namespace readystage
