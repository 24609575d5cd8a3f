#include "manager/edge/Committer.h"

#include "common/runtime/Log.h"

namespace readystage {

Committer::Committer(Journal& journal, std::size_t queueBound, OnStored onStored, OnBroken onBroken)
    : journal_(journal),
      queue_(queueBound),
      onStored_(std::move(onStored)),
      onBroken_(std::move(onBroken))
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
    return queue_.tryPush({std::move(report), std::move(answer)});
}

void Committer::run(const std::stop_token& stop)
{
    while (auto job = queue_.pop(stop))
        job->answer(commit(job->report));
}

Committer::Outcome Committer::commit(const StoredReport& report)
{
    try {
        Taken taken = take(journal_, report);
        if (taken.kind == Taken::Kind::stored)
            onStored_(report);
        return {Outcome::Kind::taken, std::move(taken)};
    } catch (const JournalError& e) {
        log::error("journal-failed", {{"reason", e.what()}});
        if (e.kind() == JournalError::Kind::broken)
            onBroken_(e.what());
        return {Outcome::Kind::noSpace, {}};
    }
}

} // namespace readystage
