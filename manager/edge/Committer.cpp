#include "manager/edge/Committer.h"

#include <algorithm>
#include <cmath>

#include "common/runtime/Log.h"

namespace readystage {

Committer::Committer(Journal& journal, const Clock& clock, Bounds bounds, OnStored onStored)
    : journal_(journal),
      clock_(clock),
      bounds_(bounds),
      queue_(bounds.reports),
      onStored_(std::move(onStored))
{}

void Committer::start()
{
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Committer::stop()
{
    thread_ = {};
}

bool Committer::submit(StoredReport report, Answer answer)
{
    const std::size_t bytes = report.bytes.size();
    if (queuedBytes_.fetch_add(bytes) + bytes <= bounds_.bytes &&
        queue_.tryPush({std::move(report), std::move(answer), clock_.steady()}))
        return true;
    queuedBytes_ -= bytes;
    return false;
}

std::chrono::seconds Committer::backlog() const
{
    const double seconds = std::ceil(static_cast<double>(queued()) / reportsPerSecond_);
    return std::chrono::seconds(std::clamp(static_cast<long>(seconds), 1L, 60L));
}

Clock::Steady::duration Committer::oldest() const
{
    const Clock::Steady since = oldest_;
    return since == Clock::Steady{} ? Clock::Steady::duration::zero() : clock_.steady() - since;
}

void Committer::run(const std::stop_token& stop)
{
    for (;;) {
        auto jobs = queue_.popSome(stop, bounds_.batch);
        if (jobs.empty())
            return;
        oldest_ = jobs.front().since;
        commit(std::move(jobs));
        oldest_ = Clock::Steady{};
    }
}

void Committer::commit(std::vector<Job> jobs)
{
    const auto begin = clock_.steady();
    std::vector<StoredReport> reports;
    reports.reserve(jobs.size());
    for (Job& job : jobs) {
        queuedBytes_ -= job.report.bytes.size();
        reports.push_back(std::move(job.report));
    }
    try {
        const auto taken = take(journal_, reports);
        measure(reports.size(), begin);
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            if (taken[i].kind == Taken::Kind::stored)
                onStored_(reports[i]);
            jobs[i].answer({Outcome::Kind::taken, taken[i]});
        }
    } catch (const JournalError& e) {
        log::error("journal-failed", {{"reason", e.what()}});
        for (const Job& job : jobs)
            job.answer({Outcome::Kind::noSpace, {}});
    }
}

// A disk's pace changes slowly; a single commit says little.
void Committer::measure(std::size_t reports, Clock::Steady begin)
{
    constexpr double kWeight = 0.1;
    const auto took = std::max(std::chrono::duration<double>(clock_.steady() - begin).count(), 1e-6);
    reportsPerSecond_ = (1 - kWeight) * reportsPerSecond_ + kWeight * static_cast<double>(reports) / took;
}

} // namespace readystage
