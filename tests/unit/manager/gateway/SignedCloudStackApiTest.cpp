#include "manager/edge/SignedCloudStackApi.h"

#include "common/codec/Signature.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FakeHttpClient.h"
#include "tests/unit/manager/gateway/Recorded.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage {

using namespace std::chrono_literals;
using Kind = ApiError::Kind;

/// Against what a real CloudStack answered; what every CloudStackApi does is in tests/contract/CloudStackApiContract.h.
class SignedCloudStackApiTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SignedCloudStackApiTest);
    CPPUNIT_TEST(a_vm_has_the_addresses_of_its_nic_its_secondary_ones_and_its_static_nat);
    CPPUNIT_TEST(a_vm_has_its_owner_and_state);
    CPPUNIT_TEST(a_vm_of_a_project_has_no_account);
    CPPUNIT_TEST(a_vm_has_its_tags);
    CPPUNIT_TEST(an_id_that_was_never_there_is_no_vm);
    CPPUNIT_TEST(an_id_that_was_expunged_is_no_vm);
    CPPUNIT_TEST(an_answer_about_another_vm_is_no_vm);
    CPPUNIT_TEST(a_vm_whose_name_spoils_json_is_read_as_xml);
    CPPUNIT_TEST(a_wrong_signature_is_not_taken_for_a_missing_vm);
    CPPUNIT_TEST(a_vm_without_state_is_malformed);
    CPPUNIT_TEST(addresses_that_are_none_are_left_out);
    CPPUNIT_TEST(absent_userdata_is_empty);
    CPPUNIT_TEST(userdata_is_decoded);
    CPPUNIT_TEST(userdata_that_is_no_base64_is_malformed);
    CPPUNIT_TEST(userdata_is_written_as_base64_by_post);
    CPPUNIT_TEST(a_failed_push_is_unknown);
    CPPUNIT_TEST(a_spoiled_answer_to_a_write_is_unknown_because_it_was_stored);
    CPPUNIT_TEST(tags_are_created_by_a_job_that_is_waited_for);
    CPPUNIT_TEST(a_tag_that_exists_is_refused);
    CPPUNIT_TEST(an_answer_without_a_job_is_unknown);
    CPPUNIT_TEST_SUITE_END();

    fakes::FakeHttpClient http;
    fakes::FakeClock clock;
    CloudStackClient client{http, clock, Url::parse("http://127.0.0.1:8080/client/api").value()};
    SignedCloudStackApi api{client, clock, {"key", Secret("secret")}};

    static InstanceId id(const char* text) { return InstanceId::parse(text).value(); }

    const InstanceId anyVm = id("41409050-9a10-4717-9f75-4344e5965bba");

    void willAnswer(const std::string& recordedId)
    {
        const auto answer = recorded(recordedId);
        http.answerNext(answer.status, answer.body, answer.header("Content-Type"));
    }

    std::string sent(std::size_t request, const char* name) const
    {
        const auto parameters = parseQuery(http.requests().at(request).body).value();
        const auto* const value = findIgnoringCase(parameters, name);
        return value == nullptr ? "(nothing)" : *value;
    }

public:
    void a_vm_has_the_addresses_of_its_nic_its_secondary_ones_and_its_static_nat()
    {
        willAnswer("addresses-011");

        const auto vm = api.vm(id("79646b63-4546-429f-b657-4f8a9ecf49f8"));

        std::vector<std::string> addresses;
        for (const auto& address : (*vm)->addresses)
            addresses.push_back(address.str());
        CPPUNIT_ASSERT((std::vector<std::string>{"10.1.1.245", "192.168.2.7", "10.1.1.135"}) == addresses);
    }

    void a_vm_has_its_owner_and_state()
    {
        willAnswer("lists-009");

        const auto vm = api.vm(anyVm);

        CPPUNIT_ASSERT_EQUAL(std::string("proof0"), (*vm)->name);
        CPPUNIT_ASSERT_EQUAL(std::string("admin"), (*vm)->account);
        CPPUNIT_ASSERT_EQUAL(std::string("ebb380fe-e67f-11f1-9892-02fc00000001"), (*vm)->domainId);
        CPPUNIT_ASSERT_EQUAL(std::string("Running"), (*vm)->state);
        CPPUNIT_ASSERT_EQUAL(std::string("min,nics"), sent(0, "details"));
    }

    void a_vm_of_a_project_has_no_account()
    {
        willAnswer("projects-008");

        const auto vm = api.vm(id("7d16f7a9-cafc-46e6-8ca1-4c893e29ff87"));

        CPPUNIT_ASSERT_EQUAL(std::string(), (*vm)->account);
        CPPUNIT_ASSERT_EQUAL(std::string("e477d703-2fe5-442c-8843-4aa2f16c4a12"), (*vm)->projectId);
    }

    void a_vm_has_its_tags()
    {
        willAnswer("tags-040");
        const auto list = Json::parse(recorded("tags-040").body).at("listvirtualmachinesresponse").at("virtualmachine");
        const auto tagged = list.asArray().at(0).at("id").asString();

        const auto vm = api.vm(InstanceId::parse(tagged).value());

        const auto& tags = (*vm)->tags;
        CPPUNIT_ASSERT(std::find(tags.begin(), tags.end(), Tag{"ready", "1"}) != tags.end());
        CPPUNIT_ASSERT(std::find(tags.begin(), tags.end(), Tag{"readystage", "v1"}) != tags.end());
    }

    void an_id_that_was_never_there_is_no_vm()
    {
        willAnswer("lists-016");

        const auto vm = api.vm(id("11111111-2222-3333-4444-555555555555"));

        CPPUNIT_ASSERT(vm.has_value() && !vm->has_value());
    }

    void an_id_that_was_expunged_is_no_vm()
    {
        willAnswer("lifecycle-044");

        const auto vm = api.vm(anyVm);

        CPPUNIT_ASSERT(vm.has_value() && !vm->has_value());
    }

    void an_answer_about_another_vm_is_no_vm()
    {
        willAnswer("lists-009");

        const auto vm = api.vm(id("11111111-2222-3333-4444-555555555555"));

        CPPUNIT_ASSERT(vm.has_value() && !vm->has_value());
    }

    void a_vm_whose_name_spoils_json_is_read_as_xml()
    {
        willAnswer("oddities-002");
        willAnswer("oddities-003");

        const auto vm = api.vm(id("7e49e895-f36c-4d99-9556-195fa6df37e5"));

        CPPUNIT_ASSERT_EQUAL(std::string("rs-odd-0"), (*vm)->name);
        CPPUNIT_ASSERT_EQUAL(std::string("Running"), (*vm)->state);
        CPPUNIT_ASSERT_EQUAL(std::string("xml"), sent(1, "response"));
    }

    void a_wrong_signature_is_not_taken_for_a_missing_vm()
    {
        willAnswer("signing-010");

        const auto vm = api.vm(anyVm);

        CPPUNIT_ASSERT(!vm.has_value());
        CPPUNIT_ASSERT(Kind::refused == vm.error().kind);
    }

    void a_vm_without_state_is_malformed()
    {
        http.answerNext(200, R"({"listvirtualmachinesresponse":{"virtualmachine":[{"id":")" + anyVm.str() + R"("}]}})");

        const auto vm = api.vm(anyVm);

        CPPUNIT_ASSERT(!vm.has_value());
        CPPUNIT_ASSERT(Kind::malformed == vm.error().kind);
        CPPUNIT_ASSERT(vm.error().message.find("state") != std::string::npos);
    }

    void addresses_that_are_none_are_left_out()
    {
        http.answerNext(200, R"({"listvirtualmachinesresponse":{"count":1,"virtualmachine":[{"id":")" + anyVm.str() +
                                 R"(","state":"Running","nic":[{"id":"x"},{"ipaddress":"somewhere"},)"
                                 R"({"ipaddress":"10.1.1.5","ip6address":"FD00::0:5"}]}]}})");

        const auto vm = api.vm(anyVm);

        const auto& addresses = (*vm)->addresses;
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, addresses.size());
        CPPUNIT_ASSERT_EQUAL(std::string("fd00::5"), addresses.at(1).str());
    }

    void absent_userdata_is_empty()
    {
        willAnswer("userdata-001");

        CPPUNIT_ASSERT(api.userDataOf(anyVm)->empty());
    }

    void userdata_is_decoded()
    {
        willAnswer("userdata-003");

        CPPUNIT_ASSERT_EQUAL(std::string("role=web\nenv=prod\n"), api.userDataOf(anyVm)->bytes());
    }

    void userdata_that_is_no_base64_is_malformed()
    {
        http.answerNext(200,
                        R"({"getvirtualmachineuserdataresponse":{"virtualmachineuserdata":{"userdata":"cm9s ZT0"}}})");

        CPPUNIT_ASSERT(Kind::malformed == api.userDataOf(anyVm).error().kind);
    }

    void userdata_is_written_as_base64_by_post()
    {
        willAnswer("userdata-009");

        CPPUNIT_ASSERT(api.setUserData(anyVm, UserData("role=web\nready=1\n")).has_value());

        CPPUNIT_ASSERT_EQUAL(std::string("POST"), http.requests().at(0).method);
        CPPUNIT_ASSERT_EQUAL(std::string("cm9sZT13ZWIKcmVhZHk9MQo="), sent(0, "userdata"));
        CPPUNIT_ASSERT(http.requests().at(0).deadline > 120s);
    }

    void a_failed_push_is_unknown()
    {
        willAnswer("userdata-091");

        CPPUNIT_ASSERT(Kind::unknown == api.setUserData(anyVm, UserData("a=1")).error().kind);
    }

    void a_spoiled_answer_to_a_write_is_unknown_because_it_was_stored()
    {
        willAnswer("oddities-001");

        CPPUNIT_ASSERT(Kind::unknown == api.setUserData(anyVm, UserData("a=1")).error().kind);
    }

    void tags_are_created_by_a_job_that_is_waited_for()
    {
        clock.skipSleeps();
        willAnswer("tags-001");
        willAnswer("tags-002");
        willAnswer("tags-003");

        const auto done = api.createTags(anyVm, {{"ready", "1"}, {"readystage", "v1"}});

        CPPUNIT_ASSERT(done.has_value());
        CPPUNIT_ASSERT_EQUAL(std::string("UserVm"), sent(0, "resourcetype"));
        CPPUNIT_ASSERT_EQUAL(std::string("readystage"), sent(0, "tags[1].key"));
        CPPUNIT_ASSERT_EQUAL(std::string("b9ca7a31-cd11-49be-a8e7-c8f79ae6c365"), sent(2, "jobid"));
    }

    void a_tag_that_exists_is_refused()
    {
        clock.skipSleeps();
        willAnswer("tags-001");
        willAnswer("tags-006");

        CPPUNIT_ASSERT(Kind::refused == api.createTags(anyVm, {{"ready", "1"}}).error().kind);
    }

    void an_answer_without_a_job_is_unknown()
    {
        http.answerNext(200, R"({"deletetagsresponse":{}})");

        CPPUNIT_ASSERT(Kind::unknown == api.deleteTags(anyVm, {{"ready", "1"}}).error().kind);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SignedCloudStackApiTest);

} // namespace readystage
