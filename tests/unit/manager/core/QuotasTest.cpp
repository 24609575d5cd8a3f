#include "manager/core/Quotas.h"

#include "tests/fakes/Samples.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace std::chrono_literals;

class QuotasTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(QuotasTest);
    CPPUNIT_TEST(so_many_reports_pass_and_the_next_waits);
    CPPUNIT_TEST(the_wait_is_as_long_as_it_says);
    CPPUNIT_TEST(a_long_report_counts_for_its_length);
    CPPUNIT_TEST(the_longest_report_fits_the_least_quota);
    CPPUNIT_TEST(one_vm_does_not_use_up_anothers_quota);
    CPPUNIT_TEST(all_addresses_of_an_ipv6_network_are_one_sender);
    CPPUNIT_TEST(invented_vms_do_not_use_up_memory);
    CPPUNIT_TEST_SUITE_END();

    static constexpr Clock::Steady kStart{1h};
    Quotas quotas{{.most = 20, .per = 60s}, {.most = 200'000, .per = 60s}};

    int passing(const InstanceId& vm, std::size_t bytes, Clock::Steady now)
    {
        int passed = 0;
        while (!quotas.exceededBy(vm, bytes, now))
            ++passed;
        return passed;
    }

    void so_many_reports_pass_and_the_next_waits()
    {
        CPPUNIT_ASSERT_EQUAL(20, passing(samples::kVm, 300, kStart));
        CPPUNIT_ASSERT(quotas.exceededBy(samples::kVm, 300, kStart) == 3s);
    }

    void the_wait_is_as_long_as_it_says()
    {
        (void)passing(samples::kVm, 300, kStart);

        CPPUNIT_ASSERT(quotas.exceededBy(samples::kVm, 300, kStart + 2s));
        CPPUNIT_ASSERT(!quotas.exceededBy(samples::kVm, 300, kStart + 3s));
        CPPUNIT_ASSERT_EQUAL(20, passing(samples::kVm, 300, kStart + 10min));
    }

    void a_long_report_counts_for_its_length()
    {
        CPPUNIT_ASSERT_EQUAL(20 / 8, passing(samples::kVm, 8 * Quotas::kUnitBytes, kStart));
        CPPUNIT_ASSERT_EQUAL(20 / 10, passing(samples::kOtherVm, 9 * Quotas::kUnitBytes + 1, kStart));
    }

    void the_longest_report_fits_the_least_quota()
    {
        Quotas least{{.most = Quotas::kLeast, .per = 60s}, {.most = Quotas::kLeast, .per = 60s}};

        CPPUNIT_ASSERT(!least.exceededBy(samples::kVm, std::size_t{128} * 1024, kStart));
    }

    void one_vm_does_not_use_up_anothers_quota()
    {
        (void)passing(samples::kVm, 300, kStart);

        CPPUNIT_ASSERT(!quotas.exceededBy(samples::kOtherVm, 300, kStart));
    }

    void all_addresses_of_an_ipv6_network_are_one_sender()
    {
        Quotas few{{.most = 20, .per = 60s}, {.most = 16, .per = 60s}};
        for (int i = 0; i < 16; ++i)
            (void)few.exceededBy(IpAddress::parse("2001:db8::" + std::to_string(i + 1)).value(), 300, kStart);

        CPPUNIT_ASSERT(few.exceededBy(IpAddress::parse("2001:db8::99").value(), 300, kStart));
        CPPUNIT_ASSERT(!few.exceededBy(IpAddress::parse("2001:db8:0:1::99").value(), 300, kStart));
    }

    void invented_vms_do_not_use_up_memory()
    {
        (void)passing(samples::kVm, 300, kStart);
        for (int i = 0; i < 150'000; ++i) {
            const std::string digits = std::to_string(1'000'000 + i);
            (void)quotas.exceededBy(InstanceId::parse("00000000-0000-4000-8000-00000" + digits).value(), 1, kStart);
        }

        CPPUNIT_ASSERT_MESSAGE("forgotten in between", !quotas.exceededBy(samples::kVm, 300, kStart));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(QuotasTest);
