#include <cppunit/extensions/HelperMacros.h>

#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/UserDataRules.h"
#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// CloudStack 4.11, where it differs from 4.23.
class ReleaseTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ReleaseTest);
    CPPUNIT_TEST(a_release_knows_what_is_as_old_as_itself);
    CPPUNIT_TEST(younger_commands_are_unknown);
    CPPUNIT_TEST(younger_parameters_are_unknown);
    CPPUNIT_TEST(listApis_shows_what_4_11_had);
    CPPUNIT_TEST(userdata_is_shorter);
    CPPUNIT_TEST(an_update_that_is_refused_keeps_its_own_code);
    CPPUNIT_TEST(keyword_does_not_look_at_addresses);
    CPPUNIT_TEST(a_job_shows_less);
    CPPUNIT_TEST(a_user_has_one_pair_of_keys_made_at_once);
    CPPUNIT_TEST(an_explicit_deny_is_401);
    CPPUNIT_TEST(no_rule_is_432_in_other_words);
    CPPUNIT_TEST(the_read_only_roles_are_not_there_yet);
    CPPUNIT_TEST(the_version_is_told_in_xml_and_capabilities);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

public:
    void setUp() override { cloud.world().settings.oldRelease = true; }

private:
    Outcome capabilities() { return cloud.call("root", {{"command", "listCapabilities"}}); }

    void a_release_knows_what_is_as_old_as_itself()
    {
        CPPUNIT_ASSERT(isKnownTo("4.11", ""));
        CPPUNIT_ASSERT(isKnownTo("4.11", "4.11.1"));
        CPPUNIT_ASSERT(isKnownTo("4.11", "4.9+"));
        CPPUNIT_ASSERT(!isKnownTo("4.11", "4.12"));
        CPPUNIT_ASSERT(!isKnownTo("4.11", "4.18.0"));
    }

    void younger_commands_are_unknown()
    {
        CPPUNIT_ASSERT_EQUAL(401, cloud.call("root", {{"command", "registerUserData"}}).status);
        CPPUNIT_ASSERT_EQUAL(401, cloud.call("root", {{"command", "listManagementServers"}}).status);
        CPPUNIT_ASSERT_EQUAL(200, cloud.call("root", {{"command", "listZones"}}).status);
    }

    void younger_parameters_are_unknown()
    {
        cloud.deploy("root", "one", "YT0x");

        const std::string list =
            SmallCloud::json(cloud.call("root", {{"command", "listVirtualMachines"}, {"userdata", "true"}}));

        CPPUNIT_ASSERT(list.find("\"userdata\"") == std::string::npos);
        CPPUNIT_ASSERT(list.find("\"count\":1") != std::string::npos);
    }

    void listApis_shows_what_4_11_had()
    {
        const Outcome apis = cloud.call("root", {{"command", "listApis"}});

        const std::string text = SmallCloud::json(apis);
        CPPUNIT_ASSERT_EQUAL(std::size_t{481}, apis.body.find("api")->size());
        CPPUNIT_ASSERT(text.find("\"httprequesttype\":") == std::string::npos);
        CPPUNIT_ASSERT(text.find("resetUserDataForVirtualMachine\",\"desc") == std::string::npos);
        const Outcome deploy = cloud.call("root", {{"command", "listApis"}, {"name", "deployVirtualMachine"}});
        const std::string params = deploy.body.find("api")->at(0).find("params")->json();
        CPPUNIT_ASSERT(params.find("\"name\":\"userdatadetails\"") == std::string::npos);
        CPPUNIT_ASSERT(params.find("\"name\":\"userdata\"") != std::string::npos);
    }

    void userdata_is_shorter()
    {
        const std::string byGet(4096, 'A');
        const std::string byPost(32768, 'A');

        CPPUNIT_ASSERT_EQUAL(byGet, storedUserData(byGet, false, 32768));
        CPPUNIT_ASSERT_THROW(storedUserData(byGet, false, 32768, true), std::exception);
        CPPUNIT_ASSERT_EQUAL(byPost, storedUserData(byPost, true, 32768));
        CPPUNIT_ASSERT_THROW(storedUserData(byPost, true, 32768, true), std::exception);
    }

    void an_update_that_is_refused_keeps_its_own_code()
    {
        const std::string id = cloud.deploy("root", "one");

        const Outcome refused =
            cloud.call("root", {{"command", "updateVirtualMachine"}, {"id", id}, {"userdata", "*"}});

        CPPUNIT_ASSERT_EQUAL(431, refused.status);
        CPPUNIT_ASSERT_EQUAL(std::string("User data is not base64 encoded."), refused.description);
    }

    void keyword_does_not_look_at_addresses()
    {
        cloud.deploy("root", "one");

        const std::string list =
            SmallCloud::json(cloud.call("root", {{"command", "listVirtualMachines"}, {"keyword", "127.0.1.10"}}));

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"listvirtualmachinesresponse":{}})"), list);
    }

    void a_job_shows_less()
    {
        const std::string id = cloud.deploy("root", "one");
        const Outcome started = cloud.call("root", {{"command", "stopVirtualMachine"}, {"id", id}});
        cloud.finishJobs();

        const Outcome job =
            cloud.call("root", {{"command", "queryAsyncJobResult"}, {"jobid", started.body.find("jobid")->text()}});

        for (const char* member : {"account", "domainid", "domainpath", "completed", "managementserverid"})
            CPPUNIT_ASSERT_MESSAGE(member, job.body.find(member) == nullptr);
        CPPUNIT_ASSERT(job.body.find("accountid") != nullptr);
    }

    void a_user_has_one_pair_of_keys_made_at_once()
    {
        const std::string user = cloud.world().users.findName("alice")->id;

        const Outcome made = cloud.call("root", {{"command", "registerUserKeys"}, {"id", user}});

        CPPUNIT_ASSERT(made.body.find("userkeys")->find("secretkey") != nullptr);
        CPPUNIT_ASSERT_EQUAL(401, cloud.call("alice", {{"command", "listZones"}}).status);
    }

    void permit(const char* permission)
    {
        Role role;
        role.id = "11111111-2222-3333-4444-555555555555";
        role.name = "own";
        role.type = RoleType::user;
        role.rules = {{"listZones", std::string(permission) == "allow"}};
        cloud.world().accounts.findName("alice")->role = &cloud.world().roles.add(std::move(role));
    }

    void an_explicit_deny_is_401()
    {
        permit("deny");

        CPPUNIT_ASSERT_EQUAL(401, cloud.call("alice", {{"command", "listZones"}}).status);
        cloud.world().settings.oldRelease = false;
        CPPUNIT_ASSERT_EQUAL(432, cloud.call("alice", {{"command", "listZones"}}).status);
    }

    void no_rule_is_432_in_other_words()
    {
        permit("allow");

        const Outcome refused = cloud.call("alice", {{"command", "createTags"}});

        CPPUNIT_ASSERT_EQUAL(432, refused.status);
        CPPUNIT_ASSERT_EQUAL(std::string("The API createTags does not exist or is not available for this account."),
                             refused.description);
    }

    void the_read_only_roles_are_not_there_yet()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, defaultRoles(true).size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{9}, defaultRoles(false).size());
    }

    void the_version_is_told_in_xml_and_capabilities()
    {
        Outcome outcome = capabilities();

        CPPUNIT_ASSERT_EQUAL(std::string("4.11.1.0"),
                             outcome.body.find("capability")->find("cloudstackversion")->text());
        CPPUNIT_ASSERT(outcome.body.find("capability")->find("dynamicscalingenabled") == nullptr);
        CPPUNIT_ASSERT(render(outcome, false).find("cloud-stack-version=\"4.11.1.0\"") != std::string::npos);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReleaseTest);

} // namespace readystage::cloudsim
