#include "manager/edge/SqliteJournal.h"

#include "manager/edge/store/SqliteFile.h"
#include "manager/edge/store/SqliteSchema.h"
#include "manager/edge/store/StoreChecks.h"
#include "tests/contract/JournalContract.h"
#include "tests/fakes/TemporaryFolder.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <thread>

#include <sqlite3.h>

using namespace readystage;

namespace {

/// Past the journal, as an operator with sqlite3(1) would; `eachRow` gets the first column.
void runSql(
    const std::filesystem::path& database, const std::string& sql,
    const std::function<void(const char*)>& eachRow = [](const char*) {})
{
    sqlite3* opened = nullptr;
    CPPUNIT_ASSERT_EQUAL(SQLITE_OK, sqlite3_open(database.c_str(), &opened));
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> owner(opened, sqlite3_close);
    const auto onRow = [](void* to, int, char** values, char**) {
        (*static_cast<const std::function<void(const char*)>*>(to))(values[0]);
        return 0;
    };
    auto each = eachRow;
    CPPUNIT_ASSERT_EQUAL(SQLITE_OK, sqlite3_exec(opened, sql.c_str(), onRow, &each, nullptr));
}

} // namespace

class SqliteJournalTest : public contract::JournalContract {
    CPPUNIT_TEST_SUB_SUITE(SqliteJournalTest, contract::JournalContract);
    CPPUNIT_TEST(everything_is_there_after_opening_again);
    CPPUNIT_TEST(a_report_id_is_accepted_once);
    CPPUNIT_TEST(after_a_broken_write_nothing_is_written_until_it_is_opened_again);
    CPPUNIT_TEST(writes_of_many_threads_share_commits);
    CPPUNIT_TEST(an_older_schema_is_brought_up_to_date_after_a_backup);
    CPPUNIT_TEST(a_new_file_is_not_backed_up);
    CPPUNIT_TEST(a_backup_is_taken_while_the_journal_is_open);
    CPPUNIT_TEST(a_file_of_a_newer_version_is_refused);
    CPPUNIT_TEST(a_file_that_is_no_database_is_refused);
    CPPUNIT_TEST(a_database_of_another_program_is_refused);
    CPPUNIT_TEST(a_file_that_others_may_read_is_refused);
    CPPUNIT_TEST(a_folder_that_others_may_write_is_refused);
    CPPUNIT_TEST(network_file_systems_are_known_by_their_type);
    CPPUNIT_TEST(versions_with_the_wal_reset_bug_are_known);
    CPPUNIT_TEST(the_operator_is_told_of_them);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "state" / "journal.sqlite";
    std::optional<SqliteJournal> sqlite{SqliteJournal::Settings{.file = file}};

    Journal& journal() override { return *sqlite; }

    Roster& roster() override { return *sqlite; }

    static std::string firstSchema()
    {
        std::string sql = "PRAGMA application_id = " + std::to_string(store::kSqliteApplicationId) + ";";
        for (const char* const statement : store::sqliteMigrations().front())
            sql += std::string(statement) + ";";
        return sql + "PRAGMA user_version = 1;";
    }

    /// The first column, one row a line.
    static std::string answer(const std::filesystem::path& database, const std::string& sql)
    {
        std::string rows;
        runSql(database, sql, [&rows](const char* value) { rows += std::string(value) + "\n"; });
        return rows;
    }

    static std::string whyNotOpened(const std::filesystem::path& database)
    {
        try {
            const SqliteJournal opened({.file = database});
        } catch (const JournalError& e) {
            return e.what();
        }
        return {};
    }

    void reopen()
    {
        sqlite.reset();
        sqlite.emplace(SqliteJournal::Settings{.file = file});
    }

    void everything_is_there_after_opening_again()
    {
        sqlite->accept({samples::stored(1, ReportStatus::ready)});
        sqlite->commit(Change{.events = {{samples::kNoon, samples::kVm, "ready", std::nullopt, ""}}});

        reopen();

        CPPUNIT_ASSERT(sqlite->report(samples::reportId(1)));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, sqlite->outstanding().size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, sqlite->eventsOf(samples::kVm, 10).size());
    }

    void a_report_id_is_accepted_once()
    {
        sqlite->accept({samples::stored(1, ReportStatus::ready)});

        CPPUNIT_ASSERT_THROW(sqlite->accept({samples::stored(1, ReportStatus::failed)}), JournalError);

        CPPUNIT_ASSERT(sqlite->report(samples::reportId(1))->report.status == ReportStatus::ready);
    }

    void after_a_broken_write_nothing_is_written_until_it_is_opened_again()
    {
        sqlite->accept({samples::stored(1, ReportStatus::ready)});

        CPPUNIT_ASSERT_THROW(sqlite->accept({samples::stored(1, ReportStatus::ready)}), JournalError);
        CPPUNIT_ASSERT_THROW(sqlite->accept({samples::stored(2, ReportStatus::ready)}), JournalError);
        reopen();
        sqlite->accept({samples::stored(3, ReportStatus::ready)});

        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, sqlite->outstanding().size());
    }

    void writes_of_many_threads_share_commits()
    {
        constexpr int kThreads = 8;
        constexpr int kEach = 25;
        sqlite.reset();
        std::atomic<std::size_t> writes = 0;
        sqlite.emplace(SqliteJournal::Settings{.file = file, .onCommit = [&](auto, std::size_t n) { writes += n; }});

        {
            std::vector<std::jthread> threads;
            for (int thread = 0; thread < kThreads; ++thread)
                threads.emplace_back([this, thread] {
                    for (int i = 0; i < kEach; ++i)
                        sqlite->accept({samples::stored(thread * kEach + i, ReportStatus::progress)});
                });
        }

        CPPUNIT_ASSERT_EQUAL(std::size_t{kThreads} * kEach, writes.load());
        CPPUNIT_ASSERT_EQUAL(std::size_t{kThreads} * kEach, sqlite->outstanding().size());
    }

    void an_older_schema_is_brought_up_to_date_after_a_backup()
    {
        sqlite.reset();
        std::filesystem::remove(file);
        runSql(file, firstSchema() + "INSERT INTO events VALUES (7, 0, 'v', 'ready', '', '');");
        std::filesystem::permissions(file, std::filesystem::perms(0600));

        reopen();

        const auto backup = std::filesystem::path(file.string() + ".schema-1");
        CPPUNIT_ASSERT_EQUAL(std::string("1\n"), answer(backup, "PRAGMA user_version"));
        CPPUNIT_ASSERT_EQUAL(std::string("7\n"), answer(backup, "SELECT cursor FROM events"));
        CPPUNIT_ASSERT_EQUAL(std::string("7\n"), answer(file, "SELECT cursor FROM events"));
        CPPUNIT_ASSERT_EQUAL(std::to_string(store::sqliteMigrations().size()) + "\n",
                             answer(file, "PRAGMA user_version"));
    }

    void a_new_file_is_not_backed_up() { CPPUNIT_ASSERT(!std::filesystem::exists(file.string() + ".schema-0")); }

    void a_backup_is_taken_while_the_journal_is_open()
    {
        const auto copy = folder.path() / "copy.sqlite";
        sqlite->accept({samples::stored(1, ReportStatus::ready)});

        SqliteJournal::backUp(file, copy);
        sqlite->accept({samples::stored(2, ReportStatus::ready)});

        SqliteJournal restored({.file = copy});
        CPPUNIT_ASSERT(restored.report(samples::reportId(1)));
        CPPUNIT_ASSERT(!restored.report(samples::reportId(2)));
    }

    void a_file_of_a_newer_version_is_refused()
    {
        sqlite.reset();
        runSql(file, "PRAGMA user_version = 99");

        CPPUNIT_ASSERT(whyNotOpened(file).find("schema version 99") != std::string::npos);
    }

    void a_file_that_is_no_database_is_refused()
    {
        const auto other = folder.path() / "other.sqlite";
        std::ofstream(other) << std::string(8192, 'x');
        std::filesystem::permissions(other, std::filesystem::perms(0600));

        CPPUNIT_ASSERT(whyNotOpened(other).find("not a database") != std::string::npos);
    }

    void a_database_of_another_program_is_refused()
    {
        const auto other = folder.path() / "other.sqlite";
        runSql(other, "CREATE TABLE things (name)");
        std::filesystem::permissions(other, std::filesystem::perms(0600));

        CPPUNIT_ASSERT(whyNotOpened(other).find("another program") != std::string::npos);
    }

    void a_file_that_others_may_read_is_refused()
    {
        sqlite.reset();
        std::filesystem::permissions(file, std::filesystem::perms(0640));

        CPPUNIT_ASSERT(whyNotOpened(file).find("chmod 600") != std::string::npos);
    }

    void a_folder_that_others_may_write_is_refused()
    {
        sqlite.reset();
        std::filesystem::permissions(file.parent_path(), std::filesystem::perms(0770));

        CPPUNIT_ASSERT(whyNotOpened(file).find("chmod 700") != std::string::npos);
    }

    void network_file_systems_are_known_by_their_type()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("NFS"), store::networkFileSystem(0x6969));
        CPPUNIT_ASSERT_EQUAL(std::string("CIFS"), store::networkFileSystem(static_cast<int>(0xff534d42U)));
        CPPUNIT_ASSERT_EQUAL(std::string(), store::networkFileSystem(0xef53));     // ext4
        CPPUNIT_ASSERT_EQUAL(std::string(), store::networkFileSystem(0x01021994)); // tmpfs
    }

    void versions_with_the_wal_reset_bug_are_known()
    {
        for (const int version : {3'007'000, 3'040'001, 3'044'005, 3'045'000, 3'050'006, 3'051'002})
            CPPUNIT_ASSERT_MESSAGE(std::to_string(version), store::hasWalResetBug(version));
        for (const int version : {3'006'023, 3'044'006, 3'050'007, 3'051'003, 3'052'000})
            CPPUNIT_ASSERT_MESSAGE(std::to_string(version), !store::hasWalResetBug(version));
    }

    void the_operator_is_told_of_them()
    {
        const auto caution = SqliteJournal::caution();

        CPPUNIT_ASSERT_EQUAL(store::hasWalResetBug(sqlite3_libversion_number()), !caution.empty());
        CPPUNIT_ASSERT(caution.empty() || caution.find(sqlite3_libversion()) != std::string::npos);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqliteJournalTest);
