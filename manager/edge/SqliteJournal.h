#pragma once

#include <filesystem>
#include <memory>

#include "manager/ports/Journal.h"

namespace readystage {

/// The journal in one SQLite file: write-ahead log, synchronous=FULL, a single connection that does all reading and
/// writing, every write under BEGIN IMMEDIATE. (Two connections that write and checkpoint at once can corrupt a WAL in
/// SQLite 3.7.0 to 3.51.2; Debian 12 has 3.40.1.)
class SqliteJournal final : public Journal {
public:
    /// Creates the file and its folder when missing. Throws JournalError naming the file when it cannot be opened, is
    /// damaged, or was written by a newer version.
    explicit SqliteJournal(const std::filesystem::path& file);
    ~SqliteJournal() override;
    SqliteJournal(const SqliteJournal&) = delete;
    SqliteJournal& operator=(const SqliteJournal&) = delete;

    void accept(const StoredReport& stored) override;
    std::optional<StoredReport> report(const ReportId& id) override;
    std::optional<VmRecord> vm(const InstanceId& id) override;
    void commit(const Change& change) override;
    std::vector<Step> outstanding() override;
    std::vector<Event> eventsOf(const InstanceId& id, std::size_t limit) override;

    /// The version of the SQLite library in use.
    static std::string libraryVersion();

private:
    class Connection;
    std::unique_ptr<Connection> connection_;
};

} // namespace readystage
