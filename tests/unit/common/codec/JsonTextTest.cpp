#include "common/codec/Json.h"

#include <cppunit/extensions/HelperMacros.h>

#include <limits>
#include <stdexcept>

using namespace readystage;

class JsonTextTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(JsonTextTest);
    CPPUNIT_TEST(an_object_has_its_members_in_the_order_they_came);
    CPPUNIT_TEST(everything_that_must_be_escaped_is);
    CPPUNIT_TEST(any_text_can_be_read_again);
    CPPUNIT_TEST(numbers_can_be_read_again_exactly);
    CPPUNIT_TEST(infinity_is_no_json);
    CPPUNIT_TEST(lists_and_objects_nest);
    CPPUNIT_TEST_SUITE_END();

    void an_object_has_its_members_in_the_order_they_came()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("{}"), JsonText().str());
        CPPUNIT_ASSERT_EQUAL(
            std::string(R"({"b":"x","a":-7,"c":true,"d":1.5,"e":null})"),
            JsonText().add("b", "x").add("a", -7).add("c", true).add("d", 1.5).addRaw("e", "null").str());
    }

    void everything_that_must_be_escaped_is()
    {
        CPPUNIT_ASSERT_EQUAL(std::string(R"("\"\\\b\f\n\r\t\u0000\u001f)") + "\x7f/\u00e9\"",
                             jsonString(std::string_view("\"\\\b\f\n\r\t\0\x1f\x7f/\u00e9", 13)));
    }

    void any_text_can_be_read_again()
    {
        const std::string text("\0\n\"\\\x7f\u00e9\U0001F600\u2028</script>", 24);

        const Json read = Json::parse(JsonText().add(text, text).str());

        CPPUNIT_ASSERT_EQUAL(text, read.at(text).asString());
    }

    void numbers_can_be_read_again_exactly()
    {
        for (const auto value : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()})
            CPPUNIT_ASSERT_EQUAL(value, Json::parse(JsonText().add("n", value).str()).at("n").asInteger());
        for (const double value : {0.1, 1e300, -2.5e-300, 83.25, std::numeric_limits<double>::max()})
            CPPUNIT_ASSERT(value == Json::parse(JsonText().add("n", value).str()).at("n").asNumber());
    }

    void infinity_is_no_json()
    {
        CPPUNIT_ASSERT_THROW(JsonText().add("n", std::numeric_limits<double>::infinity()), std::logic_error);
        CPPUNIT_ASSERT_THROW(JsonText().add("n", std::numeric_limits<double>::quiet_NaN()), std::logic_error);
    }

    void lists_and_objects_nest()
    {
        const JsonText inner = JsonText().add("x", 1);

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"none":[],"texts":["a","\""],"object":{"x":1},"objects":[{"x":1},{}]})"),
                             JsonText()
                                 .add("none", std::vector<std::string>{})
                                 .add("texts", std::vector<std::string>{"a", "\""})
                                 .add("object", inner)
                                 .addArray("objects", {inner, JsonText()})
                                 .str());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JsonTextTest);
