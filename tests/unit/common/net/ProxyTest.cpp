#include "common/net/Proxy.h"

#include "common/net/HttpDate.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;

/// Small readers of what others have agreed on.
class ProxyTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ProxyTest);
    CPPUNIT_TEST(a_proxy_is_a_host_and_a_port);
    CPPUNIT_TEST(names_are_exempt_with_all_below_them);
    CPPUNIT_TEST(addresses_are_exempt_alone_and_in_networks);
    CPPUNIT_TEST(dates_are_read_in_the_one_form_that_may_be_sent);
    CPPUNIT_TEST_SUITE_END();

    void a_proxy_is_a_host_and_a_port()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("http://proxy:3128/"), parseProxy("http://proxy:3128")->str());
        CPPUNIT_ASSERT_EQUAL(std::string("http://proxy:3128/"), parseProxy("proxy:3128")->str());
        for (const char* const text : {"", "https://proxy:3128", "socks5://proxy", "http://me:secret@proxy:3128"})
            CPPUNIT_ASSERT_MESSAGE(text, !parseProxy(text));
    }

    void names_are_exempt_with_all_below_them()
    {
        for (const char* const none : {"example.org", ".example.org", "a, EXAMPLE.org", "a b example.org",
                                       "*.example.org", "example.org:8450", "*"}) {
            CPPUNIT_ASSERT_MESSAGE(none, isExempt("example.org", 8450, none));
            CPPUNIT_ASSERT_MESSAGE(none, isExempt("Manager.Example.Org", 8450, none));
        }
        for (const char* const none : {"", "example.com", "ample.org", "manager", ",", " . ", "example.org:443",
                                       "example.org:", ":8450", "*.", "0.0.0.0/0"})
            CPPUNIT_ASSERT_MESSAGE(none, !isExempt("example.org", 8450, none));
    }

    void addresses_are_exempt_alone_and_in_networks()
    {
        for (const char* const none : {"10.1.2.3", "10.1.2.3:8450", "10.1.0.0/16", "10.1.2.0/23", "10.1.2.3/32",
                                       "0.0.0.0/0", "fd00::/8, 10.1.3.7/23", "10.1.0.0/16:8450"})
            CPPUNIT_ASSERT_MESSAGE(none, isExempt("10.1.2.3", 8450, none));
        for (const char* const none : {"10.1.2.4", "10.1.2.3:443", "10.2.0.0/16", "10.1.0.0/23", "10.1.2.2/32",
                                       "10.1.2.3/33", "10.1.2.3/", "/0", "::/0", "10.1.0.0/x", "1.2.3"})
            CPPUNIT_ASSERT_MESSAGE(none, !isExempt("10.1.2.3", 8450, none));
        for (const char* const none : {"fd00::1", "[fd00::1]", "[fd00::1]:8450", "fd00::/8", "fd00::/127"})
            CPPUNIT_ASSERT_MESSAGE(none, isExempt("fd00::1", 8450, none));
        for (const char* const none : {"fd00::2", "[fd00::1]:443", "fe00::/8", "0.0.0.0/0", "fd00::2/128"})
            CPPUNIT_ASSERT_MESSAGE(none, !isExempt("fd00::1", 8450, none));
    }

    void dates_are_read_in_the_one_form_that_may_be_sent()
    {
        const auto date = parseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT");

        CPPUNIT_ASSERT(date == std::chrono::sys_seconds(std::chrono::seconds(784111777)));
        for (const char* const text :
             {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 UTC",
              "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 ovN 1994 08:49:37 GMT", "Sun, 06 Nov 1994 28:49:37 GMT"})
            CPPUNIT_ASSERT_MESSAGE(text, !parseHttpDate(text));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProxyTest);
