#include "manager/edge/OperatorHandler.h"

#include <optional>

#include "common/codec/Json.h"
#include "common/runtime/AtomicFile.h"
#include "manager/core/Intake.h"
#include "manager/core/Lifecycle.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/MemoryJournal.h"
#include "tests/fakes/Samples.h"
#include "tests/fakes/TemporaryFolder.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::samples;
using namespace std::string_literals;

class OperatorHandlerTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(OperatorHandlerTest);
    CPPUNIT_TEST(only_who_can_read_the_state_folder_may_ask);
    CPPUNIT_TEST(refused_reports_are_listed_with_their_reasons);
    CPPUNIT_TEST(refused_reports_are_judged_again_after_what_is_new);
    CPPUNIT_TEST(a_readiness_is_taken_back_with_a_reason);
    CPPUNIT_TEST(bad_input_is_told_and_does_nothing);
    CPPUNIT_TEST(too_much_to_do_is_503);
    CPPUNIT_TEST(a_full_store_is_500_and_nothing_is_judged_again);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;
    fakes::MemoryJournal journal;
    fakes::FakeClock clock;
    std::vector<Step> added;
    std::vector<std::string> audited;
    bool room = true;
    OperatorHandler handler{
        {.journal = journal,
         .roster = journal,
         .clock = clock,
         .add = [this](const Step& step) { added.push_back(step); },
         .runElsewhere =
             [this](const std::function<void()>& work) {
                 if (room)
                     work();
                 return room;
             },
         .audit = [this](const auto& action, const auto& subject,
                         const auto& detail) { audited.push_back(action + " " + subject + " " + detail); }},
        folder.path()};

    std::string secret() const
    {
        auto text = readFile(folder.path() / OperatorHandler::kSecretFile, 1'000);
        text.pop_back();
        return text;
    }

    http::Response ask(const std::string& method, const std::string& target, const std::string& shown)
    {
        std::optional<http::Response> answer;
        http::Request request{method, target, {{"Authorization", "Bearer " + shown}}, "", kAddress, kAddress};
        handler.handle(request, [&](http::Response response) { answer = std::move(response); });
        return answer.value();
    }

    http::Response ask(const std::string& method, const std::string& target) { return ask(method, target, secret()); }

    void refuseOne()
    {
        StoredReport stored = samples::stored(1, ReportStatus::ready);
        stored.receivedAt = clock.now();
        (void)take(journal, {stored});
        journal.commit(refuse(stored, "source address 10.1.1.10 is none of the VM's", clock.now()));
    }

    void only_who_can_read_the_state_folder_may_ask()
    {
        const auto mode = std::filesystem::status(folder.path() / OperatorHandler::kSecretFile).permissions();

        CPPUNIT_ASSERT(mode == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
        CPPUNIT_ASSERT_EQUAL(401, ask("GET", "/operator/refused?since=1h", "a guess").status);
        CPPUNIT_ASSERT_EQUAL(200, ask("GET", "/operator/refused?since=1h").status);
    }

    void refused_reports_are_listed_with_their_reasons()
    {
        refuseOne();
        clock.advance(std::chrono::minutes(10));

        const auto listed = [&](const char* since) {
            return Json::parse(ask("GET", "/operator/refused?since="s + since).body).at("refused").asArray();
        };

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, listed("1h").size());
        CPPUNIT_ASSERT_EQUAL(kVm.str(), listed("1h").at(0).at("vm").asString());
        CPPUNIT_ASSERT_EQUAL("source address 10.1.1.10 is none of the VM's"s,
                             listed("1h").at(0).at("reason").asString());
        CPPUNIT_ASSERT(listed("5m").empty());
    }

    void refused_reports_are_judged_again_after_what_is_new()
    {
        refuseOne();
        for (const Step& step : journal.outstanding())
            journal.commit(Change{.finished = {step}});

        const auto answer = ask("POST", "/operator/recheck?refused-since=1h");

        CPPUNIT_ASSERT_EQUAL("{\"rechecked\":1}\n"s, answer.body);
        CPPUNIT_ASSERT(added.at(0).kind == Step::Kind::verify && added.at(0).backFill);
        CPPUNIT_ASSERT(journal.outstanding().at(0).report == reportId(1)); // a restart does not forget it
        CPPUNIT_ASSERT_EQUAL("recheck reports peer=10.1.1.10 1"s, audited.at(0));
    }

    void a_readiness_is_taken_back_with_a_reason()
    {
        CPPUNIT_ASSERT_EQUAL(200, ask("POST", "/operator/revoke?vm=" + kVm.str() + "&why=bad%20disk").status);

        CPPUNIT_ASSERT(added.at(0).happening->kind == Happening::Kind::revoked);
        CPPUNIT_ASSERT_EQUAL("revoked: bad disk"s, added.at(0).happening->what);
        CPPUNIT_ASSERT_EQUAL("revoke " + kVm.str() + " peer=10.1.1.10 bad disk", audited.at(0));
    }

    void bad_input_is_told_and_does_nothing()
    {
        CPPUNIT_ASSERT_EQUAL(400, ask("GET", "/operator/refused").status);
        CPPUNIT_ASSERT_EQUAL(400, ask("GET", "/operator/refused?since=soon").status);
        CPPUNIT_ASSERT_EQUAL(400, ask("POST", "/operator/recheck").status);
        CPPUNIT_ASSERT_EQUAL(400, ask("POST", "/operator/revoke?vm=i-2-34-VM&why=x").status);
        CPPUNIT_ASSERT_EQUAL(400, ask("POST", "/operator/revoke?vm=" + kVm.str()).status);
        CPPUNIT_ASSERT_EQUAL(404, ask("GET", "/operator/revoke?vm=" + kVm.str() + "&why=x").status);

        CPPUNIT_ASSERT(added.empty() && audited.empty());
    }

    void too_much_to_do_is_503()
    {
        room = false;

        CPPUNIT_ASSERT_EQUAL(503, ask("GET", "/operator/refused?since=1h").status);
    }

    void a_full_store_is_500_and_nothing_is_judged_again()
    {
        refuseOne();
        journal.fillUpOnce();

        CPPUNIT_ASSERT_EQUAL(500, ask("POST", "/operator/recheck?refused-since=1h").status);

        CPPUNIT_ASSERT(added.empty() && audited.empty());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(OperatorHandlerTest);
