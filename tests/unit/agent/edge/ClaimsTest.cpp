#include "agent/edge/ConfigDrive.h"
#include "agent/edge/Firmware.h"
#include "common/runtime/AtomicFile.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

/// What a machine that consists of files claims to be.
class ClaimsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ClaimsTest);
    CPPUNIT_TEST(a_config_drive_is_found_by_its_label);
    CPPUNIT_TEST(an_optical_drive_is_looked_into_where_nobody_links_labels);
    CPPUNIT_TEST(where_labels_are_linked_no_other_drive_is_touched);
    CPPUNIT_TEST(a_drive_that_cannot_be_read_does_not_hide_another);
    CPPUNIT_TEST(a_disc_with_another_label_claims_nothing);
    CPPUNIT_TEST(a_disc_without_an_instance_claims_nothing);
    CPPUNIT_TEST(a_machine_without_drives_claims_nothing);
    CPPUNIT_TEST(cloudstacks_firmware_names_the_instance);
    CPPUNIT_TEST(other_firmware_claims_nothing);
    CPPUNIT_TEST(a_placeholder_claims_nothing);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;
    SystemRoot root{folder.path()};

    void put(const char* path, const std::string& bytes)
    {
        makeDirectory(root(path).parent_path());
        writeAtomically(root(path), bytes);
    }

    static std::string disc() { return tests::testData("config-drive/config-2.iso"); }

    static std::string replaced(std::string text, const std::string& what, const std::string& by)
    {
        for (auto at = text.find(what); at != std::string::npos; at = text.find(what))
            text.replace(at, what.size(), by);
        return text;
    }

    static constexpr const char* kByLabel = "/dev/disk/by-label/config-2";
    static constexpr const char* kId = "2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11";

    void a_config_drive_is_found_by_its_label()
    {
        put(kByLabel, disc());

        const auto claims = ConfigDrive(root).claims();

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), claims.size());
        CPPUNIT_ASSERT(claims[0].kind == Claim::Kind::configDrive);
        CPPUNIT_ASSERT_EQUAL(std::string(kId), claims[0].instanceId);
        CPPUNIT_ASSERT_EQUAL(root(kByLabel).string(), claims[0].source);
    }

    void an_optical_drive_is_looked_into_where_nobody_links_labels()
    {
        put("/dev/sr0", "an installation disc");
        put("/dev/sr1", disc());

        CPPUNIT_ASSERT_EQUAL(root("/dev/sr1").string(), ConfigDrive(root).claims().at(0).source);
    }

    void where_labels_are_linked_no_other_drive_is_touched()
    {
        put("/dev/disk/by-label/root", "a file system");
        put("/dev/sr0", disc());

        CPPUNIT_ASSERT(ConfigDrive(root).claims().empty());
    }

    void a_drive_that_cannot_be_read_does_not_hide_another()
    {
        makeDirectory(root("/dev/sr0"));
        put("/dev/sr1", disc());

        CPPUNIT_ASSERT_EQUAL(std::string(kId), ConfigDrive(root).claims().at(0).instanceId);
    }

    void a_disc_with_another_label_claims_nothing()
    {
        put("/dev/sr0", replaced(disc(), "config-2 ", "config-3 "));

        CPPUNIT_ASSERT(ConfigDrive(root).claims().empty());
    }

    void a_disc_without_an_instance_claims_nothing()
    {
        put("/dev/sr0", replaced(disc(), kId, std::string(36, ' ')));

        CPPUNIT_ASSERT(ConfigDrive(root).claims().empty());
    }

    void a_machine_without_drives_claims_nothing()
    {
        CPPUNIT_ASSERT(ConfigDrive(root).claims().empty());
        CPPUNIT_ASSERT(Firmware(root).claims().empty());
    }

    static constexpr const char* kProduct = "/sys/class/dmi/id/product_name";
    static constexpr const char* kUuid = "/sys/class/dmi/id/product_uuid";

    void cloudstacks_firmware_names_the_instance()
    {
        put(kProduct, "CloudStack KVM Hypervisor\n");
        put(kUuid, "2C6F1F2E-9F60-4B5C-8E0B-0A3C1F1D7F11\n");

        const auto claims = Firmware(root).claims();

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), claims.size());
        CPPUNIT_ASSERT(claims[0].kind == Claim::Kind::firmware);
        CPPUNIT_ASSERT_EQUAL(std::string(kId), claims[0].instanceId);
    }

    void other_firmware_claims_nothing()
    {
        put(kUuid, "2C6F1F2E-9F60-4B5C-8E0B-0A3C1F1D7F11\n");
        for (const char* product : {"VMware Virtual Platform", "HVM domU", "Standard PC (CloudStack)", ""}) {
            put(kProduct, product);
            CPPUNIT_ASSERT_MESSAGE(product, Firmware(root).claims().empty());
        }
    }

    void a_placeholder_claims_nothing()
    {
        put(kProduct, "CloudStack KVM Hypervisor\n");
        for (const char* uuid : {"00000000-0000-0000-0000-000000000000", "Not Settable", ""}) {
            put(kUuid, uuid);
            CPPUNIT_ASSERT_MESSAGE(uuid, Firmware(root).claims().empty());
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ClaimsTest);

} // namespace readystage::agent
