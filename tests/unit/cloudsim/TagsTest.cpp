#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// What createTags, deleteTags and lists by tag refuse (TaggedResourceManagerImpl.java, TaggedResources.java).
class TagsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TagsTest);
    CPPUNIT_TEST(nothing_is_deleted_from_what_is_not_there);
    CPPUNIT_TEST(some_kinds_of_resources_take_no_tags);
    CPPUNIT_TEST(tags_of_nothing_fail);
    CPPUNIT_TEST(a_key_is_as_long_as_its_column_and_ends_without_blanks);
    CPPUNIT_TEST(a_list_by_one_key_twice_is_refused);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;
    std::string vm = cloud.deploy("alice", "vm");

    std::string result(const char* command, const std::string& type, const std::string& id,
                       const std::string& key = "k")
    {
        const Outcome started = cloud.call("alice", {{"command", command},
                                                     {"resourcetype", type},
                                                     {"resourceids", id},
                                                     {"tags[0].key", key},
                                                     {"tags[0].value", "v"}});
        cloud.finishJobs();
        return cloud.jobResult("alice", started);
    }

    static void has(const std::string& text, const std::string& part)
    {
        CPPUNIT_ASSERT_MESSAGE(text, text.find(part) != std::string::npos);
    }

    void nothing_is_deleted_from_what_is_not_there()
    {
        has(result("deleteTags", "UserVm", "5b1dd0ba-7a0c-4b36-9d6b-0f2a8f6a4b11"),
            R"({"errorcode":530,"errortext":"Failed to delete tags"})");
        has(result("deleteTags", "Zone", vm), R"("errortext":"Failed to delete tags")");
        has(result("deleteTags", "Junk", vm), R"({"errorcode":431,"errortext":"Invalid resource type Junk"})");
    }

    void some_kinds_of_resources_take_no_tags()
    {
        has(result("createTags", "zone", vm), "The resource type Zone doesn't support resource tags");
        has(result("createTags", "Network", vm), "cloudsim does not simulate tags of Network");
        has(result("createTags", "Junk", vm), "Invalid resource type Junk");
    }

    void tags_of_nothing_fail()
    {
        has(result("createTags", "UserVm", ","),
            R"x({"errorcode":530,"errortext":"Failed to create resource tag(s)"})x");
    }

    void a_key_is_as_long_as_its_column_and_ends_without_blanks()

    {
        has(result("createTags", "UserVm", vm, "role"), R"("success":true)");
        has(result("createTags", "UserVm", vm, "ROLE "), "tag ROLE  already on UserVm");
        has(result("createTags", "UserVm", vm, std::string(256, 'k')), R"("success":true)");
        has(result("createTags", "UserVm", vm, std::string(257, 'k')), "already on UserVm");
    }

    void a_list_by_one_key_twice_is_refused()
    {
        const Outcome outcome = cloud.call("root", {{"command", "listVirtualMachines"},
                                                    {"tags[0].key", "a"},
                                                    {"tags[0].value", "1"},
                                                    {"tags[1].key", "a"},
                                                    {"tags[1].value", "2"}});

        CPPUNIT_ASSERT_EQUAL(std::string("Duplicate key a (attempted merging values 1 and 2)"), outcome.description);
        CPPUNIT_ASSERT_EQUAL(530, outcome.status);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TagsTest);

} // namespace readystage::cloudsim
