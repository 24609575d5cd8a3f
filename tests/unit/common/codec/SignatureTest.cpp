#include "common/codec/Signature.h"

#include <cppunit/extensions/HelperMacros.h>

namespace CppUnit {

template <> struct assertion_traits<readystage::SignatureCheck> {
    static bool equal(readystage::SignatureCheck a, readystage::SignatureCheck b) { return a == b; }

    static std::string toString(readystage::SignatureCheck check)
    {
        const char* const kNames[]{"ok", "wrong", "expired"};
        return kNames[static_cast<int>(check)];
    }
};

} // namespace CppUnit

using namespace readystage;
using namespace std::chrono_literals;

namespace {

const std::string kApiKey = "miVr6X7u6bN_sdahOBpjNejPgEsT35eXq-jB8CG20YI3yaxXcgpyuaIRmFI_EJTVwZ0nUkkJbPmY3y2bciKwFQ";
const std::string kLowerKey = "mivr6x7u6bn_sdahobpjnejpgest35exq-jb8cg20yi3yaxxcgpyuairmfi_ejtvwz0nukkjbpmy3y2bcikwfq";
const Secret kSecret("rs-Test_SecretKey-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");
constexpr auto kNow = std::chrono::sys_days{std::chrono::year{2026} / 8 / 21} + 11h;

const Parameters kV1{{"command", "listVirtualMachines"},
                     {"response", "json"},
                     {"apiKey", kApiKey},
                     {"listall", "true"},
                     {"state", "Running"},
                     {"details", "min,nics"},
                     {"page", "1"},
                     {"pagesize", "500"}};

const Parameters kV2{{"command", "updateVirtualMachine"},
                     {"id", "2C6F1F2E-9f60-4b5c-8E0B-0a3c1f1d7f11"},
                     {"displayname", "Caf\u00e9 *~* (a+b) 100% 'x' \u65e5\u672c \U0001F600"},
                     {"userdata", "++++//8gcmVhZHk9MQo="},
                     {"response", "json"},
                     {"apikey", kApiKey},
                     {"signatureVersion", "3"},
                     {"expires", "2026-08-21T12:00:00+0000"}};

const Parameters kV3{{"command", "createTags"},
                     {"ResourceType", "UserVm"},
                     {"resourceIds", "2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11"},
                     {"tags[0].key", "Ready Stage"},
                     {"tags[0].value", "ready=1;at=2026-08-21T12:00:00Z"},
                     {"tags[1].key", "A~B*C+D"},
                     {"tags[1].value", "x y/z"},
                     {"apiKey", kApiKey},
                     {"response", "json"},
                     {"_", "1"}};

Parameters with(Parameters parameters, const std::string& name, const std::string& value)
{
    parameters.emplace_back(name, value);
    return parameters;
}

SignatureCheck checked(const Parameters& parameters)
{
    return checkSignature(parameters, kSecret, kNow);
}

} // namespace

/// The vectors were computed by an independent program and by the Java classes CloudStack uses; both agreed.
class SignatureTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SignatureTest);
    CPPUNIT_TEST(the_vector_of_cloudstacks_developer_guide_holds);
    CPPUNIT_TEST(a_plain_list_call_is_signed_as_java_does);
    CPPUNIT_TEST(unicode_plus_and_tilde_are_signed_as_java_does);
    CPPUNIT_TEST(names_are_sorted_as_sent_and_not_encoded);
    CPPUNIT_TEST(names_lowered_before_sorting_do_not_verify);
    CPPUNIT_TEST(a_raw_tilde_does_not_verify);
    CPPUNIT_TEST(names_sort_by_utf16_code_units);
    CPPUNIT_TEST(the_signature_itself_is_not_signed_in_any_spelling);
    CPPUNIT_TEST(what_sign_makes_verifies_after_the_way_through_a_url);
    CPPUNIT_TEST(each_change_but_that_of_letter_case_breaks_it);
    CPPUNIT_TEST(a_missing_or_empty_signature_is_wrong);
    CPPUNIT_TEST(the_same_name_twice_is_wrong);
    CPPUNIT_TEST(of_two_spellings_the_later_in_order_counts);
    CPPUNIT_TEST(version_3_expires);
    CPPUNIT_TEST(version_3_without_a_readable_time_is_expired);
    CPPUNIT_TEST(other_versions_do_not_expire);
    CPPUNIT_TEST(names_are_found_in_any_case);
    CPPUNIT_TEST_SUITE_END();

    void the_vector_of_cloudstacks_developer_guide_holds()
    {
        const Secret secret("VDaACYb0LV9eNjTetIOElcVQkvJck_J_QljX_FcHRj87ZKiy0z0ty0ZsYBkoXkY9b7eq1EhwJaw7FF3akA3KBQ");
        const Parameters parameters{
            {"apikey", "plgWJfZK4gyS3mOMTVmjUVg-X-jlWlnfaUJ9GAbBbf9EdM-kAYMmAiLqzzq1ElZLYq_u38zCm0bewzGUdP66mg"},
            {"command", "listUsers"},
            {"response", "json"}};

        CPPUNIT_ASSERT_EQUAL(std::string("TTpdDq/7j/J58XCRHomKoQXEQds="), signatureOf(parameters, secret));
    }

    void a_plain_list_call_is_signed_as_java_does()
    {
        CPPUNIT_ASSERT_EQUAL("apikey=" + kLowerKey +
                                 "&command=listvirtualmachines&details=min%2cnics&listall=true&page=1&pagesize=500"
                                 "&response=json&state=running",
                             canonicalString(kV1));
        CPPUNIT_ASSERT_EQUAL(std::string("E/yPy7rxO435dJn4A7oDR9OvymM="), signatureOf(kV1, kSecret));
    }

    void unicode_plus_and_tilde_are_signed_as_java_does()
    {
        CPPUNIT_ASSERT_EQUAL("apikey=" + kLowerKey +
                                 "&command=updatevirtualmachine&displayname=caf%c3%a9%20*%7e*%20%28a%2bb%29%20100%25%20"
                                 "%27x%27%20%e6%97%a5%e6%9c%ac%20%f0%9f%98%80&expires=2026-08-21t12%3a00%3a00%2b0000"
                                 "&id=2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11&response=json&signatureversion=3"
                                 "&userdata=%2b%2b%2b%2b%2f%2f8gcmvhzhk9mqo%3d",
                             canonicalString(kV2));
        CPPUNIT_ASSERT_EQUAL(std::string("iwd0ZUTg4cdWGLOBcrR1O3ap3Cc="), signatureOf(kV2, kSecret));
    }

    void names_are_sorted_as_sent_and_not_encoded()
    {
        CPPUNIT_ASSERT_EQUAL("resourcetype=uservm&_=1&apikey=" + kLowerKey +
                                 "&command=createtags&resourceids=2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11&response=json"
                                 "&tags[0].key=ready%20stage&tags[0].value=ready%3d1%3bat%3d2026-08-21t12%3a00%3a00z"
                                 "&tags[1].key=a%7eb*c%2bd&tags[1].value=x%20y%2fz",
                             canonicalString(kV3));
        CPPUNIT_ASSERT_EQUAL(std::string("0RKiE0NRAen0II9uGaQZ4gnngrY="), signatureOf(kV3, kSecret));
    }

    void names_lowered_before_sorting_do_not_verify()
    {
        CPPUNIT_ASSERT_EQUAL(SignatureCheck::wrong, checked(with(kV3, "signature", "bxxi9bW3tn3zUPAruIYah631Z/M=")));
    }

    void a_raw_tilde_does_not_verify()
    {
        CPPUNIT_ASSERT_EQUAL(SignatureCheck::wrong, checked(with(kV3, "signature", "3j/JgyJP1fC8WDYnZVOZAwpFtVc=")));
    }

    void names_sort_by_utf16_code_units()
    {
        // U+1F600 is D83D DE00 in UTF-16 and so comes before U+FF01, whose UTF-8 bytes are smaller.
        const Parameters parameters{{"\uff01", "3"},  {"\U0001F600", "2"}, {"\ud7ff", "1"},
                                    {"\ue000", "2b"}, {"a", "0"},          {"aa", "0b"}};

        CPPUNIT_ASSERT_EQUAL(std::string("a=0&aa=0b&\ud7ff=1&\U0001F600=2&\ue000=2b&\uff01=3"),
                             canonicalString(parameters));
    }

    void the_signature_itself_is_not_signed_in_any_spelling()
    {
        CPPUNIT_ASSERT_EQUAL(canonicalString(kV1),
                             canonicalString(with(with(kV1, "signature", "x"), "SigNature", "y")));
        CPPUNIT_ASSERT_EQUAL(SignatureCheck::ok, checked(with(kV1, "SIGNATURE", "E/yPy7rxO435dJn4A7oDR9OvymM=")));
    }

    void what_sign_makes_verifies_after_the_way_through_a_url()
    {
        const Parameters parameters{{"command", "updateVirtualMachine"},
                                    {"displayname", "Caf\u00e9 *~* (a+b) 100% 'x'"},
                                    {"Tags[0].key", "\U0001F600"}};

        const Parameters received = *parseQuery(toQuery(sign(parameters, kApiKey, kSecret)));

        CPPUNIT_ASSERT_EQUAL(SignatureCheck::ok, checked(received));
        CPPUNIT_ASSERT_EQUAL(std::string("signature"), received.back().first);
        CPPUNIT_ASSERT_EQUAL(kApiKey, *findIgnoringCase(received, "apikey"));
    }

    void each_change_but_that_of_letter_case_breaks_it()
    {
        const Parameters good = sign({{"command", "listZones"}, {"name", "a"}}, kApiKey, kSecret);

        for (std::size_t i = 0; i < good.size(); ++i) {
            Parameters changed = good;
            changed[i].second += "x";
            CPPUNIT_ASSERT_EQUAL_MESSAGE(good[i].first, SignatureCheck::wrong, checked(changed));
        }
        CPPUNIT_ASSERT_EQUAL(SignatureCheck::wrong, checked(with(good, "extra", "")));
        Parameters upper = good;
        upper[1].second = "A"; // CloudStack's own weakness: the whole string is lower-cased before the HMAC
        CPPUNIT_ASSERT_EQUAL(SignatureCheck::ok, checked(upper));
    }

    void a_missing_or_empty_signature_is_wrong()
    {
        CPPUNIT_ASSERT_EQUAL(SignatureCheck::wrong, checked(kV1));
        CPPUNIT_ASSERT_EQUAL(SignatureCheck::wrong, checked(with(kV1, "signature", "")));
        CPPUNIT_ASSERT_EQUAL(SignatureCheck::wrong, checked({}));
    }

    void the_same_name_twice_is_wrong()
    {
        const Parameters twice = sign({{"command", "listZones"}, {"id", "1"}, {"id", "2"}}, kApiKey, kSecret);

        CPPUNIT_ASSERT_EQUAL(SignatureCheck::wrong, checked(twice));
    }

    void of_two_spellings_the_later_in_order_counts()
    {
        const auto past = "2026-08-21T10:00:00+0000";
        const auto future = "2026-08-21T12:00:00+0000";

        CPPUNIT_ASSERT_EQUAL(
            SignatureCheck::ok,
            checked(sign({{"signatureversion", "3"}, {"expires", future}, {"Expires", past}}, kApiKey, kSecret)));
        CPPUNIT_ASSERT_EQUAL(
            SignatureCheck::expired,
            checked(sign({{"signatureversion", "3"}, {"expires", past}, {"Expires", future}}, kApiKey, kSecret)));
    }

    void version_3_expires()
    {
        const Parameters parameters = with(kV2, "signature", "iwd0ZUTg4cdWGLOBcrR1O3ap3Cc=");
        const auto expires = kNow + 1h;

        CPPUNIT_ASSERT_EQUAL(SignatureCheck::ok, checkSignature(parameters, kSecret, expires));
        CPPUNIT_ASSERT_EQUAL(SignatureCheck::expired, checkSignature(parameters, kSecret, expires + 1s));
    }

    void version_3_without_a_readable_time_is_expired()
    {
        CPPUNIT_ASSERT_EQUAL(SignatureCheck::expired, checked(sign({{"signatureVersion", "3"}}, kApiKey, kSecret)));
        CPPUNIT_ASSERT_EQUAL(SignatureCheck::expired,
                             checked(sign({{"signatureVersion", "3"}, {"expires", "tomorrow"}}, kApiKey, kSecret)));
    }

    void other_versions_do_not_expire()
    {
        for (const auto* const version : {"2", "03", " 3", ""})
            CPPUNIT_ASSERT_EQUAL(
                SignatureCheck::ok,
                checked(sign({{"signatureVersion", version}, {"expires", "2026-08-21T10:00:00Z"}}, kApiKey, kSecret)));
    }

    void names_are_found_in_any_case()
    {
        const Parameters parameters{{"Name", "first"}, {"name", "second"}};

        CPPUNIT_ASSERT_EQUAL(std::string("first"), *findIgnoringCase(parameters, "NAME"));
        CPPUNIT_ASSERT(findIgnoringCase(parameters, "nam") == nullptr);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SignatureTest);
