#include "agent/edge/RouterMetadata.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>

namespace readystage::agent {
namespace {

constexpr std::chrono::seconds kConnect{3};
constexpr std::chrono::seconds kAnswer{8};
constexpr std::size_t kMetadataBytes = 4096;

/// Tells those who wait for their turn that one was good enough.
class Enough {
public:
    void say()
    {
        {
            const std::scoped_lock hold(mutex_);
            said_ = true;
        }
        changed_.notify_all();
    }

    /// Waits for the time; false when enough was said before.
    bool sleepUntil(std::chrono::steady_clock::time_point when)
    {
        std::unique_lock hold(mutex_);
        return !changed_.wait_until(hold, when, [this] { return said_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool said_ = false;
};

} // namespace

std::vector<ProbeAnswer> RouterMetadata::ask(const std::vector<Candidate>& candidates, Until until)
{
    std::vector<ProbeAnswer> answers(candidates.size());
    Enough enough;
    const auto start = std::chrono::steady_clock::now();
    const auto askInTurn = [&](std::size_t i) {
        if (!enough.sleepUntil(start + i * pace_.stagger))
            return;
        answers[i] = askOne(candidates[i], start + pace_.round);
        if (until == Until::first && isCertain(candidates[i], answers[i]))
            enough.say();
    };
    std::vector<std::jthread> asking;
    asking.reserve(candidates.size());
    for (std::size_t i = 1; i < candidates.size(); ++i) {
        try {
            asking.emplace_back(askInTurn, i);
        } catch (const std::system_error& e) {
            answers[i].kind = ProbeAnswer::Kind::unreachable;
            answers[i].detail = std::string("no thread to ask it: ") + e.what();
        }
    }
    if (!candidates.empty())
        askInTurn(0); // here: the best one is often the only one
    asking.clear();   // joins
    return answers;
}

ProbeAnswer RouterMetadata::askOne(const Candidate& candidate, std::chrono::steady_clock::time_point end)
{
    const HttpRequest question = request(candidate, "instance-id", end);
    const auto id = http_.exchange(question);
    if (!id) {
        ProbeAnswer answer;
        answer.kind = ProbeAnswer::Kind::unreachable;
        answer.detail = id.error().message;
        return answer;
    }
    ProbeAnswer answer = judge(id->status, id->body);
    answer.detail = question.url.str() + (answer.detail.empty() ? "" : ": " + answer.detail);
    if (answer.kind != ProbeAnswer::Kind::answered)
        return answer;
    if (const auto address = http_.exchange(request(candidate, "local-ipv4", end)))
        judgeAddress(answer, candidate, address->status, address->body);
    return answer;
}

HttpRequest RouterMetadata::request(const Candidate& candidate, const char* name,
                                    std::chrono::steady_clock::time_point end) const
{
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    HttpRequest request;
    request.url = Url{false, candidate.router.str(), port_, std::string("/latest/meta-data/") + name};
    request.connectTimeout = kConnect;
    request.deadline = std::clamp<std::chrono::milliseconds>(left, std::chrono::milliseconds(0), kAnswer);
    request.maxAnswerBytes = kMetadataBytes;
    request.source = candidate.from;
    request.mayRepeat = true; // one connection for all questions
    return request;
}

} // namespace readystage::agent
