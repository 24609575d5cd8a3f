#include "common/codec/SshKey.h"

#include "common/codec/Base64.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

using namespace readystage;

class SshKeyTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SshKeyTest);
    CPPUNIT_TEST(fingerprints_are_md5_as_rfc_1321_has_it);
    CPPUNIT_TEST(the_two_halves_of_a_new_key_belong_together);
    CPPUNIT_TEST(new_keys_differ);
    CPPUNIT_TEST_SUITE_END();

    static constexpr unsigned kBits = 1024; // quickly made

    void fingerprints_are_md5_as_rfc_1321_has_it()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("d4:1d:8c:d9:8f:00:b2:04:e9:80:09:98:ec:f8:42:7e"), md5Fingerprint(""));
        CPPUNIT_ASSERT_EQUAL(std::string("90:01:50:98:3c:d2:4f:b0:d6:96:3f:7d:28:e1:7f:72"), md5Fingerprint("abc"));
    }

    /// The bytes between the first line and the last.
    static std::string bodyOf(const std::string& pem)
    {
        const std::size_t begin = pem.find('\n') + 1;
        std::string text = pem.substr(begin, pem.rfind("-----END") - begin);
        text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
        return base64::decode(text).value();
    }

    void the_two_halves_of_a_new_key_belong_together()
    {
        const SshKey key = newSshKey(kBits);

        CPPUNIT_ASSERT(key.privateKey.starts_with("-----BEGIN RSA PRIVATE KEY-----\n"));
        CPPUNIT_ASSERT(key.privateKey.ends_with("-----END RSA PRIVATE KEY-----\n"));
        const std::string blob = base64::decode(std::string_view(key.publicKey).substr(8)).value();
        const std::string modulus = blob.substr(blob.size() - kBits / 8);
        // type, exponent 65537, length of the modulus and the zero that makes it positive (RFC 4253 section 6.6)
        CPPUNIT_ASSERT_EQUAL(std::string("\0\0\0\7ssh-rsa\0\0\0\3\1\0\1\0\0\0\x81\0", 23),
                             blob.substr(0, blob.size() - modulus.size()));
        CPPUNIT_ASSERT(bodyOf(key.privateKey).find(modulus) != std::string::npos);
    }

    void new_keys_differ() { CPPUNIT_ASSERT(newSshKey(kBits).publicKey != newSshKey(kBits).publicKey); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SshKeyTest);
