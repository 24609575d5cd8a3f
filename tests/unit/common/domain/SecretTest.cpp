#include "common/domain/Secret.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <new>
#include <ostream>
#include <type_traits>

using namespace readystage;

namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value)
{
    out << value;
};

} // namespace

class SecretTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SecretTest);
    CPPUNIT_TEST(it_equals_its_own_bytes_only);
    CPPUNIT_TEST(a_prefix_is_not_equal);
    CPPUNIT_TEST(an_assigned_secret_is_the_new_one);
    CPPUNIT_TEST(it_cannot_be_printed_or_taken_for_text);
    CPPUNIT_TEST(its_bytes_are_gone_when_it_is_gone);
    CPPUNIT_TEST_SUITE_END();

    void it_equals_its_own_bytes_only()
    {
        const Secret secret("opensesame");

        CPPUNIT_ASSERT(secret.equals("opensesame"));
        CPPUNIT_ASSERT(!secret.equals("opensesamE"));
        CPPUNIT_ASSERT(!secret.equals("Opensesame"));
    }

    void a_prefix_is_not_equal()
    {
        const Secret secret(std::string("key\0", 4));

        CPPUNIT_ASSERT(!secret.equals("key"));
        CPPUNIT_ASSERT(!secret.equals(""));
        CPPUNIT_ASSERT(!Secret("").equals(std::string_view("\0", 1)));
        CPPUNIT_ASSERT(Secret("").equals(""));
    }

    void an_assigned_secret_is_the_new_one()
    {
        Secret secret("old");
        const Secret other("new");

        secret = other;

        CPPUNIT_ASSERT_EQUAL(std::string("new"), std::string(secret.reveal()));
        CPPUNIT_ASSERT_EQUAL(std::string("new"), std::string(other.reveal()));
    }

    void it_cannot_be_printed_or_taken_for_text()
    {
        CPPUNIT_ASSERT(!Printable<Secret>);
        CPPUNIT_ASSERT((!std::is_convertible_v<Secret, std::string>));
        CPPUNIT_ASSERT((!std::is_convertible_v<Secret, std::string_view>));
    }

    void its_bytes_are_gone_when_it_is_gone()
    {
        // A short secret lives inside the object, so its place can be looked at afterwards.
        alignas(Secret) std::array<unsigned char, sizeof(Secret)> place{};
        auto* const secret = ::new (place.data()) Secret("opensesame");

        secret->~Secret();

        const std::string after(place.begin(), place.end());
        CPPUNIT_ASSERT(after.find("open") == std::string::npos);
        CPPUNIT_ASSERT(after.find("same") == std::string::npos);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SecretTest);
