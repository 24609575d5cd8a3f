#include "manager/core/Bundles.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage {

class BundlesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(BundlesTest);
    CPPUNIT_TEST(bundles_are_found_by_their_exact_name);
    CPPUNIT_TEST(the_names_are_listed_in_order);
    CPPUNIT_TEST(no_bundle_at_all_is_said_in_a_word);
    CPPUNIT_TEST(names_are_short_and_harmless);
    CPPUNIT_TEST(a_mark_in_userdata_is_seen_on_any_line);
    CPPUNIT_TEST(other_lines_are_no_mark);
    CPPUNIT_TEST(each_key_has_its_list_call);
    CPPUNIT_TEST(a_key_that_bundles_do_not_have_is_a_bug);
    CPPUNIT_TEST(the_one_with_exactly_the_name_is_chosen);
    CPPUNIT_TEST(a_template_in_several_zones_is_one);
    CPPUNIT_TEST(a_name_nobody_has_is_not_found);
    CPPUNIT_TEST(two_of_one_name_are_ambiguous);
    CPPUNIT_TEST(a_deployment_has_every_id_and_the_userdata);
    CPPUNIT_TEST(what_a_bundle_does_not_say_is_left_to_cloudstack);
    CPPUNIT_TEST_SUITE_END();

    static Bundle named(const std::string& name)
    {
        Bundle bundle;
        bundle.name = name;
        return bundle;
    }

    const Lookup small = lookupFor("service_offering", "Small", "");

public:
    void bundles_are_found_by_their_exact_name()
    {
        const BundleCatalogue catalogue({named("foo"), named("foo-2")});

        CPPUNIT_ASSERT_EQUAL(std::string("foo"), catalogue.find("foo")->name);
        CPPUNIT_ASSERT(catalogue.find("Foo") == nullptr);
        CPPUNIT_ASSERT(catalogue.find("fo") == nullptr);
    }

    void the_names_are_listed_in_order()
    {
        const BundleCatalogue catalogue({named("foo"), named("bar")});

        CPPUNIT_ASSERT_EQUAL(std::string("bar, foo"), catalogue.names());
    }

    void no_bundle_at_all_is_said_in_a_word() { CPPUNIT_ASSERT_EQUAL(std::string("none"), BundleCatalogue().names()); }

    void names_are_short_and_harmless()
    {
        for (const char* good : {"foo", "foo-1.2_B", "0"})
            CPPUNIT_ASSERT_MESSAGE(good, isBundleName(good));
        for (const std::string& bad : {std::string(), std::string(65, 'a'), std::string(".foo"), std::string("a b"),
                                       std::string("a/b"), std::string("ä")})
            CPPUNIT_ASSERT_MESSAGE(bad, !isBundleName(bad));
    }

    void a_mark_in_userdata_is_seen_on_any_line()
    {
        for (const char* marked : {"ready=1", "ready=0\n", "a=1\nready=1\nb=2", "a=1\r\n  ready=1\r\n"})
            CPPUNIT_ASSERT_MESSAGE(marked, carriesMark(UserData(marked)));
    }

    void other_lines_are_no_mark()
    {
        for (const char* plain : {"", "\n\n", "already=1", "a=ready=1", "#ready=1", "readystage=1", "   "})
            CPPUNIT_ASSERT_MESSAGE(plain, !carriesMark(UserData(plain)));
    }

    void each_key_has_its_list_call()
    {
        const auto templ = lookupFor("template", "CentOS", "zone-id");
        const auto network = lookupFor("networks", "net1", "zone-id");

        CPPUNIT_ASSERT_EQUAL(std::string("listServiceOfferings"), small.command);
        CPPUNIT_ASSERT_EQUAL(std::string("serviceoffering"), small.element);
        CPPUNIT_ASSERT(small.parameters == (Parameters{{"name", "Small"}}));
        CPPUNIT_ASSERT(templ.parameters ==
                       (Parameters{{"templatefilter", "executable"}, {"name", "CentOS"}, {"zoneid", "zone-id"}}));
        CPPUNIT_ASSERT(network.parameters == (Parameters{{"keyword", "net1"}, {"zoneid", "zone-id"}}));
    }

    void a_key_that_bundles_do_not_have_is_a_bug()
    {
        CPPUNIT_ASSERT_THROW((void)lookupFor("colour", "red", ""), std::logic_error);
    }

    void the_one_with_exactly_the_name_is_chosen()
    {
        const auto id = choose(small, {{"1", "small"}, {"2", "Small"}, {"3", "Small Instance"}});

        CPPUNIT_ASSERT_EQUAL(std::string("2"), id.value());
    }

    void a_template_in_several_zones_is_one()
    {
        const auto id = choose(lookupFor("template", "CentOS", ""), {{"7", "CentOS"}, {"7", "CentOS"}});

        CPPUNIT_ASSERT_EQUAL(std::string("7"), id.value());
    }

    void a_name_nobody_has_is_not_found()
    {
        const auto id = choose(small, {{"3", "Small Instance"}});

        CPPUNIT_ASSERT_EQUAL(std::string("service_offering \"Small\": there is none of that name that you may use"),
                             id.error());
    }

    void two_of_one_name_are_ambiguous()
    {
        const auto id = choose(small, {{"1", "Small"}, {"2", "Small"}});

        CPPUNIT_ASSERT_EQUAL(std::string("service_offering \"Small\" is ambiguous: 1, 2"), id.error());
    }

    void a_deployment_has_every_id_and_the_userdata()
    {
        const auto parameters = deployParameters({"z", "s", "t", "d", {"n1", "n2"}}, "cm9sZT13ZWIK", "foo-1", "Foo 1");

        const Parameters expected{{"zoneid", "z"},          {"serviceofferingid", "s"},  {"templateid", "t"},
                                  {"diskofferingid", "d"},  {"networkids", "n1,n2"},     {"name", "foo-1"},
                                  {"displayname", "Foo 1"}, {"userdata", "cm9sZT13ZWIK"}};
        CPPUNIT_ASSERT(expected == parameters);
    }

    void what_a_bundle_does_not_say_is_left_to_cloudstack()
    {
        const auto parameters = deployParameters({"z", "s", "t", std::nullopt, {}}, "", "", "");

        CPPUNIT_ASSERT(parameters == (Parameters{{"zoneid", "z"}, {"serviceofferingid", "s"}, {"templateid", "t"}}));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BundlesTest);

} // namespace readystage
