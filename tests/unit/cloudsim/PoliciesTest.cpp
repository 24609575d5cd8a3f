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
    CPPUNIT_TEST(a_linked_text_cannot_be_deleted);
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
};

CPPUNIT_TEST_SUITE_REGISTRATION(PoliciesTest);

} // namespace readystage::cloudsim
