#include "manager/edge/VmLister.h"

#include "manager/edge/SignedCloudStackWatch.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FakeHttpClient.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage {

/// How many VMs are asked for at once, by what CloudStack answers.
class VmListerTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(VmListerTest);
    CPPUNIT_TEST(many_vms_are_one_call);
    CPPUNIT_TEST(an_old_cloudstack_is_asked_one_by_one);
    CPPUNIT_TEST(one_unknown_id_is_found_by_halves);
    CPPUNIT_TEST(a_list_that_was_cut_is_completed);
    CPPUNIT_TEST(a_cloud_that_is_down_is_not_asked_by_halves);
    CPPUNIT_TEST(xml_has_what_json_has);
    CPPUNIT_TEST(events_say_which_vm_they_are_of);
    CPPUNIT_TEST(the_vm_of_a_thrown_away_root_disk_is_read_from_the_text);
    CPPUNIT_TEST(a_role_without_listvolumes_knows_no_disks);
    CPPUNIT_TEST_SUITE_END();

    fakes::FakeHttpClient http;
    fakes::FakeClock clock;
    CloudStackClient client{http, clock, Url::parse("http://127.0.0.1:8080/client/api").value()};
    VmLister lister{client, {"key", Secret("secret")}};
    SignedCloudStackWatch watch{client, {"key", Secret("secret")}};

    const std::vector<InstanceId> four{vm(1), vm(2), vm(3), vm(4)};

    static InstanceId vm(int number)
    {
        return InstanceId::parse("bbbbbbbb-0000-4000-8000-00000000000" + std::to_string(number)).value();
    }

    void willSayVersion(const char* version)
    {
        http.answerNext(200, std::string(R"({"listcapabilitiesresponse":{"capability":{"cloudstackversion":")") +
                                 version + "\"}}}");
    }

    void willList(std::initializer_list<int> numbers)
    {
        std::string vms;
        for (const int number : numbers)
            vms += (vms.empty() ? R"({"id":")" : R"(,{"id":")") + vm(number).str() +
                   R"(","state":"Running","userdata":"YT0xCg=="})";
        http.answerNext(200, vms.empty()
                                 ? R"({"listvirtualmachinesresponse":{}})"
                                 : R"({"listvirtualmachinesresponse":{"count":1,"virtualmachine":[)" + vms + "]}}");
    }

    void willNotKnow()
    {
        http.answerNext(431, R"({"listvirtualmachinesresponse":{"uuidList":[],"errorcode":431,"cserrorcode":9999,)"
                             R"("errortext":"Invalid parameter ids value=x due to incorrect long value format, or )"
                             R"(entity does not exist or due to incorrect parameter annotation"}})");
    }

    std::string sent(std::size_t request, const char* name) const
    {
        const auto parameters = parseQuery(http.requests().at(request).body).value();
        for (const auto& [key, value] : parameters)
            if (key == name)
                return value;
        return "(nothing)";
    }

    void many_vms_are_one_call()
    {
        willSayVersion("4.23.0.0-SNAPSHOT");
        willList({1, 2, 3, 4});

        const auto listed = lister.list(four);

        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, http.requests().size());
        CPPUNIT_ASSERT_EQUAL(vm(3).str(), (*listed.at(2))->id.str());
        CPPUNIT_ASSERT_EQUAL(std::string("a=1\n"), (*listed.at(2))->userData->bytes());
        CPPUNIT_ASSERT_EQUAL(std::string("-1"), sent(1, "projectid"));
        CPPUNIT_ASSERT_EQUAL(std::string("true"), sent(1, "listall"));
    }

    void an_old_cloudstack_is_asked_one_by_one()
    {
        willSayVersion("4.11.3.0");
        for (const int number : {1, 2, 3, 4})
            willList({number});

        const auto listed = lister.list(four);

        CPPUNIT_ASSERT(listed.at(3)->has_value());
        CPPUNIT_ASSERT_EQUAL(vm(4).str(), sent(4, "id"));
    }

    void one_unknown_id_is_found_by_halves()
    {
        willSayVersion("4.20.1.0");
        willNotKnow();
        willList({1, 2});
        willNotKnow();
        willList({3});
        willNotKnow();

        const auto listed = lister.list(four);

        CPPUNIT_ASSERT(listed.at(0)->has_value() && listed.at(1)->has_value() && listed.at(2)->has_value());
        CPPUNIT_ASSERT(listed.at(3).has_value() && !listed.at(3)->has_value());
    }

    void a_list_that_was_cut_is_completed()
    {
        willSayVersion("4.20.1.0");
        willList({1, 2, 3});
        willList({4});

        CPPUNIT_ASSERT(lister.list(four).at(3)->has_value());
    }

    void a_cloud_that_is_down_is_not_asked_by_halves()
    {
        willSayVersion("4.20.1.0");
        http.answerNext(503, "down");

        const auto listed = lister.list(four);

        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, http.requests().size());
        for (const auto& one : listed)
            CPPUNIT_ASSERT(!one.has_value());
    }

    void xml_has_what_json_has()
    {
        const Json json = vmsFromXml(
            "<?xml version=\"1.0\"?><listvirtualmachinesresponse><count>1</count><virtualmachine><id>" + vm(1).str() +
            "</id><name>a&amp;b</name><state>Running</state><nic><networkid>n1</networkid><ipaddress>10.1.1.5</"
            "ipaddress>"
            "<secondaryip><ipaddress>10.1.1.6</ipaddress></secondaryip></nic><nic><networkid>n2</networkid></nic>"
            "<tags><key>ready</key><value>1</value></tags></virtualmachine></listvirtualmachinesresponse>");

        const auto facts = factsOf(vm(1), json.at("virtualmachine").asArray().at(0));

        CPPUNIT_ASSERT_EQUAL(std::string("a&b"), facts.name);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, facts.addresses.size());
        CPPUNIT_ASSERT((std::vector<std::string>{"n1", "n2"}) == facts.networks);
        CPPUNIT_ASSERT((std::vector<Tag>{{"ready", "1"}}) == facts.tags);
    }

    void willListEvent(const std::string& type, const std::string& members)
    {
        http.answerNext(200, R"({"listeventsresponse":{"count":1,"event":[{"id":"e1","type":")" + type + "\"," +
                                 members + R"(,"created":"2026-11-22T15:39:03+0000","state":"Scheduled"}]}})");
    }

    void events_say_which_vm_they_are_of()
    {
        willListEvent("VM.RESTORE", R"("resourcetype":"VirtualMachine","resourceid":")" + vm(1).str() + "\"");

        const auto events = watch.events(Clock::Wall(std::chrono::seconds(1795362000)), 1);

        CPPUNIT_ASSERT(events->at(0).vm == vm(1));
        CPPUNIT_ASSERT(events->at(0).created == Clock::Wall(std::chrono::seconds(1795361943)));
        CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22T15:40:00+0000"), sent(0, "startdate"));
    }

    void the_vm_of_a_thrown_away_root_disk_is_read_from_the_text()
    {
        willListEvent("VOLUME.DESTROY",
                      R"("resourcetype":"Volume","resourceid":"v","description":"Successfully completed destroying a )"
                      R"(volume. Volume Type: ROOT Volume ID: v Instance ID: )" +
                          vm(2).str() + "\"");

        const auto events = watch.events({}, 1);

        CPPUNIT_ASSERT(events->at(0).vm == vm(2));
    }

    void a_role_without_listvolumes_knows_no_disks()
    {
        http.answerNext(432, R"({"listvolumesresponse":{"errorcode":432,"errortext":"The API [listVolumes] does not )"
                             R"(exist or is not available for the account x"}})");

        const auto volumes = watch.rootVolumes({vm(1)});

        CPPUNIT_ASSERT(volumes.has_value() && volumes->empty());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(VmListerTest);

} // namespace readystage
