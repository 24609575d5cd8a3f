#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// Which details deployVirtualMachine and updateVirtualMachine take, and what only an admin may set beside them
/// (UserVmManagerImpl.java, BaseCmd.getParamFields).
class VmDetailsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(VmDetailsTest);
    CPPUNIT_TEST(details_are_shown_in_the_order_of_a_hash_map);
    CPPUNIT_TEST(an_update_takes_the_first_row_of_details);
    CPPUNIT_TEST(a_static_offering_takes_no_size_at_deploy);
    CPPUNIT_TEST(least_and_most_operations_come_together);
    CPPUNIT_TEST(extra_configuration_is_no_detail);
    CPPUNIT_TEST(extra_configuration_is_refused_behind_the_deployment);
    CPPUNIT_TEST(another_hypervisor_than_the_templates_is_refused);
    CPPUNIT_TEST(parameters_beside_the_details_become_details);
    CPPUNIT_TEST(a_mac_address_is_the_first_nics);
    CPPUNIT_TEST(groups_that_are_not_there_are_refused);
    CPPUNIT_TEST(an_update_gives_another_guest_os);
    CPPUNIT_TEST(a_lease_is_no_detail);
    CPPUNIT_TEST(a_static_offering_takes_no_size_later);
    CPPUNIT_TEST(a_custom_offering_takes_a_size_later);
    CPPUNIT_TEST(what_is_refused_behind_the_details_leaves_them_stored);
    CPPUNIT_TEST(an_admin_names_the_instance_once_in_the_cloud);
    CPPUNIT_TEST(what_only_admins_may_pass_is_passed_over_from_others);
    CPPUNIT_TEST(a_hidden_vm_is_listed_to_those_who_ask_for_hidden_ones);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    Vm& vm(const std::string& id) { return *cloud.world().vms.find(id); }

    Outcome deploy(Parameters more, const char* offering = "small")
    {
        World& world = cloud.world();
        more.insert(more.begin(), {{"command", "deployVirtualMachine"},
                                   {"zoneid", world.zones.findName("zone")->id},
                                   {"templateid", world.templates.findName("debian")->id},
                                   {"serviceofferingid", world.serviceOfferings.findName(offering)->id},
                                   {"networkids", world.networks.findName("net")->id}});
        return cloud.call("root", std::move(more));
    }

    Outcome update(const std::string& id, Parameters what, const char* user = "root")
    {
        what.insert(what.begin(), {{"command", "updateVirtualMachine"}, {"id", id}});
        return cloud.call(user, std::move(what));
    }

    static void refuses(const Outcome& outcome, int status, const std::string& why)
    {
        CPPUNIT_ASSERT_EQUAL(why, outcome.description);
        CPPUNIT_ASSERT_EQUAL(status, outcome.status);
    }

    static void refusesUpdate(const Outcome& outcome, const std::string& why)
    {
        refuses(outcome, 530, "Failed to update Instance, due to: " + why);
    }

    void details_are_shown_in_the_order_of_a_hash_map()
    {
        const std::string id = cloud.deploy("root", "one");
        const auto shown = [](const Outcome& updated) {
            return updated.body.find("virtualmachine")->find("details")->json();
        };

        CPPUNIT_ASSERT_EQUAL(std::string(R"({"a":"2","b":"1"})"),
                             shown(update(id, {{"details[0].b", "1"}, {"details[0].a", "2"}})));
        // of 16 buckets p and Q are in 0 and 1; of the 32 that 13 keys need, in 16 and 17, behind b in 2
        Parameters many{{"details[0].b", "1"}, {"details[0].p", "1"}};
        CPPUNIT_ASSERT_EQUAL(std::string(R"({"p":"1","b":"1"})"), shown(update(id, many)));
        for (char key = 'A'; key < 'L'; ++key)
            many.emplace_back(std::string("details[0].") + key, "1");
        const std::string all = shown(update(id, many));
        CPPUNIT_ASSERT_MESSAGE(all, all.find("\"b\"") < all.find("\"p\""));
    }

    void an_update_takes_the_first_row_of_details()
    {
        const std::string id = cloud.deploy("root", "one");

        update(id, {{"details[0].c", "1"}, {"details[1].d", "2"}});

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, vm(id).details.size());
    }

    void a_static_offering_takes_no_size_at_deploy()
    {
        refuses(deploy({{"details[0].CPUnumber", "2"}}), 431,
                "cpuNumber or cpuSpeed or memory should not be specified for static service offering");
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, cloud.world().vms.size());
    }

    void least_and_most_operations_come_together()
    {
        refuses(deploy({{"details[0].minIops", "2"}}), 431,
                "Either 'Min IOPS' and 'Max IOPS' must both be specified or neither be specified.");
        refuses(deploy({{"details[0].minIopsDo", "2"}, {"details[0].maxIopsDo", "many"}}), 431,
                "'Max IOPS' must be a whole number.");
        refuses(deploy({{"details[0].minIops", "2"}, {"details[0].maxIops", "1"}}), 431,
                "'Min IOPS' must be less than or equal to 'Max IOPS'.");
        CPPUNIT_ASSERT_EQUAL(200, deploy({{"details[0].minIops", "2"}, {"details[0].maxIops", "2"}}).status);
    }

    void extra_configuration_is_no_detail()
    {
        const std::string id = cloud.deploy("root", "one");

        refuses(deploy({{"details[0].extraconfig", "x"}}), 431,
                "'extraconfig' should not be included in details as key");
        refuses(deploy({{"details[0].extraconfig-1", "x"}}), 431, "detail name should not start with extraconfig");
        refusesUpdate(update(id, {{"details[0].extraconfig", "x"}}),
                      "'extraconfig' should not be included in details as key");
        update(id, {{"details[0].extraconfig-1", "x"}, {"details[0].a", "b"}});

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, vm(id).details.size());
    }

    void extra_configuration_is_refused_behind_the_deployment()
    {
        refuses(deploy({{"extraconfig", "x"}}), 431,
                "attempted setting extraconfig but enable.additional.vm.configuration is disabled");

        CPPUNIT_ASSERT_EQUAL(std::string(state::kStopped), cloud.world().vms.begin()->second->state);
    }

    void another_hypervisor_than_the_templates_is_refused()
    {
        refuses(deploy({{"hypervisor", "kvm"}}), 431,
                "Hypervisor passed to the deployVm call, is different from the hypervisor type of the Template");
        CPPUNIT_ASSERT_EQUAL(200, deploy({{"hypervisor", "simulator"}}).status);
        CPPUNIT_ASSERT_EQUAL(200, deploy({{"hypervisor", "nonsense"}}).status);
    }

    void parameters_beside_the_details_become_details()
    {
        refuses(deploy({{"boottype", "junk"}, {"name", "one"}}), 431,
                "Invalid bootType junkSpecified for vm one Valid values are: [UEFI, BIOS]");
        refuses(deploy({{"boottype", "uefi"}}), 431,
                "bootmode must be specified for the VM with boot type: UEFI. Valid values are: [LEGACY, SECURE]");
        refuses(deploy({{"iodriverpolicy", "junk"}}), 431,
                "Invalid io policy junk specified for vm null. Valid values are: [native, threads, io_uring, "
                "storage_specific]");
        refuses(deploy({{"rootdisksize", "0"}}), 431, "Root disk size should be a positive number.");

        const Outcome made = deploy({{"boottype", "uefi"}, {"bootmode", "secure"}, {"keyboard", "us"}});

        const Pairs& details = vm(made.body.find("id")->text()).details;
        CPPUNIT_ASSERT_EQUAL(std::string("SECURE"), textIn(details, "UEFI"));
        CPPUNIT_ASSERT_EQUAL(std::string("us"), textIn(details, "keyboard"));
    }

    void a_mac_address_is_the_first_nics()
    {
        refuses(deploy({{"macaddress", "zz"}}), 431, "Mac address is not valid: zz");
        refuses(deploy({{"macaddress", "01:00:00:00:00:01"}}), 431, "Mac address is not unicast: 01:00:00:00:00:01");

        const Outcome made = deploy({{"macaddress", "02-00-00-00-AA-01"}});

        CPPUNIT_ASSERT_EQUAL(std::string("02:00:00:00:aa:01"), vm(made.body.find("id")->text()).nics.front().mac);
    }

    void groups_that_are_not_there_are_refused()
    {
        refuses(deploy({{"affinitygroupnames", "xx"}}), 431, "Unable to find affinity group by name xx");
        CPPUNIT_ASSERT(deploy({{"affinitygroupids", "5b1dd0ba-7a0c-4b36-9d6b-0f2a8f6a4b11"}})
                           .description.find("Invalid parameter affinitygroupids") != std::string::npos);
    }

    void an_update_gives_another_guest_os()
    {
        const std::string id = cloud.deploy("root", "one");
        const std::string os = vm(id).osName();
        Template other = *cloud.world().templates.findName("debian");
        other.id = "5b1dd0ba-7a0c-4b36-9d6b-0f2a8f6a4b11";
        other.osName = "Debian GNU/Linux 12 (64-bit)";
        cloud.world().templates.add(other);

        const Outcome outcome = update(id, {{"ostypeid", stableId("ostype", other.osName)}});

        CPPUNIT_ASSERT_EQUAL(other.osName, outcome.body.find("virtualmachine")->find("osdisplayname")->text());
        CPPUNIT_ASSERT_EQUAL(431, update(id, {{"ostypeid", other.id}}).status);
    }

    void a_lease_is_no_detail()
    {
        refusesUpdate(update(cloud.deploy("root", "one"), {{"details[0].leaseexpiryaction", "STOP"}}),
                      "lease parameters should not be included in details as key");
    }

    void a_static_offering_takes_no_size_later()
    {
        refusesUpdate(update(cloud.deploy("root", "one"), {{"details[0].memory", "512"}}),
                      "CPU number, Memory and CPU speed cannot be updated for a non-dynamic offering");
    }

    void a_custom_offering_takes_a_size_later()
    {
        cloud.call("root", {{"command", "createServiceOffering"},
                            {"name", "custom"},
                            {"displaytext", "custom"},
                            {"customized", "true"}});
        const Outcome made = deploy(
            {{"details[0].cpuNumber", "1"}, {"details[0].cpuSpeed", "500"}, {"details[0].memory", "128"}}, "custom");
        const std::string id = made.body.find("id")->text();

        update(id, {{"details[0].cpuNumber", "2"}, {"details[0].cpuSpeed", "500"}, {"details[0].memory", "256"}});

        CPPUNIT_ASSERT_EQUAL(256, vm(id).size.megabytes);
        refusesUpdate(update(id, {{"details[0].a", "b"}}),
                      "Invalid CPU cores value, specify a value between 1 and 2147483647");
    }

    void what_is_refused_behind_the_details_leaves_them_stored()
    {
        const std::string id = cloud.deploy("root", "one");

        update(id, {{"details[0].a", "b"}, {"haenable", "true"}});

        CPPUNIT_ASSERT_EQUAL(std::string("b"), textIn(vm(id).details, "a"));
    }

    void an_admin_names_the_instance_once_in_the_cloud()
    {
        const std::string one = cloud.deploy("alice", "one");
        const std::string two = cloud.deploy("alice", "two");

        update(one, {{"instancename", "db"}});

        CPPUNIT_ASSERT_EQUAL(std::string("db"), vm(one).instanceName());
        refusesUpdate(update(two, {{"instancename", "db"}}), "Instance name : db is not unique");
    }

    void what_only_admins_may_pass_is_passed_over_from_others()
    {
        const std::string id = cloud.deploy("alice", "one");

        const Outcome outcome = update(
            id, {{"instancename", "db"}, {"displayvm", "false"}, {"customid", "x"}, {"displayname", "new"}}, "alice");

        CPPUNIT_ASSERT_EQUAL(200, outcome.status);
        CPPUNIT_ASSERT(vm(id).shown && vm(id).ownInstanceName.empty());
        CPPUNIT_ASSERT_EQUAL(std::string("new"), vm(id).displayName);
    }

    void a_hidden_vm_is_listed_to_those_who_ask_for_hidden_ones()
    {
        const std::string id = cloud.deploy("alice", "one");
        update(id, {{"displayvm", "false"}});

        const auto count = [&](const char* user, const Parameters& more) {
            Parameters asked{{"command", "listVirtualMachines"}, {"listall", "true"}};
            asked.insert(asked.end(), more.begin(), more.end());
            return SmallCloud::json(cloud.call(user, std::move(asked))).find(id) == std::string::npos ? 0 : 1;
        };
        CPPUNIT_ASSERT_EQUAL(0, count("root", {}));
        CPPUNIT_ASSERT_EQUAL(1, count("root", {{"displayvm", "false"}}));
        CPPUNIT_ASSERT_EQUAL(0, count("alice", {{"displayvm", "false"}}));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(VmDetailsTest);

} // namespace readystage::cloudsim
