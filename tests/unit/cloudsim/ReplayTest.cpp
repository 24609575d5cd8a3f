#include <cppunit/extensions/HelperMacros.h>

#include <map>

#include "common/runtime/AtomicFile.h"
#include "tests/unit/cloudsim/RecordedCloud.h"

namespace readystage::cloudsim {

/// All recordings, replayed once.
struct Replayed {
    Differences differences{readFile(READYSTAGE_DIFFERENCES, 1U << 20)};
    std::map<std::string, std::string> found;

    Replayed()
    {
        for (const auto& [name, setup] : setups()) {
            Replay replay(scenarioOf(setup), setup.now, differences);
            for (const RecordedVm& vm : setup.vms)
                replay.pair(vm.id, vm.id);
            replay.beforeEach = setup.beforeEach;
            found[name] = replay.run(name);
        }
    }
};

const Replayed& replayed()
{
    static const Replayed kReplayed;
    return kReplayed;
}

class ReplayTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ReplayTest);
    CPPUNIT_TEST(the_recording_of_signing_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_lists_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_userdata_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_policies_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_tags_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_lifecycle_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_access_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_batch_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_oddities_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_projects_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_addresses_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_enforced_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_throttled_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_events_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_networks_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_tenants_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_cloudmonkey_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_go_sdk_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_libcloud_is_answered_alike);
    CPPUNIT_TEST(the_recording_of_python_cs_is_answered_alike);
    CPPUNIT_TEST(every_listed_difference_is_still_there);
    CPPUNIT_TEST_SUITE_END();

    void the_recording_of_signing_is_answered_alike() { assertSame("signing"); }

    void the_recording_of_lists_is_answered_alike() { assertSame("lists"); }

    void the_recording_of_userdata_is_answered_alike() { assertSame("userdata"); }

    void the_recording_of_policies_is_answered_alike() { assertSame("policies"); }

    void the_recording_of_tags_is_answered_alike() { assertSame("tags"); }

    void the_recording_of_lifecycle_is_answered_alike() { assertSame("lifecycle"); }

    void the_recording_of_access_is_answered_alike() { assertSame("access"); }

    void the_recording_of_batch_is_answered_alike() { assertSame("batch"); }

    void the_recording_of_oddities_is_answered_alike() { assertSame("oddities"); }

    void the_recording_of_projects_is_answered_alike() { assertSame("projects"); }

    void the_recording_of_addresses_is_answered_alike() { assertSame("addresses"); }

    void the_recording_of_enforced_is_answered_alike() { assertSame("enforced"); }

    void the_recording_of_throttled_is_answered_alike() { assertSame("throttled"); }

    void the_recording_of_events_is_answered_alike() { assertSame("events"); }

    void the_recording_of_networks_is_answered_alike() { assertSame("networks"); }

    void the_recording_of_tenants_is_answered_alike() { assertSame("tenants"); }

    void the_recording_of_cloudmonkey_is_answered_alike() { assertSame("clients/cloudmonkey"); }

    void the_recording_of_go_sdk_is_answered_alike() { assertSame("clients/go-sdk"); }

    void the_recording_of_libcloud_is_answered_alike() { assertSame("clients/libcloud"); }

    void the_recording_of_python_cs_is_answered_alike() { assertSame("clients/python-cs"); }

    void every_listed_difference_is_still_there()
    {
        const auto unneeded = replayed().differences.unneeded();

        CPPUNIT_ASSERT_EQUAL(std::string(), unneeded.empty() ? std::string() : unneeded.front());
    }

    static void assertSame(const std::string& name)
    {
        const std::string& differences = replayed().found.at(name);

        CPPUNIT_ASSERT_EQUAL(std::string(), differences);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReplayTest);

} // namespace readystage::cloudsim
