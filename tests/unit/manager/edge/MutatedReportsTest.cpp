#include "manager/edge/ReportHandler.h"

#include <array>
#include <future>
#include <random>

#include "tests/fakes/FakeClock.h"
#include "tests/fakes/MemoryJournal.h"
#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;

namespace {

constexpr std::array kFields{"report_id", "instance_id", "incarnation", "boot_id",          "agent_version",  "status",
                             "phase",     "reason",      "run",         "failed_resources", "elapsed_seconds"};

const std::string& validReport()
{
    static const std::string text =
        R"({"instance_id":"2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11","incarnation":"00112233445566778899aabbccddeeff",)"
        R"("agent_version":"0.1.0","spool_version":1,"report_id":"aaaaaaaa-0000-4000-8000-000000000001",)"
        R"("boot_id":"0f0e0d0c-0b0a-4908-8706-050403020100","status":"ready","phase":"puppet","reason":"well\n\u00fc",)"
        R"("failed_resources":["Exec[a]","Service[b]"],"run":{"tool":"puppet","environment":"production","noop":false},)"
        R"("elapsed_seconds":12.5,"created":"2026-08-21T12:00:00.000Z"})";
    return text;
}

} // namespace

/// Whatever comes over the wire: 202, or a 4xx that says what is wrong, and no VM changes by it.
class MutatedReportsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MutatedReportsTest);
    CPPUNIT_TEST(each_field_with_each_wrong_value_is_named);
    CPPUNIT_TEST(each_bit_of_a_report_may_be_flipped);
    CPPUNIT_TEST(many_mutations_are_answered);
    CPPUNIT_TEST_SUITE_END();

    fakes::MemoryJournal journal;
    fakes::FakeClock clock;
    Metrics metrics;
    Committer committer{journal, clock, {}, [](const auto&) {}};
    ReportHandler handler{committer,
                          {{.most = 1'000'000'000, .per = std::chrono::seconds(1)},
                           {.most = 1'000'000'000, .per = std::chrono::seconds(1)}},
                          clock,
                          metrics};

public:
    void setUp() override { committer.start(); }

private:
    http::Response answerTo(const std::string& body)
    {
        std::promise<http::Response> promise;
        handler.handle({"POST", "/v1/reports", {}, body, samples::kAddress, samples::kAddress},
                       [&promise](http::Response response) { promise.set_value(std::move(response)); });
        return promise.get_future().get();
    }

    void mustBeAnswered(const std::string& body)
    {
        const auto response = answerTo(body);
        const bool known = response.status == 202 || response.status == 400 || response.status == 409;
        CPPUNIT_ASSERT_MESSAGE(body, known);
        if (response.status == 400)
            CPPUNIT_ASSERT_MESSAGE(body + " -> " + response.body, saysWhatIsWrong(response.body));
    }

    /// It names a field, or says that and where it is no JSON at all.
    static bool saysWhatIsWrong(const std::string& problem)
    {
        for (const char* const field : kFields)
            if (problem.find(field) != std::string::npos)
                return true;
        return problem.find("JSON") != std::string::npos || problem.find("the document") != std::string::npos;
    }

    void nothingHasChanged()
    {
        CPPUNIT_ASSERT(!journal.vm(samples::kVm));
        CPPUNIT_ASSERT(journal.eventsOf(samples::kVm, 1).empty());
    }

    /// The report with one member's value replaced by `value`; empty: without the member.
    static std::string with(const std::string& field, const std::string& value)
    {
        const std::string& report = validReport();
        const auto begin = report.find('"' + field + '"');
        auto end = report.find(",\"", begin + 1);
        if (field == "failed_resources")
            end = report.find("],", begin) + 1;
        if (field == "run")
            end = report.find("},", begin) + 1;
        if (value.empty())
            return report.substr(0, begin) + report.substr(end + 1);
        return report.substr(0, begin) + '"' + field + "\":" + value + report.substr(end);
    }

    void each_field_with_each_wrong_value_is_named()
    {
        const std::string longText = '"' + std::string(100'000, 'x') + '"';
        for (const char* const field : kFields)
            for (const std::string value :
                 {"42", "-1e40", "true", "\"\\u0000\"", "[[]]", "{\"a\":[]}", longText.c_str(), "[7]"}) {
                const auto response = answerTo(with(field, value));
                const std::string what = std::string(field) + " = " + value.substr(0, 20) + ": " + response.body;
                const bool may = (field == std::string("elapsed_seconds") && value == "42") ||
                                 (field == std::string("reason") && value == "\"\\u0000\"") ||
                                 (field == std::string("run") && value == "{\"a\":[]}");
                CPPUNIT_ASSERT_MESSAGE(what, response.status == 400 || (may && response.status != 500));
                CPPUNIT_ASSERT_MESSAGE(what, may || response.body.find(field) != std::string::npos);
            }
        for (const char* const field :
             {"report_id", "instance_id", "incarnation", "boot_id", "agent_version", "status"})
            CPPUNIT_ASSERT_MESSAGE(field, answerTo(with(field, "")).body.find(field) != std::string::npos);
        nothingHasChanged();
    }

    void each_bit_of_a_report_may_be_flipped()
    {
        for (std::size_t at = 0; at < validReport().size(); ++at)
            for (unsigned bit = 0; bit < 8; ++bit) {
                std::string mutated = validReport();
                mutated[at] = static_cast<char>(static_cast<unsigned char>(mutated[at]) ^ (1U << bit));
                mustBeAnswered(mutated);
            }
        nothingHasChanged();
    }

    static std::string mutation(std::mt19937& random)
    {
        std::string text = validReport();
        const unsigned times = 1 + random() % 4;
        for (unsigned i = 0; i < times && !text.empty(); ++i) {
            const std::size_t at = random() % text.size();
            const std::size_t length = 1 + random() % 8;
            switch (random() % 5) {
            case 0:
                text[at] = static_cast<char>(random() % 256);
                break;
            case 1:
                text.erase(at, length);
                break;
            case 2:
                text.insert(at, text.substr(random() % text.size(), length));
                break;
            case 3:
                text.insert(at, 1, "{}[]\",:\\0-e.\x80\xff"[random() % 14]);
                break;
            default:
                text.resize(at);
            }
        }
        return text;
    }

#ifdef __SANITIZE_THREAD__
    static constexpr int kMutations = 10'000; // one thread answers them all
#else
    static constexpr int kMutations = 100'000;
#endif

    void many_mutations_are_answered()
    {
        std::mt19937 random(20261122);
        for (int i = 0; i < kMutations; ++i)
            mustBeAnswered(mutation(random));
        nothingHasChanged();
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MutatedReportsTest);
