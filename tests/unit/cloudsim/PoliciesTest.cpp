#include <cppunit/extensions/HelperMacros.h>

#include "common/codec/Base64.h"
#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

class PoliciesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PoliciesTest);
    CPPUNIT_TEST(allowoverride_takes_what_is_given);
    CPPUNIT_TEST(allowoverride_puts_the_templates_text_back_at_a_rename);
    CPPUNIT_TEST(append_of_the_same_form_is_one_text);
    CPPUNIT_TEST(append_of_another_form_is_a_multipart);
    CPPUNIT_TEST(denyoverride_refuses_to_deploy_with_userdata);
    CPPUNIT_TEST(denyoverride_refuses_an_update_and_stores_nothing);
    CPPUNIT_TEST(a_vm_gets_the_text_its_userdataid_names);
    CPPUNIT_TEST(userdata_and_userdataid_exclude_each_other);
    CPPUNIT_TEST(an_admin_registers_a_text_for_another);
    CPPUNIT_TEST(a_linked_text_cannot_be_deleted);
    CPPUNIT_TEST(append_of_a_multipart_joins_parts_of_one_type);
    CPPUNIT_TEST(append_names_boot_hooks_and_includes_by_their_types);
    CPPUNIT_TEST(append_refuses_what_it_cannot_recognise);
    CPPUNIT_TEST(append_refuses_a_multipart_without_parts);
    CPPUNIT_TEST(denyoverride_goes_before_the_text_itself);
    CPPUNIT_TEST(limits_are_for_what_append_makes);
    CPPUNIT_TEST(a_rename_tells_the_router_the_templates_text);
    CPPUNIT_TEST(a_name_and_a_content_are_registered_once);
    CPPUNIT_TEST(anybody_deletes_a_text_once);
    CPPUNIT_TEST(what_cannot_be_linked_is_refused_with_its_cause);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    static std::string encoded(const std::string& text) { return base64::encode(text); }

    std::string registered(const std::string& name, const std::string& text)
    {
        const Outcome outcome =
            cloud.call("root", {{"command", "registerUserData"}, {"name", name}, {"userdata", encoded(text)}});
        return outcome.body.find("userdata")->find("id")->text();
    }

    void link(const std::string& policy)
    {
        cloud.call("root", {{"command", "linkUserDataToTemplate"},
                            {"templateid", cloud.world().templates.findName("debian")->id},
                            {"userdataid", registered("linked", "#cloud-config\na: 1\n")},
                            {"userdatapolicy", policy}});
    }

    Outcome update(const std::string& id, const char* parameter, const std::string& value)
    {
        return cloud.call("root", {{"command", "updateVirtualMachine"}, {"id", id}, {parameter, value}});
    }

    std::string userDataOf(const std::string& id)
    {
        return base64::decode(cloud.world().vms.find(id)->userData).value();
    }

    void allowoverride_takes_what_is_given()
    {
        link("ALLOWOVERRIDE");

        const std::string id = cloud.deploy("root", "one", encoded("mine\n"));

        CPPUNIT_ASSERT_EQUAL(std::string("mine\n"), userDataOf(id));
    }

    void allowoverride_puts_the_templates_text_back_at_a_rename()
    {
        link("ALLOWOVERRIDE");
        const std::string id = cloud.deploy("root", "one", encoded("mine\n"));

        update(id, "displayname", "other");

        CPPUNIT_ASSERT_EQUAL(std::string("#cloud-config\na: 1\n"), userDataOf(id));
    }

    void append_of_the_same_form_is_one_text()
    {
        link("APPEND");

        const std::string id = cloud.deploy("root", "one", encoded("#cloud-config\nb: 2\n"));

        CPPUNIT_ASSERT_EQUAL(std::string("#cloud-config\na: 1\n\n\nb: 2\n"), userDataOf(id));
    }

    void append_of_another_form_is_a_multipart()
    {
        link("APPEND");

        const std::string id = cloud.deploy("root", "one", encoded("#!/bin/sh\necho\n"));

        CPPUNIT_ASSERT(userDataOf(id).starts_with("MIME-Version: 1.0\r\nContent-Type: multipart/mixed;"));
    }

    void denyoverride_refuses_to_deploy_with_userdata()
    {
        link("DENYOVERRIDE");

        const std::string id = cloud.deploy("root", "one", encoded("mine\n"));

        CPPUNIT_ASSERT_EQUAL(std::string(), id);
    }

    void denyoverride_refuses_an_update_and_stores_nothing()
    {
        link("DENYOVERRIDE");
        const std::string id = cloud.deploy("root", "one");

        const Outcome outcome = update(id, "userdata", encoded("mine\n"));

        CPPUNIT_ASSERT_EQUAL(530, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("#cloud-config\na: 1\n"), userDataOf(id));
    }

    void a_vm_gets_the_text_its_userdataid_names()
    {
        const std::string id = cloud.deploy("root", "one");

        update(id, "userdataid", registered("other", "#!/bin/sh\n"));

        CPPUNIT_ASSERT_EQUAL(std::string("#!/bin/sh\n"), userDataOf(id));
    }

    void userdata_and_userdataid_exclude_each_other()
    {
        const std::string id = cloud.deploy("root", "one");

        const Outcome outcome = cloud.call("root", {{"command", "updateVirtualMachine"},
                                                    {"id", id},
                                                    {"userdata", encoded("a\n")},
                                                    {"userdataid", registered("other", "b\n")}});

        CPPUNIT_ASSERT_EQUAL(530, outcome.status);
    }

    void a_linked_text_cannot_be_deleted()
    {
        link("APPEND");

        const Outcome outcome = cloud.call(
            "root", {{"command", "deleteUserData"}, {"id", cloud.world().userDataTexts.findName("linked")->id}});

        CPPUNIT_ASSERT_EQUAL(530, outcome.status);
    }

    static void contains(const std::string& text, const std::string& part)
    {
        CPPUNIT_ASSERT_MESSAGE(text, text.find(part) != std::string::npos);
    }

    /// What is read, changed and written back.
    void append_of_a_multipart_joins_parts_of_one_type()
    {
        link("APPEND");
        const std::string id = cloud.deploy("root", "one", encoded("#!/bin/sh\ndate\n"));

        update(id, "userdata", encoded(userDataOf(id)));

        const std::string text = userDataOf(id);
        contains(text, encoded("#cloud-config\na: 1\n\n\na: 1\n"));
        contains(text, "Content-Type: text/x-shellscript; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
                           encoded("#!/bin/sh\ndate\n"));
        CPPUNIT_ASSERT_EQUAL(text.find("text/cloud-config"), text.rfind("text/cloud-config"));
    }

    void append_names_boot_hooks_and_includes_by_their_types()
    {
        link("APPEND");

        contains(userDataOf(cloud.deploy("root", "one", encoded("#cloud-boothook\ndate\n"))), "text/cloud-boothook");
        contains(userDataOf(cloud.deploy("root", "two", encoded("#include\nhttp://a/b\n"))), "text/x-include-url");
    }

    void append_refuses_what_it_cannot_recognise()
    {
        link("APPEND");
        const std::string id = cloud.deploy("root", "one");
        const std::string failed = "Error attempting to merge user data as a multipart user data. Reason: ";

        contains(SmallCloud::json(update(id, "userdata", encoded("# comment\nrole=foo\n"))),
                 failed + "Cannot recognise the user data format type from the header line: # comment.Supported types");
        contains(SmallCloud::json(update(id, "userdata", encoded("\x1f\x8b zipped"))), failed + "Gzipped user data");
    }

    void denyoverride_goes_before_the_text_itself()
    {
        link("DENYOVERRIDE");
        const std::string id = cloud.deploy("root", "one");

        contains(SmallCloud::json(update(id, "userdata", "no base64!")), "UserData input is not allowed here");
    }

    void limits_are_for_what_append_makes()
    {
        link("APPEND");
        const std::string id = cloud.deploy("root", "one");
        cloud.world().settings.userDataMaxLength = 40;

        contains(SmallCloud::json(update(id, "userdata", encoded("#cloud-config\nb: 2\nc: 3\n"))),
                 "User data has exceeded configurable max length: 40");
    }

    void a_rename_tells_the_router_the_templates_text()
    {
        link("ALLOWOVERRIDE");
        const std::string id = cloud.deploy("root", "one", encoded("mine\n"));

        update(id, "displayname", "other");

        CPPUNIT_ASSERT_EQUAL(encoded("#cloud-config\na: 1\n"), cloud.world().vms.find(id)->routerUserData);
    }

    void a_name_and_a_content_are_registered_once()
    {
        const auto add = [&](const char* user, const char* name, const char* content) {
            return cloud.call(user, {{"command", "registerUserData"}, {"name", name}, {"userdata", content}})
                .description;
        };
        CPPUNIT_ASSERT_EQUAL(std::string(), add("root", "u1", "YQ=="));

        CPPUNIT_ASSERT_EQUAL(std::string("A userdata with name U1 already exists for this account."),
                             add("root", "U1", "Yg=="));
        CPPUNIT_ASSERT_EQUAL(std::string("Userdata u1 with same content already exists for this account."),
                             add("root", "u2", "YQ=="));
        CPPUNIT_ASSERT_EQUAL(std::string(), add("alice", "u1", "YQ=="));
    }

    void anybody_deletes_a_text_once()
    {
        const Parameters wanted{{"command", "deleteUserData"}, {"id", registered("u1", "a")}};

        CPPUNIT_ASSERT_EQUAL(200, cloud.call("bob", wanted).status);
        CPPUNIT_ASSERT_EQUAL(
            std::string("A UserData with id '1' does not exist for account bob in specified domain id"),
            cloud.call("bob", wanted).description);
    }

    void what_cannot_be_linked_is_refused_with_its_cause()
    {
        const auto linking = [&](const char* user, Parameters parameters) {
            parameters.emplace_back("command", "linkUserDataToTemplate");
            return SmallCloud::json(cloud.call(user, std::move(parameters)));
        };
        const std::string templ = cloud.world().templates.findName("debian")->id;

        contains(linking("root", {}),
                 "Failed to link userdata to Template, due to: At least one of Template ID or ISO ID");
        contains(linking("root", {{"templateid", templ}, {"userdatapolicy", "zz"}}), "UserDataOverridePolicy.ZZ");
        contains(linking("alice", {{"templateid", templ}}), "Internal error executing command");
    }

    void append_refuses_a_multipart_without_parts()
    {
        link("APPEND");
        const std::string id = cloud.deploy("root", "one");

        const Outcome outcome = update(id, "userdata", encoded("Content-Type: text/plain\n\nhello\n"));

        CPPUNIT_ASSERT_EQUAL(530, outcome.status);
        contains(SmallCloud::json(outcome), "cannot be cast to class javax.mail.internet.MimeMultipart");
    }

    void an_admin_registers_a_text_for_another()
    {
        cloud.call("root", {{"command", "registerUserData"},
                            {"name", "hers"},
                            {"userdata", encoded("x\n")},
                            {"account", "alice"},
                            {"domainid", cloud.world().domains.findName("ROOT")->id}});

        CPPUNIT_ASSERT_EQUAL(std::string("alice"), cloud.world().userDataTexts.findName("hers")->account->name);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PoliciesTest);

} // namespace readystage::cloudsim
