#include "manager/edge/Housekeeper.h"
#include "manager/edge/SqliteJournal.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/codec/Json.h"
#include "tests/contract/HousekeepingContract.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FlakyDisk.h"
#include "tests/fakes/TemporaryFolder.h"

#include <sqlite3.h>

using namespace readystage;

class SqliteHousekeepingTest : public contract::HousekeepingContract {
    CPPUNIT_TEST_SUB_SUITE(SqliteHousekeepingTest, contract::HousekeepingContract);
    CPPUNIT_TEST(nobody_changes_the_audit_log_or_removes_from_it);
    CPPUNIT_TEST(the_audit_file_has_each_entry_once_also_after_a_restart);
    CPPUNIT_TEST(a_torn_last_line_is_written_again);
    CPPUNIT_TEST(the_housekeeper_copies_at_its_end_what_is_left);
    CPPUNIT_TEST(a_full_store_is_noticed_without_a_report_and_so_is_its_end);
    CPPUNIT_TEST(a_damaged_row_that_is_read_ends_the_process);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "journal.sqlite";
    std::filesystem::path lines = folder.path() / "audit.jsonl";
    SqliteJournal sqlite{{.file = file}};

    Journal& journal() override { return sqlite; }

    Housekeeping& housekeeping() override { return sqlite; }

    AuditLog& auditLog() override { return sqlite; }

    void record(const std::string& action)
    {
        sqlite.record({std::chrono::system_clock::now(), "manager", action, "manager", "a \"detail\"\n"});
    }

    std::vector<std::string> actionsInFile() const
    {
        std::vector<std::string> actions;
        std::ifstream in(lines);
        for (std::string line; std::getline(in, line);)
            if (line.ends_with('}'))
                actions.push_back(Json::parse(line).at("action").asString());
        return actions;
    }

    std::string complaintAbout(const char* sql) const
    {
        sqlite3* opened = nullptr;
        CPPUNIT_ASSERT_EQUAL(SQLITE_OK, sqlite3_open(file.c_str(), &opened));
        const std::unique_ptr<sqlite3, int (*)(sqlite3*)> owner(opened, sqlite3_close);
        return sqlite3_exec(opened, sql, nullptr, nullptr, nullptr) == SQLITE_OK ? "" : sqlite3_errmsg(opened);
    }

    void nobody_changes_the_audit_log_or_removes_from_it()
    {
        record("started");

        CPPUNIT_ASSERT_EQUAL(std::string("the audit log is only added to"),
                             complaintAbout("UPDATE audit SET actor = 'nobody'"));
        CPPUNIT_ASSERT_EQUAL(std::string("the audit log is kept for a year"), complaintAbout("DELETE FROM audit"));
    }

    void the_audit_file_has_each_entry_once_also_after_a_restart()
    {
        record("started");
        AuditFile(lines, sqlite).catchUp();
        record("reloaded");
        AuditFile again(lines, sqlite);

        again.catchUp();
        again.catchUp();

        CPPUNIT_ASSERT(actionsInFile() == std::vector<std::string>({"started", "reloaded"}));
    }

    void a_torn_last_line_is_written_again()
    {
        record("started");
        AuditFile(lines, sqlite).catchUp();
        record("reloaded");
        std::ofstream(lines, std::ios::app) << R"({"number":2,"at":")";

        AuditFile(lines, sqlite).catchUp();

        CPPUNIT_ASSERT(actionsInFile() == std::vector<std::string>({"started", "reloaded"}));
    }

    void the_housekeeper_copies_at_its_end_what_is_left()
    {
        fakes::FakeClock clock;
        AuditFile audit(lines, sqlite);
        Housekeeper housekeeper(sqlite, audit, clock, {});
        housekeeper.start();
        clock.waitForSleepers(1);
        record("stopped");

        housekeeper.stop();

        CPPUNIT_ASSERT(actionsInFile() == std::vector<std::string>({"stopped"}));
    }

    void a_full_store_is_noticed_without_a_report_and_so_is_its_end()
    {
        fakes::FlakyDisk disk;
        fakes::FakeClock clock;
        SqliteJournal journal({.file = folder.path() / "flaky.sqlite", .vfs = disk.name()});
        AuditFile audit(lines, journal);
        Housekeeper housekeeper(journal, audit, clock, {});
        disk.fillUp(true);
        housekeeper.start();
        clock.waitForSleepers(1);
        CPPUNIT_ASSERT(housekeeper.isFull());
        CPPUNIT_ASSERT(housekeeper.quietFor() == Clock::Steady::duration::zero());

        disk.fillUp(false);
        while (housekeeper.isFull()) { // for ever, if it is not noticed
            clock.advance(std::chrono::seconds(1));
            std::this_thread::yield();
        }

        housekeeper.stop();
    }

    void a_damaged_row_that_is_read_ends_the_process()
    {
        std::string reason;
        SqliteJournal journal(
            {.file = folder.path() / "other.sqlite", .onBroken = [&](const std::string& why) { reason = why; }});
        VmRecord vm{.id = samples::kVm};
        vm.life.owner = "d/alice";
        journal.commit(Change{.vm = vm});
        sqlite3* opened = nullptr;
        sqlite3_open((folder.path() / "other.sqlite").c_str(), &opened);
        sqlite3_exec(opened, "UPDATE vms SET state = 'nonsense'", nullptr, nullptr, nullptr);
        sqlite3_close(opened);

        CPPUNIT_ASSERT_THROW((void)journal.vm(samples::kVm), JournalError);

        CPPUNIT_ASSERT_MESSAGE(reason, reason.find("damaged VM state") != std::string::npos);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqliteHousekeepingTest);
