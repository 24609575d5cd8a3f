#include "agent/core/puppet/PuppetFiles.h"

#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class PuppetFilesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PuppetFilesTest);
    CPPUNIT_TEST(the_head_of_a_report_is_read);
    CPPUNIT_TEST(failed_resources_are_named_whatever_their_titles);
    CPPUNIT_TEST(errors_are_read_whole_in_every_form_of_scalar);
    CPPUNIT_TEST(a_good_run_has_no_errors_and_no_failures);
    CPPUNIT_TEST(old_formats_are_understood);
    CPPUNIT_TEST(summaries_are_read);
    CPPUNIT_TEST(a_summary_without_catalog_has_no_version);
    CPPUNIT_TEST(times_are_read_with_their_offset);
    CPPUNIT_TEST(what_is_no_time_is_none);
    CPPUNIT_TEST(every_beginning_of_a_file_can_be_read);
    CPPUNIT_TEST_SUITE_END();

    static RunReport read(const std::string& text)
    {
        RunReportReader reader;
        for (const auto& line : tests::lines(text))
            reader.line(line);
        return reader.take();
    }

    static RunReport sample(const std::string& name)
    {
        return read(tests::testData("puppet/" + name + "-report.yaml"));
    }

    void the_head_of_a_report_is_read()
    {
        const RunReport report = sample("cycle");

        CPPUNIT_ASSERT_EQUAL(std::string("failed"), report.status);
        CPPUNIT_ASSERT_EQUAL(std::string("1795374957"), report.version);
        CPPUNIT_ASSERT_EQUAL(std::string("c0b93c29-0b23-402b-8e9c-96a05614081e"), report.transaction);
        CPPUNIT_ASSERT_EQUAL(std::string("production"), report.environment);
        CPPUNIT_ASSERT_EQUAL(std::string("not_used"), report.cachedCatalog);
        CPPUNIT_ASSERT(report.completed == false && !report.noop);
        CPPUNIT_ASSERT(report.began == timeIn("2026-11-22T19:15:58Z"));
    }

    void failed_resources_are_named_whatever_their_titles()
    {
        const std::vector<std::string> expected{"Exec[boom]", "Exec[multi\nline: 'x']", "File[/etc/site/nofile]"};

        CPPUNIT_ASSERT(expected == sample("fail").failedResources);
    }

    void errors_are_read_whole_in_every_form_of_scalar()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string("Found 1 dependency cycle:\n(Notify[a] => Notify[b] => Notify[a])\\nTry the '--graph' "
                        "option and opening the resulting '.dot' file in OmniGraffle or GraphViz"),
            sample("cycle").errors.at(0));
        CPPUNIT_ASSERT_EQUAL(
            std::string("Failed to apply catalog: One or more resource dependency cycles detected in graph"),
            sample("cycle").errors.at(1));
        CPPUNIT_ASSERT_EQUAL(std::string("'/bin/false' returned 1 instead of one of [0]"), sample("fail").errors.at(0));
        CPPUNIT_ASSERT_EQUAL(
            std::string("change from 'notrun' to ['0'] failed: '/bin/false' returned 1 instead of one of [0]"),
            sample("fail").errors.at(1));
    }

    void a_good_run_has_no_errors_and_no_failures()
    {
        const RunReport report = sample("ok");

        CPPUNIT_ASSERT(report.errors.empty() && report.failedResources.empty() && report.completed == true);
    }

    void old_formats_are_understood()
    {
        const RunReport report =
            read("--- !ruby/object:Puppet::Transaction::Report\n  \nhost: x\ntime: 2015-06-01 10:00:00.5 +02:00\n"
                 "logs: \n- !ruby/object:Puppet::Util::Log\n  level: :err\n  message: no\n"
                 "status: failed\n");

        CPPUNIT_ASSERT_EQUAL(std::string("failed"), report.status);
        CPPUNIT_ASSERT(!report.completed.has_value());
        CPPUNIT_ASSERT_EQUAL(std::string("no"), report.errors.at(0));
    }

    void summaries_are_read()
    {
        const RunSummary summary = readRunSummary(tests::testData("puppet/fail-summary.yaml"));

        CPPUNIT_ASSERT_EQUAL(std::string("1795374934"), summary.version);
        CPPUNIT_ASSERT_EQUAL(3U, summary.failed);
        CPPUNIT_ASSERT_EQUAL(11U, summary.total);
        CPPUNIT_ASSERT(summary.ended == std::chrono::sys_seconds(std::chrono::seconds(1795374935)));
    }

    void a_summary_without_catalog_has_no_version()
    {
        const RunSummary summary = readRunSummary(tests::testData("puppet/no-catalog-summary.yaml"));

        CPPUNIT_ASSERT(summary.version.empty() && summary.total == 0 && summary.ended.has_value());
    }

    void times_are_read_with_their_offset()
    {
        const auto time = timeIn("2026-11-22T19:15:58Z");

        CPPUNIT_ASSERT(time.has_value());
        CPPUNIT_ASSERT(time == timeIn("2026-11-22T21:15:58.123456789+02:00"));
        CPPUNIT_ASSERT(time == timeIn("2026-11-22T11:45:58-0730"));
    }

    void what_is_no_time_is_none()
    {
        for (const char* const text :
             {"", "yesterday", "2026-13-01T00:00:00Z", "2026-11-22T19:15:58+2", "2026-11-22T19:99:58Z"})
            CPPUNIT_ASSERT_MESSAGE(text, !timeIn(text));
    }

    void every_beginning_of_a_file_can_be_read()
    {
        for (const char* const name : {"fail", "cycle", "no-catalog"}) {
            const std::string text = tests::testData(std::string("puppet/") + name + "-report.yaml");
            for (std::size_t length = 0; length < text.size(); length += 7)
                CPPUNIT_ASSERT(read(text.substr(0, length)).failedResources.size() <= 3);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PuppetFilesTest);

} // namespace readystage::agent
