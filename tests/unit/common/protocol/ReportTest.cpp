#include "common/protocol/Report.h"

#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace std::chrono_literals;
using tests::testData;

class ReportTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ReportTest);
    CPPUNIT_TEST(every_field_of_a_report_is_read);
    CPPUNIT_TEST(what_is_optional_may_be_missing);
    CPPUNIT_TEST(every_field_the_agent_needs_is_read_from_the_spool);
    CPPUNIT_TEST(what_is_optional_may_be_missing_in_the_spool);
    CPPUNIT_TEST(uuids_are_compared_in_lower_case);
    CPPUNIT_TEST(the_limits_themselves_are_allowed);
    CPPUNIT_TEST(content_does_not_depend_on_form_or_agent_version);
    CPPUNIT_TEST(content_depends_on_everything_else);
    CPPUNIT_TEST(many_members_are_no_reason_to_be_slow);
    CPPUNIT_TEST(a_receipt_can_be_read_again);
    CPPUNIT_TEST(what_is_no_receipt_is_refused);
    CPPUNIT_TEST_SUITE_END();

    void every_field_of_a_report_is_read()
    {
        const auto report = protocol::parseReport(testData("protocol/wire-v1-full.json"));

        CPPUNIT_ASSERT_EQUAL(std::string("6f0c1f6e-2f0a-4d0e-9d4e-0a4f8f6b1c11"), report->id.str());
        CPPUNIT_ASSERT_EQUAL(std::string("2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11"), report->vm.str());
        CPPUNIT_ASSERT_EQUAL(std::string("00112233445566778899aabbccddeeff"), report->incarnation.str());
        CPPUNIT_ASSERT_EQUAL(std::string("0b5c3e0a-7a63-4a53-8f0b-5b7f0d6b8a01"), report->boot.str());
        CPPUNIT_ASSERT(report->status == ReportStatus::failed);
        CPPUNIT_ASSERT_EQUAL(std::string("configured"), report->phase);
        CPPUNIT_ASSERT(report->reason.starts_with("Error: /Stage[main]/Foo/Exec[install-foo]"));
        CPPUNIT_ASSERT(report->reason.ends_with("\nError: \"quoted\" \\ and a tab\t"));
        CPPUNIT_ASSERT((report->failedResources == std::vector<std::string>{"Exec[install-foo]", "Service[foo]"}));
        CPPUNIT_ASSERT(
            (report->run == RunIdentity{"puppet", "1766678400", "f3f0c6b2-3f39-44d5-9a3c-6d0f4a6f9a01", "production"}));
        CPPUNIT_ASSERT(report->elapsed == 83'250ms);
        CPPUNIT_ASSERT_EQUAL(std::string("0.1.0"), report->agentVersion);
    }

    void what_is_optional_may_be_missing()
    {
        for (const auto* const name : {"protocol/wire-v1-minimal.json", "protocol/wire-v1-nulls-and-empty.json"}) {
            const auto report = protocol::parseReport(testData(name));

            CPPUNIT_ASSERT(report->status == ReportStatus::ready);
            CPPUNIT_ASSERT(report->phase.empty() && report->reason.empty() && report->failedResources.empty());
            CPPUNIT_ASSERT(report->run == RunIdentity{} && !report->elapsed);
        }
    }

    void every_field_the_agent_needs_is_read_from_the_spool()
    {
        const auto spool = protocol::parseSpoolFile(testData("protocol/spool-v1-full.json"));

        CPPUNIT_ASSERT_EQUAL(std::string("6f0c1f6e-2f0a-4d0e-9d4e-0a4f8f6b1c11"), spool->id.str());
        CPPUNIT_ASSERT_EQUAL(std::string("0b5c3e0a-7a63-4a53-8f0b-5b7f0d6b8a01"), spool->boot.str());
        CPPUNIT_ASSERT_EQUAL(std::string("4c4c4544-0042-3510-8052-b4c04f4e3732"), spool->productUuid);
        CPPUNIT_ASSERT(spool->status == ReportStatus::failed);
        CPPUNIT_ASSERT_EQUAL(std::string("configured"), spool->phase);
        CPPUNIT_ASSERT_EQUAL(std::string("2026-08-21T12:00:00Z"), spool->created);
    }

    void what_is_optional_may_be_missing_in_the_spool()
    {
        for (const auto* const name : {"protocol/spool-v1-minimal.json", "protocol/spool-v1-nulls-and-empty.json"}) {
            const auto spool = protocol::parseSpoolFile(testData(name));

            CPPUNIT_ASSERT(spool->productUuid.empty() && spool->phase.empty());
        }
    }

    void uuids_are_compared_in_lower_case()
    {
        const auto spool = protocol::parseSpoolFile(testData("protocol/spool-v1-upper-case-uuids.json"));

        CPPUNIT_ASSERT_EQUAL(std::string("0b5c3e0a-7a63-4a53-8f0b-5b7f0d6b8a01"), spool->boot.str());
        CPPUNIT_ASSERT_EQUAL(std::string("4c4c4544-0042-3510-8052-b4c04f4e3732"), spool->productUuid);
    }

    void the_limits_themselves_are_allowed()
    {
        const auto report = protocol::parseReport(testData("protocol/wire-v1-at-the-limits.json"));

        CPPUNIT_ASSERT_EQUAL(protocol::kMaxReasonBytes, report->reason.size());
        CPPUNIT_ASSERT_EQUAL(protocol::kMaxFailedResources, report->failedResources.size());
        CPPUNIT_ASSERT_EQUAL(protocol::kMaxNameBytes, report->failedResources[99].size());
        CPPUNIT_ASSERT_EQUAL(protocol::kMaxShortBytes, report->phase.size());
    }

    void content_does_not_depend_on_form_or_agent_version()
    {
        const std::string digest =
            protocol::contentDigest(R"({"report_id":"a","agent_version":"1","run":{"x":1,"y":"\u00e9"}})");

        CPPUNIT_ASSERT_EQUAL(
            digest, protocol::contentDigest(
                        "{ \"run\" : {\"y\":\"\u00e9\",\"x\":1},\n\"agent_version\":\"2\",\"report_id\":\"a\"}"));
    }

    void content_depends_on_everything_else()
    {
        const std::string digest = protocol::contentDigest(R"({"report_id":"a","run":{"agent_version":"1"}})");

        for (const auto* const other :
             {R"({"report_id":"b","run":{"agent_version":"1"}})", R"({"report_id":"a","run":{"agent_version":"2"}})",
              R"({"report_id":"a","run":{"agent_version":"1"},"new":0})", R"({"report_id":"a"})"})
            CPPUNIT_ASSERT_MESSAGE(other, digest != protocol::contentDigest(other));
    }

    void many_members_are_no_reason_to_be_slow()
    {
        std::string text = "{\"\":0";
        for (int i = 0; i < 100'000; ++i)
            text += ",\"" + std::to_string(i) + "\":0";

        CPPUNIT_ASSERT_EQUAL(std::size_t(64),
                             protocol::contentDigest(text + "}").size()); // quadratic work would time out
    }

    void a_receipt_can_be_read_again()
    {
        const protocol::Receipt receipt{*ReportId::parse("6f0c1f6e-2f0a-4d0e-9d4e-0a4f8f6b1c11"), "r-\"42\""};

        const auto read = protocol::parseReceipt(protocol::composeReceipt(receipt));

        CPPUNIT_ASSERT(read->report == receipt.report);
        CPPUNIT_ASSERT_EQUAL(receipt.receipt, read->receipt);
    }

    void what_is_no_receipt_is_refused()
    {
        const std::string id = R"("report_id":"6f0c1f6e-2f0a-4d0e-9d4e-0a4f8f6b1c11")";

        CPPUNIT_ASSERT_EQUAL(std::string("receipt: missing"), protocol::parseReceipt("{" + id + "}").error().why);
        CPPUNIT_ASSERT_EQUAL(std::string("receipt: expected at least one character"),
                             protocol::parseReceipt("{" + id + R"(,"receipt":""})").error().why);
        CPPUNIT_ASSERT_EQUAL(
            std::string("receipt: longer than 128 bytes"),
            protocol::parseReceipt("{" + id + ",\"receipt\":\"" + std::string(129, 'r') + "\"}").error().why);
        CPPUNIT_ASSERT_EQUAL(std::string("report_id: missing"),
                             protocol::parseReceipt(R"({"receipt":"r"})").error().why);
        CPPUNIT_ASSERT(protocol::parseReceipt("<html>accepted</html>").error().why.starts_with("not JSON:"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReportTest);
