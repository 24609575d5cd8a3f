#include "manager/edge/ApiAnswer.h"

#include "tests/unit/manager/gateway/Recorded.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage {

class ApiAnswerTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ApiAnswerTest);
    CPPUNIT_TEST(json_has_cloudstacks_shape);
    CPPUNIT_TEST(xml_repeats_the_element_of_a_list);
    CPPUNIT_TEST(an_empty_answer_has_an_empty_inside);
    CPPUNIT_TEST(text_is_escaped_in_both_forms);
    CPPUNIT_TEST(a_401_is_byte_for_byte_what_cloudstack_says);
    CPPUNIT_TEST(a_431_is_byte_for_byte_what_cloudstack_says);
    CPPUNIT_TEST(a_431_as_xml_has_cloudstacks_shape);
    CPPUNIT_TEST(an_errors_text_is_in_the_header_too_but_cannot_forge_one);
    CPPUNIT_TEST_SUITE_END();

    const AnswerForm json{"listbundlesresponse", true};
    const AnswerForm xml{"listbundlesresponse", false};

    static ApiValue::Members twoBundles()
    {
        return {
            {"count", std::int64_t{2}},
            {"bundle", ApiValue::List{ApiValue::Members{{"name", "bar"}},
                                      ApiValue::Members{{"name", "foo"}, {"networks", ApiValue::List{"n1", "n2"}}}}}};
    }

public:
    void json_has_cloudstacks_shape()
    {
        const auto answer = apiAnswer(json, twoBundles());

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"listbundlesresponse":{"count":2,"bundle":[{"name":"bar"},)"
                                         R"({"name":"foo","networks":["n1","n2"]}]}})"),
                             answer.body);
        CPPUNIT_ASSERT_EQUAL(200, answer.status);
        CPPUNIT_ASSERT_EQUAL(std::string("application/json;charset=utf-8"),
                             *http::findHeader(answer.headers, "content-type"));
    }

    void xml_repeats_the_element_of_a_list()
    {
        const auto answer = apiAnswer(xml, twoBundles());

        CPPUNIT_ASSERT_EQUAL(
            std::string(R"(<?xml version="1.0" encoding="UTF-8"?><listbundlesresponse><count>2</count>)"
                        "<bundle><name>bar</name></bundle><bundle><name>foo</name>"
                        "<networks>n1</networks><networks>n2</networks></bundle></listbundlesresponse>"),
            answer.body);
        CPPUNIT_ASSERT_EQUAL(std::string("text/xml;charset=utf-8"), *http::findHeader(answer.headers, "content-type"));
    }

    void an_empty_answer_has_an_empty_inside()
    {
        CPPUNIT_ASSERT_EQUAL(std::string(R"({"listbundlesresponse":{}})"), apiAnswer(json, {}).body);
        CPPUNIT_ASSERT(apiAnswer(xml, {}).body.ends_with("<listbundlesresponse></listbundlesresponse>"));
    }

    void text_is_escaped_in_both_forms()
    {
        const ApiValue::Members inside{{"name", "a<b>&\"c\"\x01 ü\n"}};

        CPPUNIT_ASSERT(apiAnswer(xml, inside).body.find("<name>a&lt;b&gt;&amp;&quot;c&quot;? ü\n</name>") !=
                       std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string("a<b>&\"c\"\x01 ü\n"),
                             Json::parse(apiAnswer(json, inside).body).at("listbundlesresponse").at("name").asString());
    }

    void a_401_is_byte_for_byte_what_cloudstack_says()
    {
        const auto answer = apiFault({"listzonesresponse", true}, unauthorized());

        CPPUNIT_ASSERT_EQUAL(recorded("signing-010").body, answer.body);
        CPPUNIT_ASSERT_EQUAL(401, answer.status);
        CPPUNIT_ASSERT(http::findHeader(answer.headers, "X-Description") == nullptr);
    }

    void a_431_is_byte_for_byte_what_cloudstack_says()
    {
        const auto answer =
            apiFault({"getvirtualmachineuserdataresponse", true},
                     {431, "Unable to execute API command getvirtualmachineuserdata due to missing parameter "
                           "virtualmachineid"});

        CPPUNIT_ASSERT_EQUAL(recorded("userdata-008").body, answer.body);
        CPPUNIT_ASSERT_EQUAL(431, answer.status);
    }

    void a_431_as_xml_has_cloudstacks_shape()
    {
        const auto answer =
            apiFault({"listzonesresponse", false},
                     {429, "The given user has reached his/her account api limit, please retry after [124] ms."});

        CPPUNIT_ASSERT_EQUAL(recorded("throttled-012").body, answer.body);
    }

    void an_errors_text_is_in_the_header_too_but_cannot_forge_one()
    {
        const auto answer = apiFault(json, {431, "no bundle \"x\r\nSet-Cookie: a=b\" ü" + std::string(2'000, 'x')});

        const auto description = *http::findHeader(answer.headers, "X-Description");
        CPPUNIT_ASSERT(description.starts_with("no bundle \"x??Set-Cookie: a=b\" ??xxx"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1'000}, description.size());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ApiAnswerTest);

} // namespace readystage
