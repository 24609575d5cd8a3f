#include "manager/edge/store/GroupWriter.h"

#include <algorithm>

#include "manager/ports/Journal.h"

#include <Poco/Data/Statement.h>

namespace readystage::store {

namespace K = Poco::Data::Keywords;

GroupWriter::GroupWriter(SqlitePlace place, OnCommit onCommit, OnBroken onBroken)
    : place_(std::move(place)),
      onCommit_(std::move(onCommit)),
      onBroken_(std::move(onBroken)),
      session_(openToWrite(place_))
{
    tables_.emplace(session_);
}

void GroupWriter::write(const Write& write)
{
    waitFor({.write = write, .alone = false});
}

void GroupWriter::writeAlone(const Write& write)
{
    waitFor({.write = write, .alone = true});
}

std::deque<GroupWriter::Waiting*> GroupWriter::together() const
{
    if (queue_.front()->alone)
        return {queue_.front()};
    return {queue_.begin(), std::find_if(queue_.begin(), queue_.end(), [](const Waiting* one) { return one->alone; })};
}

void GroupWriter::waitFor(Waiting mine)
{
    std::unique_lock hold(mutex_);
    queue_.push_back(&mine);
    turn_.wait(hold, [&] { return mine.done || queue_.front() == &mine; });
    if (!mine.done) {
        const auto batch = together();
        hold.unlock();
        commit(batch);
        hold.lock();
        for (Waiting* const one : batch) {
            one->done = true;
            queue_.pop_front();
        }
        turn_.notify_all();
    }
    if (mine.failure)
        std::rethrow_exception(mine.failure);
}

void GroupWriter::commit(const std::deque<Waiting*>& together)
{
    const auto failure = broken_ ? broken_ : tryCommit(together);
    for (Waiting* const one : together)
        one->failure = failure;
}

std::exception_ptr GroupWriter::tryCommit(const std::deque<Waiting*>& together)
{
    const auto begin = std::chrono::steady_clock::now();
    try {
        if (together.front()->alone) {
            together.front()->write(*tables_);
            return nullptr;
        }
        session_ << "BEGIN IMMEDIATE", K::now;
        for (const Waiting* const one : together)
            one->write(*tables_);
        session_ << "COMMIT", K::now;
    } catch (...) {
        try {
            rethrowAsJournalError(place_, &session_);
        } catch (const JournalError& e) {
            startAnew();
            if (e.kind() == JournalError::Kind::broken) {
                broken_ = std::current_exception();
                onBroken_(e.what());
            }
            return std::current_exception();
        }
    }
    onCommit_(std::chrono::steady_clock::now() - begin, together.size());
    return nullptr;
}

// What failed is what the caller must hear, not that undoing it failed, too: SQLite rolls back by itself on I/O errors.
// A statement that failed is not used again.
void GroupWriter::startAnew() noexcept
{
    try {
        tables_.emplace(session_);
        session_ << "ROLLBACK", K::now;
    } catch (...) { // NOLINT(bugprone-empty-catch): see above
    }
}

} // namespace readystage::store
