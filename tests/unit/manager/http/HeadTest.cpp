#include "manager/edge/http/Head.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::http;

class HeadTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HeadTest);
    CPPUNIT_TEST(a_head_ends_with_its_empty_line);
    CPPUNIT_TEST(a_head_is_found_wherever_the_pieces_were_cut);
    CPPUNIT_TEST(an_incomplete_head_is_waited_for);
    CPPUNIT_TEST(a_head_may_be_as_long_as_the_limit);
    CPPUNIT_TEST(a_longer_head_is_refused);
    CPPUNIT_TEST(a_longer_request_line_is_refused_as_such);
    CPPUNIT_TEST(a_line_feed_alone_is_refused_before_the_head_is_complete);
    CPPUNIT_TEST(a_carriage_return_alone_is_refused);
    CPPUNIT_TEST(control_characters_are_refused);
    CPPUNIT_TEST(a_client_that_speaks_tls_to_a_plain_port_is_refused_at_once);
    CPPUNIT_TEST(headers_keep_order_case_and_duplicates);
    CPPUNIT_TEST(values_keep_every_byte_but_the_blanks_around);
    CPPUNIT_TEST(an_absolute_target_becomes_its_path);
    CPPUNIT_TEST(odd_targets_are_refused);
    CPPUNIT_TEST(a_path_keeps_every_byte);
    CPPUNIT_TEST(odd_request_lines_are_refused);
    CPPUNIT_TEST(another_version_is_refused);
    CPPUNIT_TEST(a_folded_line_is_refused);
    CPPUNIT_TEST(a_name_that_is_no_token_is_refused);
    CPPUNIT_TEST(lengths_that_two_programs_could_read_differently_are_refused);
    CPPUNIT_TEST(transfer_codings_but_chunked_are_refused);
    CPPUNIT_TEST(http_1_1_needs_exactly_one_host);
    CPPUNIT_TEST(http_1_0_needs_no_host);
    CPPUNIT_TEST(only_100_continue_can_be_expected);
    CPPUNIT_TEST(connect_is_refused);
    CPPUNIT_TEST(an_answers_head_is_read);
    CPPUNIT_TEST(an_answer_may_have_no_reason);
    CPPUNIT_TEST(odd_status_lines_are_malformed);
    CPPUNIT_TEST_SUITE_END();

    static int statusOf(const Result<std::size_t, Refusal>& length) { return length ? 0 : length.error().status; }

    /// 0: accepted; else the status it is refused with.
    static int refusalOf(const std::string& raw)
    {
        const auto head = parseRequestHead(raw);
        return head ? 0 : head.error().status;
    }

    /// The same for a request line and header lines, with a Host and the empty line added.
    static int refusalOfLines(const std::string& lines) { return refusalOf(lines + "Host: x\r\n\r\n"); }

    static std::string targetOf(const std::string& target)
    {
        const auto head = parseRequestHead("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
        return head ? head->target : "refused";
    }

public:
    void a_head_ends_with_its_empty_line()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{18}, *headLength("GET / HTTP/1.1\r\n\r\nGET /", 0, 100));
    }

    void a_head_is_found_wherever_the_pieces_were_cut()
    {
        const std::string_view raw = "GET / HTTP/1.1\r\na: b\r\n\r\n";

        for (std::size_t cut = 0; cut < raw.size(); ++cut) {
            CPPUNIT_ASSERT_EQUAL(std::size_t{0}, *headLength(raw.substr(0, cut), 0, 100));
            CPPUNIT_ASSERT_EQUAL(raw.size(), *headLength(raw, cut, 100));
        }
    }

    void an_incomplete_head_is_waited_for()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, *headLength("", 0, 100));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, *headLength("GET / HTTP/1.1\r\na: b\r\n\r", 0, 100));
    }

    void a_head_may_be_as_long_as_the_limit()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{18}, *headLength("GET / HTTP/1.1\r\n\r\n", 0, 18));
    }

    void a_longer_head_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(431, statusOf(headLength("GET / HTTP/1.1\r\n\r\n", 0, 17)));
        CPPUNIT_ASSERT_EQUAL(431, statusOf(headLength("GET / HTTP/1.1\r\nabc", 0, 19)));
    }

    void a_longer_request_line_is_refused_as_such()
    {
        CPPUNIT_ASSERT_EQUAL(414, statusOf(headLength("GET /aaaaaaaaaaaaaaaaaaaaaaaa", 0, 20)));
    }

    void a_line_feed_alone_is_refused_before_the_head_is_complete()
    {
        CPPUNIT_ASSERT_EQUAL(400, statusOf(headLength("GET / HTTP/1.1\n", 0, 100)));
        CPPUNIT_ASSERT_EQUAL(400, statusOf(headLength("GET / HTTP/1.1\r\na: b\nc: d\r\n\r\n", 0, 100)));
        CPPUNIT_ASSERT_EQUAL(400, statusOf(headLength("\n", 0, 100)));
    }

    void a_carriage_return_alone_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(400, statusOf(headLength("GET / HTTP/1.1\r\na: b\rc: d\r\n\r\n", 0, 100)));
        CPPUNIT_ASSERT_EQUAL(400, statusOf(headLength("GET / HTTP/1.1\r\r\n", 0, 100)));
    }

    void control_characters_are_refused()
    {
        for (const char c : {'\0', '\x01', '\x08', '\x0b', '\x1f', '\x7f'})
            CPPUNIT_ASSERT_EQUAL(400, statusOf(headLength(std::string("GET / HTTP/1.1\r\na: ") + c, 0, 100)));
    }

    void a_client_that_speaks_tls_to_a_plain_port_is_refused_at_once()
    {
        CPPUNIT_ASSERT_EQUAL(400, statusOf(headLength(std::string_view("\x16\x03\x01\x02\x00", 5), 0, 100)));
    }

    void headers_keep_order_case_and_duplicates()
    {
        const auto head = parseRequestHead("GET / HTTP/1.1\r\nhOsT: x\r\nB: 1\r\na: 2\r\nb: 3\r\nB: 1\r\n\r\n");

        const std::vector<Header> expected{{"hOsT", "x"}, {"B", "1"}, {"a", "2"}, {"b", "3"}, {"B", "1"}};
        CPPUNIT_ASSERT(expected == head->headers);
    }

    void values_keep_every_byte_but_the_blanks_around()
    {
        const auto head =
            parseRequestHead("GET / HTTP/1.1\r\nHost:x\r\na: \t b,  \"c\"\t;\xff: \t\r\nempty:\r\nblank:  \r\n\r\n");

        const std::vector<Header> expected{{"Host", "x"}, {"a", "b,  \"c\"\t;\xff:"}, {"empty", ""}, {"blank", ""}};
        CPPUNIT_ASSERT(expected == head->headers);
    }

    void an_absolute_target_becomes_its_path()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("/client/api?a=http://b"), targetOf("http://x:80/client/api?a=http://b"));
        CPPUNIT_ASSERT_EQUAL(std::string("/"), targetOf("HTTPS://x"));
        CPPUNIT_ASSERT_EQUAL(std::string("/?a"), targetOf("http://x?a"));
    }

    void odd_targets_are_refused()
    {
        for (const auto* target : {"x", "x:80", "ftp://x/", "*", "?a", "://x/"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(target, std::string("refused"), targetOf(target));
    }

    void a_path_keeps_every_byte()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("/a%2F..//b?&&=%zz+\"<>|\xc3#f"), targetOf("/a%2F..//b?&&=%zz+\"<>|\xc3#f"));
    }

    void odd_request_lines_are_refused()
    {
        for (const auto* line : {"", "GET", "GET /", "GET  / HTTP/1.1", " GET / HTTP/1.1", "GET / HTTP/1.1 ",
                                 "GET / / HTTP/1.1", "G(T / HTTP/1.1", "GET\t/\tHTTP/1.1", "GET / http/1.1"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(line, 400, refusalOfLines(std::string(line) + "\r\n"));
    }

    void another_version_is_refused()
    {
        for (const auto* version : {"HTTP/2.0", "HTTP/0.9", "HTTP/1.2", "HTTP/1.10", "HTTP/11"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(version, 505, refusalOfLines("GET / " + std::string(version) + "\r\n"));
    }

    void a_folded_line_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(400, refusalOfLines("GET / HTTP/1.1\r\na: b\r\n c\r\n"));
        CPPUNIT_ASSERT_EQUAL(400, refusalOfLines("GET / HTTP/1.1\r\na: b\r\n\tc: d\r\n"));
        CPPUNIT_ASSERT_EQUAL(400, refusalOfLines("GET / HTTP/1.1\r\n a: b\r\n"));
    }

    void a_name_that_is_no_token_is_refused()
    {
        for (const auto* line : {"a : b", "a\t: b", ": b", "a", "a b: c", "a@b: c", "\xc3\xa9: c"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(line, 400, refusalOfLines("GET / HTTP/1.1\r\n" + std::string(line) + "\r\n"));
    }

    void lengths_that_two_programs_could_read_differently_are_refused()
    {
        for (const auto* lines :
             {"Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5\r\ncontent-length: 5",
              "Content-Length: 5, 5", "Content-Length: 5,6", "Content-Length: +5", "Content-Length: -5",
              "Content-Length: 0x5", "Content-Length: 5 5",
              "Content-Length:", "Content-Length: 5\r\nTransfer-Encoding: chunked",
              "Transfer-Encoding: chunked\r\nContent-Length: 5", "Transfer-Encoding: x\r\nContent-Length: 5"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(lines, 400,
                                         refusalOfLines("POST / HTTP/1.1\r\n" + std::string(lines) + "\r\n"));
    }

    void transfer_codings_but_chunked_are_refused()
    {
        for (const auto* lines :
             {"Transfer-Encoding: gzip", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, gzip",
              "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
              "Transfer-Encoding: \"chunked\"", "Transfer-Encoding:"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(lines, 501,
                                         refusalOfLines("POST / HTTP/1.1\r\n" + std::string(lines) + "\r\n"));
        CPPUNIT_ASSERT_EQUAL(0, refusalOfLines("POST / HTTP/1.1\r\ntransfer-encoding: CHUNKED\r\n"));
        CPPUNIT_ASSERT_EQUAL(400, refusalOfLines("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n"));
    }

    void http_1_1_needs_exactly_one_host()
    {
        CPPUNIT_ASSERT_EQUAL(400, refusalOf("GET / HTTP/1.1\r\n\r\n"));
        CPPUNIT_ASSERT_EQUAL(400, refusalOf("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"));
        CPPUNIT_ASSERT_EQUAL(0, refusalOf("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    }

    void http_1_0_needs_no_host()
    {
        const auto head = parseRequestHead("GET / HTTP/1.0\r\n\r\n");

        CPPUNIT_ASSERT(head);
        CPPUNIT_ASSERT(head->http10);
    }

    void only_100_continue_can_be_expected()
    {
        CPPUNIT_ASSERT(parseRequestHead("PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\n\r\n")->expectsContinue);
        CPPUNIT_ASSERT_EQUAL(417, refusalOfLines("PUT / HTTP/1.1\r\nExpect: a miracle\r\n"));
    }

    void connect_is_refused() { CPPUNIT_ASSERT_EQUAL(501, refusalOfLines("CONNECT x:443 HTTP/1.1\r\n")); }

    void an_answers_head_is_read()
    {
        const auto head = parseResponseHead("HTTP/1.1 431 Not what  you think\r\nA: b\r\na: c\r\n\r\n");

        CPPUNIT_ASSERT_EQUAL(431, head->status);
        CPPUNIT_ASSERT_EQUAL(std::string("Not what  you think"), head->reason);
        CPPUNIT_ASSERT((std::vector<Header>{{"A", "b"}, {"a", "c"}}) == head->headers);
    }

    void an_answer_may_have_no_reason()
    {
        CPPUNIT_ASSERT_EQUAL(204, parseResponseHead("HTTP/1.1 204\r\n\r\n")->status);
        CPPUNIT_ASSERT_EQUAL(204, parseResponseHead("HTTP/1.0 204 \r\n\r\n")->status);
    }

    void odd_status_lines_are_malformed()
    {
        for (const auto* line : {"", "HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 20", "HTTP/1.1 2000 OK", "HTTP/1.1 099 OK",
                                 "HTTP/2 200 OK", "HTTP/1.1 2x0 OK", "HTTP/1.1  200 OK", "GET / HTTP/1.1"})
            CPPUNIT_ASSERT_MESSAGE(line, !parseResponseHead(std::string(line) + "\r\n\r\n"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HeadTest);
