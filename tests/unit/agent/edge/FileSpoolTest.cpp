#include "agent/edge/FileSpool.h"

#include "agent/edge/FileOutbox.h"
#include "agent/edge/SpoolLayout.h"
#include "common/codec/Digest.h"
#include "common/codec/Json.h"
#include "common/runtime/AtomicFile.h"
#include "tests/contract/SpoolContract.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/TemporaryFolder.h"

#include <algorithm>
#include <system_error>

#include <sys/stat.h>
#include <sys/time.h>

namespace readystage::agent {

namespace {

std::string spoolFile(const ReportId& id)
{
    return protocol::composeSpoolFile({id,
                                       fakes::kThisBoot,
                                       fakes::kThisMachine,
                                       ReportStatus::ready,
                                       "configured",
                                       "",
                                       {},
                                       {},
                                       std::nullopt,
                                       "2026-11-22T08:00:00Z"});
}

} // namespace

class FileSpoolTest : public contract::SpoolContract {
    CPPUNIT_TEST_SUB_SUITE(FileSpoolTest, contract::SpoolContract);
    CPPUNIT_TEST(nobody_else_may_look_into_it);
    CPPUNIT_TEST(the_folder_of_an_instance_is_named_by_its_hash);
    CPPUNIT_TEST(a_clock_that_steps_back_keeps_the_order);
    CPPUNIT_TEST(files_of_other_writers_come_in_the_order_of_their_times);
    CPPUNIT_TEST(a_file_being_written_is_not_seen);
    CPPUNIT_TEST(an_old_temporary_file_is_removed_and_a_young_one_is_not);
    CPPUNIT_TEST(garbage_is_told_and_kept_aside_under_its_name);
    CPPUNIT_TEST(a_file_that_is_too_long_is_garbage);
    CPPUNIT_TEST(a_folder_in_the_way_is_garbage);
    CPPUNIT_TEST(a_kill_between_binding_and_removing_queues_once);
    CPPUNIT_TEST(a_kill_between_receipt_and_removing_does_not_send_again);
    CPPUNIT_TEST(a_broken_file_in_the_outbox_holds_nothing_up);
    CPPUNIT_TEST(a_broken_identity_is_replaced_and_no_report_is_lost);
    CPPUNIT_TEST(an_identity_of_another_instance_retires_the_folder);
    CPPUNIT_TEST(broken_receipts_do_not_stop_new_ones);
    CPPUNIT_TEST(broken_receipts_are_kept_aside);
    CPPUNIT_TEST(what_is_no_folder_where_one_should_be_holds_nothing_up);
    CPPUNIT_TEST(what_is_kept_aside_is_bounded_in_bytes);
    CPPUNIT_TEST(what_is_kept_aside_is_bounded_in_age);
    CPPUNIT_TEST(the_age_counts_from_when_it_was_set_aside);
    CPPUNIT_TEST(the_receipt_remembers_the_run_it_tells_of);
    CPPUNIT_TEST(the_reason_of_a_rejection_stands_beside_the_report);
    CPPUNIT_TEST(two_files_of_one_name_are_both_kept_aside);
    CPPUNIT_TEST(only_the_last_receipts_are_kept);
    CPPUNIT_TEST(a_spool_that_cannot_be_written_is_named);
    CPPUNIT_TEST_SUITE_END();

public:
    Spool& spool() override { return spool_; }

    Spool& reopened() override { return later_; }

    std::string bytesOf(const ReportId& id) const override { return spoolFile(id); }

private:
    using Path = std::filesystem::path;

    fakes::TemporaryFolder folder_;
    fakes::FakeClock clock_;
    FileSpool spool_{folder_ / "state", clock_};
    FileSpool later_{folder_ / "state", clock_};

    Path state(const Path& below) const { return folder_.path() / "state" / below; }

    static ReportId id(int number) { return fakes::reportNumber(number); }

    void accept(int number) { spool_.accept(id(number), spoolFile(id(number))); }

    void takeAll(Outbox& outbox)
    {
        for (const auto& report : spool_.incoming())
            outbox.take(report);
    }

    Path instanceFolder() const { return state(layout::kInstances) / layout::namesIn(state(layout::kInstances)).at(0); }

    static void setAge(const Path& file, std::chrono::seconds age)
    {
        std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now() - age);
    }

    void nobody_else_may_look_into_it()
    {
        accept(1);
        (void)spool_.open("a-vm");

        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "state")) {
            struct stat status {};

            CPPUNIT_ASSERT_EQUAL(0, ::stat(entry.path().c_str(), &status));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(entry.path().string(), 0U, status.st_mode & 077U);
        }
    }

    void the_folder_of_an_instance_is_named_by_its_hash()
    {
        (void)spool_.open("a-vm");

        CPPUNIT_ASSERT(
            (layout::namesIn(state(layout::kInstances)) == std::vector<std::string>{sha256Hex("a-vm").substr(0, 16)}));
    }

    void a_clock_that_steps_back_keeps_the_order()
    {
        accept(1);
        clock_.advance(std::chrono::hours(-100'000));
        accept(2);

        CPPUNIT_ASSERT(spool_.incoming()[1].says->id == id(2));
    }

    void files_of_other_writers_come_in_the_order_of_their_times()
    {
        makeDirectory(state(layout::kIncoming));
        for (int number = 1; number <= 3; ++number) {
            const Path file = state(layout::kIncoming) / (id(number).str() + ".json");
            writeAtomically(file, spoolFile(id(number)));
            setAge(file, std::chrono::seconds(number == 2 ? 300 : 100 * (3 - number)));
        }

        const auto incoming = spool_.incoming();

        CPPUNIT_ASSERT(incoming[0].says->id == id(2));
        CPPUNIT_ASSERT(incoming[1].says->id == id(1));
        CPPUNIT_ASSERT(incoming[2].says->id == id(3));
    }

    void a_file_being_written_is_not_seen()
    {
        makeDirectory(state(layout::kIncoming));
        writeAtomically(state(layout::kIncoming) / ".half.json.XyZ", "{");

        CPPUNIT_ASSERT(spool_.incoming().empty());
    }

    void an_old_temporary_file_is_removed_and_a_young_one_is_not()
    {
        makeDirectory(state(layout::kIncoming));
        writeAtomically(state(layout::kIncoming) / ".old", "{");
        writeAtomically(state(layout::kIncoming) / ".young", "{");
        setAge(state(layout::kIncoming) / ".old", std::chrono::hours(2));

        (void)spool_.incoming();

        CPPUNIT_ASSERT(!exists(state(layout::kIncoming) / ".old"));
        CPPUNIT_ASSERT(exists(state(layout::kIncoming) / ".young"));
    }

    void addGarbage(const std::string& name, const std::string& bytes)
    {
        makeDirectory(state(layout::kIncoming));
        writeAtomically(state(layout::kIncoming) / name, bytes);
    }

    void garbage_is_told_and_kept_aside_under_its_name()
    {
        addGarbage("x.json", spoolFile(id(1)).substr(0, 40));

        const auto incoming = spool_.incoming();
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), incoming.size());
        CPPUNIT_ASSERT(!incoming[0].says);
        spool_.setAside(incoming[0], Aside::bad);

        CPPUNIT_ASSERT_EQUAL(std::string("x.json"), layout::namesIn(state(layout::kBad)).at(0));
    }

    void a_file_that_is_too_long_is_garbage()
    {
        addGarbage("x.json", spoolFile(id(1)) + std::string(protocol::kMaxSpoolBytes, ' '));

        CPPUNIT_ASSERT(!spool_.incoming().at(0).says);
    }

    void a_folder_in_the_way_is_garbage()
    {
        makeDirectory(state(layout::kIncoming) / "x.json");

        const auto incoming = spool_.incoming();
        CPPUNIT_ASSERT(!incoming.at(0).says);
        spool_.setAside(incoming[0], Aside::bad);

        CPPUNIT_ASSERT(spool_.incoming().empty());
    }

    void a_kill_between_binding_and_removing_queues_once()
    {
        accept(1);
        const auto outbox = spool_.open("a-vm");
        const auto incoming = spool_.incoming();
        const Path file = state(layout::kIncoming) / incoming[0].name;
        outbox->take(incoming[0]);
        writeAtomically(file, incoming[0].bytes); // as if it had not been removed

        takeAll(*outbox);

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), outbox->queued().size());
        CPPUNIT_ASSERT(!exists(file));
    }

    void a_kill_between_receipt_and_removing_does_not_send_again()
    {
        accept(1);
        const auto outbox = spool_.open("a-vm");
        takeAll(*outbox);
        const auto queued = outbox->queued();
        const Path file = instanceFolder() / layout::kOutbox / queued[0].name;
        const std::string bytes = readFile(file, protocol::kMaxSpoolBytes);
        outbox->acknowledge(queued[0], {id(1), "r-1"});
        writeAtomically(file, bytes); // as if it had not been removed

        CPPUNIT_ASSERT(outbox->queued().empty());
        CPPUNIT_ASSERT(!exists(file));
    }

    void a_broken_file_in_the_outbox_holds_nothing_up()
    {
        accept(1);
        accept(2);
        const auto outbox = spool_.open("a-vm");
        takeAll(*outbox);
        const auto broken = outbox->queued().at(0).name;
        writeAtomically(instanceFolder() / layout::kOutbox / broken, "");

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), outbox->queued().size());
        CPPUNIT_ASSERT_EQUAL(broken, layout::namesIn(state(layout::kBad)).at(0));
    }

    void a_broken_identity_is_replaced_and_no_report_is_lost()
    {
        accept(1);
        takeAll(*spool_.open("a-vm"));
        for (const char* garbage : {"", "{", "{}", "[]", R"({"instance_id":"a-vm","incarnation":"x"})"}) {
            writeAtomically(instanceFolder() / layout::kIdentity, garbage);

            CPPUNIT_ASSERT_EQUAL_MESSAGE(garbage, std::size_t(1), spool_.open("a-vm")->queued().size());
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t(5), layout::namesIn(state(layout::kBad)).size());
    }

    void an_identity_of_another_instance_retires_the_folder()
    {
        accept(1);
        takeAll(*spool_.open("a-vm"));
        JsonText identity;
        identity.add("instance_id", "another-vm").add("incarnation", std::string(32, '0'));
        writeAtomically(instanceFolder() / layout::kIdentity, identity.str());

        CPPUNIT_ASSERT(spool_.open("a-vm")->queued().empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), layout::namesIn(state(layout::kStale)).size());
    }

    void broken_receipts_do_not_stop_new_ones()
    {
        accept(1);
        const auto outbox = spool_.open("a-vm");
        takeAll(*outbox);
        writeAtomically(instanceFolder() / layout::kAcked, "{\"acknowledged\":[{}]}");

        outbox->acknowledge(outbox->queued().at(0), {id(1), "r-1"});

        CPPUNIT_ASSERT(spool_.fateOf(id(1)) == Fate::acknowledged);
    }

    void broken_receipts_are_kept_aside()
    {
        (void)spool_.open("a-vm");
        for (const char* const garbage : {"", "{", "[]", R"({"acknowledged":[{"report":1}]})"}) {
            writeAtomically(instanceFolder() / layout::kAcked, garbage);
            CPPUNIT_ASSERT_MESSAGE(garbage, areReceiptsBroken(instanceFolder()));

            (void)spool_.open("a-vm");

            CPPUNIT_ASSERT_MESSAGE(garbage, !areReceiptsBroken(instanceFolder()));
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t(4), layout::namesIn(state(layout::kBad)).size());
    }

    void what_is_no_folder_where_one_should_be_holds_nothing_up()
    {
        accept(1);
        makeDirectory(state(layout::kInstances));
        writeAtomically(state(layout::kInstances) / sha256Hex("a-vm").substr(0, 16), "a file");
        writeAtomically(state(layout::kInstances) / "another", "a file");
        const auto outbox = spool_.open("a-vm");
        takeAll(*outbox);
        makeDirectory(instanceFolder() / layout::kOutbox / "a-folder.json");

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), outbox->queued().size());
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), spool_.queuedOfAll());
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), layout::namesIn(state(layout::kStale)).size());
        CPPUNIT_ASSERT_EQUAL(std::string("a-folder.json"), layout::namesIn(state(layout::kBad)).at(0));
    }

    void what_is_kept_aside_is_bounded_in_bytes()
    {
        for (int number = 0; number < 5; ++number) {
            makeDirectory(state(layout::kStale) / std::to_string(number));
            writeAtomically(state(layout::kStale) / std::to_string(number) / "x", std::string(300, 'x'));
            setAge(state(layout::kStale) / std::to_string(number), std::chrono::hours(10 - number));
        }

        (void)FileSpool(folder_ / "state", clock_, {1'000, std::chrono::hours(1'000)}).open("a-vm");

        CPPUNIT_ASSERT((layout::namesIn(state(layout::kStale)) == std::vector<std::string>{"2", "3", "4"}));
    }

    void what_is_kept_aside_is_bounded_in_age()
    {
        makeDirectory(state(layout::kBad));
        writeAtomically(state(layout::kBad) / "old", "x");
        writeAtomically(state(layout::kBad) / "young", "x");
        setAge(state(layout::kBad) / "old", std::chrono::hours(31 * 24));

        (void)spool_.open("a-vm");

        CPPUNIT_ASSERT((layout::namesIn(state(layout::kBad)) == std::vector<std::string>{"young"}));
    }

    void the_age_counts_from_when_it_was_set_aside()
    {
        addGarbage("x.json", "{");
        setAge(state(layout::kIncoming) / "x.json", std::chrono::hours(31 * 24));

        spool_.setAside(spool_.incoming().at(0), Aside::bad);
        (void)spool_.open("a-vm");

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), layout::namesIn(state(layout::kBad)).size());
    }

    void the_receipt_remembers_the_run_it_tells_of()
    {
        RunIdentity run;
        run.transaction = "t-1";
        spool_.accept(id(1),
                      protocol::composeSpoolFile(
                          {id(1), fakes::kThisBoot, "", ReportStatus::failed, "", "", {}, run, std::nullopt, "now"}));
        const auto outbox = spool_.open("a-vm");
        takeAll(*outbox);

        outbox->acknowledge(outbox->queued().at(0), {id(1), "r-1"});

        CPPUNIT_ASSERT_EQUAL(std::string("t-1"), readAcknowledged(instanceFolder()).at(0).transaction);
    }

    void the_reason_of_a_rejection_stands_beside_the_report()
    {
        accept(1);
        const auto outbox = spool_.open("a-vm");
        takeAll(*outbox);
        const auto report = outbox->queued().at(0);

        outbox->reject(report, "422: phase: too long");

        const Path rejected = instanceFolder() / layout::kRejected;
        CPPUNIT_ASSERT_EQUAL(spoolFile(id(1)), readFile(rejected / report.name, protocol::kMaxSpoolBytes));
        CPPUNIT_ASSERT_EQUAL(std::string("422: phase: too long\n"), readFile(rejected / (report.name + ".why"), 100));
    }

    void two_files_of_one_name_are_both_kept_aside()
    {
        for (int i = 0; i < 3; ++i) {
            addGarbage("x.json", std::to_string(i));
            spool_.setAside(spool_.incoming().at(0), Aside::bad);
        }

        CPPUNIT_ASSERT(
            (layout::namesIn(state(layout::kBad)) == std::vector<std::string>{"x.json", "x.json.1", "x.json.2"}));
    }

    void only_the_last_receipts_are_kept()
    {
        const auto outbox = spool_.open("a-vm");
        for (int number = 1; number <= 103; ++number) {
            accept(number);
            takeAll(*outbox);
            outbox->acknowledge(outbox->queued().at(0), {id(number), "r-" + std::to_string(number)});
        }

        const auto kept = readAcknowledged(instanceFolder());

        CPPUNIT_ASSERT_EQUAL(std::size_t(100), kept.size());
        CPPUNIT_ASSERT_EQUAL(std::string("r-4"), kept.front().receipt);
        CPPUNIT_ASSERT_EQUAL(std::string("ready"), kept.back().status);
    }

    void a_spool_that_cannot_be_written_is_named()
    {
        writeAtomically(folder_ / "state", "a file where the folder should be");
        try {
            accept(1);
            CPPUNIT_FAIL("accepted");
        } catch (const std::system_error& e) {
            CPPUNIT_ASSERT(std::string(e.what()).find((folder_ / "state").string()) != std::string::npos);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FileSpoolTest);

} // namespace readystage::agent
