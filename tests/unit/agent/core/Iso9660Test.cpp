#include "agent/core/Iso9660.h"

#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

#include <random>

namespace readystage::agent {

class Iso9660Test : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(Iso9660Test);
    CPPUNIT_TEST(a_config_drive_is_known_by_its_label);
    CPPUNIT_TEST(a_file_is_read);
    CPPUNIT_TEST(a_file_is_read_without_long_names);
    CPPUNIT_TEST(what_is_not_there_or_too_long_is_not_read);
    CPPUNIT_TEST(what_is_no_image_is_none);
    CPPUNIT_TEST(an_image_cut_off_anywhere_gives_the_file_or_nothing);
    CPPUNIT_TEST(mutated_images_are_survived);
    CPPUNIT_TEST_SUITE_END();

    const std::string image = tests::testData("config-drive/config-2.iso");
    const std::string plain = tests::testData("config-drive/without-joliet.iso");

    static std::optional<Iso9660> open(const std::string& bytes)
    {
        return Iso9660::open([&bytes](std::uint64_t offset, std::size_t size) {
            return offset < bytes.size() ? bytes.substr(static_cast<std::size_t>(offset), size) : std::string();
        });
    }

    static std::string instanceId(const std::string& bytes)
    {
        const auto disc = open(bytes);
        return disc ? disc->file({"cloudstack", "metadata", "instance-id.txt"}, 256).value_or("no file") : "no image";
    }

    static constexpr const char* kId = "2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11";

    void a_config_drive_is_known_by_its_label()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("config-2"), open(image)->label());
        CPPUNIT_ASSERT_EQUAL(std::string("config-2"), open(plain)->label());
    }

    void a_file_is_read()
    {
        CPPUNIT_ASSERT_EQUAL(std::string(kId), instanceId(image));
        CPPUNIT_ASSERT_EQUAL(std::string("flavour=foo\n"),
                             open(image)->file({"openstack", "latest", "user_data"}, 256).value());
    }

    void a_file_is_read_without_long_names() { CPPUNIT_ASSERT_EQUAL(std::string(kId), instanceId(plain)); }

    void what_is_not_there_or_too_long_is_not_read()
    {
        const auto disc = open(image);

        CPPUNIT_ASSERT(!disc->file({"cloudstack", "metadata", "nothing.txt"}, 256));
        CPPUNIT_ASSERT(!disc->file({"nothing", "metadata", "instance-id.txt"}, 256));
        CPPUNIT_ASSERT(!disc->file({"cloudstack", "metadata", "instance-id.txt", "more"}, 256));
        CPPUNIT_ASSERT(!disc->file({"cloudstack", "metadata"}, 1 << 20));
        CPPUNIT_ASSERT(!disc->file({"cloudstack", "metadata", "instance-id.txt"}, 35));
    }

    void what_is_no_image_is_none()
    {
        CPPUNIT_ASSERT(!open(""));
        CPPUNIT_ASSERT(!open(std::string(100'000, '\0')));
        CPPUNIT_ASSERT(!open(image.substr(0, 17 * 2048 - 1)));
    }

    void an_image_cut_off_anywhere_gives_the_file_or_nothing()
    {
        for (std::size_t size = 0; size < image.size(); size += 509) {
            const std::string found = instanceId(image.substr(0, size));
            CPPUNIT_ASSERT_MESSAGE(found, found == kId || found == "no file" || found == "no image");
        }
    }

    /// Only what is no zero is worth changing, and only a part of that is folders.
    void mutated_images_are_survived()
    {
        std::mt19937 random(20261122);
        std::vector<std::size_t> places;
        for (std::size_t at = 0; at < image.size(); ++at)
            if (image[at] != '\0')
                places.push_back(at);

        for (int round = 0; round < 5'000; ++round) {
            std::string bytes = image;
            for (int change = 0; change < 20; ++change)
                bytes[places[random() % places.size()]] = static_cast<char>(random());
            const std::string found = instanceId(bytes);
            CPPUNIT_ASSERT_MESSAGE(found,
                                   found == "no file" || found == "no image" || bytes.find(found) != std::string::npos);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(Iso9660Test);

} // namespace readystage::agent
