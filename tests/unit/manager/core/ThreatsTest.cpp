#include "manager/core/Verification.h"

#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::samples;
using namespace std::chrono_literals;

/// The attacks of SECURITY.md that are judged with CloudStack's answer. Each name says what is tried.
class ThreatsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ThreatsTest);
    CPPUNIT_TEST(a_stranger_who_knows_the_id_is_refused);
    CPPUNIT_TEST(a_sibling_behind_the_same_source_nat_is_refused);
    CPPUNIT_TEST(who_takes_the_vms_address_passes_below_cert);
    CPPUNIT_TEST(who_takes_the_vms_address_is_refused_where_a_certificate_is_asked_for);
    CPPUNIT_TEST(a_process_without_the_key_is_refused_where_a_certificate_is_asked_for);
    CPPUNIT_TEST(a_certificate_of_another_vm_is_refused_even_from_the_right_address);
    CPPUNIT_TEST(a_certificate_by_name_counts_only_where_the_pattern_says_so);
    CPPUNIT_TEST(an_older_serial_is_refused);
    CPPUNIT_TEST(serials_compare_as_numbers);
    CPPUNIT_TEST(a_vm_seen_with_a_certificate_is_not_accepted_by_its_address);
    CPPUNIT_TEST(an_address_used_again_by_a_new_vm_proves_nothing_for_the_old_one);
    CPPUNIT_TEST(a_vm_that_changed_hands_is_not_believed_as_the_old_owners);
    CPPUNIT_TEST(floors_hold_by_network_account_and_template);
    CPPUNIT_TEST(the_highest_floor_that_speaks_of_the_vm_counts);
    CPPUNIT_TEST(a_bundles_floor_counts_like_the_others);
    CPPUNIT_TEST(who_has_only_a_certificate_of_the_same_authority_is_no_vm);
    CPPUNIT_TEST(a_report_for_a_vm_that_is_gone_is_refused);
    CPPUNIT_TEST_SUITE_END();

    StoredReport said = stored(1, ReportStatus::ready);
    VerificationRules rules;
    VmRecord known{.id = kVm};

    static VmFacts facts()
    {
        VmFacts vm{kVm, "foo-1", "alice", "d", "", "Running", {kAddress}, {}};
        vm.networks = {"net-1"};
        vm.templateId = "template-1";
        return vm;
    }

    static Certificate puppet(const std::string& instanceId = kVm.str(), const std::string& serial = "2A")
    {
        return {"foo-1.example.com", serial, instanceId, ""};
    }

    Judgement judged(const std::optional<VmFacts>& vm = facts()) const
    {
        return judge(said, CloudStackApi::Listed(vm), known, rules, kNoon + 1h);
    }

    std::string refusal(const std::optional<VmFacts>& vm = facts()) const
    {
        const auto judgement = judged(vm);
        const auto* const refused = std::get_if<Refused>(&judgement);
        return refused == nullptr ? "" : refused->kind;
    }

    Assurance proved() const { return std::get<Verified>(judged()).assurance; }

    void assertRefused(const std::string& kind) const { CPPUNIT_ASSERT_EQUAL(kind, refusal()); }

    void a_stranger_who_knows_the_id_is_refused()
    {
        said.peer = kOtherAddress;

        assertRefused("floor");
    }

    void a_sibling_behind_the_same_source_nat_is_refused()
    {
        said.peer = IpAddress::parse("192.0.2.1").value(); // the router's public address: no VM's

        assertRefused("floor");
    }

    void who_takes_the_vms_address_passes_below_cert() { CPPUNIT_ASSERT(proved() == Assurance::address); }

    void who_takes_the_vms_address_is_refused_where_a_certificate_is_asked_for()
    {
        rules.floors = {{Floor::Of::network, "net-1", Assurance::cert}};

        assertRefused("floor");
    }

    void a_process_without_the_key_is_refused_where_a_certificate_is_asked_for()
    {
        rules.floor = Assurance::cert;

        assertRefused("floor");
    }

    void a_certificate_of_another_vm_is_refused_even_from_the_right_address()
    {
        said.certificate = puppet(kOtherVm.str());

        assertRefused("certificate");
    }

    void a_certificate_by_name_counts_only_where_the_pattern_says_so()
    {
        said.certificate = puppet("");
        CPPUNIT_ASSERT(proved() == Assurance::address);

        rules.certificateNames = {"{name}.example.org"};
        CPPUNIT_ASSERT(proved() == Assurance::address);

        rules.certificateNames = {"{name}.EXAMPLE.com"};
        CPPUNIT_ASSERT(proved() == Assurance::cert);
    }

    void an_older_serial_is_refused()
    {
        said.certificate = puppet(kVm.str(), "29");
        known.life.certificateSerial = "2A";

        assertRefused("serial");
    }

    void serials_compare_as_numbers()
    {
        said.certificate = puppet(kVm.str(), "100");
        known.life.certificateSerial = "FF";

        CPPUNIT_ASSERT(proved() == Assurance::cert);
    }

    void a_vm_seen_with_a_certificate_is_not_accepted_by_its_address()
    {
        known.life.strongest = Assurance::cert;

        assertRefused("weaker");
    }

    void an_address_used_again_by_a_new_vm_proves_nothing_for_the_old_one()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("vm"), refusal(std::nullopt));

        VmFacts moved = facts();
        moved.addresses = {kOtherAddress};
        CPPUNIT_ASSERT_EQUAL(std::string("floor"), refusal(moved));
    }

    void a_vm_that_changed_hands_is_not_believed_as_the_old_owners()
    {
        known.life.owner = "d/bob";

        assertRefused("owner");
    }

    void floors_hold_by_network_account_and_template()
    {
        for (const Floor& floor :
             {Floor{Floor::Of::network, "net-1", Assurance::cert}, Floor{Floor::Of::account, "alice", Assurance::cert},
              Floor{Floor::Of::templ, "template-1", Assurance::cert}}) {
            rules.floors = {floor};
            assertRefused("floor");
            rules.floors.front().which = "another";
            CPPUNIT_ASSERT(proved() == Assurance::address);
        }
    }

    void the_highest_floor_that_speaks_of_the_vm_counts()
    {
        rules.floor = Assurance::cert;
        rules.floors = {{Floor::Of::account, "alice", Assurance::address}};
        CPPUNIT_ASSERT(proved() == Assurance::address);

        rules.floors.push_back({Floor::Of::network, "net-1", Assurance::cert});
        assertRefused("floor");
    }

    void a_bundles_floor_counts_like_the_others()
    {
        known.rules.floor = Assurance::cert;
        assertRefused("floor");

        said.certificate = puppet();
        CPPUNIT_ASSERT(proved() == Assurance::cert);
    }

    void who_has_only_a_certificate_of_the_same_authority_is_no_vm()
    {
        said.peer = kOtherAddress;
        said.certificate = puppet("");

        assertRefused("floor");
    }

    void a_report_for_a_vm_that_is_gone_is_refused()
    {
        for (const char* state : {"Destroyed", "Expunging", "Error"}) {
            VmFacts vm = facts();
            vm.state = state;
            CPPUNIT_ASSERT_EQUAL(std::string("vm"), refusal(vm));
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ThreatsTest);
