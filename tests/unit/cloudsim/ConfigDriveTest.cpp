#include <cppunit/extensions/HelperMacros.h>

#include <archive.h>
#include <archive_entry.h>

#include <map>

#include "common/codec/Json.h"
#include "tests/cloudsim/core/ConfigDrive.h"
#include "tests/cloudsim/edge/IsoImage.h"
#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// Userdata on a drive instead of from a router.
class ConfigDriveTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ConfigDriveTest);
    CPPUNIT_TEST(a_running_vm_has_its_userdata_and_metadata_on_it);
    CPPUNIT_TEST(an_update_of_a_running_vm_is_stored_refused_and_not_on_it);
    CPPUNIT_TEST(a_vm_behind_a_router_has_none);
    CPPUNIT_TEST(the_image_has_its_label_and_every_file);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    std::string deploy()
    {
        cloud.world().networks.findName("plain")->configDrive = true;
        return cloud.deploy("root", "one", "YT0xCg==", "plain");
    }

    std::string file(const std::string& id, const std::string& path)
    {
        for (const auto& [name, content] : configDriveFiles(cloud.world(), *cloud.world().vms.find(id)))
            if (name == path)
                return content;
        return "no such file";
    }

    void a_running_vm_has_its_userdata_and_metadata_on_it()
    {
        const std::string id = deploy();

        CPPUNIT_ASSERT_EQUAL(std::string("a=1\n"), file(id, "openstack/latest/user_data"));
        CPPUNIT_ASSERT_EQUAL(std::string("a=1\n"), file(id, "cloudstack/userdata/user_data.txt"));
        CPPUNIT_ASSERT_EQUAL(id, file(id, "cloudstack/metadata/instance-id.txt"));
        const Json metadata = Json::parse(file(id, "openstack/latest/meta_data.json"));
        CPPUNIT_ASSERT_EQUAL(id, metadata.at("uuid").asString());
        CPPUNIT_ASSERT_EQUAL(std::string("one"), metadata.at("hostname").asString());
    }

    void an_update_of_a_running_vm_is_stored_refused_and_not_on_it()
    {
        const std::string id = deploy();

        const Outcome updated =
            cloud.call("root", {{"command", "updateVirtualMachine"}, {"id", id}, {"userdata", "YT0yCg=="}});

        CPPUNIT_ASSERT_EQUAL(530, updated.status);
        CPPUNIT_ASSERT_EQUAL(std::string("YT0yCg=="), cloud.world().vms.find(id)->userData);
        CPPUNIT_ASSERT_EQUAL(std::string("a=1\n"), file(id, "openstack/latest/user_data"));
    }

    void a_vm_behind_a_router_has_none()
    {
        const std::string id = cloud.deploy("root", "one", "YT0xCg==");

        CPPUNIT_ASSERT(configDriveFiles(cloud.world(), *cloud.world().vms.find(id)).empty());
    }

    static std::map<std::string, std::string> filesOf(const std::string& image)
    {
        std::map<std::string, std::string> files;
        archive* const iso = archive_read_new();
        archive_read_support_format_iso9660(iso);
        CPPUNIT_ASSERT_EQUAL(ARCHIVE_OK, archive_read_open_memory(iso, image.data(), image.size()));
        for (archive_entry* entry = nullptr; archive_read_next_header(iso, &entry) == ARCHIVE_OK;) {
            std::string content(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
            archive_read_data(iso, content.data(), content.size());
            if (archive_entry_filetype(entry) == AE_IFREG)
                files[archive_entry_pathname(entry)] = content;
        }
        archive_read_free(iso);
        return files;
    }

    void the_image_has_its_label_and_every_file()
    {
        const std::string image = isoImage(
            kConfigDriveLabel, {{"openstack/latest/user_data", "a=1\n"}, {"openstack/latest/vendor_data.json", "{}"}});

        // ECMA-119 8.4: the primary volume descriptor is in sector 16
        CPPUNIT_ASSERT_EQUAL(std::string("\1CD001"), image.substr(32768, 6));
        CPPUNIT_ASSERT_EQUAL(std::string("config-2 "), image.substr(32768 + 40, 9));
        const auto files = filesOf(image);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, files.size());
        CPPUNIT_ASSERT_EQUAL(std::string("a=1\n"), files.at("openstack/latest/user_data"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ConfigDriveTest);

} // namespace readystage::cloudsim
