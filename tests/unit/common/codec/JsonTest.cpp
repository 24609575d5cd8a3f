#include "common/codec/Json.h"

#include <cppunit/extensions/HelperMacros.h>

#include <limits>

using namespace readystage;

namespace {

template <class F> std::string failureOf(F&& action)
{
    try {
        (void)action();
        return "none";
    } catch (const JsonError& e) {
        return e.what();
    }
}

std::string refusal(std::string_view text)
{
    return failureOf([text] { return Json::parse(text); });
}

Json value(const std::string& text)
{
    return Json::parse("[" + text + "]").asArray().at(0);
}

} // namespace

class JsonTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(JsonTest);
    CPPUNIT_TEST(every_kind_of_value_is_read);
    CPPUNIT_TEST(members_stand_in_the_order_of_the_document);
    CPPUNIT_TEST(null_is_there_but_not_found);
    CPPUNIT_TEST(integers_are_exact_to_the_last_digit);
    CPPUNIT_TEST(integers_that_do_not_fit_are_refused);
    CPPUNIT_TEST(an_integer_is_no_other_kind_of_number_or_text);
    CPPUNIT_TEST(numbers_have_exactly_the_form_of_the_rfc);
    CPPUNIT_TEST(a_number_too_large_for_a_double_is_refused);
    CPPUNIT_TEST(escapes_become_what_they_mean);
    CPPUNIT_TEST(escapes_that_mean_nothing_are_refused);
    CPPUNIT_TEST(a_nul_in_a_name_does_not_cut_it);
    CPPUNIT_TEST(control_characters_in_strings_are_refused);
    CPPUNIT_TEST(bytes_that_are_no_utf8_are_refused);
    CPPUNIT_TEST(the_same_name_twice_is_refused);
    CPPUNIT_TEST(names_that_differ_in_their_escapes_only_are_the_same);
    CPPUNIT_TEST(the_top_level_is_an_object_or_an_array);
    CPPUNIT_TEST(what_is_not_json_is_refused);
    CPPUNIT_TEST(nesting_ends_at_64);
    CPPUNIT_TEST(many_names_are_no_reason_to_be_slow);
    CPPUNIT_TEST(errors_name_the_path);
    CPPUNIT_TEST(a_value_outlives_the_document_it_came_from);
    CPPUNIT_TEST(a_value_knows_its_line);
    CPPUNIT_TEST(the_canonical_form_is_the_same_for_the_same_content);
    CPPUNIT_TEST(the_canonical_form_may_leave_out_a_member_but_none_within);
    CPPUNIT_TEST(the_canonical_form_differs_with_the_content);
    CPPUNIT_TEST_SUITE_END();

    void every_kind_of_value_is_read()
    {
        const Json json = Json::parse(
            " {\"s\" : \"x\" ,\r\n\t\"i\":-5,\"d\":2.5e1,\"t\":true,\"f\":false,\"a\":[1,[],{}],\"o\":{}} ");

        CPPUNIT_ASSERT_EQUAL(std::string("x"), json.at("s").asString());
        CPPUNIT_ASSERT_EQUAL(std::int64_t(-5), json.at("i").asInteger());
        CPPUNIT_ASSERT_EQUAL(25.0, json.at("d").asNumber());
        CPPUNIT_ASSERT(json.at("t").asBool() && !json.at("f").asBool());
        CPPUNIT_ASSERT_EQUAL(std::size_t(3), json.at("a").asArray().size());
        CPPUNIT_ASSERT(json.at("a").asArray()[1].isArray() && json.at("a").asArray()[2].isObject());
        CPPUNIT_ASSERT(json.at("o").isObject() && json.at("s").isString());
    }

    void members_stand_in_the_order_of_the_document()
    {
        const std::vector<std::string> expected{"b", "", "a"};

        CPPUNIT_ASSERT(expected == Json::parse(R"({"b":{"x":1},"":[2],"a":3})").names());
    }

    void null_is_there_but_not_found()
    {
        const Json json = Json::parse(R"({"n":null,"s":"x"})");

        CPPUNIT_ASSERT(json.has("n") && !json.find("n") && !json.has("m") && !json.find("m"));
        CPPUNIT_ASSERT_EQUAL(std::string("other"), json.stringOr("n", "other"));
        CPPUNIT_ASSERT_EQUAL(std::string("x"), json.stringOr("s", "other"));
        CPPUNIT_ASSERT_EQUAL(std::string("n: expected a string"),
                             failureOf([&json] { return json.at("n").asString(); }));
    }

    void integers_are_exact_to_the_last_digit()
    {
        CPPUNIT_ASSERT_EQUAL(std::int64_t(-9007199254740993), value("-9007199254740993").asInteger());
        CPPUNIT_ASSERT_EQUAL(std::numeric_limits<std::int64_t>::max(), value("9223372036854775807").asInteger());
        CPPUNIT_ASSERT_EQUAL(std::numeric_limits<std::int64_t>::min(), value("-9223372036854775808").asInteger());
        CPPUNIT_ASSERT_EQUAL(std::int64_t(0), value("-0").asInteger());
    }

    void integers_that_do_not_fit_are_refused()
    {
        for (const auto* const text : {"9223372036854775808", "-9223372036854775809", "18446744073709551616",
                                       "100000000000000000000000000000000000000000000000000"})
            CPPUNIT_ASSERT_EQUAL(std::string("[0]: integer out of range"),
                                 failureOf([text] { return value(text).asInteger(); }));
    }

    void an_integer_is_no_other_kind_of_number_or_text()
    {
        for (const auto* const text : {"1.0", "1e3", "1E0", "\"1\"", "true", "null", "[1]"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("[0]: expected an integer"),
                                         failureOf([text] { return value(text).asInteger(); }));
    }

    void numbers_have_exactly_the_form_of_the_rfc()
    {
        for (const auto* const good : {"0", "-0.0", "1e5", "1E+5", "1.25e-5", "10"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(good, std::string("none"),
                                         failureOf([good] { return value(good).asNumber(); }));
        for (const auto* const bad :
             {"01", "+1", ".5", "1.", "1e", "1e+", "-", "--1", "0x10", "1,000.5.", "NaN", "Infinity", "1_0"})
            CPPUNIT_ASSERT_MESSAGE(bad, refusal("[" + std::string(bad) + "]").starts_with("not JSON:"));
    }

    void a_number_too_large_for_a_double_is_refused()
    {
        CPPUNIT_ASSERT(refusal("[1e999]").starts_with("not JSON: Number too big"));
    }

    void escapes_become_what_they_mean()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("\"\\/\b\f\n\r\t"), value(R"("\"\\\/\b\f\n\r\t")").asString());
        CPPUNIT_ASSERT_EQUAL(std::string("A\u00e9\u65e5\U0001F600\U0010FFFF"),
                             value(R"("\u0041\u00E9\u65e5\ud83d\uDE00\udbff\udfff")").asString());
        CPPUNIT_ASSERT_EQUAL(std::string("a\0b", 3), value(R"("a\u0000b")").asString());
    }

    void escapes_that_mean_nothing_are_refused()
    {
        for (const auto* const text :
             {R"("\x")", R"("\u12")", R"("\u12g4")", R"("\ud83d")", R"("\ude00")", R"("\ud83dx")", R"("\ud83d\n")",
              R"("\ud83d\u0041")", R"("\ud83d\ud83d")", R"("\U0041")", "\"\\\n\""})
            CPPUNIT_ASSERT_MESSAGE(text, refusal("[" + std::string(text) + "]").starts_with("not JSON:"));
    }

    void a_nul_in_a_name_does_not_cut_it()
    {
        const Json json = Json::parse(R"({"a\u0000b":1,"a":2})");

        CPPUNIT_ASSERT_EQUAL(std::int64_t(2), json.at("a").asInteger());
        CPPUNIT_ASSERT_EQUAL(std::int64_t(1), json.at(std::string("a\0b", 3)).asInteger());
    }

    void control_characters_in_strings_are_refused()
    {
        using namespace std::string_view_literals;
        for (const auto text : {"[\"a\nb\"]"sv, "[\"a\tb\"]"sv, "[\"a\0b\"]"sv, "[\"\x1f\"]"sv, "{\"a\n\":1}"sv})
            CPPUNIT_ASSERT(refusal(text).starts_with("not JSON:"));
        CPPUNIT_ASSERT_EQUAL(std::string("\x7f"), value("\"\x7f\"").asString());
    }

    void bytes_that_are_no_utf8_are_refused()
    {
        for (const auto* const text : {"[\"\xff\"]", "[\"\xc3\"]", "[\"\xed\xa0\x80\"]", "{\"\xff\":1}"})
            CPPUNIT_ASSERT(refusal(text).starts_with("not JSON: a string that is not UTF-8"));
    }

    void the_same_name_twice_is_refused()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("not JSON: the name \"a\" stands twice in one object at byte 20"),
                             refusal(R"({"a":1,"b":2,"a":1 })"));
        CPPUNIT_ASSERT(refusal(R"([{"x":{"a":1,"a":2}}])") != "none");
        CPPUNIT_ASSERT_EQUAL(std::string("none"), refusal(R"({"a":{"a":1},"b":{"a":1},"A":0})"));
    }

    void names_that_differ_in_their_escapes_only_are_the_same()
    {
        CPPUNIT_ASSERT(refusal(R"({"a":1,"\u0061":2})") != "none");
    }

    void the_top_level_is_an_object_or_an_array()
    {
        for (const auto* const text : {"1", "\"x\"", "null", "true", "", "   ", "\xef\xbb\xbf{}"})
            CPPUNIT_ASSERT_MESSAGE(text, refusal(text).starts_with("not JSON: expected an object or an array"));
    }

    void what_is_not_json_is_refused()
    {
        using namespace std::string_view_literals;
        for (const auto text : {"{"sv,
                                "["sv,
                                "[1"sv,
                                "[1,"sv,
                                "[1,]"sv,
                                "[,1]"sv,
                                "[1 2]"sv,
                                "{\"a\"}"sv,
                                "{\"a\":}"sv,
                                "{\"a\":1,}"sv,
                                "{a:1}"sv,
                                "{'a':1}"sv,
                                "{\"a\":1]"sv,
                                "[1}"sv,
                                "[\"a]"sv,
                                "[\"a\\\"]"sv,
                                "[tru]"sv,
                                "[nul]"sv,
                                "[truex]"sv,
                                "[1]]"sv,
                                "{} {}"sv,
                                "[1]x"sv,
                                "[1]\0"sv,
                                "// c\n[1]"sv,
                                "[1/**/]"sv,
                                "[\f1]"sv,
                                "[\xc2\xa0"
                                "1]"sv})
            CPPUNIT_ASSERT_MESSAGE(std::string(text), refusal(text).starts_with("not JSON:"));
    }

    void nesting_ends_at_64()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("none"), refusal(std::string(64, '[') + std::string(64, ']')));
        CPPUNIT_ASSERT_EQUAL(std::string("not JSON: nested deeper than 64 at byte 65"),
                             refusal(std::string(65, '[') + std::string(65, ']')));
        CPPUNIT_ASSERT(refusal(std::string(1'000'000, '[')).starts_with("not JSON: nested deeper"));
    }

    void many_names_are_no_reason_to_be_slow()
    {
        std::string text = "{\"\":0";
        for (int i = 0; i < 100'000; ++i)
            text += ",\"" + std::to_string(i) + "\":0";

        CPPUNIT_ASSERT_EQUAL(std::size_t(100'001),
                             Json::parse(text + "}").names().size()); // quadratic work would time out
    }

    void errors_name_the_path()
    {
        const Json json = Json::parse(R"({"run":{"noop":1},"vms":[{"id":"a"},{"id":7,"nics":[[null]]}]})");
        const Json second = json.at("vms").asArray()[1];

        CPPUNIT_ASSERT_EQUAL(std::string("run.noop: expected true or false"),
                             failureOf([&] { return json.at("run").at("noop").asBool(); }));
        CPPUNIT_ASSERT_EQUAL(std::string("vms[1].id: expected a string"),
                             failureOf([&] { return second.at("id").asString(); }));
        CPPUNIT_ASSERT_EQUAL(std::string("vms[1].state: missing"), failureOf([&] { return second.at("state"); }));
        CPPUNIT_ASSERT_EQUAL(std::string("vms[1].nics[0][0]: expected a number"),
                             failureOf([&] { return second.at("nics").asArray()[0].asArray()[0].asNumber(); }));
        CPPUNIT_ASSERT_EQUAL(std::string("run: expected an array"),
                             failureOf([&] { return json.at("run").asArray(); }));
        CPPUNIT_ASSERT_EQUAL(std::string("vms: expected an object"),
                             failureOf([&] { return json.at("vms").has("x"); }));
        CPPUNIT_ASSERT_EQUAL(std::string("status: missing"), failureOf([&] { return json.at("status"); }));
        CPPUNIT_ASSERT_EQUAL(std::string("the document: expected an object"),
                             failureOf([] { return Json::parse("[]").names(); }));
    }

    void a_value_outlives_the_document_it_came_from()
    {
        const Json inner = Json::parse(R"({"a":[{"b":"deep"}]})").at("a").asArray()[0];

        CPPUNIT_ASSERT_EQUAL(std::string("deep"), inner.at("b").asString());
    }

    void a_value_knows_its_line()
    {
        const Json json = Json::parse("\n{\"a\":1,\n \"b\":\n\n [\n2,3] }");

        CPPUNIT_ASSERT_EQUAL(std::size_t(2), json.line());
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), json.at("a").line());
        CPPUNIT_ASSERT_EQUAL(std::size_t(5), json.at("b").line());
        CPPUNIT_ASSERT_EQUAL(std::size_t(6), json.at("b").asArray()[1].line());
    }

    void the_canonical_form_is_the_same_for_the_same_content()
    {
        const std::string canonical =
            Json::parse(R"({ "b" : [1, 2.50, null, true, "\u00e9\/"], "a" : { } })").canonical();

        CPPUNIT_ASSERT_EQUAL(std::string("{\"a\":{},\"b\":[1,2.50,null,true,\"\u00e9/\"]}"), canonical);
        CPPUNIT_ASSERT_EQUAL(canonical, Json::parse(canonical).canonical());
    }

    void the_canonical_form_may_leave_out_a_member_but_none_within()
    {
        const Json json = Json::parse(R"({"b":1,"a":{"b":2},"":3})");

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"":3,"a":{"b":2}})"), json.canonical("b"));
        CPPUNIT_ASSERT_EQUAL(std::string(R"({"":3,"a":{"b":2},"b":1})"), json.canonical());
    }

    void the_canonical_form_differs_with_the_content()
    {
        const std::string form = Json::parse(R"({"a":[1,2]})").canonical();

        for (const auto* const other :
             {R"({"a":[2,1]})", R"({"a":["1",2]})", R"({"a":[1,2],"b":null})", R"({"b":[1,2]})"})
            CPPUNIT_ASSERT(form != Json::parse(other).canonical());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JsonTest);
