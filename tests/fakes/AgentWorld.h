#pragma once

#include "agent/ports/ClaimSource.h"
#include "agent/ports/Identifier.h"
#include "agent/ports/LeaseSource.h"
#include "agent/ports/Lock.h"
#include "agent/ports/ManagerLink.h"
#include "agent/ports/NetworkCards.h"
#include "agent/ports/RouterProbe.h"
#include "agent/ports/Waiter.h"
#include "tests/fakes/FakeClock.h"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The small things around the agent's core, each able to misbehave by name.
namespace readystage::fakes {

/// A manager that stores what it is sent and acknowledges it, once each.
class FakeManager final : public agent::ManagerLink {
public:
    agent::Outcome send(const ReportId& id, std::string_view bytes) override
    {
        sent_.emplace_back(bytes);
        if (whileSending)
            whileSending();
        if (planned_.empty())
            return accepted(id);
        auto outcome = std::move(planned_.front());
        planned_.pop_front();
        return outcome;
    }

    /// The next send is answered with this status and nothing a client could use.
    void answerNext(int status, std::optional<std::chrono::seconds> retryAfter = {})
    {
        agent::Outcome outcome;
        outcome.kind = agent::Outcome::Kind::answered;
        outcome.status = status;
        outcome.retryAfter = retryAfter;
        outcome.message = "the manager answered " + std::to_string(status);
        planned_.push_back(std::move(outcome));
    }

    void beUnreachableNext() { planned_.emplace_back(); }

    static agent::Outcome accepted(const ReportId& id)
    {
        agent::Outcome outcome;
        outcome.kind = agent::Outcome::Kind::answered;
        outcome.status = 202;
        outcome.receipt = protocol::Receipt{id, "r-" + id.str().substr(34)};
        return outcome;
    }

    const std::vector<std::string>& sent() const { return sent_; }

    std::function<void()> whileSending; ///< what happens elsewhere at that moment

private:
    std::deque<agent::Outcome> planned_;
    std::vector<std::string> sent_;
};

/// Says who we are, unless told to be silent.
class FakeIdentifier final : public agent::Identifier {
public:
    explicit FakeIdentifier(std::string id) : id_(std::move(id)) {}

    Result<std::string, agent::Unidentified> identify() override
    {
        ++rounds_;
        if (rounds_ <= silent_)
            return Unexpected{agent::Unidentified{"no router knew this machine"}};
        return id_;
    }

    void beSilentFor(int rounds) { silent_ = rounds; }

    int rounds() const { return rounds_; }

private:
    std::string id_;
    int rounds_ = 0;
    int silent_ = 0;
};

/// Waits on the fake clock, without waiting; wakes for another reason when told.
class FakeWaiter final : public agent::Waiter {
public:
    explicit FakeWaiter(FakeClock& clock) : clock_(clock) {}

    agent::Woken waitUntil(Clock::Steady when) override
    {
        waits_.push_back(std::chrono::ceil<std::chrono::milliseconds>(when - clock_.steady()));
        if (!early_.empty()) {
            const auto woken = early_.front();
            early_.pop_front();
            return woken;
        }
        clock_.advance(waits_.back());
        return agent::Woken::byTime;
    }

    void wakeEarly(agent::Woken why) { early_.push_back(why); }

    const std::vector<std::chrono::milliseconds>& waits() const { return waits_; }

private:
    FakeClock& clock_;
    std::deque<agent::Woken> early_;
    std::vector<std::chrono::milliseconds> waits_;
};

/// A lock that another process may hold.
class FakeLock final : public agent::Lock {
public:
    bool tryTake() override
    {
        if (heldByOther || held_)
            return false;
        held_ = true;
        return true;
    }

    void take() override { held_ = true; }

    void giveBack() override
    {
        held_ = false;
        if (whenGivenBack)
            whenGivenBack();
    }

    bool isHeld() const { return held_; }

    bool heldByOther = false;
    std::function<void()> whenGivenBack; ///< what another process does at that moment

private:
    bool held_ = false;
};

class FakeLeaseSource final : public agent::LeaseSource {
public:
    explicit FakeLeaseSource(std::vector<agent::RouterHint> hints) : hints_(std::move(hints)) {}

    std::string name() const override { return "fake"; }

    std::vector<agent::RouterHint> hints() override { return hints_; }

private:
    std::vector<agent::RouterHint> hints_;
};

class FakeClaimSource final : public agent::ClaimSource {
public:
    explicit FakeClaimSource(std::vector<agent::Claim> claims) : claims_(std::move(claims)) {}

    std::vector<agent::Claim> claims() override { return claims_; }

private:
    std::vector<agent::Claim> claims_;
};

class FakeNetworkCards final : public agent::NetworkCards {
public:
    std::vector<agent::Nic> addresses() override { return nics; }

    std::vector<agent::Nic> nics;
};

/// Routers by address; a router knows guests by theirs.
class FakeRouters final : public agent::RouterProbe {
public:
    std::vector<agent::ProbeAnswer> ask(const std::vector<agent::Candidate>& candidates, Until) override
    {
        std::vector<agent::ProbeAnswer> answers;
        for (const auto& candidate : candidates)
            answers.push_back(answerOf(candidate));
        return answers;
    }

    void addGuest(const std::string& router, const std::string& guest, const std::string& id)
    {
        guests_.push_back({router, guest, id});
    }

private:
    struct Guest {
        std::string router;
        std::string address;
        std::string id;
    };

    agent::ProbeAnswer answerOf(const agent::Candidate& candidate) const
    {
        agent::ProbeAnswer answer;
        answer.kind = agent::ProbeAnswer::Kind::unreachable;
        for (const auto& guest : guests_) {
            if (guest.router != candidate.router.str())
                continue;
            if (!candidate.from || guest.address != candidate.from->str()) {
                answer = agent::judge(404, "");
                continue;
            }
            answer = agent::judge(200, guest.id);
            answer.localIpv4 = guest.address;
            return answer;
        }
        return answer;
    }

    std::vector<Guest> guests_;
};

} // namespace readystage::fakes
