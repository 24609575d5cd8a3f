#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>

#include "manager/edge/store/SqliteFile.h"
#include "manager/edge/store/Tables.h"

namespace readystage::store {

/// The one session that writes. Writes that arrive while another is being made durable share the next commit, so a
/// disk's slowness is paid once for all of them. Any thread.
class GroupWriter {
public:
    using Write = std::function<void(Tables&)>;
    /// How long a commit took, and how many writes shared it. Called on a writing thread; must not throw.
    using OnCommit = std::function<void(std::chrono::steady_clock::duration took, std::size_t writes)>;
    /// Called after an error of kind `broken`, before anybody hears of it: the place to end the process.
    using OnBroken = std::function<void(const std::string& why)>;

    GroupWriter(SqlitePlace place, OnCommit onCommit, OnBroken onBroken);
    GroupWriter(const GroupWriter&) = delete;
    GroupWriter& operator=(const GroupWriter&) = delete;
    ~GroupWriter() = default;

    /// Returns when what `write` did is durable, or throws JournalError: then nothing of it took effect, nor of what
    /// shared its commit. After an error of kind `broken` every further write fails: whether the disk holds what it
    /// says is not known any more.
    void write(const Write& write);

    /// The same without a transaction around it and nobody beside it: for what SQLite does only so.
    void writeAlone(const Write& write);

private:
    struct Waiting {
        const Write& write;
        bool alone;
        bool done = false;
        std::exception_ptr failure{};
    };

    void waitFor(Waiting mine);
    std::deque<Waiting*> together() const;
    void commit(const std::deque<Waiting*>& together);
    std::exception_ptr tryCommit(const std::deque<Waiting*>& together);
    void startAnew() noexcept;

    const SqlitePlace place_;
    const OnCommit onCommit_;
    const OnBroken onBroken_;
    Poco::Data::Session session_; ///< of the thread whose turn it is, as are the next two
    std::optional<Tables> tables_;
    std::exception_ptr broken_;

    std::mutex mutex_; ///< guards the queue
    std::condition_variable turn_;
    std::deque<Waiting*> queue_; ///< the first of them writes for all
};

} // namespace readystage::store
