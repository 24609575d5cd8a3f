#include <cppunit/extensions/HelperMacros.h>

#include "tests/cloudsim/core/Metadata.h"
#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

class MetadataTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MetadataTest);
    CPPUNIT_TEST(each_guest_gets_its_own_userdata_as_bytes);
    CPPUNIT_TEST(an_unknown_source_gets_404);
    CPPUNIT_TEST(a_guest_without_userdata_gets_an_empty_200);
    CPPUNIT_TEST(instance_id_and_vm_id_are_the_uuid);
    CPPUNIT_TEST(names_work_flat_with_slash_and_in_any_case);
    CPPUNIT_TEST(the_manifest_lists_the_names);
    CPPUNIT_TEST(folders_are_forbidden_and_unknown_names_are_not_found);
    CPPUNIT_TEST(userdata_details_are_names_of_their_own);
    CPPUNIT_TEST(the_files_of_an_expunged_vm_stay_at_its_address);
    CPPUNIT_TEST(the_next_vm_at_an_address_overwrites_files_of_the_same_name_only);
    CPPUNIT_TEST(folders_of_addresses_are_for_their_owner_only);
    CPPUNIT_TEST(cloud_domain_is_rewritten_to_vm_id);
    CPPUNIT_TEST(what_is_not_ascii_is_escaped);
    CPPUNIT_TEST(the_router_of_another_network_does_not_know_the_guest);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    std::string get(const std::string& source, const std::string& path)
    {
        const auto answer = metadata(cloud.world(), *cloud.world().networks.findName("net"), source, path);
        return std::to_string(answer.status) + " " + answer.body;
    }

    void each_guest_gets_its_own_userdata_as_bytes()
    {
        cloud.deploy("alice", "one", "cm9sZT1vbmUK");
        cloud.deploy("alice", "two", "cm9sZT10d28K");

        CPPUNIT_ASSERT_EQUAL(std::string("200 role=one\n"), get("127.0.1.10", "/latest/user-data"));
        CPPUNIT_ASSERT_EQUAL(std::string("200 role=two\n"), get("127.0.1.11", "/latest/user-data/"));
    }

    void an_unknown_source_gets_404()
    {
        cloud.deploy("alice", "one", "cm9sZT1vbmUK");

        CPPUNIT_ASSERT_EQUAL(std::string("404 "), get("127.0.0.1", "/latest/user-data"));
    }

    void a_guest_without_userdata_gets_an_empty_200()
    {
        cloud.deploy("alice", "one");

        CPPUNIT_ASSERT_EQUAL(std::string("200 "), get("127.0.1.10", "/latest/user-data"));
    }

    void instance_id_and_vm_id_are_the_uuid()
    {
        const std::string id = cloud.deploy("alice", "one");

        CPPUNIT_ASSERT_EQUAL("200 " + id, get("127.0.1.10", "/latest/meta-data/instance-id"));
        CPPUNIT_ASSERT_EQUAL("200 " + id, get("127.0.1.10", "/latest/meta-data/vm-id"));
    }

    void names_work_flat_with_slash_and_in_any_case()
    {
        cloud.deploy("alice", "one");

        CPPUNIT_ASSERT_EQUAL(std::string("200 127.0.1.10"), get("127.0.1.10", "/latest/local-ipv4"));
        CPPUNIT_ASSERT_EQUAL(std::string("200 one"), get("127.0.1.10", "/latest/Meta-Data/Local-Hostname/"));
    }

    void the_manifest_lists_the_names()
    {
        cloud.deploy("alice", "one");

        CPPUNIT_ASSERT_EQUAL(
            std::string(
                "200 service-offering\navailability-zone\nlocal-ipv4\nlocal-hostname\npublic-ipv4\npublic-hostname\n"
                "instance-id\nvm-id\npublic-keys\ncloud-identifier\nhypervisor-host-name\n"),
            get("127.0.1.10", "/latest/meta-data/"));
    }

    void folders_are_forbidden_and_unknown_names_are_not_found()
    {
        cloud.deploy("alice", "one");

        CPPUNIT_ASSERT_EQUAL(std::string("403 "), get("127.0.1.10", "/latest/"));
        CPPUNIT_ASSERT_EQUAL(std::string("404 "), get("127.0.1.10", "/latest/meta-data/nonsense"));
        CPPUNIT_ASSERT_EQUAL(std::string("404 "), get("127.0.1.10", "/2009-04-04/user-data"));
    }

    void userdata_details_are_names_of_their_own()
    {
        const std::string id = cloud.deploy("alice", "one");
        cloud.call("alice", {{"command", "updateVirtualMachine"},
                             {"id", id},
                             {"userdata", "YT0xCg=="},
                             {"userdatadetails[0].rs-token", "abc"}});

        CPPUNIT_ASSERT_EQUAL(std::string("200 abc"), get("127.0.1.10", "/latest/meta-data/rs-token"));
    }

    void expunge(const std::string& id)
    {
        cloud.call("root", {{"command", "destroyVirtualMachine"}, {"id", id}, {"expunge", "true"}});
        cloud.finishJobs();
    }

    void the_files_of_an_expunged_vm_stay_at_its_address()
    {
        const std::string id = cloud.deploy("alice", "one", "YT0xCg==");
        expunge(id);

        CPPUNIT_ASSERT_EQUAL("200 " + id, get("127.0.1.10", "/latest/instance-id"));
        CPPUNIT_ASSERT_EQUAL(std::string("200 a=1\n"), get("127.0.1.10", "/latest/user-data"));
    }

    void the_next_vm_at_an_address_overwrites_files_of_the_same_name_only()
    {
        const std::string first = cloud.deploy("alice", "one", "YT0xCg==");
        cloud.call("alice", {{"command", "updateVirtualMachine"},
                             {"id", first},
                             {"userdata", "YT0xCg=="},
                             {"userdatadetails[0].old", "abc"}});
        expunge(first);

        const std::string second = cloud.deploy("alice", "two");

        CPPUNIT_ASSERT_EQUAL("200 " + second, get("127.0.1.10", "/latest/instance-id"));
        CPPUNIT_ASSERT_EQUAL(std::string("200 "), get("127.0.1.10", "/latest/user-data"));
        CPPUNIT_ASSERT_EQUAL(std::string("200 abc"), get("127.0.1.10", "/latest/meta-data/old"));
    }

    void folders_of_addresses_are_for_their_owner_only()
    {
        const std::string id = cloud.deploy("alice", "one", "YT0xCg==");

        CPPUNIT_ASSERT_EQUAL(std::string("200 a=1\n"), get("127.0.1.10", "/userdata/127.0.1.10/user-data"));
        CPPUNIT_ASSERT_EQUAL("200 " + id, get("127.0.1.10", "/metadata/127.0.1.10/instance-id"));
        CPPUNIT_ASSERT_EQUAL(std::string("403 "), get("127.0.1.11", "/userdata/127.0.1.10/user-data"));
        CPPUNIT_ASSERT_EQUAL(std::string("404 "), get("127.0.1.11", "/userdata/127.0.1.11/user-data"));
    }

    void cloud_domain_is_rewritten_to_vm_id()
    {
        const std::string id = cloud.deploy("alice", "one");

        CPPUNIT_ASSERT_EQUAL("200 " + id, get("127.0.1.10", "/latest/cloud-domain"));
        CPPUNIT_ASSERT_EQUAL(std::string("404 "), get("127.0.1.10", "/latest/meta-data/cloud-domain"));
    }

    void what_is_not_ascii_is_escaped()
    {
        const std::string id = cloud.deploy("alice", "one");
        cloud.world().vms.find(id)->routerDetails = {{"name", "Caf\xC3\xA9 \xF0\x9F\x98\x80"}};

        CPPUNIT_ASSERT_EQUAL(std::string("200 Caf\\u00E9 \\uD83D\\uDE00"), get("127.0.1.10", "/latest/name"));
    }

    void the_router_of_another_network_does_not_know_the_guest()
    {
        cloud.deploy("alice", "one");

        const auto answer =
            metadata(cloud.world(), *cloud.world().networks.findName("plain"), "127.0.1.10", "/latest/instance-id");

        CPPUNIT_ASSERT_EQUAL(404, answer.status);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MetadataTest);

} // namespace readystage::cloudsim
