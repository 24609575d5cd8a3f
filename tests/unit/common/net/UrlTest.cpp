#include "common/net/Url.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;

class UrlTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(UrlTest);
    CPPUNIT_TEST(all_parts_are_read);
    CPPUNIT_TEST(ports_and_target_have_their_usual_values);
    CPPUNIT_TEST(hosts_are_names_or_addresses);
    CPPUNIT_TEST(text_form_reads_back_to_the_same_url);
    CPPUNIT_TEST(other_schemes_are_refused);
    CPPUNIT_TEST(hosts_two_parsers_could_read_differently_are_refused);
    CPPUNIT_TEST(line_ends_and_control_characters_are_refused);
    CPPUNIT_TEST(ports_out_of_range_are_refused);
    CPPUNIT_TEST(refusals_say_why);
    CPPUNIT_TEST_SUITE_END();

    void all_parts_are_read()
    {
        const auto url = Url::parse("https://readystage.example:8450/v1/reports?a=%20b&c");

        CPPUNIT_ASSERT(url->tls);
        CPPUNIT_ASSERT_EQUAL(std::string("readystage.example"), url->host);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(8450), url->port);
        CPPUNIT_ASSERT_EQUAL(std::string("/v1/reports?a=%20b&c"), url->target);
    }

    void ports_and_target_have_their_usual_values()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("http://h:80/"), Url::parse("http://h")->str());
        CPPUNIT_ASSERT_EQUAL(std::string("https://h:443/?q"), Url::parse("https://h?q")->str());
    }

    void hosts_are_names_or_addresses()
    {
        for (const auto* const host :
             {"data-server", "data-server.", "a.b-c.example", "10.1.1.1", "1and1.example", "x_y"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(host, std::string(host) != "x_y",
                                         Url::parse("http://" + std::string(host) + "/").has_value());
        CPPUNIT_ASSERT_EQUAL(std::string("fd00::1"), Url::parse("http://[fd00::1]:8080/")->host);
    }

    void text_form_reads_back_to_the_same_url()
    {
        for (const auto* const text : {"http://[fd00::1]:8080/x", "https://h:443/", "http://10.1.1.1:1/a?b"})
            CPPUNIT_ASSERT_EQUAL(std::string(text), Url::parse(text)->str());
    }

    void other_schemes_are_refused()
    {
        for (const auto* const text :
             {"", "h", "//h/", "ftp://h/", "HTTP://h/", "http:/h/", "http:h", "file:///etc/passwd"})
            CPPUNIT_ASSERT_MESSAGE(text, !Url::parse(text));
    }

    void hosts_two_parsers_could_read_differently_are_refused()
    {
        for (const auto* const text : {"http://",
                                       "http:///x",
                                       "http://a b/",
                                       "http://169.254.169.254\\@evil/",
                                       "http://u@h/",
                                       "http://u:p@h/",
                                       "http://h#f",
                                       "http://127.1/",
                                       "http://2130706433/",
                                       "http://0x7f000001/",
                                       "http://0177.0.0.1/",
                                       "http://127.0.0.1./",
                                       "http://10.1.1/",
                                       "http://[::1/",
                                       "http://[::1]x/",
                                       "http://[10.1.1.1]/",
                                       "http://[]/",
                                       "http://[fe80::1%25eth0]/",
                                       "http://::1/",
                                       "http://.h/",
                                       "http://-h/",
                                       "http://a..b/",
                                       "http://./",
                                       "http://h\u00e9/",
                                       "http://%68/"})
            CPPUNIT_ASSERT_MESSAGE(text, !Url::parse(text));
    }

    void line_ends_and_control_characters_are_refused()
    {
        using namespace std::string_view_literals;
        for (const auto text :
             {"http://h/a\r\nHost: x"sv, "http://h/a\n"sv, "http://h/ x"sv, "http://h/\t"sv, "http://h/\0"sv,
              "http://h/\x7f"sv, "http://h/\u00e9"sv, "http://h/<>"sv, "http://h/\""sv})
            CPPUNIT_ASSERT(!Url::parse(text));
        CPPUNIT_ASSERT(!Url::parse("http://h/" + std::string(std::size_t{16} * 1024, 'x')));
    }

    void ports_out_of_range_are_refused()
    {
        for (const auto* const port : {"0", "65536", "-1", "+1", "80x", "", " 80", "99999999999999999999"})
            CPPUNIT_ASSERT_MESSAGE(port, !Url::parse("http://h:" + std::string(port) + "/"));
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(65535), Url::parse("http://h:65535")->port);
    }

    void refusals_say_why()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("not an http or https URL: its port is not 1 to 65535"),
                             Url::parse("http://h:0/").error().why);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(UrlTest);
