#include "common/codec/Digest.h"

#include "common/codec/Hex.h"
#include "common/domain/Ids.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

using namespace readystage;

class DigestTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DigestTest);
    CPPUNIT_TEST(sha256_is_that_of_fips_180);
    CPPUNIT_TEST(hmacs_are_those_of_rfc_2202_and_4231);
    CPPUNIT_TEST(an_empty_key_is_a_key);
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

    void hmacs_are_those_of_rfc_2202_and_4231()
    {
        const std::string question = "what do ya want for nothing?";
        const std::string longKey(131, '\xaa'); // longer than a block: it is hashed first
        const std::string asked = "Test Using Larger Than Block-Size Key - Hash Key First";

        CPPUNIT_ASSERT_EQUAL(std::string("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
                             toHex(hmacSha1("Jefe", question)));
        CPPUNIT_ASSERT_EQUAL(std::string("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
                             hmacSha256Hex("Jefe", question));
        CPPUNIT_ASSERT_EQUAL(std::string("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
                             hmacSha256Hex(longKey, asked));
    }

    void an_empty_key_is_a_key()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("fbdb1d1b18aa6c08324b7d64b71fb76370690e1d"), toHex(hmacSha1("", "")));
        CPPUNIT_ASSERT_EQUAL(hmacSha1(std::string(), "text"), hmacSha1(std::string_view(), "text"));
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
