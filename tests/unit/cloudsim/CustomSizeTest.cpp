#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// Service offerings whose size is given at deploy.
class CustomSizeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CustomSizeTest);
    CPPUNIT_TEST(a_custom_offering_shows_no_size);
    CPPUNIT_TEST(a_vm_has_the_size_it_was_deployed_with);
    CPPUNIT_TEST(a_size_that_is_missing_or_wrong_is_refused);
    CPPUNIT_TEST(a_custom_offering_takes_no_size_itself);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    Outcome create(Parameters more = {})
    {
        more.insert(more.begin(), {{"command", "createServiceOffering"},
                                   {"name", "custom"},
                                   {"displaytext", "custom"},
                                   {"customized", "true"}});
        return cloud.call("root", std::move(more));
    }

    Outcome deploy(Parameters details)
    {
        World& world = cloud.world();
        details.insert(details.begin(), {{"command", "deployVirtualMachine"},
                                         {"zoneid", world.zones.findName("zone")->id},
                                         {"templateid", world.templates.findName("debian")->id},
                                         {"serviceofferingid", world.serviceOfferings.findName("custom")->id},
                                         {"networkids", world.networks.findName("net")->id}});
        return cloud.call("root", std::move(details));
    }

    static void contains(const std::string& text, const std::string& part)
    {
        CPPUNIT_ASSERT_MESSAGE(text, text.find(part) != std::string::npos);
    }

    void a_custom_offering_shows_no_size()
    {
        const Outcome made = create();

        const Value& shown = *made.body.find("serviceoffering");
        CPPUNIT_ASSERT(shown.find("cpunumber") == nullptr && shown.find("memory") == nullptr);
        contains(SmallCloud::json(made), R"("iscustomized":true)");
    }

    void a_vm_has_the_size_it_was_deployed_with()
    {
        create();

        const Outcome started =
            deploy({{"details[0].cpuNumber", "3"}, {"details[0].cpuSpeed", "700"}, {"details[0].memory", "256"}});
        cloud.finishJobs();

        contains(cloud.jobResult("root", started), R"("cpunumber":3,"cpuspeed":700,"memory":256)");
    }

    void a_size_that_is_missing_or_wrong_is_refused()
    {
        create();

        contains(SmallCloud::json(deploy({})), "Need to specify custom parameter values cpu, cpu speed and memory");
        contains(SmallCloud::json(deploy({{"details[0].cpuNumber", "x"}})),
                 "Invalid CPU cores value, specify a value between 1 and 2147483647");
        contains(SmallCloud::json(deploy(
                     {{"details[0].cpuNumber", "1"}, {"details[0].cpuSpeed", "1"}, {"details[0].memory", "31"}})),
                 "Invalid memory value, specify a value between 32 and 2147483647");
    }

    void a_custom_offering_takes_no_size_itself()
    {
        contains(SmallCloud::json(create({{"cpunumber", "1"}})),
                 "For creating a custom compute offering cpu and memory all should be null");
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CustomSizeTest);

} // namespace readystage::cloudsim
