#include <cppunit/extensions/HelperMacros.h>

#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Value.h"

namespace readystage::cloudsim {

class ValueTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ValueTest);
    CPPUNIT_TEST(json_keeps_the_order_of_members);
    CPPUNIT_TEST(json_escapes_quotes_backslashes_and_line_ends_and_nothing_else);
    CPPUNIT_TEST(xml_repeats_the_element_of_a_list_and_drops_an_empty_one);
    CPPUNIT_TEST(xml_shows_a_map_as_java_prints_it);
    CPPUNIT_TEST(xml_escapes_text_but_not_the_texts_of_a_list);
    CPPUNIT_TEST(a_unicode_escape_in_a_value_becomes_the_character);
    CPPUNIT_TEST(a_dollar_escape_breaks_the_answer);
    CPPUNIT_TEST_SUITE_END();

    void json_keeps_the_order_of_members()
    {
        const Value value =
            Value::object().add("z", 1).add("a", "x").add("list", Value::list().push(true)).add("none", Value::map());

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"z":1,"a":"x","list":[true],"none":{}})"), value.json());
    }

    void json_escapes_quotes_backslashes_and_line_ends_and_nothing_else()
    {
        const Value value = Value::object().add("k", "\"\\\n\r\t\b\f</é'\x01");

        CPPUNIT_ASSERT_EQUAL(std::string("{\"k\":\"\\\"\\\\\\n\\r\\t\\b\\f</é'\x01\"}"), value.json());
    }

    void xml_repeats_the_element_of_a_list_and_drops_an_empty_one()
    {
        const Value vms = Value::list().push(Value::object().add("id", "1")).push(Value::object().add("id", "2"));

        const Value value = Value::object().add("count", 2).add("vm", vms).add("tags", Value::list());

        CPPUNIT_ASSERT_EQUAL(std::string("<count>2</count><vm><id>1</id></vm><vm><id>2</id></vm>"), value.xml());
    }

    void xml_shows_a_map_as_java_prints_it()
    {
        const Value value =
            Value::object().add("details", Value::map().add("a", "1").add("b", "2")).add("none", Value::map());

        CPPUNIT_ASSERT_EQUAL(std::string("<details>{a=1, b=2}</details><none>{}</none>"), value.xml());
    }

    void xml_escapes_text_but_not_the_texts_of_a_list()
    {
        const Value value = Value::object().add("one", "<&>\"").add("many", Value::list().push("<&>"));

        CPPUNIT_ASSERT_EQUAL(std::string("<one>&lt;&amp;&gt;&quot;</one><many><&></many>"), value.xml());
    }

    void a_unicode_escape_in_a_value_becomes_the_character()
    {
        const std::string json = replaceUnicodeEscapes(Value::object().add("k", "a\\u00e9b\\u20acc").json());

        CPPUNIT_ASSERT_EQUAL(std::string("{\"k\":\"a\\éb\\€c\"}"), json);
    }

    void a_dollar_escape_breaks_the_answer()
    {
        const std::string json = Value::object().add("k", "a\\u0024b").json();

        CPPUNIT_ASSERT_THROW(replaceUnicodeEscapes(json), Refusal);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ValueTest);

} // namespace readystage::cloudsim
