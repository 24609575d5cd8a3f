#include "common/codec/Digest.h"

#include "common/codec/Hex.h"
#include "common/domain/Ids.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

using namespace readystage;

class DigestTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DigestTest);
    CPPUNIT_TEST(sha256_is_that_of_fips_180);
    CPPUNIT_TEST(random_bytes_come_in_the_number_asked_for_and_differ);
    CPPUNIT_TEST(random_uuids_are_version_4_and_differ);
    CPPUNIT_TEST(hexadecimal_digits_are_read_in_both_cases);
    CPPUNIT_TEST_SUITE_END();

    void sha256_is_that_of_fips_180()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                             sha256Hex(""));
        CPPUNIT_ASSERT_EQUAL(std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                             sha256Hex("abc"));
    }

    void random_bytes_come_in_the_number_asked_for_and_differ()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t(1000), randomBytes(1000).size());
        CPPUNIT_ASSERT(randomBytes(16) != randomBytes(16));
    }

    void random_uuids_are_version_4_and_differ()
    {
        std::set<std::string> seen;
        for (int i = 0; i < 100; ++i) {
            const std::string uuid = randomUuid();
            CPPUNIT_ASSERT_MESSAGE(uuid, canonicalUuid(uuid).has_value());
            CPPUNIT_ASSERT_EQUAL('4', uuid[14]);
            CPPUNIT_ASSERT_MESSAGE(uuid, std::string("89ab").find(uuid[19]) != std::string::npos);
            CPPUNIT_ASSERT(seen.insert(uuid).second);
        }
    }

    void hexadecimal_digits_are_read_in_both_cases()
    {
        CPPUNIT_ASSERT_EQUAL(15, hexDigit('f'));
        CPPUNIT_ASSERT_EQUAL(15, hexDigit('F'));
        CPPUNIT_ASSERT_EQUAL(9, hexDigit('9'));
        CPPUNIT_ASSERT_EQUAL(-1, hexDigit('g'));
        CPPUNIT_ASSERT_EQUAL(-1, hexDigit('\0'));
        CPPUNIT_ASSERT_EQUAL(std::string("00ff7f"), toHex(std::string_view("\x00\xff\x7f", 3)));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DigestTest);
