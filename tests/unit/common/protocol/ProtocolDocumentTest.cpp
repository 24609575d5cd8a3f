#include "common/codec/Json.h"
#include "common/protocol/Proof.h"
#include "common/protocol/Report.h"

#include "common/runtime/AtomicFile.h"
#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <cstdio>
#include <memory>

using namespace readystage;

namespace {

/// What a shell prints for `script`.
std::string shellOutput(const std::string& script)
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(script.c_str(), "r"), &::pclose);
    CPPUNIT_ASSERT(pipe != nullptr);
    std::string output;
    std::array<char, 1024> chunk{};
    while (const std::size_t got = std::fread(chunk.data(), 1, chunk.size(), pipe.get()))
        output.append(chunk.data(), got);
    return output;
}

} // namespace

/// The examples in PROTOCOL.md are true.
class ProtocolDocumentTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ProtocolDocumentTest);
    CPPUNIT_TEST(the_spool_file_is_one_and_becomes_the_wire_report);
    CPPUNIT_TEST(the_receipt_is_one);
    CPPUNIT_TEST(the_problem_is_what_a_missing_boot_id_gives);
    CPPUNIT_TEST(the_proof_is_that_of_the_example);
    CPPUNIT_TEST(the_curl_line_sends_a_report_the_manager_takes);
    CPPUNIT_TEST_SUITE_END();

    const std::vector<std::string> lines = tests::lines(readFile(
        std::filesystem::path(READYSTAGE_TEST_DATA) / "../../common/protocol/PROTOCOL.md", std::size_t{1024} * 1024));

    /// The only line of the document that begins with `beginning`.
    std::string line(const std::string& beginning)
    {
        std::string found;
        for (const auto& each : lines)
            if (each.starts_with(beginning)) {
                CPPUNIT_ASSERT_MESSAGE(beginning, found.empty());
                found = each;
            }
        CPPUNIT_ASSERT_MESSAGE(beginning, !found.empty());
        return found;
    }

    void the_spool_file_is_one_and_becomes_the_wire_report()
    {
        const std::string spool = line(R"({"spool_version")");
        const std::string wire = line(R"({"instance_id")");

        const auto report = protocol::parseReport(wire);

        CPPUNIT_ASSERT(protocol::parseSpoolFile(spool).has_value());
        CPPUNIT_ASSERT_EQUAL(
            wire, protocol::bindToInstance(spool, report->vm.str(), report->incarnation, report->agentVersion));
    }

    void the_receipt_is_one()
    {
        const std::string text = line(R"({"report_id")");

        CPPUNIT_ASSERT_EQUAL(text, protocol::composeReceipt(*protocol::parseReceipt(text)));
    }

    void the_problem_is_what_a_missing_boot_id_gives()
    {
        const Json problem = Json::parse(line(R"({"type":"about:blank")"));

        CPPUNIT_ASSERT_EQUAL(
            protocol::parseReport(tests::testData("protocol/bad/wire-without-boot-id.json")).error().why,
            problem.at("detail").asString());
    }

    void the_proof_is_that_of_the_example()
    {
        const std::string told = line("With the token `");
        const std::string token = told.substr(16, told.find('`', 16) - 16);
        const std::string wire = line(R"({"instance_id")");

        CPPUNIT_ASSERT(protocol::isToken(token));
        CPPUNIT_ASSERT_EQUAL(line("Readystage-Proof: "),
                             std::string(protocol::kProofHeader) + ": " + protocol::proofOf(wire, Secret(token)));
        CPPUNIT_ASSERT(protocol::isProof(protocol::proofOf(wire, Secret(token)), wire, Secret(token)));
        CPPUNIT_ASSERT(!protocol::isProof(protocol::proofOf(wire, Secret(token)), wire + " ", Secret(token)));
        CPPUNIT_ASSERT(!protocol::isProof(protocol::proofOf(wire, Secret(token + "x")), wire, Secret(token)));
        CPPUNIT_ASSERT(!protocol::isProof("", wire, Secret(token)));
        for (const auto& none :
             {std::string(31, 'a'), std::string(129, 'a'), std::string(32, '='), std::string(32, ',')})
            CPPUNIT_ASSERT_MESSAGE(none, !protocol::isToken(none));
    }

    /// `curl` is a shell function here: it answers for the virtual router, and prints what would be sent to the
    /// manager.
    void the_curl_line_sends_a_report_the_manager_takes()
    {
        const std::string curl =
            "curl() { case \"$*\" in *meta-data*) echo 2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11 ;; "
            "*) for word; do test \"$before\" = -d && printf %s \"$word\"; before=$word; done ;; esac; }\n";
        const std::string catalog = "cat() { case $1 in /etc/machine-id) echo 00112233445566778899aabbccddeeff ;; "
                                    "*) command cat \"$1\" ;; esac; }\n";

        const auto report = protocol::parseReport(shellOutput(curl + catalog + line("curl ")));

        CPPUNIT_ASSERT_MESSAGE(report ? "" : report.error().why, report.has_value());
        CPPUNIT_ASSERT(report->status == ReportStatus::ready);
        CPPUNIT_ASSERT(line("curl ").ends_with(std::string("https://readystage:8450") + protocol::kReportsPath));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProtocolDocumentTest);
