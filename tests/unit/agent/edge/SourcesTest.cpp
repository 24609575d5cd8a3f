#include "agent/edge/DefaultGateway.h"
#include "agent/edge/LeaseFiles.h"
#include "agent/edge/LinuxNetworkCards.h"
#include "agent/edge/MachineFacts.h"
#include "common/runtime/AtomicFile.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

namespace readystage::agent {

/// The sources on a machine that consists of files below a folder.
class SourcesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SourcesTest);
    CPPUNIT_TEST(a_bare_machine_gives_no_hint);
    CPPUNIT_TEST(leases_of_every_known_folder_are_found);
    CPPUNIT_TEST(interfaces_are_told_by_the_names_of_files);
    CPPUNIT_TEST(one_file_that_cannot_be_read_does_not_hide_the_others);
    CPPUNIT_TEST(redundant_routers_share_the_gateway);
    CPPUNIT_TEST(files_that_are_no_leases_are_left_alone);
    CPPUNIT_TEST(networkd_names_its_interface_by_number);
    CPPUNIT_TEST(the_gateway_of_the_default_route_is_a_hint);
    CPPUNIT_TEST(the_machine_is_known_by_boot_and_product);
    CPPUNIT_TEST(a_machine_without_dmi_has_no_product);
    CPPUNIT_TEST(a_machine_without_a_boot_id_is_named);
    CPPUNIT_TEST(the_loopback_card_is_among_ours);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;
    SystemRoot root{folder.path()};

    void put(const char* path, const std::string& text)
    {
        makeDirectory(root(path).parent_path());
        writeAtomically(root(path), text);
    }

    void putSample(const char* path, const char* sample)
    {
        put(path, tests::testData(std::string("leases/") + sample));
    }

    /// `router interface number routers` of all leases, sorted.
    std::vector<std::string> leases()
    {
        std::vector<std::string> all;
        for (const auto& kind : leaseFileKinds()) {
            for (const auto& hint : LeaseFiles(kind, root).hints())
                all.push_back(hint.router.str() + " " + hint.interface + " " + std::to_string(hint.interfaceIndex) +
                              (hint.routers ? " routers" : ""));
        }
        std::sort(all.begin(), all.end());
        return all;
    }

    void a_bare_machine_gives_no_hint()
    {
        CPPUNIT_ASSERT(leases().empty());
        CPPUNIT_ASSERT(DefaultGateway(root).hints().empty());
    }

    void leases_of_every_known_folder_are_found()
    {
        for (const char* path : {"/var/lib/dhclient/dhclient-eth0.leases", "/var/lib/dhclient/dhclient--eth0.lease",
                                 "/var/lib/dhcp/dhclient.eth0.leases", "/var/lib/dhcp/dhclient.leases",
                                 "/var/lib/dhcp3/dhclient.eth0.leases",
                                 "/var/lib/NetworkManager/dhclient-5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03-eth0.lease",
                                 "/run/NetworkManager/dhclient-5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03-eth0.lease"})
            putSample(path, "01-dhclient-el6-eth0.leases");

        CPPUNIT_ASSERT((leases() == std::vector<std::string>(7, "10.1.1.1 eth0 0 routers")));
    }

    void interfaces_are_told_by_the_names_of_files()
    {
        const std::string uuid = "5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03";
        for (const std::string& path : {"/var/lib/NetworkManager/internal-" + uuid + "-eth0.lease",
                                        "/run/NetworkManager/internal-" + uuid + "-eth1.100.lease"})
            putSample(path.c_str(), "11-nm-internal-old-el8.0.lease");
        for (const char* path : {"/var/lib/dhcpcd/eth2.lease", "/var/lib/dhcpcd/wlan0-my%20net.lease",
                                 "/var/lib/dhcpcd5/dhcpcd-eth3.lease"})
            putSample(path, "16-dhcpcd-binary-eth0.lease");

        CPPUNIT_ASSERT((leases() == std::vector<std::string>{"10.1.0.1 eth2 0 routers", "10.1.0.1 eth3 0 routers",
                                                             "10.1.0.1 wlan0 0 routers", "10.1.1.1 eth0 0 routers",
                                                             "10.1.1.1 eth1.100 0 routers"}));
    }

    void one_file_that_cannot_be_read_does_not_hide_the_others()
    {
        makeDirectory(root("/run/systemd/netif/leases/1"));
        putSample("/run/systemd/netif/leases/2", "12-networkd-ifindex2");

        CPPUNIT_ASSERT((leases() == std::vector<std::string>{"10.1.0.1  2 routers"}));
    }

    void redundant_routers_share_the_gateway()
    {
        putSample("/run/NetworkManager/devices/2", "07-nm-device-state-1.42-ifindex2");

        const auto hints = LeaseFiles(leaseFileKinds().at(1), root).hints();

        CPPUNIT_ASSERT_EQUAL(std::size_t(2), hints.size());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.2"), hints[0].router.str());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), hints[1].router.str());
        CPPUNIT_ASSERT(hints[1].kind == RouterHint::Kind::gateway);
    }

    void files_that_are_no_leases_are_left_alone()
    {
        for (const char* path :
             {"/var/lib/dhcp/dhclient6.conf", "/var/lib/dhcp/dhcpd.leases", "/var/lib/dhclient/dhclient-eth0.leases~",
              "/run/systemd/netif/leases/.#2", "/run/systemd/netif/leases/0", "/run/systemd/netif/leases/2x"})
            putSample(path, "01-dhclient-el6-eth0.leases");
        for (const char* path : {"/var/lib/dhcpcd/eth0.lease6", "/var/lib/dhcpcd/.lease", "/var/lib/dhcpcd/duid"})
            putSample(path, "16-dhcpcd-binary-eth0.lease");
        for (const char* path : {"/var/lib/NetworkManager/internal-eth0.lease", "/var/lib/NetworkManager/secret_key",
                                 "/run/wicked/leaseinfo.eth0.dhcp.ipv6", "/run/wicked/leaseinfo..dhcp.ipv4x"})
            putSample(path, "12-networkd-ifindex2");

        CPPUNIT_ASSERT(leases().empty());
    }

    void networkd_names_its_interface_by_number()
    {
        putSample("/run/systemd/netif/leases/2", "12-networkd-ifindex2");
        putSample("/run/systemd/netif/leases/10", "13-networkd-nic2-ifindex10");

        CPPUNIT_ASSERT((leases() == std::vector<std::string>{"10.1.0.1  2 routers", "10.1.2.1  10"}));
    }

    void the_gateway_of_the_default_route_is_a_hint()
    {
        putSample("/proc/net/route", "18-proc-net-route.txt");

        const auto hints = DefaultGateway(root).hints();

        CPPUNIT_ASSERT_EQUAL(std::size_t(2), hints.size());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), hints[0].router.str());
        CPPUNIT_ASSERT_EQUAL(std::string("eth0"), hints[0].interface);
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.2.1"), hints[1].router.str());
        CPPUNIT_ASSERT_EQUAL(root("/proc/net/route").string(), hints[0].source);
    }

    static constexpr const char* kBoot = "/proc/sys/kernel/random/boot_id";
    static constexpr const char* kProduct = "/sys/class/dmi/id/product_uuid";

    void the_machine_is_known_by_boot_and_product()
    {
        put(kBoot, "0b5c3e0a-7a63-4a53-8f0b-5b7f0d6b8a01\n");
        put(kProduct, "2C6F1F2E-9F60-4B5C-8E0B-0A3C1F1D7F11\n");

        const Machine machine = machineFacts(root);

        CPPUNIT_ASSERT_EQUAL(std::string("0b5c3e0a-7a63-4a53-8f0b-5b7f0d6b8a01"), machine.boot.str());
        CPPUNIT_ASSERT_EQUAL(std::string("2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11"), machine.productUuid);
    }

    void a_machine_without_dmi_has_no_product()
    {
        put(kBoot, "0b5c3e0a-7a63-4a53-8f0b-5b7f0d6b8a01\n");

        CPPUNIT_ASSERT_EQUAL(std::string(), machineFacts(root).productUuid);
    }

    void a_machine_without_a_boot_id_is_named()
    {
        put(kBoot, "\n");
        try {
            (void)machineFacts(root);
            CPPUNIT_FAIL("found a boot id");
        } catch (const std::runtime_error& e) {
            CPPUNIT_ASSERT(std::string(e.what()).find(root(kBoot).string()) != std::string::npos);
        }
    }

    void the_loopback_card_is_among_ours()
    {
        const auto nics = LinuxNetworkCards().addresses();

        const auto loopback = std::find_if(nics.begin(), nics.end(), [](const Nic& n) { return n.name == "lo"; });

        CPPUNIT_ASSERT(loopback != nics.end());
        CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1"), loopback->address.str());
        CPPUNIT_ASSERT_EQUAL(8U, loopback->prefix);
        CPPUNIT_ASSERT_EQUAL(1U, loopback->index);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SourcesTest);

} // namespace readystage::agent
