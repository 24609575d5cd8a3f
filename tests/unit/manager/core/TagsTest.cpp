#include "manager/core/Tags.h"

#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::samples;
using namespace std::string_literals;

class TagsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TagsTest);
    CPPUNIT_TEST(a_ready_vm_has_just_the_ready_tag);
    CPPUNIT_TEST(a_failed_vm_says_why);
    CPPUNIT_TEST(a_vm_on_its_way_has_no_tags);
    CPPUNIT_TEST(what_is_there_is_not_created_again);
    CPPUNIT_TEST(our_old_tags_go_when_they_are_no_longer_true);
    CPPUNIT_TEST(a_changed_value_is_removed_and_created);
    CPPUNIT_TEST(somebody_elses_value_is_left_alone);
    CPPUNIT_TEST(somebody_elses_equal_tag_is_never_removed);
    CPPUNIT_TEST(a_reason_cannot_spoil_json_lists);
    CPPUNIT_TEST_SUITE_END();

    VmRecord vm{.id = kVm};
    const TagNames names{};
    const Tag ready{"ready", "1"};
    const Tag failing{"readystage", "failing"};
    const Tag failed{"readystage", "failed"};

    void a_ready_vm_has_just_the_ready_tag()
    {
        vm.state = VmState::ready;

        CPPUNIT_ASSERT(tagsWanted(vm, names) == std::vector<Tag>{ready});
    }

    void a_failed_vm_says_why()
    {
        vm.state = VmState::failed;
        vm.reason = "1 resource failed: Exec[foo]";

        const auto expected = std::vector<Tag>{failed, {"readystage-reason", "1 resource failed: Exec[foo]"}};
        CPPUNIT_ASSERT(tagsWanted(vm, names) == expected);
    }

    void a_vm_on_its_way_has_no_tags()
    {
        for (const VmState state : {VmState::pending, VmState::booted, VmState::configuring}) {
            vm.state = state;
            CPPUNIT_ASSERT(tagsWanted(vm, names).empty());
        }
    }

    void what_is_there_is_not_created_again()
    {
        const TagPlan plan = planTags({{"team", "x"}, ready}, {ready}, {});

        CPPUNIT_ASSERT(plan.create.empty() && plan.remove.empty() && plan.refused.empty());
    }

    void our_old_tags_go_when_they_are_no_longer_true()
    {
        const TagPlan plan = planTags({failing, {"team", "x"}}, {ready}, {failing});

        CPPUNIT_ASSERT(plan.remove == std::vector<Tag>{failing});
        CPPUNIT_ASSERT(plan.create == std::vector<Tag>{ready});
    }

    void a_changed_value_is_removed_and_created()
    {
        const TagPlan plan = planTags({failing}, {failed}, {failing});

        CPPUNIT_ASSERT(plan.remove == std::vector<Tag>{failing});
        CPPUNIT_ASSERT(plan.create == std::vector<Tag>{failed});
    }

    void somebody_elses_value_is_left_alone()
    {
        const TagPlan plan = planTags({{"ready", "maybe"}, failing}, {ready}, {failing});

        CPPUNIT_ASSERT_EQUAL("tag ready has been set by somebody else"s, plan.refused);
        CPPUNIT_ASSERT(plan.create.empty());
        CPPUNIT_ASSERT(plan.remove == std::vector<Tag>{failing});
    }

    void somebody_elses_equal_tag_is_never_removed()
    {
        const TagPlan plan = planTags({failing}, {ready}, {});

        CPPUNIT_ASSERT(plan.remove.empty());
    }

    void a_reason_cannot_spoil_json_lists()
    {
        CPPUNIT_ASSERT_EQUAL("a/u0024 ?b??"s, tagText("a\\u0024 \tb\xc3\xbc"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{255}, tagText(std::string(1000, 'x')).size());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TagsTest);
