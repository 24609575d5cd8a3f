#include "agent/core/Binding.h"

#include "tests/fakes/PlainReports.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class BindingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(BindingTest);
    CPPUNIT_TEST(a_report_of_this_machine_is_ours_in_any_boot);
    CPPUNIT_TEST(a_report_of_another_machine_is_not_even_with_our_boot_id);
    CPPUNIT_TEST(where_a_product_uuid_is_missing_the_boot_decides);
    CPPUNIT_TEST(firmware_that_swaps_bytes_is_the_same_machine);
    CPPUNIT_TEST(letters_may_be_of_either_case);
    CPPUNIT_TEST(placeholders_are_no_product_uuid);
    CPPUNIT_TEST_SUITE_END();

    static bool ours(const BootId& boot, const std::string& reports, const std::string& machines)
    {
        const protocol::SpoolFile report{fakes::reportNumber(1), boot, reports, ReportStatus::ready, "", ""};
        return isOurs(report, {fakes::kThisBoot, machines});
    }

    void a_report_of_this_machine_is_ours_in_any_boot()
    {
        CPPUNIT_ASSERT(ours(fakes::kThisBoot, fakes::kThisMachine, fakes::kThisMachine));
        CPPUNIT_ASSERT(ours(fakes::kOtherBoot, fakes::kThisMachine, fakes::kThisMachine));
    }

    void a_report_of_another_machine_is_not_even_with_our_boot_id()
    {
        CPPUNIT_ASSERT(!ours(fakes::kOtherBoot, fakes::kOtherMachine, fakes::kThisMachine));
        CPPUNIT_ASSERT(!ours(fakes::kThisBoot, fakes::kOtherMachine, fakes::kThisMachine));
    }

    void where_a_product_uuid_is_missing_the_boot_decides()
    {
        CPPUNIT_ASSERT(ours(fakes::kThisBoot, "", ""));
        CPPUNIT_ASSERT(ours(fakes::kThisBoot, "", fakes::kThisMachine));
        CPPUNIT_ASSERT(ours(fakes::kThisBoot, fakes::kThisMachine, ""));
        CPPUNIT_ASSERT(!ours(fakes::kOtherBoot, "", ""));
        CPPUNIT_ASSERT(!ours(fakes::kOtherBoot, "", fakes::kThisMachine));
        CPPUNIT_ASSERT(!ours(fakes::kOtherBoot, fakes::kThisMachine, ""));
    }

    void firmware_that_swaps_bytes_is_the_same_machine()
    {
        CPPUNIT_ASSERT(
            ours(fakes::kOtherBoot, "33221100-5544-7766-8899-aabbccddeeff", "00112233-4455-6677-8899-aabbccddeeff"));
        CPPUNIT_ASSERT(
            !ours(fakes::kOtherBoot, "33221100-5544-7766-9988-aabbccddeeff", "00112233-4455-6677-8899-aabbccddeeff"));
    }

    void letters_may_be_of_either_case()
    {
        CPPUNIT_ASSERT(ours(fakes::kOtherBoot, "AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE", fakes::kThisMachine));
    }

    void placeholders_are_no_product_uuid()
    {
        CPPUNIT_ASSERT_EQUAL(std::string(), usableProductUuid("00000000-0000-0000-0000-000000000000"));
        CPPUNIT_ASSERT_EQUAL(std::string(), usableProductUuid("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF\n"));
        CPPUNIT_ASSERT_EQUAL(std::string(), usableProductUuid("Not Settable"));
        CPPUNIT_ASSERT_EQUAL(std::string(), usableProductUuid(""));
        CPPUNIT_ASSERT_EQUAL(std::string("0aaaaaaa-0000-0000-0000-000000000000"),
                             usableProductUuid("0AAAAAAA-0000-0000-0000-000000000000\n"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BindingTest);

} // namespace readystage::agent
