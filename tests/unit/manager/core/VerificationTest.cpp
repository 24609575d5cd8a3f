#include "manager/core/Verification.h"

#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace readystage::samples;
using namespace std::chrono_literals;

class VerificationTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(VerificationTest);
    CPPUNIT_TEST(a_report_from_the_vms_own_address_is_verified);
    CPPUNIT_TEST(secondary_addresses_count);
    CPPUNIT_TEST(another_source_address_is_refused_by_name);
    CPPUNIT_TEST(the_open_floor_takes_any_source_but_says_so);
    CPPUNIT_TEST(an_unknown_vm_is_asked_for_again_while_patience_lasts);
    CPPUNIT_TEST(an_unknown_vm_is_refused_when_patience_is_over);
    CPPUNIT_TEST(a_vm_that_is_gone_is_refused_at_once);
    CPPUNIT_TEST(live_states_are_more_than_running);
    CPPUNIT_TEST(a_vm_that_does_not_run_yet_is_asked_for_again);
    CPPUNIT_TEST(a_cloud_that_cannot_be_asked_refuses_nobody);
    CPPUNIT_TEST(the_wait_that_a_throttle_names_is_kept);
    CPPUNIT_TEST_SUITE_END();

    StoredReport ready = stored(1, ReportStatus::ready);
    VerificationRules rules;
    VmRecord known{.id = kVm};

    static VmFacts facts(const std::string& state = "Running")
    {
        return {kVm, "foo-1", "alice", "", "", state, {kAddress}, {}};
    }

    Judgement judged(const VmFacts& vm, std::chrono::seconds later = 0s) const
    {
        return judge(ready, CloudStackApi::Listed(std::optional(vm)), known, rules, kNoon + later);
    }

    Judgement judgedWithoutVm(std::chrono::seconds later) const
    {
        return judge(ready, CloudStackApi::Listed(std::optional<VmFacts>()), known, rules, kNoon + later);
    }

    void a_report_from_the_vms_own_address_is_verified()
    {
        CPPUNIT_ASSERT(std::get<Verified>(judged(facts())).assurance == Assurance::address);
    }

    void secondary_addresses_count()
    {
        VmFacts vm = facts();
        vm.addresses = {kOtherAddress, kAddress};

        CPPUNIT_ASSERT(std::holds_alternative<Verified>(judged(vm)));
    }

    void another_source_address_is_refused_by_name()
    {
        ready.peer = kOtherAddress;

        CPPUNIT_ASSERT_EQUAL(std::string("source address 10.1.1.66 is none of the VM's"),
                             std::get<Refused>(judged(facts())).why);
    }

    void the_open_floor_takes_any_source_but_says_so()
    {
        rules.floor = Assurance::open;
        ready.peer = kOtherAddress;

        CPPUNIT_ASSERT(std::get<Verified>(judged(facts())).assurance == Assurance::open);
    }

    void an_unknown_vm_is_asked_for_again_while_patience_lasts()
    {
        CPPUNIT_ASSERT(std::holds_alternative<AskAgain>(judgedWithoutVm(29s)));
    }

    void an_unknown_vm_is_refused_when_patience_is_over()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("no such VM"), std::get<Refused>(judgedWithoutVm(30s)).why);
    }

    void a_vm_that_is_gone_is_refused_at_once()
    {
        for (const char* state : {"Destroyed", "Expunging", "Error"})
            CPPUNIT_ASSERT(std::holds_alternative<Refused>(judged(facts(state))));
    }

    void live_states_are_more_than_running()
    {
        for (const char* state : {"Running", "Migrating", "BackingUp"})
            CPPUNIT_ASSERT(std::holds_alternative<Verified>(judged(facts(state))));
    }

    void a_vm_that_does_not_run_yet_is_asked_for_again()
    {
        CPPUNIT_ASSERT(std::holds_alternative<AskAgain>(judged(facts("Starting"), 5s)));
        CPPUNIT_ASSERT(std::holds_alternative<Refused>(judged(facts("Stopped"), 31s)));
    }

    void a_cloud_that_cannot_be_asked_refuses_nobody()
    {
        for (const auto kind : {ApiError::Kind::unreachable, ApiError::Kind::unknown, ApiError::Kind::refused,
                                ApiError::Kind::malformed}) {
            const ApiResult<std::optional<VmFacts>> nothing = Unexpected{ApiError{kind, 0, "down", 0ms}};
            CPPUNIT_ASSERT(std::holds_alternative<AskAgain>(judge(ready, nothing, known, rules, kNoon + 24h)));
        }
    }

    void the_wait_that_a_throttle_names_is_kept()
    {
        const ApiResult<std::optional<VmFacts>> throttled =
            Unexpected{ApiError{ApiError::Kind::unreachable, 429, "throttled", 133ms}};

        CPPUNIT_ASSERT(std::get<AskAgain>(judge(ready, throttled, known, rules, kNoon)).retryAfter == 133ms);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(VerificationTest);
