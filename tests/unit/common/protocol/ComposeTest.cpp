#include "common/protocol/Report.h"

#include "common/codec/Json.h"
#include "common/domain/Utf8.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace std::chrono_literals;

class ComposeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ComposeTest);
    CPPUNIT_TEST(what_is_composed_says_what_it_was_told);
    CPPUNIT_TEST(the_smallest_report_has_no_empty_members);
    CPPUNIT_TEST(what_is_composed_survives_spool_and_wire);
    CPPUNIT_TEST(a_long_reason_keeps_its_end);
    CPPUNIT_TEST(a_cut_reason_does_not_begin_inside_a_character);
    CPPUNIT_TEST(a_reason_of_any_bytes_becomes_text);
    CPPUNIT_TEST(too_many_resources_and_too_long_names_are_cut);
    CPPUNIT_TEST(a_cut_name_does_not_end_inside_a_character);
    CPPUNIT_TEST(what_grows_by_escaping_fits_nevertheless);
    CPPUNIT_TEST(binding_touches_nothing_behind_the_first_brace);
    CPPUNIT_TEST(an_instance_id_cannot_break_out_of_its_quotes);
    CPPUNIT_TEST(phases_are_words);
    CPPUNIT_TEST_SUITE_END();

    protocol::Composed report{*ReportId::parse("6f0c1f6e-2f0a-4d0e-9d4e-0a4f8f6b1c11"),
                              *BootId::parse("0b5c3e0a-7a63-4a53-8f0b-5b7f0d6b8a01"),
                              "",
                              ReportStatus::failed,
                              "configured",
                              "",
                              {},
                              {},
                              std::nullopt,
                              "2026-08-21T12:00:00.000Z"};
    const Incarnation incarnation = *Incarnation::parse("00112233445566778899aabbccddeeff");

    std::string reasonIn(const std::string& spoolFile) { return Json::parse(spoolFile).stringOr("reason", ""); }

    void what_is_composed_says_what_it_was_told()
    {
        report.productUuid = "4C4C4544-0042-3510-8052-B4C04F4E3732";
        report.reason = "it \"failed\"\n";
        report.failedResources = {"Exec[a]"};
        report.run = {"puppet", "1766678400", "", "production"};
        report.elapsed = 83'250ms;

        CPPUNIT_ASSERT_EQUAL(
            std::string(
                R"({"spool_version":1,"report_id":"6f0c1f6e-2f0a-4d0e-9d4e-0a4f8f6b1c11",)"
                R"("boot_id":"0b5c3e0a-7a63-4a53-8f0b-5b7f0d6b8a01","product_uuid":"4c4c4544-0042-3510-8052-b4c04f4e3732",)"
                R"("status":"failed","phase":"configured","reason":"it \"failed\"\n","failed_resources":["Exec[a]"],)"
                R"("run":{"tool":"puppet","catalog_version":"1766678400","environment":"production"},)"
                R"("elapsed_seconds":83.25,"created":"2026-08-21T12:00:00.000Z"})"
                "\n"),
            protocol::composeSpoolFile(report));
    }

    void the_smallest_report_has_no_empty_members()
    {
        report.status = ReportStatus::ready;
        report.phase = "";
        report.productUuid = "Not Specified";

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"spool_version":1,"report_id":"6f0c1f6e-2f0a-4d0e-9d4e-0a4f8f6b1c11",)"
                                         R"("boot_id":"0b5c3e0a-7a63-4a53-8f0b-5b7f0d6b8a01","status":"ready",)"
                                         R"("created":"2026-08-21T12:00:00.000Z"})"
                                         "\n"),
                             protocol::composeSpoolFile(report));
    }

    void what_is_composed_survives_spool_and_wire()
    {
        report.reason = "r\u00e9ason";
        const std::string file = protocol::composeSpoolFile(report);

        const auto spool = protocol::parseSpoolFile(file);
        const auto wire = protocol::parseReport(
            protocol::bindToInstance(file, "2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11", incarnation, "0.1.0"));

        CPPUNIT_ASSERT(spool->id == report.id);
        CPPUNIT_ASSERT(wire->id == report.id);
        CPPUNIT_ASSERT_EQUAL(report.reason, wire->reason);
    }

    void a_long_reason_keeps_its_end()
    {
        report.reason = "the beginning" + std::string(protocol::kMaxReasonBytes, 'x') + "the end";

        const std::string reason = reasonIn(protocol::composeSpoolFile(report));

        CPPUNIT_ASSERT_EQUAL(protocol::kMaxReasonBytes, reason.size());
        CPPUNIT_ASSERT(reason.starts_with("xxx") && reason.ends_with("xthe end"));
    }

    void a_cut_reason_does_not_begin_inside_a_character()
    {
        report.reason = "\U0001F600" + std::string(protocol::kMaxReasonBytes - 2, 'x');

        CPPUNIT_ASSERT_EQUAL(std::string(protocol::kMaxReasonBytes - 2, 'x'),
                             reasonIn(protocol::composeSpoolFile(report)));
    }

    void a_reason_of_any_bytes_becomes_text()
    {
        report.reason = std::string(2 * protocol::kMaxReasonBytes, '\xff') + "end";

        const std::string reason = reasonIn(protocol::composeSpoolFile(report));

        CPPUNIT_ASSERT(isUtf8(reason) && reason.ends_with("\ufffd\ufffdend"));
        CPPUNIT_ASSERT(reason.size() <= protocol::kMaxReasonBytes);
    }

    void too_many_resources_and_too_long_names_are_cut()
    {
        report.failedResources.assign(150, std::string(600, 'n'));
        report.failedResources[0] = "first";
        report.run.environment = std::string(600, 'e');

        const Json file = Json::parse(protocol::composeSpoolFile(report));

        const auto names = file.at("failed_resources").asArray();
        CPPUNIT_ASSERT_EQUAL(protocol::kMaxFailedResources, names.size());
        CPPUNIT_ASSERT_EQUAL(std::string("first"), names[0].asString());
        CPPUNIT_ASSERT_EQUAL(std::string(512, 'n'), names[99].asString());
        CPPUNIT_ASSERT_EQUAL(std::string(512, 'e'), file.at("run").at("environment").asString());
    }

    void a_cut_name_does_not_end_inside_a_character()
    {
        report.failedResources = {std::string(510, 'n') + "\U0001F600"};

        CPPUNIT_ASSERT_EQUAL(
            std::string(510, 'n'),
            Json::parse(protocol::composeSpoolFile(report)).at("failed_resources").asArray()[0].asString());
    }

    void what_grows_by_escaping_fits_nevertheless()
    {
        report.reason = std::string(protocol::kMaxReasonBytes, '\x1b') + "end";
        report.failedResources.assign(100, std::string(512, '\x01'));

        const std::string file = protocol::composeSpoolFile(report);

        CPPUNIT_ASSERT(file.size() <= protocol::kMaxSpoolBytes);
        CPPUNIT_ASSERT(protocol::parseSpoolFile(file).has_value());
        CPPUNIT_ASSERT(protocol::parseReport(protocol::bindToInstance(file, "2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11",
                                                                      incarnation, std::string(64, '9')))
                           .has_value());
    }

    void binding_touches_nothing_behind_the_first_brace()
    {
        const std::string wire = protocol::bindToInstance("\n { \"x\" : {\"y\":1.50}, \"z\":\"\\u00e9\\/\" }\n",
                                                          "i-2-3-VM", incarnation, "0.1.0");

        CPPUNIT_ASSERT_EQUAL(
            std::string("\n {\"instance_id\":\"i-2-3-VM\",\"incarnation\":\"00112233445566778899aabbccddeeff\","
                        "\"agent_version\":\"0.1.0\", \"x\" : {\"y\":1.50}, \"z\":\"\\u00e9\\/\" }\n"),
            wire);
    }

    void an_instance_id_cannot_break_out_of_its_quotes()
    {
        const std::string wire = protocol::bindToInstance("{\"x\":1}", "a\",\"status\":\"ready", incarnation, "0.1.0");

        CPPUNIT_ASSERT_EQUAL(std::string("a\",\"status\":\"ready"), Json::parse(wire).at("instance_id").asString());
    }

    void phases_are_words()
    {
        CPPUNIT_ASSERT(protocol::isPhase("") && protocol::isPhase("run-2") && protocol::isPhase(std::string(64, 'a')));
        CPPUNIT_ASSERT(!protocol::isPhase("Booted") && !protocol::isPhase("a b") &&
                       !protocol::isPhase(std::string(65, 'a')));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ComposeTest);
