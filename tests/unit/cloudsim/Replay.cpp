#include "tests/unit/cloudsim/Replay.h"

#include "common/codec/Signature.h"
#include "tests/cloudsim/core/Jobs.h"
#include "tests/cloudsim/core/Scenario.h"

#include <Poco/InflatingStream.h>

#include <iterator>
#include <sstream>
#include <stdexcept>

namespace readystage::cloudsim {

namespace {

/// Recorded bodies are kept as they were before they were packed.
void unpack(http::Response& response)
{
    if (http::findHeader(response.headers, "Content-Encoding") == nullptr)
        return;
    std::istringstream packed(response.body);
    Poco::InflatingInputStream plain(packed, Poco::InflatingStreamBuf::STREAM_GZIP);
    response.body.assign(std::istreambuf_iterator<char>(plain), {});
}

} // namespace

void PatientJobs::start(const std::vector<std::string>& jobs, std::chrono::nanoseconds)
{
    waiting_.insert(waiting_.end(), jobs.begin(), jobs.end());
}

void PatientJobs::finishAll(World& world, Instant now)
{
    while (!waiting_.empty()) {
        for (const std::string& job : std::exchange(waiting_, {}))
            finishJob(world, job, {}, now);
        start(world.takeRunnableJobs(), {});
    }
}

Replay::Replay(const std::string& scenario, const std::string& now, Differences& differences)
    : differences_(differences),
      comparison_(differences)
{
    setClock(now);
    world_.with([&](auto& world) { world = std::move(readScenario(scenario, clock_.now()).world); });
}

World& Replay::world()
{
    return *world_.with([](auto& world) { return world.get(); });
}

std::string Replay::run(const std::string& name)
{
    std::ostringstream all;
    for (const Exchange& exchange : recording(name)) {
        if (beforeEach)
            beforeEach(exchange, *this);
        for (const Difference& found : differencesAt(exchange))
            if (!differences_.isExcused(exchange.id, found.path))
                all << exchange.id << " (" << exchange.note << ") " << found.path << ": " << found.what << '\n';
    }
    return all.str();
}

std::string Replay::call(Parameters parameters, const std::string& end)
{
    jobs_.finishAll(world(), clock_.now());
    const RecordedKeys admin = recordedKeys("admin");
    const Outcome outcome =
        answer(world(), {true, sign(std::move(parameters), admin.apiKey, Secret(admin.secretKey)), clock_.now(), {}});
    if (outcome.status != 200)
        throw std::runtime_error("a call of the recording's makers failed: " + outcome.description);
    jobs_.start(world().takeRunnableJobs(), {});
    if (!end.empty())
        setClock(end);
    jobs_.finishAll(world(), clock_.now());
    const Value* const job = outcome.body.find("jobid");
    return job == nullptr ? std::string() : job->text();
}

void Replay::callInVain(Parameters parameters)
{
    jobs_.finishAll(world(), clock_.now());
    const RecordedKeys admin = recordedKeys("admin");
    answer(world(), {true, sign(std::move(parameters), admin.apiKey, Secret(admin.secretKey)), clock_.now(), {}});
}

void Replay::setClock(const std::string& now)
{
    clock_.advance(std::chrono::duration_cast<std::chrono::milliseconds>(*parseExpires(now) - clock_.now()));
}

std::vector<Difference> Replay::differencesAt(const Exchange& exchange)
{
    if (!exchange.response.body.ends_with("\"jobstatus\":0}}"))
        jobs_.finishAll(world(), clock_.now());
    http::Response ours;
    api_.handle(translated(exchange), [&](http::Response response) { ours = std::move(response); });
    adoptKeys();
    unpack(ours);
    return comparison_.of(exchange.response, ours);
}

/// Keys made on the way become those that were made then, so that the recorded signatures hold.
void Replay::adoptKeys()
{
    for (const auto& [number, user] : world().users) {
        const auto keys = keysIfRecorded(user->name);
        if (!keys || world().latestKeys(*user) == nullptr || world().keyPair(keys->apiKey) != nullptr)
            continue;
        world().revokeKeyPairs(*user);
        world().addKeyPair({keys->apiKey, Secret(keys->secretKey), user.get()});
    }
}

/// Requests that name an id of the recorded run are signed again, all others go as they came.
http::Request Replay::translated(const Exchange& exchange)
{
    http::Request request = exchange.request;
    if (!exchange.signedRight)
        return request;
    Parameters parameters = exchange.parameters;
    for (auto& [name, value] : parameters)
        value = comparison_.translated(value);
    if (parameters == exchange.parameters)
        return request;
    if (!exchange.signer.empty())
        parameters.emplace_back("signature", signatureOf(parameters, Secret(recordedKeys(exchange.signer).secretKey)));
    (request.method == "POST" ? request.body : request.target) =
        (request.method == "POST" ? "" : "/client/api?") + toQuery(parameters);
    return request;
}

} // namespace readystage::cloudsim
