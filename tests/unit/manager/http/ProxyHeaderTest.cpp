#include "manager/edge/http/ProxyHeader.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::http {

class ProxyHeaderTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ProxyHeaderTest);
    CPPUNIT_TEST(version_one_names_the_client);
    CPPUNIT_TEST(version_two_names_the_client);
    CPPUNIT_TEST(a_proxy_that_speaks_for_itself_names_nobody);
    CPPUNIT_TEST(not_one_byte_more_is_asked_for);
    CPPUNIT_TEST(what_is_no_header_is_malformed);
    CPPUNIT_TEST(an_endless_line_ends);
    CPPUNIT_TEST_SUITE_END();

    static std::string second(char command, char family, const std::string& addresses)
    {
        std::string header("\r\n\r\n\0\r\nQUIT\n", 12);
        header += command;
        header += family;
        header += '\0';
        header += static_cast<char>(addresses.size());
        return header + addresses;
    }

    /// As the connection reads it; how much of `stream` was taken.
    static std::size_t taken(const std::string& stream)
    {
        std::string header;
        for (auto missing = proxyHeaderMissing(header); missing > 0 && header.size() < stream.size();
             missing = proxyHeaderMissing(header))
            header += stream.substr(header.size(), missing);
        return header.size();
    }

    static std::string client(const std::string& header) { return (*parseProxyHeader(header))->str(); }

    void version_one_names_the_client()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.1.10"), client("PROXY TCP4 10.1.1.10 192.0.2.1 4711 8450\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::1"), client("PROXY TCP6 2001:db8::1 2001:db8::2 4711 8450\r\n"));
    }

    void version_two_names_the_client()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string("10.1.1.10"),
            client(second('\x21', '\x11', std::string("\x0a\x01\x01\x0a\xc0\x00\x02\x01\x12\x67\x21\x02", 12))));
    }

    void a_proxy_that_speaks_for_itself_names_nobody()
    {
        CPPUNIT_ASSERT(!parseProxyHeader("PROXY UNKNOWN\r\n")->has_value());
        CPPUNIT_ASSERT(!parseProxyHeader(second('\x20', '\0', ""))->has_value());
    }

    void not_one_byte_more_is_asked_for()
    {
        for (const std::string& header : {std::string("PROXY TCP4 10.1.1.10 192.0.2.1 4711 8450\r\n"),
                                          second('\x21', '\x11', std::string(14, 'x'))})
            CPPUNIT_ASSERT_EQUAL(header.size(), taken(header + "\x16\x03\x01 and so on"));
    }

    void what_is_no_header_is_malformed()
    {
        for (const std::string& wrong :
             {std::string("\x16\x03\x01"), std::string("GET / HTTP/1.1\r\n"),
              std::string("PROXY TCP4 nobody 192.0.2.1 1 2\r\n"), second('\x21', '\x31', std::string(12, 'x'))})
            CPPUNIT_ASSERT(!parseProxyHeader(wrong).has_value());
    }

    void an_endless_line_ends()
    {
        const std::string endless = "PROXY " + std::string(500, 'x');

        CPPUNIT_ASSERT(taken(endless) <= 107);
        CPPUNIT_ASSERT(!parseProxyHeader(endless.substr(0, taken(endless))).has_value());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProxyHeaderTest);

} // namespace readystage::http
