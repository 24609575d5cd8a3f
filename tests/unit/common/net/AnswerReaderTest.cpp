#include "common/net/AnswerReader.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;

namespace {

/// `answer` read at once; the body, or what was wrong.
std::string outcome(std::string_view answer, std::size_t limit = 1000)
{
    AnswerReader reader(false, limit);
    try {
        const bool complete = reader.feed(answer) || reader.end();
        return complete ? "body " + reader.take().body : "cut short " + reader.progress();
    } catch (const UnreadableAnswer& e) {
        return e.what();
    }
}

bool isUnreadable(std::string_view answer)
{
    const std::string result = outcome(answer);
    return !result.starts_with("body") && !result.starts_with("cut short");
}

} // namespace

class AnswerReaderTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AnswerReaderTest);
    CPPUNIT_TEST(the_pieces_an_answer_comes_in_do_not_matter);
    CPPUNIT_TEST(status_and_headers_are_kept_in_order);
    CPPUNIT_TEST(a_body_is_counted_chunked_or_ends_with_the_connection);
    CPPUNIT_TEST(answers_without_a_body_end_with_their_head);
    CPPUNIT_TEST(interim_answers_are_skipped);
    CPPUNIT_TEST(every_cut_is_noticed);
    CPPUNIT_TEST(lengths_that_are_none_are_refused);
    CPPUNIT_TEST(contradicting_lengths_are_refused);
    CPPUNIT_TEST(broken_chunks_are_refused);
    CPPUNIT_TEST(broken_heads_are_refused);
    CPPUNIT_TEST(the_limit_holds_for_every_kind_of_body);
    CPPUNIT_TEST(a_head_without_end_is_refused);
    CPPUNIT_TEST(a_chunk_line_without_end_is_refused);
    CPPUNIT_TEST(many_small_chunks_are_fine);
    CPPUNIT_TEST_SUITE_END();

    void the_pieces_an_answer_comes_in_do_not_matter()
    {
        const std::string answer =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nX: y\r\n\r\n";
        AnswerReader reader(false, 100);

        for (std::size_t i = 0; i < answer.size(); ++i)
            CPPUNIT_ASSERT_EQUAL(i + 1 == answer.size(), reader.feed(answer.substr(i, 1)));

        CPPUNIT_ASSERT_EQUAL(std::string("hello world"), reader.take().body);
        CPPUNIT_ASSERT_EQUAL(std::string("body hello world"), outcome(answer));
    }

    void status_and_headers_are_kept_in_order()
    {
        AnswerReader reader(false, 100);
        CPPUNIT_ASSERT(reader.feed(
            "HTTP/1.0 431 Request Header Fields Too Large\nb: 1 \r\nA:\t2\r\nb:3\r\nContent-Length: 0\r\n\r\n"));

        const HttpAnswer answer = reader.take();

        CPPUNIT_ASSERT_EQUAL(431, answer.status);
        CPPUNIT_ASSERT((answer.headers == std::vector<std::pair<std::string, std::string>>{
                                              {"b", "1"}, {"A", "2"}, {"b", "3"}, {"Content-Length", "0"}}));
        CPPUNIT_ASSERT_EQUAL(std::string("1"), answer.header("B"));
        CPPUNIT_ASSERT_EQUAL(std::string(), answer.header("c"));
    }

    void a_body_is_counted_chunked_or_ends_with_the_connection()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("body hello"),
                             outcome("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more"));
        CPPUNIT_ASSERT_EQUAL(std::string("body "),
                             outcome("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("body hello"), outcome("HTTP/1.1 200\r\n\r\nhello"));
        CPPUNIT_ASSERT_EQUAL(std::string("body x"),
                             outcome("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx"));
    }

    void answers_without_a_body_end_with_their_head()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("body "), outcome("HTTP/1.1 204 No Content\r\n\r\nx"));
        CPPUNIT_ASSERT_EQUAL(std::string("body "), outcome("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"));
        AnswerReader toHead(true, 100);
        CPPUNIT_ASSERT(toHead.feed("HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n"));
    }

    void interim_answers_are_skipped()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("body x"),
                             outcome("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                                     "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"));
        CPPUNIT_ASSERT(isUnreadable("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
    }

    void every_cut_is_noticed()
    {
        const std::string fixed = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
        const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
        for (const auto& answer : {fixed, chunked})
            for (std::size_t length = 0; length < answer.size(); ++length)
                CPPUNIT_ASSERT_MESSAGE(answer.substr(0, length),
                                       outcome(answer.substr(0, length)).starts_with("cut short"));
        CPPUNIT_ASSERT_EQUAL(std::string("cut short after 3 bytes of the answer's body"),
                             outcome(fixed.substr(0, fixed.size() - 2)));
        CPPUNIT_ASSERT_EQUAL(std::string("cut short in the head of the answer"), outcome(fixed.substr(0, 20)));
        CPPUNIT_ASSERT_EQUAL(std::string("cut short before the first byte of the answer"), outcome(""));
    }

    void lengths_that_are_none_are_refused()
    {
        for (const auto* const length : {"-5", "+5", "abc", "", "5 5", "5,5", "0x5", "18446744073709551616"})
            CPPUNIT_ASSERT_MESSAGE(
                length, isUnreadable("HTTP/1.1 200 OK\r\nContent-Length: " + std::string(length) + "\r\n\r\nhello"));
    }

    void contradicting_lengths_are_refused()
    {
        CPPUNIT_ASSERT(isUnreadable("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy"));
        CPPUNIT_ASSERT(
            isUnreadable("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
        CPPUNIT_ASSERT(isUnreadable("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"));
        CPPUNIT_ASSERT(isUnreadable(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    }

    void broken_chunks_are_refused()
    {
        for (const auto* const chunks :
             {"x\r\n", "\r\n", "-1\r\n", "1 1\r\nx", "5\r\nhello!\r\n", "ffffffffffffffffff\r\n"})
            CPPUNIT_ASSERT_MESSAGE(
                chunks, isUnreadable("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(chunks)));
    }

    void broken_heads_are_refused()
    {
        for (const auto* const head :
             {"SSH-2.0-OpenSSH_9\r\n", "\r\n", "HTTP/2 200\r\n", "HTTP/1.1 20\r\n", "HTTP/1.1 2000\r\n",
              "HTTP/1.1 -20 x\r\n", "HTTP/1.1 099 x\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n",
              "HTTP/1.1 200 OK\r\n: x\r\n", "HTTP/1.1 200 OK\r\na : x\r\n", "HTTP/1.1 200 OK\r\na: x\r\n folded\r\n"})
            CPPUNIT_ASSERT_MESSAGE(head, isUnreadable(head));
        CPPUNIT_ASSERT_EQUAL(std::string("not an HTTP/1 answer: 'SSH-2.0?'"), outcome("SSH-2.0\x1b\r\n"));
    }

    void the_limit_holds_for_every_kind_of_body()
    {
        const std::string tooLong = "the answer is longer than the limit of 4 bytes";

        CPPUNIT_ASSERT_EQUAL(std::string("body 1234"), outcome("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n1234", 4));
        CPPUNIT_ASSERT_EQUAL(tooLong, outcome("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 4));
        CPPUNIT_ASSERT_EQUAL(tooLong,
                             outcome("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n123\r\n2\r\n45", 4));
        CPPUNIT_ASSERT_EQUAL(tooLong, outcome("HTTP/1.1 200 OK\r\n\r\n12345", 4));
    }

    void a_head_without_end_is_refused()
    {
        const std::string header = "X: " + std::string(1000, 'x') + "\r\n";
        std::string endless = "HTTP/1.1 200 OK\r\n";
        for (int i = 0; i < 100; ++i)
            endless += header;

        CPPUNIT_ASSERT_EQUAL(std::string("the head is longer than 65536 bytes"), outcome(endless));
        CPPUNIT_ASSERT_EQUAL(std::string("the head is longer than 65536 bytes"), outcome(std::string(70'000, 'H')));
    }

    void a_chunk_line_without_end_is_refused()
    {
        const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

        CPPUNIT_ASSERT(isUnreadable(head + "1;" + std::string(70'000, 'x')));
        CPPUNIT_ASSERT(isUnreadable(head + "0\r\n" + std::string(70'000, 'x')));
    }

    void many_small_chunks_are_fine()
    {
        std::string answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (int i = 0; i < 50'000; ++i)
            answer += "1\r\nx\r\n";

        CPPUNIT_ASSERT_EQUAL("body " + std::string(50'000, 'x'), outcome(answer + "0\r\n\r\n", 50'000));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AnswerReaderTest);
