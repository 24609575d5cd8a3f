#include "common/codec/Json.h"
#include "common/codec/Signature.h"

#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

#include <map>

using namespace readystage;
using namespace std::chrono_literals;

namespace {

/// What we expect of one recorded request that CloudStack answered otherwise than its `sign` alone would say.
struct Exception {
    const char* outcome;
    const char* reason;
};

const std::map<std::string, Exception> kExceptions{
    {"signing-015", {"ok", "401 because CloudStack has no command getUserData; the signature is right"}},
    {"signing-016", {"ok", "as 015, in XML"}},
    {"signing-018", {"ok", "401 because command names are case-sensitive and listzones is none"}},
    {"signing-019", {"ok", "401 because the parameter `command` must be lower case, so there is no command"}},
    {"signing-020", {"ok", "401 because there is no command"}},
    {"signing-026", {"expired", "expires lies in the past"}},
    {"signing-029", {"expired", "expires=tomorrow is no time"}},
    {"signing-030", {"expired", "expires in seconds since 1970 is no time"}},
    {"signing-031", {"expired", "signatureVersion=3 without expires"}},
    {"signing-039", {"wrong", "a JSON body is not read, so nothing was signed as far as the server sees"}},
    {"signing-040", {"wrong", "a body without Content-Type is not read"}},
    {"signing-041",
     {"unreadable", "x=%zz was put behind the signed query: Jetty refuses it before CloudStack sees it"}},
    {"signing-042", {"wrong", "x=a+b was put behind the signed query, so it is not signed"}},
};

/// Shortly after the exchanges with `expires` were recorded.
constexpr auto kRecorded = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 14h + 46min;

struct Recorded {
    std::string id;
    std::string sign; ///< ok, none, or what was done wrong on purpose
    std::string as;   ///< whose keys; empty: nobody's
    std::string query;
    std::string form;
    std::int64_t status;
};

Recorded recorded(const Json& exchange)
{
    const Json request = exchange.at("request");
    const std::string target = request.at("target").asString();
    const auto question = target.find('?');
    const std::string type = request.at("headers").stringOr("Content-Type", "");
    return {exchange.at("id").asString(),
            request.at("sign").asString(),
            request.stringOr("as", ""),
            question == std::string::npos ? "" : target.substr(question + 1),
            type.starts_with("application/x-www-form-urlencoded") ? request.stringOr("body", "") : "",
            exchange.at("response").at("status").asInteger()};
}

std::vector<Recorded> allRecorded()
{
    std::vector<Recorded> all;
    for (const auto& line : tests::lines(tests::testData("transcripts/signing.jsonl")))
        all.push_back(recorded(Json::parse(line)));
    return all;
}

/// What our check says of the request as the server would read it.
std::string outcome(const Recorded& request, const Json& keys)
{
    const auto query = parseQuery(request.query);
    const auto form = parseQuery(request.form);
    if (!query || !form)
        return "unreadable";
    Parameters parameters = *query;
    parameters.insert(parameters.end(), form->begin(), form->end());
    const Secret secret(keys.at("keys").at(request.as).at("secretkey").asString());
    switch (checkSignature(parameters, secret, kRecorded)) {
    case SignatureCheck::ok:
        return "ok";
    case SignatureCheck::wrong:
        return "wrong";
    case SignatureCheck::expired:
        return "expired";
    }
    return "";
}

} // namespace

/// Requests a CloudStack 4.23 answered (tests/data/transcripts/README.md), checked with the keys of that cloud.
class RecordedSignaturesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RecordedSignaturesTest);
    CPPUNIT_TEST(every_signed_request_is_judged_as_cloudstack_judged_it);
    CPPUNIT_TEST(every_refusal_of_a_signed_request_is_explained);
    CPPUNIT_TEST(every_exception_is_one);
    CPPUNIT_TEST_SUITE_END();

    const Json keys = Json::parse(tests::testData("transcripts/keys.json"));

    void every_signed_request_is_judged_as_cloudstack_judged_it()
    {
        int judged = 0;
        for (const auto& request : allRecorded()) {
            if (request.as.empty())
                continue;
            const auto exception = kExceptions.find(request.id);
            const std::string expected = exception != kExceptions.end() ? exception->second.outcome
                                         : request.sign == "ok"         ? "ok"
                                                                        : "wrong";
            const std::string reason = exception != kExceptions.end() ? exception->second.reason : request.sign;

            CPPUNIT_ASSERT_EQUAL_MESSAGE(request.id + " (" + reason + ")", expected, outcome(request, keys));
            ++judged;
        }
        CPPUNIT_ASSERT_EQUAL(46, judged);
    }

    void every_refusal_of_a_signed_request_is_explained()
    {
        for (const auto& request : allRecorded())
            if (request.sign == "ok" && request.status == 401)
                CPPUNIT_ASSERT_MESSAGE(request.id + " got 401 and is not listed", kExceptions.count(request.id) == 1);
    }

    void every_exception_is_one()
    {
        std::size_t found = 0;
        for (const auto& request : allRecorded())
            if (kExceptions.count(request.id) == 1) {
                CPPUNIT_ASSERT_MESSAGE(request.id, request.sign == "ok" && request.status >= 400);
                ++found;
            }

        CPPUNIT_ASSERT_EQUAL(kExceptions.size(), found);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RecordedSignaturesTest);
