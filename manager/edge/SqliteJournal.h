#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "manager/ports/AuditLog.h"
#include "manager/ports/Housekeeping.h"
#include "manager/ports/Journal.h"
#include "manager/ports/Roster.h"

namespace readystage {

/// The journal in one SQLite file. One session writes, for everybody who writes at the moment, and one reads what is
/// committed.
class SqliteJournal final : public Journal, public Roster, public Housekeeping, public AuditLog {
public:
    struct Settings {
        std::filesystem::path file;
        /// How long a commit took and how many writes shared it; any thread, must not throw.
        std::function<void(std::chrono::steady_clock::duration took, std::size_t writes)> onCommit = [](auto, auto) {};
        /// Called before the error is thrown when what the store holds must be read again by a new process (an error
        /// of kind `broken`): must end this one. The one place that does, whoever asked for the read or write.
        std::function<void(const std::string& why)> onBroken = [](const auto&) {};
        std::string vfs{}; ///< of SQLite, by name; empty: its own
    };

    /// Creates the file and its folder when missing, brings an older schema up to date after a backup beside it.
    /// Throws JournalError naming the file when it cannot be opened, lies where it must not, is damaged, or was
    /// written by a newer version.
    explicit SqliteJournal(Settings settings);
    ~SqliteJournal() override;
    SqliteJournal(const SqliteJournal&) = delete;
    SqliteJournal& operator=(const SqliteJournal&) = delete;

    void accept(const std::vector<StoredReport>& reports) override;
    std::optional<StoredReport> report(const ReportId& id) override;
    std::optional<VmRecord> vm(const InstanceId& id) override;
    void commit(const Change& change) override;
    std::vector<Step> outstanding() override;
    std::vector<Event> eventsOf(const InstanceId& id, std::size_t limit) override;

    std::vector<VmRecord> vms(const std::string& after, std::size_t limit) override;
    std::map<std::string, Clock::Wall> seen(Clock::Wall since) override;
    std::vector<RefusedReport> refused(Clock::Wall since, std::size_t limit) override;
    std::map<VmState, std::size_t> states() override;

    std::size_t forget(const Retention& retention, Clock::Wall now, std::size_t limit) override;
    void tidy() override;
    void probe() override;
    std::size_t size() override;

    void record(const AuditEntry& entry) override;
    std::vector<Numbered> entriesAfter(long long number, std::size_t limit) override;

    /// What the operator should know about this SQLite; empty when it is beyond reproach.
    static std::string caution();

    /// A copy of what is committed in `file` now, durable when it returns, also while a manager writes to it. Throws
    /// JournalError.
    static void backUp(const std::filesystem::path& file, const std::filesystem::path& to);

private:
    class Reader;
    class Writer;
    const std::filesystem::path file_;
    const std::unique_ptr<Writer> writer_;
    const std::unique_ptr<Reader> reader_;
};

} // namespace readystage
