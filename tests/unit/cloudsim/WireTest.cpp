#include <cppunit/extensions/HelperMacros.h>

#include <Poco/InflatingStream.h>

#include <iterator>
#include <sstream>

#include "tests/cloudsim/edge/Wire.h"

namespace readystage::cloudsim {

/// How an answer goes over the wire.
class WireTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(WireTest);
    CPPUNIT_TEST(it_is_compressed_for_a_client_that_takes_gzip);
    CPPUNIT_TEST(an_error_and_a_short_answer_are_not_compressed);
    CPPUNIT_TEST(more_than_a_buffer_goes_in_chunks);
    CPPUNIT_TEST(http_1_0_and_head_get_no_chunks);
    CPPUNIT_TEST(a_truncated_answer_announces_the_whole_and_has_half);
    CPPUNIT_TEST(a_lost_answer_is_no_byte_and_the_end);
    CPPUNIT_TEST(a_proxy_page_is_html);
    CPPUNIT_TEST_SUITE_END();

    static Asked asked(const std::string& method = "GET", const std::string& header = "", bool http10 = false)
    {
        const IpAddress here = *IpAddress::parse("127.0.0.1");
        http::Request request{method, "/client/api", {}, "", here, here, http10};
        if (!header.empty())
            request.headers.emplace_back(header.substr(0, header.find(':')), header.substr(header.find(':') + 1));
        return Asked(request);
    }

    static Outcome outcome(std::size_t size)
    {
        Outcome made;
        made.envelope = "xresponse";
        made.body.add("text", std::string(size, 'a'));
        return made;
    }

    static std::string header(const http::Response& response, const char* name)
    {
        const std::string* const value = http::findHeader(response.headers, name);
        return value == nullptr ? "none" : *value;
    }

    static std::string inflated(const std::string& body)
    {
        std::istringstream in(body);
        Poco::InflatingInputStream gzip(in, Poco::InflatingStreamBuf::STREAM_GZIP);
        return {std::istreambuf_iterator<char>(gzip), {}};
    }

    void it_is_compressed_for_a_client_that_takes_gzip()
    {
        const http::Response plain = toHttp(outcome(100), true, asked());

        const http::Response response = toHttp(outcome(100), true, asked("GET", "Accept-Encoding:deflate, GZip"));

        CPPUNIT_ASSERT_EQUAL(std::string("gzip"), header(response, "Content-Encoding"));
        CPPUNIT_ASSERT_EQUAL(plain.body, inflated(response.body));
        CPPUNIT_ASSERT_EQUAL(std::string("none"), header(plain, "Content-Encoding"));
    }

    void an_error_and_a_short_answer_are_not_compressed()
    {
        Outcome error = outcome(100);
        error.status = 431;

        const auto encoding = [](Outcome made) {
            return header(toHttp(std::move(made), true, asked("GET", "Accept-Encoding:gzip")), "Content-Encoding");
        };

        CPPUNIT_ASSERT_EQUAL(std::string("none"), encoding(error));
        CPPUNIT_ASSERT_EQUAL(std::string("none"), encoding(outcome(1)));
    }

    void more_than_a_buffer_goes_in_chunks()
    {
        const http::Response response = toHttp(outcome(40'000), true, asked());

        const std::string& sent = response.verbatim.value();
        CPPUNIT_ASSERT(sent.starts_with("HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=utf-8\r\n"));
        CPPUNIT_ASSERT(sent.find("\r\nTransfer-Encoding: chunked\r\n\r\n8000\r\n{\"xresponse\"") != std::string::npos);
        CPPUNIT_ASSERT(sent.find("Content-Length") == std::string::npos);
        CPPUNIT_ASSERT(sent.ends_with("}}\r\n0\r\n\r\n"));
    }

    void http_1_0_and_head_get_no_chunks()
    {
        CPPUNIT_ASSERT(!toHttp(outcome(40'000), true, asked("GET", "", true)).verbatim);
        CPPUNIT_ASSERT(!toHttp(outcome(40'000), true, asked("HEAD")).verbatim);
    }

    void a_truncated_answer_announces_the_whole_and_has_half()
    {
        Outcome cut = outcome(1000);
        cut.delivery = Outcome::Delivery::truncated;
        const std::string whole = toHttp(outcome(1000), true, asked()).body;

        const http::Response response = toHttp(std::move(cut), true, asked());

        const std::string& sent = response.verbatim.value();
        CPPUNIT_ASSERT(sent.find("Content-Length: " + std::to_string(whole.size()) + "\r\n") != std::string::npos);
        CPPUNIT_ASSERT(sent.ends_with("\r\n\r\n" + whole.substr(0, whole.size() / 2)));
        CPPUNIT_ASSERT(response.close);
    }

    void a_lost_answer_is_no_byte_and_the_end()
    {
        Outcome lost = outcome(1000);
        lost.delivery = Outcome::Delivery::lost;

        const http::Response response = toHttp(std::move(lost), true, asked());

        CPPUNIT_ASSERT_EQUAL(std::string(), response.verbatim.value());
        CPPUNIT_ASSERT(response.close);
    }

    void a_proxy_page_is_html()
    {
        Outcome page = outcome(1);
        page.delivery = Outcome::Delivery::proxyPage;

        const http::Response response = toHttp(std::move(page), true, asked());

        CPPUNIT_ASSERT_EQUAL(502, response.status);
        CPPUNIT_ASSERT_EQUAL(std::string("text/html"), header(response, "Content-Type"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WireTest);

} // namespace readystage::cloudsim
