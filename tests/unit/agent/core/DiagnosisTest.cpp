#include "agent/core/Diagnosis.h"

#include "agent/core/Tail.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class DiagnosisTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DiagnosisTest);
    CPPUNIT_TEST(every_kind_of_silence_has_its_cure);
    CPPUNIT_TEST(a_manager_refuses_a_get_and_is_well);
    CPPUNIT_TEST(a_clock_may_be_a_minute_off);
    CPPUNIT_TEST(a_tail_keeps_whole_lines_of_the_end);
    CPPUNIT_TEST_SUITE_END();

    static bool mentions(const Finding& finding, const std::string& words)
    {
        return finding.grade != Grade::good && finding.cure.find(words) != std::string::npos;
    }

    void every_kind_of_silence_has_its_cure()
    {
        CPPUNIT_ASSERT(mentions(managerSilent("cannot look up readystage: Name or service not known"), "DNS"));
        CPPUNIT_ASSERT(mentions(managerSilent("certificate verify failed: certificate is not yet valid"), "clock"));
        CPPUNIT_ASSERT(
            mentions(managerSilent("certificate verify failed: self-signed certificate in chain"), "ca_file"));
        CPPUNIT_ASSERT(mentions(managerSilent("10.0.0.1:8450: Connection refused"), "start the manager"));
        CPPUNIT_ASSERT(mentions(managerSilent("10.0.0.1:8450: no answer in time"), "egress"));
        CPPUNIT_ASSERT(mentions(managerSilent("the proxy answered 403"), "https_proxy"));
        CPPUNIT_ASSERT(mentions(managerSilent("a comet"), "manager runs"));
    }

    void a_manager_refuses_a_get_and_is_well()
    {
        CPPUNIT_ASSERT(managerAnswered("https://m", 405).grade == Grade::good);
        CPPUNIT_ASSERT(mentions(managerAnswered("https://m", 503), "log"));
        CPPUNIT_ASSERT(mentions(managerAnswered("https://m", 200), "not as a manager"));
    }

    void a_clock_may_be_a_minute_off()
    {
        using std::chrono::seconds;
        CPPUNIT_ASSERT(clockFinding("the router", seconds(-60)).grade == Grade::good);
        CPPUNIT_ASSERT_EQUAL(std::string("61 s behind the router"), clockFinding("the router", seconds(61)).seen);
        CPPUNIT_ASSERT_EQUAL(std::string("90 s ahead of the router"), clockFinding("the router", seconds(-90)).seen);
    }

    void a_tail_keeps_whole_lines_of_the_end()
    {
        Tail tail(10);
        for (int i = 0; i < 1000; ++i)
            tail.add("line " + std::to_string(i) + "\n");

        CPPUNIT_ASSERT_EQUAL(std::string("line 999"), tail.text());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DiagnosisTest);

} // namespace readystage::agent
