#include <cppunit/extensions/HelperMacros.h>

#include "common/codec/Signature.h"
#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

class SigningTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SigningTest);
    CPPUNIT_TEST(a_call_of_an_unknown_key_is_refused);
    CPPUNIT_TEST(a_call_signed_with_anothers_secret_is_refused);
    CPPUNIT_TEST(a_value_changed_after_signing_is_refused);
    CPPUNIT_TEST(a_value_whose_case_changed_after_signing_passes_as_in_cloudstack);
    CPPUNIT_TEST(a_call_without_signature_is_refused);
    CPPUNIT_TEST(an_expired_call_is_refused);
    CPPUNIT_TEST(an_unknown_command_is_refused_in_the_general_envelope);
    CPPUNIT_TEST(a_call_without_any_parameter_is_refused_in_the_general_envelope);
    CPPUNIT_TEST(a_command_the_role_denies_is_refused_before_the_signature_is_looked_at);
    CPPUNIT_TEST(expires_is_judged_before_the_role_and_counts_nothing);
    CPPUNIT_TEST(only_words_behind_a_reading_verb_go_by_get_where_post_is_enforced);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    Parameters signedByAlice() const
    {
        return sign({{"command", "listZones"}, {"name", "zone"}}, "alice-key", Secret("alice-secret"));
    }

    Outcome answerTo(Parameters parameters) { return answer(cloud.world(), {false, std::move(parameters), cloud.now}); }

    void a_call_of_an_unknown_key_is_refused()
    {
        const Outcome outcome = answerTo(sign({{"command", "listZones"}}, "nobodys-key", Secret("alice-secret")));

        CPPUNIT_ASSERT_EQUAL(401, outcome.status);
    }

    void a_call_signed_with_anothers_secret_is_refused()
    {
        const Outcome outcome = answerTo(sign({{"command", "listZones"}}, "alice-key", Secret("bob-secret")));

        CPPUNIT_ASSERT_EQUAL(401, outcome.status);
    }

    void a_value_changed_after_signing_is_refused()
    {
        Parameters parameters = signedByAlice();

        parameters[1].second = "other";

        CPPUNIT_ASSERT_EQUAL(401, answerTo(parameters).status);
    }

    void a_value_whose_case_changed_after_signing_passes_as_in_cloudstack()
    {
        Parameters parameters = signedByAlice();

        parameters[1].second = "ZONE";

        CPPUNIT_ASSERT_EQUAL(200, answerTo(parameters).status);
    }

    void a_call_without_signature_is_refused()
    {
        const Outcome outcome = answerTo({{"command", "listZones"}, {"apiKey", "alice-key"}});

        CPPUNIT_ASSERT_EQUAL(401, outcome.status);
    }

    void an_expired_call_is_refused()
    {
        const Outcome outcome = cloud.call(
            "alice", {{"command", "listZones"}, {"signatureVersion", "3"}, {"expires", "2026-08-21T11:59:59+0000"}});

        CPPUNIT_ASSERT_EQUAL(401, outcome.status);
    }

    void an_unknown_command_is_refused_in_the_general_envelope()
    {
        const Outcome outcome = cloud.call("alice", {{"command", "deployBundle"}});

        CPPUNIT_ASSERT_EQUAL(
            std::string(
                R"({"errorresponse":{"uuidList":[],"errorcode":401,"errortext":"unable to verify user credentials and/or request signature"}})"),
            SmallCloud::json(outcome));
    }

    void a_call_without_any_parameter_is_refused_in_the_general_envelope()
    {
        const Outcome outcome = answerTo({});

        CPPUNIT_ASSERT_EQUAL(std::string("errorresponse"), outcome.envelope);
    }

    void a_command_the_role_denies_is_refused_before_the_signature_is_looked_at()
    {
        cloud.world().roles.findName("User")->rules = {{"listZo*", false}};

        const Outcome outcome = answerTo(sign({{"command", "listZones"}}, "alice-key", Secret("wrong")));

        CPPUNIT_ASSERT_EQUAL(
            std::string("The API [listZones] does not exist or is not available for the account alice."),
            outcome.description);
    }

    void expires_is_judged_before_the_role_and_counts_nothing()
    {
        cloud.world().apiLimit.most = 3;
        const Parameters late = sign({{"command", "listRouters"},
                                      {"signatureVersion", "3"},
                                      {"expires", formatExpires(cloud.now - std::chrono::seconds(1))}},
                                     "alice-key", Secret("alice-secret"));

        for (int i = 0; i < 5; ++i)
            CPPUNIT_ASSERT_EQUAL(401, answerTo(late).status);
        CPPUNIT_ASSERT_EQUAL(200, answerTo(signedByAlice()).status);
    }

    void only_words_behind_a_reading_verb_go_by_get_where_post_is_enforced()
    {
        cloud.world().settings.enforcePostAndTimestamps = true;

        CPPUNIT_ASSERT_EQUAL(401, answerTo({{"command", "listFoo"}}).status);
        CPPUNIT_ASSERT_EQUAL(400, answerTo({{"command", "list"}}).status);
        CPPUNIT_ASSERT_EQUAL(400, answerTo({{"command", "list-x"}}).status);
        CPPUNIT_ASSERT_EQUAL(
            std::string("Changes for configuration x needs to be sent using POST request"),
            answerTo({{"command", "updateConfiguration"}, {"name", "x"}}).body.find("errortext")->text());
        CPPUNIT_ASSERT(answerTo({{"a", "b"}}).delivery == Outcome::Delivery::blank);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SigningTest);

} // namespace readystage::cloudsim
