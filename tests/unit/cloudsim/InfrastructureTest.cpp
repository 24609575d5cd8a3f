#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

/// What stock clients ask first, and what an operator looks up: offerings, settings, limits, hosts.
class InfrastructureTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(InfrastructureTest);
    CPPUNIT_TEST(hosts_pods_and_clusters_name_each_other);
    CPPUNIT_TEST(a_vms_host_is_in_the_list_of_hosts);
    CPPUNIT_TEST(their_parameters_select);
    CPPUNIT_TEST(there_are_two_system_vms);
    CPPUNIT_TEST(hypervisors_and_os_types_are_listed);
    CPPUNIT_TEST(the_management_server_is_the_one_that_jobs_name);
    CPPUNIT_TEST(settings_show_what_the_cloud_follows);
    CPPUNIT_TEST(event_types_are_those_recorded);
    CPPUNIT_TEST(the_api_limit_shows_what_was_issued);
    CPPUNIT_TEST(listing_the_apis_counts_each_of_them);
    CPPUNIT_TEST(the_api_limit_can_be_reset_for_one_account);
    CPPUNIT_TEST(capabilities_tell_the_limit_while_there_is_one);
    CPPUNIT_TEST(a_volatile_offering_can_be_made_and_reboots_reinstall);
    CPPUNIT_TEST(an_offering_without_size_is_refused);
    CPPUNIT_TEST(a_deleted_offering_is_for_its_vms_only);
    CPPUNIT_TEST(a_security_group_lists_the_vms_of_its_networks);
    CPPUNIT_TEST(a_list_that_is_not_simulated_takes_the_id_of_a_vm);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    World& world() { return cloud.world(); }

    Outcome ask(const std::string& command, Parameters parameters = {}, const std::string& user = "root")
    {
        parameters.emplace_back("command", command);
        return cloud.call(user, std::move(parameters));
    }

    /// A member of the first item of a list.
    std::string first(const std::string& command, const char* element, const char* member)
    {
        return ask(command).body.find(element)->at(0).find(member)->text();
    }

    std::size_t countOf(const std::string& command, const char* element, const Parameters& parameters)
    {
        const Outcome outcome = ask(command, parameters);
        const Value* const items = outcome.body.find(element);
        return items == nullptr ? 0 : items->size();
    }

    void hosts_pods_and_clusters_name_each_other()
    {
        const std::string pod = first("listPods", "pod", "id");

        CPPUNIT_ASSERT_EQUAL(pod, first("listClusters", "cluster", "podid"));
        CPPUNIT_ASSERT_EQUAL(pod, first("listHosts", "host", "podid"));
        CPPUNIT_ASSERT_EQUAL(first("listClusters", "cluster", "id"), first("listHosts", "host", "clusterid"));
    }

    void a_vms_host_is_in_the_list_of_hosts()
    {
        cloud.deploy("root", "one");

        CPPUNIT_ASSERT_EQUAL(first("listHosts", "host", "id"),
                             first("listVirtualMachines", "virtualmachine", "hostid"));
    }

    void their_parameters_select()
    {
        const std::string pod = first("listPods", "pod", "id");
        const std::string host = first("listHosts", "host", "id");

        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, countOf("listHosts", "host", {{"podid", pod}, {"type", "routing"}}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, countOf("listHosts", "host", {{"type", "SecondaryStorageVM"}}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, countOf("listHosts", "host", {{"id", host}}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, countOf("listPods", "pod", {{"name", "other"}}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, countOf("listClusters", "cluster", {{"keyword", "other"}}));
        CPPUNIT_ASSERT_EQUAL(431, ask("listHosts", {{"podid", host}}).status);
    }

    void there_are_two_system_vms()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, countOf("listSystemVms", "systemvm", {}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, countOf("listSystemVms", "systemvm", {{"systemvmtype", "consoleproxy"}}));
        CPPUNIT_ASSERT_EQUAL(432, ask("listSystemVms", {}, "alice").status);
    }

    void hypervisors_and_os_types_are_listed()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{9}, countOf("listHypervisors", "hypervisor", {}));
        CPPUNIT_ASSERT_EQUAL(std::string("Other Linux (64-bit)"), first("listOsTypes", "ostype", "name"));
    }

    void the_management_server_is_the_one_that_jobs_name()
    {
        const Outcome deployed = ask("createProject", {{"name", "p"}, {"displaytext", "p"}});
        const Outcome job = ask("queryAsyncJobResult", {{"jobid", deployed.body.find("jobid")->text()}});

        CPPUNIT_ASSERT_EQUAL(first("listManagementServers", "managementserver", "id"),
                             job.body.find("managementserverid")->text());
    }

    void settings_show_what_the_cloud_follows()
    {
        world().settings.userDataMaxLength = 100;

        const Outcome found = ask("listConfigurations", {{"name", "vm.userdata.max.length"}});

        CPPUNIT_ASSERT_EQUAL(std::string("100"), found.body.find("configuration")->at(0).find("value")->text());
        CPPUNIT_ASSERT(countOf("listConfigurations", "configuration", {}) > 5);
        CPPUNIT_ASSERT_EQUAL(432, ask("listConfigurations", {}, "alice").status);
    }

    void event_types_are_those_recorded()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{574}, countOf("listEventTypes", "eventtype", {}));
        CPPUNIT_ASSERT_EQUAL(std::string("VM.CREATE"), first("listEventTypes", "eventtype", "name"));
    }

    void the_api_limit_shows_what_was_issued()
    {
        world().apiLimit.most = 25;

        const std::string shown = SmallCloud::json(ask("getApiLimit", {}, "alice"));

        CPPUNIT_ASSERT(shown.find(R"("apiIssued":2,"apiAllowed":23,"expireAfter":1000)") != std::string::npos);
    }

    void listing_the_apis_counts_each_of_them()
    {
        world().apiLimit.most = 20;

        CPPUNIT_ASSERT_EQUAL(200, ask("listApis", {{"name", "listZones"}}).status);
        const Outcome all = ask("listApis", {});

        CPPUNIT_ASSERT_EQUAL(531, all.status);
        CPPUNIT_ASSERT_EQUAL(
            std::string("The given user has reached his/her account api limit, please retry after [1000] ms."),
            all.description);
        CPPUNIT_ASSERT_EQUAL(200, ask("listZones", {}).status);
    }

    void the_api_limit_can_be_reset_for_one_account()
    {
        world().apiLimit.most = 2;
        CPPUNIT_ASSERT_EQUAL(200, ask("listZones", {}, "alice").status);
        CPPUNIT_ASSERT_EQUAL(200, ask("listZones", {}, "bob").status);

        ask("resetApiLimit", {{"account", world().accounts.findName("alice")->id}});

        CPPUNIT_ASSERT_EQUAL(200, ask("listZones", {}, "alice").status);
        CPPUNIT_ASSERT_EQUAL(429, ask("listZones", {}, "bob").status);
        CPPUNIT_ASSERT_EQUAL(431, ask("resetApiLimit", {{"account", "nobody"}}).status);
    }

    void capabilities_tell_the_limit_while_there_is_one()
    {
        const auto most = [&] {
            return ask("listCapabilities").body.find("capability")->find("apilimitmax") != nullptr;
        };
        CPPUNIT_ASSERT(!most());

        world().apiLimit.most = 25;

        CPPUNIT_ASSERT(most());
    }

    std::string volatileOffering()
    {
        return ask("createServiceOffering",
                   {{"name", "v"}, {"cpunumber", "1"}, {"cpuspeed", "100"}, {"memory", "128"}, {"isvolatile", "true"}})
            .body.find("serviceoffering")
            ->find("id")
            ->text();
    }

    Outcome deployWith(const std::string& offering)
    {
        const Outcome started = ask("deployVirtualMachine", {{"zoneid", world().zones.findName("zone")->id},
                                                             {"templateid", world().templates.findName("debian")->id},
                                                             {"serviceofferingid", offering},
                                                             {"networkids", world().networks.findName("net")->id}});
        cloud.finishJobs();
        return started;
    }

    void a_volatile_offering_can_be_made_and_reboots_reinstall()
    {
        const std::string vm = deployWith(volatileOffering()).body.find("id")->text();
        const std::string disk = world().vms.find(vm)->rootVolume;

        ask("rebootVirtualMachine", {{"id", vm}});
        cloud.finishJobs();

        CPPUNIT_ASSERT(world().vms.find(vm)->rootVolume != disk);
    }

    void an_offering_without_size_is_refused()
    {
        const Outcome refused = ask("createServiceOffering", {{"name", "v"}, {"cpuspeed", "100"}, {"cpunumber", "1"}});

        CPPUNIT_ASSERT_EQUAL(431, refused.status);
        CPPUNIT_ASSERT_EQUAL(std::string("Failed to create service offering v: specify the memory value between 32 "
                                         "and 2147483647 MB"),
                             refused.description);
        CPPUNIT_ASSERT_EQUAL(432, ask("createServiceOffering", {{"name", "v"}}, "alice").status);
    }

    void a_deleted_offering_is_for_its_vms_only()
    {
        const std::string offering = volatileOffering();
        const std::string vm = deployWith(offering).body.find("id")->text();

        CPPUNIT_ASSERT_EQUAL(200, ask("deleteServiceOffering", {{"id", offering}}).status);

        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, countOf("listServiceOfferings", "serviceoffering", {{"id", offering}}));
        CPPUNIT_ASSERT_EQUAL(431, deployWith(offering).status);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, countOf("listVirtualMachines", "virtualmachine", {{"id", vm}}));
        CPPUNIT_ASSERT_EQUAL(431, ask("deleteServiceOffering", {{"id", offering}}).status);
    }

    void a_security_group_lists_the_vms_of_its_networks()
    {
        cloud.deploy("alice", "outside");
        Network* const net = world().networks.find(world().networks.findName("net")->id);
        net->offering = world().networkOfferings.findName("DefaultSharedNetworkOfferingWithSGService");
        const std::string vm = cloud.deploy("alice", "inside");

        const std::string groups = SmallCloud::json(ask("listSecurityGroups", {}, "alice"));
        const std::string shown = SmallCloud::json(ask("listVirtualMachines", {{"id", vm}}, "alice"));

        CPPUNIT_ASSERT(groups.find("\"name\":\"default\"") != std::string::npos);
        CPPUNIT_ASSERT(groups.find(vm) != std::string::npos);
        CPPUNIT_ASSERT(shown.find("\"securitygroup\":[{\"id\":") != std::string::npos);
    }

    void a_list_that_is_not_simulated_takes_the_id_of_a_vm()
    {
        const std::string vm = cloud.deploy("root", "one");

        const Outcome outcome = ask("listAffinityGroups", {{"virtualmachineid", vm}});

        CPPUNIT_ASSERT_EQUAL(200, outcome.status);
        CPPUNIT_ASSERT_EQUAL(431, ask("listAffinityGroups", {{"virtualmachineid", "x"}}).status);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(InfrastructureTest);

} // namespace readystage::cloudsim
