#pragma once

#include <cppunit/TestAssert.h>
#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "manager/ports/CloudStackApi.h"

namespace readystage::contract {

/// What every CloudStackApi does. `World` is default-constructible and offers api(), addVm(userData) -> InstanceId and
/// noVm() -> InstanceId of a VM that is not there.
template <class World> class CloudStackApiContract : public CppUnit::TestFixture {
    using Self = CloudStackApiContract;
    CPPUNIT_TEST_SUITE(Self);
    CPPUNIT_TEST(a_vm_is_described_with_its_state_owner_and_address);
    CPPUNIT_TEST(an_unknown_vm_is_nothing_and_no_error);
    CPPUNIT_TEST(userdata_is_read_byte_for_byte);
    CPPUNIT_TEST(a_vm_without_userdata_has_an_empty_one);
    CPPUNIT_TEST(userdata_of_an_unknown_vm_is_refused);
    CPPUNIT_TEST(userdata_written_is_read_back_byte_for_byte);
    CPPUNIT_TEST(writing_to_an_unknown_vm_is_refused);
    CPPUNIT_TEST(userdata_at_the_limit_fits);
    CPPUNIT_TEST(userdata_over_the_limit_changes_nothing_and_its_answer_decides_nothing);
    CPPUNIT_TEST(tags_are_seen_once_created);
    CPPUNIT_TEST(a_tag_with_odd_letters_comes_back_as_it_was);
    CPPUNIT_TEST(a_key_that_exists_refuses_the_whole_call);
    CPPUNIT_TEST(tags_of_an_unknown_vm_are_refused);
    CPPUNIT_TEST(a_deleted_tag_is_gone_and_the_others_stay);
    CPPUNIT_TEST(a_tag_with_another_value_is_not_deleted);
    CPPUNIT_TEST(a_value_changes_by_delete_and_create);
    CPPUNIT_TEST_SUITE_END();

public:
    World world;

    CloudStackApi& api() { return world.api(); }

    VmFacts facts(const InstanceId& id)
    {
        const auto vm = api().vm(id);
        CPPUNIT_ASSERT_MESSAGE(vm ? "" : vm.error().message, vm.has_value());
        CPPUNIT_ASSERT_MESSAGE("no such VM", vm->has_value());
        return **vm;
    }

    std::string userData(const InstanceId& id)
    {
        const auto data = api().userDataOf(id);
        CPPUNIT_ASSERT_MESSAGE(data ? "" : data.error().message, data.has_value());
        return data->bytes();
    }

    static void assertDone(const ApiResult<Done>& result)
    {
        CPPUNIT_ASSERT_MESSAGE(result ? "" : result.error().message, result.has_value());
    }

    template <class T> static void assertRefused(const ApiResult<T>& result)
    {
        CPPUNIT_ASSERT(!result.has_value());
        CPPUNIT_ASSERT_MESSAGE(result.error().message, result.error().kind == ApiError::Kind::refused);
    }

    void a_vm_is_described_with_its_state_owner_and_address()
    {
        const auto id = world.addVm("role=web\n");

        const auto vm = facts(id);

        CPPUNIT_ASSERT_EQUAL(id.str(), vm.id.str());
        CPPUNIT_ASSERT_EQUAL(std::string("Running"), vm.state);
        CPPUNIT_ASSERT(!vm.name.empty());
        CPPUNIT_ASSERT(!vm.account.empty());
        CPPUNIT_ASSERT(!vm.addresses.empty());
        CPPUNIT_ASSERT(vm.tags.empty());
    }

    void an_unknown_vm_is_nothing_and_no_error()
    {
        const auto vm = api().vm(world.noVm());

        CPPUNIT_ASSERT_MESSAGE(vm ? "" : vm.error().message, vm.has_value());
        CPPUNIT_ASSERT(!vm->has_value());
    }

    void userdata_is_read_byte_for_byte()
    {
        const std::string bytes("a=1\r\n\0\xff\n\n", 9);

        const auto id = world.addVm(bytes);

        CPPUNIT_ASSERT_EQUAL(bytes, userData(id));
    }

    void a_vm_without_userdata_has_an_empty_one()
    {
        const auto id = world.addVm("");

        CPPUNIT_ASSERT_EQUAL(std::string(), userData(id));
    }

    void userdata_of_an_unknown_vm_is_refused() { assertRefused(api().userDataOf(world.noVm())); }

    void userdata_written_is_read_back_byte_for_byte()
    {
        const auto id = world.addVm("role=web\n");
        const std::string bytes("++++//\xfb\xff\xfe role=web\nready=1\n");

        assertDone(api().setUserData(id, UserData(bytes)));

        CPPUNIT_ASSERT_EQUAL(bytes, userData(id));
    }

    void writing_to_an_unknown_vm_is_refused()
    {
        assertRefused(api().setUserData(world.noVm(), UserData("ready=1\n")));
    }

    void userdata_at_the_limit_fits()
    {
        const auto id = world.addVm("");
        const std::string bytes(24'576, 'x'); // 32768 characters in base64

        assertDone(api().setUserData(id, UserData(bytes)));

        CPPUNIT_ASSERT_EQUAL(bytes, userData(id));
    }

    void userdata_over_the_limit_changes_nothing_and_its_answer_decides_nothing()
    {
        const auto id = world.addVm("role=web\n");

        const auto done = api().setUserData(id, UserData(std::string(24'577, 'x')));

        CPPUNIT_ASSERT(!done.has_value());
        CPPUNIT_ASSERT(done.error().kind ==
                       ApiError::Kind::unknown); // 530 comes with stored and with unstored userdata
        CPPUNIT_ASSERT_EQUAL(std::string("role=web\n"), userData(id));
    }

    void tags_are_seen_once_created()
    {
        const auto id = world.addVm("");

        assertDone(api().createTags(id, {{"ready", "1"}, {"readystage", "v1"}}));

        auto tags = facts(id).tags;
        std::sort(tags.begin(), tags.end());
        CPPUNIT_ASSERT(tags == (std::vector<Tag>{{"ready", "1"}, {"readystage", "v1"}}));
    }

    void a_tag_with_odd_letters_comes_back_as_it_was()
    {
        const auto id = world.addVm("");
        const Tag odd{"schlüssel A~B*C+D", "failed: Exec[install 'foo'] & \"more\"=100% (ü)"};

        assertDone(api().createTags(id, {odd}));

        CPPUNIT_ASSERT(facts(id).tags == std::vector<Tag>{odd});
    }

    void a_key_that_exists_refuses_the_whole_call()
    {
        const auto id = world.addVm("");
        assertDone(api().createTags(id, {{"ready", "1"}}));

        assertRefused(api().createTags(id, {{"other", "x"}, {"ready", "0"}}));

        CPPUNIT_ASSERT(facts(id).tags == (std::vector<Tag>{{"ready", "1"}}));
    }

    void tags_of_an_unknown_vm_are_refused() { assertRefused(api().createTags(world.noVm(), {{"ready", "1"}})); }

    void a_deleted_tag_is_gone_and_the_others_stay()
    {
        const auto id = world.addVm("");
        assertDone(api().createTags(id, {{"ready", "1"}, {"mine", "yes"}}));

        assertDone(api().deleteTags(id, {{"ready", "1"}}));

        CPPUNIT_ASSERT(facts(id).tags == (std::vector<Tag>{{"mine", "yes"}}));
    }

    void a_tag_with_another_value_is_not_deleted()
    {
        const auto id = world.addVm("");
        assertDone(api().createTags(id, {{"ready", "1"}}));

        assertRefused(api().deleteTags(id, {{"ready", "2"}}));

        CPPUNIT_ASSERT(facts(id).tags == (std::vector<Tag>{{"ready", "1"}}));
    }

    void a_value_changes_by_delete_and_create()
    {
        const auto id = world.addVm("");
        assertDone(api().createTags(id, {{"readystage", "failing"}}));

        assertDone(api().deleteTags(id, {{"readystage", "failing"}}));
        assertDone(api().createTags(id, {{"readystage", "failed"}}));

        CPPUNIT_ASSERT(facts(id).tags == (std::vector<Tag>{{"readystage", "failed"}}));
    }
};

} // namespace readystage::contract
