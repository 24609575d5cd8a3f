#include <cppunit/extensions/HelperMacros.h>

#include "common/codec/Signature.h"
#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// Calls with a cookie instead of a signature.
class SessionsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SessionsTest);
    CPPUNIT_TEST(who_logs_in_gets_a_key_and_two_cookies);
    CPPUNIT_TEST(only_an_admin_is_told_the_management_server);
    CPPUNIT_TEST(a_wrong_password_is_531_without_a_session);
    CPPUNIT_TEST(five_wrong_passwords_disable_a_user);
    CPPUNIT_TEST(a_right_password_forgets_the_wrong_ones);
    CPPUNIT_TEST(no_number_of_wrong_passwords_disables_a_root_admin);
    CPPUNIT_TEST(a_login_without_name_prints_javas_null);
    CPPUNIT_TEST(a_login_by_get_is_405_in_plain_words);
    CPPUNIT_TEST(an_unknown_domain_is_531);
    CPPUNIT_TEST(a_disabled_user_cannot_log_in);
    CPPUNIT_TEST(a_session_needs_no_signature_by_get_or_post);
    CPPUNIT_TEST(the_key_is_wanted_in_cookie_and_parameter);
    CPPUNIT_TEST(a_wrong_key_ends_the_session);
    CPPUNIT_TEST(a_signed_call_with_a_live_cookie_is_refused);
    CPPUNIT_TEST(a_cookie_of_nobody_does_no_harm);
    CPPUNIT_TEST(an_unused_session_expires);
    CPPUNIT_TEST(use_keeps_a_session_alive);
    CPPUNIT_TEST(a_new_login_ends_the_old_session);
    CPPUNIT_TEST(logout_ends_the_session_and_takes_the_cookies_back);
    CPPUNIT_TEST(logout_without_a_session_is_431);
    CPPUNIT_TEST(login_and_logout_are_events);
    CPPUNIT_TEST(an_unknown_command_is_432_not_401);
    CPPUNIT_TEST(a_call_without_command_is_answered_by_nothing);
    CPPUNIT_TEST(a_session_of_a_user_who_was_disabled_ends);
    CPPUNIT_TEST(a_sessions_call_counts_once_towards_the_limit);
    CPPUNIT_TEST(enforcement_asks_a_session_for_post_but_login_goes_before);
    CPPUNIT_TEST(a_users_session_is_not_shown_what_only_admins_may_pass);
    CPPUNIT_TEST(in_4_11_one_place_for_the_key_is_enough);
    CPPUNIT_TEST(in_4_11_logout_without_a_session_is_well);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    Outcome send(Parameters parameters, const Pairs& cookies = {}, bool post = true)
    {
        parameters.emplace_back("response", "json");
        return answer(cloud.world(), {post, std::move(parameters), cloud.now, {}, cookies, "127.0.0.9"});
    }

    Outcome login(const std::string& user, const std::string& password = "pw", const Pairs& cookies = {})
    {
        return send({{"command", "login"}, {"username", user}, {"password", password}, {"domain", "/"}}, cookies);
    }

    /// JSESSIONID and sessionkey as a browser sends them back.
    static Pairs cookiesOf(const Outcome& loggedIn)
    {
        Pairs cookies;
        for (const auto& [name, value] : loggedIn.headers)
            if (name == "Set-Cookie")
                cookies.emplace_back(value.substr(0, value.find('=')),
                                     value.substr(value.find('=') + 1, value.find(';') - value.find('=') - 1));
        return cookies;
    }

    static std::string keyOf(const Outcome& loggedIn) { return loggedIn.body.find("sessionkey")->text(); }

    Outcome zones(const Outcome& loggedIn, bool post = true)
    {
        return send({{"command", "listZones"}, {"sessionkey", keyOf(loggedIn)}}, cookiesOf(loggedIn), post);
    }

public:
    void setUp() override
    {
        for (const auto& [number, user] : cloud.world().users)
            user->password = Secret("pw");
    }

private:
    void who_logs_in_gets_a_key_and_two_cookies()
    {
        const Outcome outcome = login("alice");

        CPPUNIT_ASSERT_EQUAL(200, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("loginresponse"), outcome.envelope);
        CPPUNIT_ASSERT_EQUAL(std::size_t{27}, keyOf(outcome).size());
        CPPUNIT_ASSERT(outcome.headers.at(0).second.ends_with(".node0; Path=/client"));
        CPPUNIT_ASSERT_EQUAL(std::string("Expires"), outcome.headers.at(1).first);
        CPPUNIT_ASSERT_EQUAL("sessionkey=" + keyOf(outcome) + ";HttpOnly;SameSite=Lax", outcome.headers.at(2).second);
    }

    void only_an_admin_is_told_the_management_server()
    {
        CPPUNIT_ASSERT(login("root").body.find("managementserverid") != nullptr);
        CPPUNIT_ASSERT(login("alice").body.find("managementserverid") == nullptr);
    }

    void a_wrong_password_is_531_without_a_session()
    {
        const Outcome outcome = login("alice", "x");

        CPPUNIT_ASSERT_EQUAL(
            std::string(R"({"loginresponse":{"uuidList":[],"errorcode":531,"errortext":"Failed to authenticate user)"
                        R"( alice in domain 1; please provide valid credentials"}})"),
            SmallCloud::json(outcome));
        CPPUNIT_ASSERT_EQUAL(std::string(), outcome.description);
        CPPUNIT_ASSERT_EQUAL(401, send({{"command", "listZones"}}, cookiesOf(outcome)).status);
    }

    void loginWrongly(const std::string& user, int times)
    {
        for (int i = 0; i < times; ++i)
            CPPUNIT_ASSERT_EQUAL(531, login(user, "wrong").status);
    }

    void five_wrong_passwords_disable_a_user()
    {
        loginWrongly("alice", 5);

        CPPUNIT_ASSERT_EQUAL(531, login("alice").status);
        cloud.call("root", {{"command", "enableUser"}, {"id", cloud.world().users.findName("alice")->id}});
        loginWrongly("alice", 4);
        CPPUNIT_ASSERT_EQUAL(200, login("alice").status);
    }

    void a_right_password_forgets_the_wrong_ones()
    {
        loginWrongly("alice", 4);
        login("alice");
        loginWrongly("alice", 4);

        CPPUNIT_ASSERT_EQUAL(200, login("alice").status);
    }

    void no_number_of_wrong_passwords_disables_a_root_admin()
    {
        loginWrongly("root", 9);

        CPPUNIT_ASSERT_EQUAL(200, login("root").status);
    }

    void a_login_without_name_prints_javas_null()
    {
        const Outcome outcome = send({{"command", "login"}});

        CPPUNIT_ASSERT_EQUAL(531, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("null"), SmallCloud::json(outcome));
    }

    void a_login_by_get_is_405_in_plain_words()
    {
        const Outcome outcome = send({{"command", "login"}, {"username", "alice"}, {"password", "pw"}}, {}, false);

        CPPUNIT_ASSERT_EQUAL(405, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("Please use HTTP POST to authenticate using this API"),
                             SmallCloud::json(outcome));
    }

    void an_unknown_domain_is_531()
    {
        const Outcome outcome =
            send({{"command", "login"}, {"username", "alice"}, {"password", "pw"}, {"domain", "/elsewhere"}});

        CPPUNIT_ASSERT_EQUAL(531, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("Unable to find the domain from the path /elsewhere/"),
                             outcome.body.find("errortext")->text());
    }

    void a_disabled_user_cannot_log_in()
    {
        cloud.world().users.findName("alice")->enabled = false;

        CPPUNIT_ASSERT_EQUAL(531, login("alice").status);
    }

    void a_session_needs_no_signature_by_get_or_post()
    {
        const Outcome session = login("alice");

        CPPUNIT_ASSERT_EQUAL(200, zones(session).status);
        CPPUNIT_ASSERT_EQUAL(200, zones(session, false).status);
    }

    void the_key_is_wanted_in_cookie_and_parameter()
    {
        const Outcome first = login("alice");
        const Outcome second = login("alice");
        const Pairs withoutKey{cookiesOf(second).front()};

        CPPUNIT_ASSERT_EQUAL(401, send({{"command", "listZones"}}, cookiesOf(first)).status);
        CPPUNIT_ASSERT_EQUAL(401, send({{"command", "listZones"}, {"sessionkey", keyOf(second)}}, withoutKey).status);
    }

    void a_wrong_key_ends_the_session()
    {
        const Outcome session = login("alice");

        const Outcome refused = send({{"command", "listZones"}, {"sessionkey", "x"}}, cookiesOf(session));

        CPPUNIT_ASSERT_EQUAL(std::string("unable to verify user credentials"), refused.body.find("errortext")->text());
        CPPUNIT_ASSERT_EQUAL(401, zones(session).status);
    }

    void a_signed_call_with_a_live_cookie_is_refused()
    {
        const Pairs cookies = cookiesOf(login("alice"));
        const Parameters right = sign({{"command", "listZones"}}, "bob-key", Secret("bob-secret"));

        const Outcome outcome = answer(cloud.world(), {true, right, cloud.now, {}, cookies});

        CPPUNIT_ASSERT_EQUAL(401, outcome.status);
    }

    void a_cookie_of_nobody_does_no_harm()
    {
        const Parameters right = sign({{"command", "listZones"}}, "bob-key", Secret("bob-secret"));

        const Outcome outcome = answer(cloud.world(), {true, right, cloud.now, {}, {{"JSESSIONID", "node0x.node0"}}});

        CPPUNIT_ASSERT_EQUAL(200, outcome.status);
    }

    void an_unused_session_expires()
    {
        const Outcome session = login("alice");

        cloud.now += std::chrono::minutes(31);

        CPPUNIT_ASSERT_EQUAL(401, zones(session).status);
    }

    void use_keeps_a_session_alive()
    {
        const Outcome session = login("alice");
        cloud.now += std::chrono::minutes(20);
        zones(session);

        cloud.now += std::chrono::minutes(20);

        CPPUNIT_ASSERT_EQUAL(200, zones(session).status);
    }

    void a_new_login_ends_the_old_session()
    {
        const Outcome old = login("alice");

        login("alice", "pw", cookiesOf(old));

        CPPUNIT_ASSERT_EQUAL(401, zones(old).status);
    }

    void logout_ends_the_session_and_takes_the_cookies_back()
    {
        const Outcome session = login("alice");

        const Outcome outcome = send({{"command", "logout"}}, cookiesOf(session));

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"logoutresponse":{"description":"success"}})"), SmallCloud::json(outcome));
        CPPUNIT_ASSERT_EQUAL(std::string("JSESSIONID=; Expires=Thu, 01-Jan-1970 00:00:00 GMT; Max-Age=0"),
                             outcome.headers.at(1).second);
        CPPUNIT_ASSERT_EQUAL(401, zones(session).status);
    }

    void logout_without_a_session_is_431() { CPPUNIT_ASSERT_EQUAL(431, send({{"command", "logout"}}).status); }

    void login_and_logout_are_events()
    {
        const Outcome session = login("alice");
        send({{"command", "logout"}}, cookiesOf(session));

        const auto& events = cloud.world().events.all();

        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, events.size());
        CPPUNIT_ASSERT_EQUAL(std::string("user has logged in from IP Address /127.0.0.9"), events[0].description);
        CPPUNIT_ASSERT_EQUAL(std::string("USER.LOGOUT"), events[1].type);
    }

    void an_unknown_command_is_432_not_401()
    {
        const auto text = [&](const Outcome& session) {
            return send({{"command", "listNothing"}, {"sessionkey", keyOf(session)}}, cookiesOf(session)).description;
        };

        CPPUNIT_ASSERT_EQUAL(std::string("Unknown API command: listNothing"), text(login("root")));
        CPPUNIT_ASSERT_EQUAL(
            std::string("The API [listNothing] does not exist or is not available for the account alice."),
            text(login("alice")));
    }

    void a_call_without_command_is_answered_by_nothing()
    {
        const Outcome session = login("alice");

        const Outcome outcome = send({{"sessionkey", keyOf(session)}}, cookiesOf(session));

        CPPUNIT_ASSERT(outcome.delivery == Outcome::Delivery::blank);
    }

    void a_session_of_a_user_who_was_disabled_ends()
    {
        const Outcome session = login("alice");

        cloud.world().users.findName("alice")->enabled = false;

        CPPUNIT_ASSERT_EQUAL(401, zones(session).status);
    }

    void a_sessions_call_counts_once_towards_the_limit()
    {
        cloud.world().apiLimit.most = 2;
        const Outcome session = login("alice");

        CPPUNIT_ASSERT_EQUAL(200, zones(session).status);
        CPPUNIT_ASSERT_EQUAL(200, zones(session).status);
        CPPUNIT_ASSERT_EQUAL(429, zones(session).status);
    }

    void enforcement_asks_a_session_for_post_but_login_goes_before()
    {
        cloud.world().settings.enforcePostAndTimestamps = true;
        const Outcome session = login("alice");
        const Parameters rename{{"command", "updateVirtualMachine"}, {"sessionkey", keyOf(session)}};

        const Outcome byGet = send(rename, cookiesOf(session), false);
        const Outcome byPost = send(rename, cookiesOf(session));

        CPPUNIT_ASSERT_EQUAL(400, byGet.status);
        CPPUNIT_ASSERT_EQUAL(431, byPost.status);
    }

    void a_users_session_is_not_shown_what_only_admins_may_pass()
    {
        const auto shown = [](const Outcome& apis) {
            return SmallCloud::json(apis).find("\"customid\"") != std::string::npos;
        };
        const auto listed = [&](const char* user, const char* name) {
            const Outcome session = login(user);
            return send({{"command", "listApis"}, {"name", name}, {"sessionkey", keyOf(session)}}, cookiesOf(session));
        };
        const Parameters asked{{"command", "listApis"}, {"name", "updateVirtualMachine"}};

        CPPUNIT_ASSERT(!shown(listed("alice", "updateVirtualMachine")));
        CPPUNIT_ASSERT(shown(listed("root", "updateVirtualMachine")));
        CPPUNIT_ASSERT(shown(cloud.call("alice", asked)));
        CPPUNIT_ASSERT_EQUAL(530, listed("alice", "listHosts").status);
    }

    void in_4_11_one_place_for_the_key_is_enough()
    {
        cloud.world().settings.oldRelease = true;
        const Outcome session = login("alice");
        const Pairs withoutKey{cookiesOf(session).front()};

        CPPUNIT_ASSERT_EQUAL(200, send({{"command", "listZones"}}, cookiesOf(session)).status);
        CPPUNIT_ASSERT_EQUAL(200, send({{"command", "listZones"}, {"sessionkey", keyOf(session)}}, withoutKey).status);
        CPPUNIT_ASSERT_EQUAL(401, send({{"command", "listZones"}}, withoutKey).status);
    }

    void in_4_11_logout_without_a_session_is_well()
    {
        cloud.world().settings.oldRelease = true;

        CPPUNIT_ASSERT_EQUAL(200, send({{"command", "logout"}}).status);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SessionsTest);

} // namespace readystage::cloudsim
