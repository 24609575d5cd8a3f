#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

#include "tests/cloudsim/core/ApiLimit.h"
#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// On which occasions a misbehaviour happens, and API throttling.
class PlanTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PlanTest);
    CPPUNIT_TEST(a_count_is_used_up);
    CPPUNIT_TEST(a_command_keeps_others_out);
    CPPUNIT_TEST(without_a_count_it_goes_on_until_it_is_ended);
    CPPUNIT_TEST(a_probability_takes_about_its_share_and_the_same_one_for_the_same_seed);
    CPPUNIT_TEST(the_end_of_an_older_plan_leaves_the_newer_one);
    CPPUNIT_TEST(an_unknown_name_is_refused);
    CPPUNIT_TEST(every_row_has_a_sentence);
    CPPUNIT_TEST(half_of_the_limit_passes_because_each_call_counts_twice);
    CPPUNIT_TEST(a_wrong_signature_eats_the_limit_and_gets_401);
    CPPUNIT_TEST(an_admin_is_never_limited);
    CPPUNIT_TEST(release_4_11_counts_a_call_once_and_says_it_without_brackets);
    CPPUNIT_TEST(release_4_11_reads_one_form_of_expires_only);
    CPPUNIT_TEST(the_limit_begins_anew_after_its_interval);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;
    Misbehaviours& plans = cloud.world().misbehaviours;

    int zones(const char* user) { return cloud.call(user, {{"command", "listZones"}}).status; }

    std::string happens(std::uint64_t seed, unsigned times)
    {
        Plan plan;
        plan.count = std::nullopt;
        plan.probability = 0.25;
        plan.seed = seed;
        plans.plan("hang", plan);
        std::string pattern;
        for (unsigned i = 0; i < times; ++i)
            pattern += plans.taken("hang") != nullptr ? '1' : '0';
        return pattern;
    }

    void a_count_is_used_up()
    {
        plans.plan("throttle-429", 2);

        CPPUNIT_ASSERT_EQUAL(429, zones("alice"));
        CPPUNIT_ASSERT_EQUAL(429, zones("alice"));
        CPPUNIT_ASSERT_EQUAL(200, zones("alice"));
    }

    void a_command_keeps_others_out()
    {
        plans.plan("throttle-429", 1, "listNetworks");

        CPPUNIT_ASSERT_EQUAL(200, zones("alice"));
        CPPUNIT_ASSERT_EQUAL(429, cloud.call("alice", {{"command", "listNetworks"}}).status);
    }

    void without_a_count_it_goes_on_until_it_is_ended()
    {
        Plan plan;
        plan.count = std::nullopt;
        const auto number = plans.plan("throttle-429", plan);

        CPPUNIT_ASSERT_EQUAL(429, zones("alice"));
        CPPUNIT_ASSERT_EQUAL(429, zones("alice"));
        plans.end(number);
        CPPUNIT_ASSERT_EQUAL(200, zones("alice"));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, plans.find("throttle-429")->happened);
    }

    void a_probability_takes_about_its_share_and_the_same_one_for_the_same_seed()
    {
        const std::string first = happens(7, 1000);

        CPPUNIT_ASSERT_EQUAL(first, happens(7, 1000));
        CPPUNIT_ASSERT(first != happens(8, 1000));
        const auto taken = std::count(first.begin(), first.end(), '1');
        CPPUNIT_ASSERT(taken > 200 && taken < 300);
    }

    void the_end_of_an_older_plan_leaves_the_newer_one()
    {
        const auto older = plans.plan("throttle-429", 1);
        plans.plan("throttle-429", 1);

        plans.end(older);

        CPPUNIT_ASSERT_EQUAL(429, zones("alice"));
    }

    void an_unknown_name_is_refused() { CPPUNIT_ASSERT(plans.plan("be-slow", 1) == 0); }

    void every_row_has_a_sentence()
    {
        const auto rows = misbehaviours();

        CPPUNIT_ASSERT(std::all_of(rows.begin(), rows.end(),
                                   [](const auto& row) { return std::string_view(row.sentence).ends_with('.'); }));
    }

    void half_of_the_limit_passes_because_each_call_counts_twice()
    {
        cloud.world().apiLimit.most = 25;

        int passed = 0;
        while (zones("alice") == 200)
            ++passed;

        CPPUNIT_ASSERT_EQUAL(12, passed);
        CPPUNIT_ASSERT_EQUAL(200, zones("bob"));
    }

    void a_wrong_signature_eats_the_limit_and_gets_401()
    {
        cloud.world().apiLimit.most = 1;
        const Parameters forged{{"command", "listZones"}, {"apiKey", "alice-key"}, {"signature", "x"}};

        const Outcome refused = answer(cloud.world(), {true, forged, cloud.now, {}});

        CPPUNIT_ASSERT_EQUAL(401, refused.status);
        CPPUNIT_ASSERT_EQUAL(429, zones("alice"));
    }

    void an_admin_is_never_limited()
    {
        cloud.world().apiLimit.most = 1;

        CPPUNIT_ASSERT_EQUAL(200, zones("root"));
    }

    void release_4_11_counts_a_call_once_and_says_it_without_brackets()
    {
        cloud.world().settings.oldRelease = true;
        cloud.world().apiLimit.most = 2;
        CPPUNIT_ASSERT_EQUAL(200, zones("alice"));
        CPPUNIT_ASSERT_EQUAL(200, zones("alice"));

        const Outcome refused = cloud.call("alice", {{"command", "listZones"}});

        CPPUNIT_ASSERT_EQUAL(429, refused.status);
        CPPUNIT_ASSERT(refused.description.ends_with("please retry after 1000 ms."));
    }

    void release_4_11_reads_one_form_of_expires_only()
    {
        cloud.world().settings.oldRelease = true;
        const auto status = [&](const char* expires) {
            return cloud.call("alice", {{"command", "listZones"}, {"signatureVersion", "3"}, {"expires", expires}})
                .status;
        };

        CPPUNIT_ASSERT_EQUAL(200, status("2026-08-21T12:05:00+0000"));
        CPPUNIT_ASSERT_EQUAL(401, status("2026-08-21T12:05:00Z"));
        CPPUNIT_ASSERT_EQUAL(401, status("2026-08-21T12:05:00+00:00"));
    }

    void the_limit_begins_anew_after_its_interval()
    {
        cloud.world().apiLimit.most = 2;
        CPPUNIT_ASSERT_EQUAL(200, zones("alice"));
        CPPUNIT_ASSERT_EQUAL(429, zones("alice"));

        cloud.now += std::chrono::seconds(1);

        CPPUNIT_ASSERT_EQUAL(200, zones("alice"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PlanTest);

} // namespace readystage::cloudsim
