#include "manager/edge/SqliteJournal.h"

#include "tests/contract/JournalContract.h"
#include "tests/fakes/TemporaryFolder.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace readystage;

class SqliteJournalTest : public contract::JournalContract {
    CPPUNIT_TEST_SUB_SUITE(SqliteJournalTest, contract::JournalContract);
    CPPUNIT_TEST(everything_is_there_after_opening_again);
    CPPUNIT_TEST(a_report_id_is_accepted_once);
    CPPUNIT_TEST(a_failing_change_leaves_nothing_behind);
    CPPUNIT_TEST(a_file_of_a_newer_version_is_refused);
    CPPUNIT_TEST(a_file_that_is_no_database_is_refused);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "state" / "journal.sqlite";
    std::optional<SqliteJournal> sqlite{file};

    Journal& journal() override { return *sqlite; }

    void reopen()
    {
        sqlite.reset();
        sqlite.emplace(file);
    }

    void everything_is_there_after_opening_again()
    {
        sqlite->accept(samples::stored(1, ReportStatus::ready));
        sqlite->commit(Change{.events = {{samples::kNoon, samples::kVm, "ready", std::nullopt, ""}}});

        reopen();

        CPPUNIT_ASSERT(sqlite->report(samples::reportId(1)));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, sqlite->outstanding().size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, sqlite->eventsOf(samples::kVm, 10).size());
    }

    void a_report_id_is_accepted_once()
    {
        sqlite->accept(samples::stored(1, ReportStatus::ready));

        CPPUNIT_ASSERT_THROW(sqlite->accept(samples::stored(1, ReportStatus::failed)), JournalError);

        CPPUNIT_ASSERT(sqlite->report(samples::reportId(1))->report.status == ReportStatus::ready);
    }

    void a_failing_change_leaves_nothing_behind()
    {
        sqlite->accept(samples::stored(1, ReportStatus::ready));
        StoredReport twice = samples::stored(2, ReportStatus::ready);
        twice.report.id = samples::reportId(1);

        CPPUNIT_ASSERT_THROW(sqlite->accept(twice), JournalError);
        sqlite->accept(samples::stored(3, ReportStatus::ready));

        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, sqlite->outstanding().size());
    }

    void a_file_of_a_newer_version_is_refused()
    {
        sqlite.reset();
        const std::string change = "sqlite3 '" + file.string() + "' 'PRAGMA user_version = 99'";
        CPPUNIT_ASSERT_EQUAL(0, std::system(change.c_str())); // NOLINT(concurrency-mt-unsafe)

        try {
            SqliteJournal newer(file);
            CPPUNIT_FAIL("opened");
        } catch (const JournalError& e) {
            CPPUNIT_ASSERT(std::string(e.what()).find("schema version 99") != std::string::npos);
        }
    }

    void a_file_that_is_no_database_is_refused()
    {
        const auto other = folder.path() / "other.sqlite";
        std::ofstream(other) << std::string(8192, 'x');

        CPPUNIT_ASSERT_THROW(SqliteJournal{other}, JournalError);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqliteJournalTest);
