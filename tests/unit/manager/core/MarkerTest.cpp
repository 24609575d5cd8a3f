#include "manager/core/Marker.h"

#include "tests/fakes/FakeCloudStack.h"
#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::samples;
using namespace std::string_literals;

class MarkerTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MarkerTest);
    CPPUNIT_TEST(empty_userdata_becomes_the_mark);
    CPPUNIT_TEST(key_value_lines_get_a_line_more);
    CPPUNIT_TEST(an_unterminated_last_line_is_ended_first);
    CPPUNIT_TEST(windows_line_ends_are_kept);
    CPPUNIT_TEST(an_old_value_is_replaced_in_place);
    CPPUNIT_TEST(marking_twice_changes_nothing);
    CPPUNIT_TEST(other_formats_are_refused_with_a_reason);
    CPPUNIT_TEST(base64_text_is_not_taken_for_key_value);
    CPPUNIT_TEST(no_room_is_refused);
    CPPUNIT_TEST(every_earlier_byte_is_kept);
    CPPUNIT_TEST(the_mark_is_written_and_read_back);
    CPPUNIT_TEST(a_second_report_writes_nothing);
    CPPUNIT_TEST(a_lost_answer_did_take_effect);
    CPPUNIT_TEST(a_failed_push_to_the_router_did_take_effect);
    CPPUNIT_TEST(a_lost_request_is_tried_again);
    CPPUNIT_TEST(a_mark_that_somebody_overwrote_is_noticed);
    CPPUNIT_TEST(a_template_that_forbids_userdata_is_a_denial);
    CPPUNIT_TEST(a_refused_format_never_writes);
    CPPUNIT_TEST(a_fingerprint_does_not_see_the_mark_and_sees_everything_else);
    CPPUNIT_TEST_SUITE_END();

    fakes::FakeCloudStack cloud;

    static std::string mark(const std::string& before) { return withReadyMark(UserData(before)).value().bytes(); }

    static bool refuses(const std::string& before) { return !withReadyMark(UserData(before)); }

    void empty_userdata_becomes_the_mark() { CPPUNIT_ASSERT_EQUAL("ready=1\n"s, mark("")); }

    void key_value_lines_get_a_line_more()
    {
        CPPUNIT_ASSERT_EQUAL("flavour=foo\nurl=http://x/?a=b\nready=1\n"s, mark("flavour=foo\nurl=http://x/?a=b\n"));
        CPPUNIT_ASSERT_EQUAL("a=1\n\n# note\nready=1\n"s, mark("a=1\n\n# note\n"));
    }

    void an_unterminated_last_line_is_ended_first()
    {
        CPPUNIT_ASSERT_EQUAL("url=http://x/y\nready=1\n"s, mark("url=http://x/y"));
    }

    void windows_line_ends_are_kept() { CPPUNIT_ASSERT_EQUAL("a=1\r\nb=2\r\nready=1\r\n"s, mark("a=1\r\nb=2\r\n")); }

    void an_old_value_is_replaced_in_place()
    {
        CPPUNIT_ASSERT_EQUAL("a=1\nready=1\nb=2\n"s, mark("a=1\nready=0\nb=2\n"));
        CPPUNIT_ASSERT_EQUAL("ready=1"s, mark("ready="));
    }

    void marking_twice_changes_nothing()
    {
        for (const auto& before : {""s, "a=1"s, "a=1\r\n"s, "ready=0\na=1"s})
            CPPUNIT_ASSERT_EQUAL(mark(before), mark(mark(before)));
    }

    void other_formats_are_refused_with_a_reason()
    {
        CPPUNIT_ASSERT(withReadyMark(UserData("#cloud-config\nx: 1\n")).error().find("#cloud-config") !=
                       std::string::npos);
        CPPUNIT_ASSERT(withReadyMark(UserData("\x1f\x8b\x08")).error().find("gzip") != std::string::npos);
        CPPUNIT_ASSERT(refuses("#!/bin/sh\na=1\n"));
        CPPUNIT_ASSERT(refuses("{\"a\":\"b=c\"}\n"));
        CPPUNIT_ASSERT(refuses("a=1\nsome words\n"));
        CPPUNIT_ASSERT(refuses("[section]\na=1\n"));
        CPPUNIT_ASSERT(refuses("\xef\xbb\xbf"
                               "a=1\n"));
        CPPUNIT_ASSERT(refuses("a=\xff\n"));
        CPPUNIT_ASSERT(refuses("a=1\0b=2\n"s));
        CPPUNIT_ASSERT(refuses("Content-Type: multipart/mixed; boundary=x\n"));
    }

    void base64_text_is_not_taken_for_key_value() { CPPUNIT_ASSERT(refuses("Zmxhdm91cj1mb28KYT0xCg==")); }

    void no_room_is_refused()
    {
        CPPUNIT_ASSERT(refuses("a=" + std::string(24570, 'x')));
        CPPUNIT_ASSERT(!refuses("a=" + std::string(24000, 'x')));
    }

    void every_earlier_byte_is_kept()
    {
        const std::string before = "name = J\xc3\xbcrgen";
        const std::string tab = "a=\tb\t\nc=  \n";

        CPPUNIT_ASSERT(refuses(before)); // a blank in the key: some other format
        CPPUNIT_ASSERT_EQUAL(tab, mark(tab).substr(0, tab.size()));
    }

    void the_mark_is_written_and_read_back()
    {
        cloud.addVm(kVm, "flavour=foo\n");

        CPPUNIT_ASSERT(markReady(cloud, kVm).kind == Marked::Kind::now);

        CPPUNIT_ASSERT_EQUAL("flavour=foo\nready=1\n"s, cloud.userDataNow(kVm));
        CPPUNIT_ASSERT_EQUAL(3, cloud.calls());
    }

    void a_second_report_writes_nothing()
    {
        cloud.addVm(kVm, "ready=1\n");

        CPPUNIT_ASSERT(markReady(cloud, kVm).kind == Marked::Kind::already);
        CPPUNIT_ASSERT_EQUAL(0, cloud.writes());
    }

    void a_lost_answer_did_take_effect()
    {
        cloud.addVm(kVm);
        cloud.loseNextAnswer();

        CPPUNIT_ASSERT(markReady(cloud, kVm).kind == Marked::Kind::now);
        CPPUNIT_ASSERT_EQUAL(1, cloud.writes());
    }

    void a_failed_push_to_the_router_did_take_effect()
    {
        cloud.addVm(kVm);
        cloud.failPushes(true);

        CPPUNIT_ASSERT(markReady(cloud, kVm).kind == Marked::Kind::now);
    }

    void a_lost_request_is_tried_again()
    {
        cloud.addVm(kVm);
        cloud.loseNextRequest();

        CPPUNIT_ASSERT(markReady(cloud, kVm).kind == Marked::Kind::denied);
        CPPUNIT_ASSERT(markReady(cloud, kVm).kind == Marked::Kind::now);
    }

    void a_mark_that_somebody_overwrote_is_noticed()
    {
        cloud.addVm(kVm, "a=1\n");
        cloud.overwriteNextUserData();

        const Marked marked = markReady(cloud, kVm);

        CPPUNIT_ASSERT(marked.kind == Marked::Kind::denied);
        CPPUNIT_ASSERT_EQUAL("the mark was written and is not there"s, marked.why);
    }

    void a_template_that_forbids_userdata_is_a_denial()
    {
        cloud.addVm(kVm, "a=1\n");
        cloud.refuseUserData("deny");

        CPPUNIT_ASSERT(markReady(cloud, kVm).kind == Marked::Kind::denied);
    }

    void a_refused_format_never_writes()
    {
        cloud.addVm(kVm, "#!/bin/sh\n");

        CPPUNIT_ASSERT(markReady(cloud, kVm).kind == Marked::Kind::refused);
        CPPUNIT_ASSERT_EQUAL(0, cloud.writes());
    }

    void a_fingerprint_does_not_see_the_mark_and_sees_everything_else()
    {
        const auto of = [](const char* text) { return fingerprint(UserData(text)); };

        CPPUNIT_ASSERT_EQUAL(of("a=1"), of("a=1\nready=1\n"));
        CPPUNIT_ASSERT_EQUAL(of("a=1\nready=0\n"), of("a=1\nready=1\n"));
        CPPUNIT_ASSERT_EQUAL(of(""), of("ready=1\n"));
        CPPUNIT_ASSERT_EQUAL(of("#cloud-config\n"), of("#cloud-config\n"));
        CPPUNIT_ASSERT(of("a=1\n") != of("a=2\n"));
        CPPUNIT_ASSERT(of("#cloud-config\n") != of("#cloud-config\n\n"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MarkerTest);
