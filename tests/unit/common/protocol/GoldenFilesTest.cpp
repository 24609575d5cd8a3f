#include "common/protocol/Report.h"

#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

using namespace readystage;
using tests::testData;
using tests::testDataNames;

/// Every spool and wire form ever released stays accepted: these files are the promise.
class GoldenFilesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(GoldenFilesTest);
    CPPUNIT_TEST(every_spool_file_is_accepted);
    CPPUNIT_TEST(binding_gives_the_wire_form_byte_for_byte);
    CPPUNIT_TEST(every_wire_form_is_accepted);
    CPPUNIT_TEST(each_bad_file_is_refused_with_the_field_that_is_wrong);
    CPPUNIT_TEST(no_bad_file_is_forgotten);
    CPPUNIT_TEST_SUITE_END();

    struct Bad {
        std::string file;
        std::string form;
        std::string field;
    };

    static std::vector<Bad> badFiles()
    {
        std::vector<Bad> rows;
        for (const auto& line : tests::lines(testData("protocol/bad/EXPECTED"))) {
            const auto first = line.find('\t');
            const auto second = line.find('\t', first + 1);
            if (line[0] != '#')
                rows.push_back(
                    {line.substr(0, first), line.substr(first + 1, second - first - 1), line.substr(second + 1)});
        }
        return rows;
    }

    static std::string refusal(const Bad& bad)
    {
        const std::string bytes = testData("protocol/bad/" + bad.file);
        if (bad.form == "spool") {
            const auto spool = protocol::parseSpoolFile(bytes);
            return spool ? "accepted" : spool.error().why;
        }
        const auto report = protocol::parseReport(bytes);
        return report ? "accepted" : report.error().why;
    }

    void every_spool_file_is_accepted()
    {
        for (const auto& name : testDataNames("protocol", "spool-v1-")) {
            const auto spool = protocol::parseSpoolFile(testData("protocol/" + name));

            CPPUNIT_ASSERT_MESSAGE(name + ": " + (spool ? "" : spool.error().why), spool.has_value());
            CPPUNIT_ASSERT_EQUAL(std::string("6f0c1f6e-2f0a-4d0e-9d4e-0a4f8f6b1c11"), spool->id.str());
        }
    }

    void binding_gives_the_wire_form_byte_for_byte()
    {
        const auto incarnation = *Incarnation::parse("00112233445566778899aabbccddeeff");
        const auto names = testDataNames("protocol", "spool-v1-");

        CPPUNIT_ASSERT(!names.empty());
        for (const auto& name : names) {
            const std::string wire = protocol::bindToInstance(
                testData("protocol/" + name), "2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11", incarnation, "0.1.0");

            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, testData("protocol/wire" + name.substr(5)), wire);
        }
    }

    void every_wire_form_is_accepted()
    {
        for (const auto& name : testDataNames("protocol", "wire-v1-")) {
            const auto report = protocol::parseReport(testData("protocol/" + name));

            CPPUNIT_ASSERT_MESSAGE(name + ": " + (report ? "" : report.error().why), report.has_value());
            CPPUNIT_ASSERT_EQUAL(std::string("2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11"), report->vm.str());
        }
    }

    void each_bad_file_is_refused_with_the_field_that_is_wrong()
    {
        for (const auto& bad : badFiles())
            CPPUNIT_ASSERT_EQUAL_MESSAGE(bad.file + ": " + refusal(bad), bad.field + ":",
                                         refusal(bad).substr(0, bad.field.size() + 1));
    }

    void no_bad_file_is_forgotten()
    {
        std::set<std::string> listed{"EXPECTED"};
        for (const auto& bad : badFiles())
            listed.insert(bad.file);
        const auto names = testDataNames("protocol/bad", "");

        CPPUNIT_ASSERT(listed == std::set<std::string>(names.begin(), names.end()));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(GoldenFilesTest);
