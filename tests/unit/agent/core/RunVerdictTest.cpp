#include "agent/core/RunVerdict.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class RunVerdictTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RunVerdictTest);
    CPPUNIT_TEST(a_command_is_ready_when_it_ends_with_0);
    CPPUNIT_TEST(a_failure_tells_the_end_of_the_output_and_how_it_ended);
    CPPUNIT_TEST(puppets_detailed_exit_codes_are_understood);
    CPPUNIT_TEST(without_them_the_report_decides);
    CPPUNIT_TEST(a_cached_catalog_a_noop_run_and_a_part_are_never_ready);
    CPPUNIT_TEST(what_failed_is_named_from_the_report);
    CPPUNIT_TEST(noop_is_seen_among_the_words);
    CPPUNIT_TEST(puppet_is_known_by_its_name);
    CPPUNIT_TEST_SUITE_END();

    static std::string verdict(const std::vector<std::string>& words, int code,
                               const std::optional<RunReport>& run = {})
    {
        const News news = verdictOf(words, {code}, run);
        return std::string(text(news.status)) + " " + news.phase;
    }

    static RunReport report(const std::string& status, const std::string& cached = "not_used", bool noop = false)
    {
        RunReport report;
        report.status = status;
        report.cachedCatalog = cached;
        report.noop = noop;
        return report;
    }

    void a_command_is_ready_when_it_ends_with_0()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("ready "), verdict({"make"}, 0));
        CPPUNIT_ASSERT_EQUAL(std::string("failed "), verdict({"make"}, 2));
    }

    void a_failure_tells_the_end_of_the_output_and_how_it_ended()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("no rule\nmake ended with 2"),
                             verdictOf({"make"}, {2, 0, "", "no rule"}, {}).reason);
        CPPUNIT_ASSERT_EQUAL(std::string("make was ended by signal 9"),
                             verdictOf({"make"}, {137, 9, "", ""}, {}).reason);
        CPPUNIT_ASSERT_EQUAL(std::string("could not be started: make: not here"),
                             verdictOf({"make"}, {127, 0, "make: not here", ""}, {}).reason);
    }

    void puppets_detailed_exit_codes_are_understood()
    {
        for (const int code : {0, 1, 2, 4, 6}) {
            const std::string expected = code == 0 || code == 2 ? "ready puppet" : "failed puppet";
            CPPUNIT_ASSERT_EQUAL(expected, verdict({"puppet", "agent", "--test"}, code));
            CPPUNIT_ASSERT_EQUAL(expected, verdict({"puppet", "apply", "--detailed-exitcodes", "x.pp"}, code));
        }
        CPPUNIT_ASSERT_EQUAL(std::string("failed puppet"), verdict({"puppet", "apply"}, 2));
    }

    void without_them_the_report_decides()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("ready puppet"),
                             verdict({"puppet", "agent", "--onetime"}, 0, report("changed")));
        CPPUNIT_ASSERT_EQUAL(std::string("failed puppet"),
                             verdict({"puppet", "agent", "--onetime"}, 0, report("failed")));
        CPPUNIT_ASSERT_EQUAL(std::string("progress unclear"), verdict({"puppet", "agent", "--onetime"}, 0));
    }

    void a_cached_catalog_a_noop_run_and_a_part_are_never_ready()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("progress stale"),
                             verdict({"puppet", "agent", "-t"}, 0, report("unchanged", "on_failure")));
        CPPUNIT_ASSERT_EQUAL(std::string("progress noop"),
                             verdict({"puppet", "agent", "-t"}, 0, report("unchanged", "", true)));
        CPPUNIT_ASSERT_EQUAL(std::string("progress partial"), verdict({"puppet", "agent", "-t", "--tags", "a"}, 0));
        CPPUNIT_ASSERT_EQUAL(std::string("progress partial"), verdict({"puppet", "agent", "-t", "--skip_tags=a"}, 0));
    }

    void what_failed_is_named_from_the_report()
    {
        RunReport failed = report("failed");
        failed.failedResources = {"Exec[a]"};
        failed.errors = {"no luck"};

        const News news = verdictOf({"puppet", "agent", "-t"}, {4}, failed);

        CPPUNIT_ASSERT_EQUAL(std::string("no luck"), news.reason);
        CPPUNIT_ASSERT(news.failedResources == failed.failedResources);
    }

    void noop_is_seen_among_the_words()
    {
        CPPUNIT_ASSERT(isNoop({"puppet", "agent", "--noop"}));
        CPPUNIT_ASSERT(!isNoop({"puppet", "agent", "--noop-not"}) && !isNoop({"--noop"}));
    }

    void puppet_is_known_by_its_name()
    {
        CPPUNIT_ASSERT(isPuppet({"puppet"}) && isPuppet({"/opt/puppetlabs/bin/puppet"}));
        CPPUNIT_ASSERT(!isPuppet({"puppeteer"}) && !isPuppet({"/puppet/bin/x"}));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RunVerdictTest);

} // namespace readystage::agent
