#include "agent/edge/DefaultGateway.h"
#include "agent/edge/LeaseFiles.h"
#include "common/runtime/AtomicFile.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

#include <map>

namespace readystage::agent {

/// tests/data/leases: every file at the place where its client keeps it, and what it has to say there.
class LeaseCorpusTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LeaseCorpusTest);
    CPPUNIT_TEST(every_sample_gives_the_answer_of_its_readme);
    CPPUNIT_TEST(no_sample_is_forgotten);
    CPPUNIT_TEST(the_default_cards_lease_beats_the_other_whatever_the_names);
    CPPUNIT_TEST(a_live_lease_beats_an_expired_one);
    CPPUNIT_TEST(a_lease_time_counts_from_when_the_file_was_written);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::chrono::sys_seconds kNow{std::chrono::seconds(1795334400)};

    struct Sample {
        const char* path;
        std::vector<std::string> answers; ///< kind, router, interface or its number, [routers], [expired]
    };

    /// By file.
    static const std::map<std::string, Sample>& samples()
    {
        static const std::map<std::string, Sample> all{
            {"01-dhclient-el6-eth0.leases",
             {"/var/lib/dhclient/dhclient-eth0.leases", {"lease 10.1.1.1 eth0 routers"}}},
            {"02-dhclient-el7-nic2-no-routers.lease",
             {"/var/lib/dhclient/dhclient--eth1.lease", {"lease 10.1.2.1 eth1"}}},
            {"03-dhclient-expired-only.leases",
             {"/var/lib/dhcp/dhclient.leases",
              {"lease 192.0.2.3 eth0 routers expired", "gateway 192.0.2.1 eth0 routers expired"}}},
            {"05-dhclient-truncated-tail.leases",
             {"/var/lib/dhcp/dhclient.eth0.leases", {"lease 10.1.1.1 eth0 routers"}}},
            {"07-nm-device-state-1.42-ifindex2",
             {"/run/NetworkManager/devices/2", {"lease 10.1.0.2 2 routers", "gateway 10.1.0.1 2 routers"}}},
            {"08-nm-device-state-1.42-nic2-ifindex3", {"/run/NetworkManager/devices/3", {"lease 10.1.2.1 3"}}},
            {"09-nm-device-state-1.30-ifindex2", {"/run/NetworkManager/devices/2", {"lease 10.1.0.1 2"}}},
            {"11-nm-internal-old-el8.0.lease",
             {"/var/lib/NetworkManager/internal-5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03-eth0.lease",
              {"lease 10.1.1.1 eth0 routers"}}},
            {"12-networkd-ifindex2", {"/run/systemd/netif/leases/2", {"lease 10.1.0.1 2 routers"}}},
            {"13-networkd-nic2-ifindex10", {"/run/systemd/netif/leases/10", {"lease 10.1.2.1 10"}}},
            {"16-dhcpcd-binary-eth0.lease", {"/var/lib/dhcpcd/eth0.lease", {"lease 10.1.0.1 eth0 routers"}}},
            {"18-proc-net-route.txt",
             {"/proc/net/route", {"default-route 10.1.0.1 eth0", "default-route 10.1.2.1 eth1"}}},
            {"19-wicked-leaseinfo.eth0.dhcp.ipv4",
             {"/run/wicked/leaseinfo.eth0.dhcp.ipv4", {"lease 10.1.0.1 eth0 routers"}}},
        };
        return all;
    }

    fakes::TemporaryFolder folder;
    SystemRoot root{folder.path()};

    std::filesystem::path put(const char* path, const std::string& text)
    {
        const auto file = root(path);
        makeDirectory(file.parent_path());
        writeAtomically(file, text);
        return file;
    }

    std::filesystem::path putSample(const std::string& name)
    {
        return put(samples().at(name).path, tests::testData("leases/" + name));
    }

    std::vector<RouterHint> hints()
    {
        std::vector<RouterHint> all;
        for (const auto& kind : leaseFileKinds()) {
            for (auto& hint : LeaseFiles(kind, root).hints())
                all.push_back(std::move(hint));
        }
        for (auto& hint : DefaultGateway(root).hints())
            all.push_back(std::move(hint));
        return all;
    }

    static std::string inWords(const RouterHint& hint)
    {
        const std::map<RouterHint::Kind, std::string> kinds{{RouterHint::Kind::lease, "lease"},
                                                            {RouterHint::Kind::gateway, "gateway"},
                                                            {RouterHint::Kind::defaultRoute, "default-route"}};
        const bool expired = hint.expires && *hint.expires <= kNow;
        return kinds.at(hint.kind) + " " + hint.router.str() + " " +
               (hint.interfaceIndex != 0 ? std::to_string(hint.interfaceIndex) : hint.interface) +
               (hint.routers ? " routers" : "") + (expired ? " expired" : "");
    }

    void every_sample_gives_the_answer_of_its_readme()
    {
        for (const auto& [name, sample] : samples()) {
            const auto file = putSample(name);
            std::vector<std::string> answers;
            for (const auto& hint : hints())
                answers.push_back(inWords(hint));

            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, sample.answers.size(), answers.size());
            for (std::size_t i = 0; i < answers.size(); ++i)
                CPPUNIT_ASSERT_EQUAL_MESSAGE(name, sample.answers[i], answers[i]);
            std::filesystem::remove(file);
        }
    }

    void no_sample_is_forgotten()
    {
        for (const auto& name : tests::testDataNames("leases", ""))
            CPPUNIT_ASSERT_MESSAGE(name, name == "README.md" || samples().contains(name));
    }

    /// The candidates of a machine with eth0, eth1 and these hints, in the order in which they are asked.
    std::string asked()
    {
        const auto nic = [](const char* name, unsigned index, const char* address) {
            return Nic{name, index, IpAddress::parse(address).value(), 24};
        };
        std::string all;
        for (const auto& one : candidates(hints(), {nic("eth0", 2, "10.1.0.57"), nic("eth1", 10, "10.1.2.88")}, kNow))
            all += one.router.str() + " from " + one.from->str() + "\n";
        return all;
    }

    void the_default_cards_lease_beats_the_other_whatever_the_names()
    {
        putSample("12-networkd-ifindex2");
        putSample("13-networkd-nic2-ifindex10");

        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1 from 10.1.0.57\n10.1.2.1 from 10.1.2.88\n"), asked());
    }

    void a_live_lease_beats_an_expired_one()
    {
        const std::string expired = "lease { interface \"eth0\"; option dhcp-server-identifier 10.1.0.8;\n"
                                    "option routers 10.1.0.8; expire 0 2020/01/05 08:00:00; }\n";
        const std::string live =
            "lease { interface \"eth1\"; option dhcp-server-identifier 10.1.2.1; expire never; }\n";
        put("/var/lib/dhcp/dhclient.eth0.leases", expired);
        put("/var/lib/dhcp/dhclient.eth1.leases", live);

        CPPUNIT_ASSERT_EQUAL(std::string("10.1.2.1 from 10.1.2.88\n10.1.0.8 from 10.1.0.57\n"), asked());
    }

    void a_lease_time_counts_from_when_the_file_was_written()
    {
        put("/run/systemd/netif/leases/2", "SERVER_ADDRESS=10.1.0.1\nLIFETIME=3600\n");
        const auto hint = hints().at(0);

        CPPUNIT_ASSERT(hint.expires == hint.noted + std::chrono::seconds(3600));
        CPPUNIT_ASSERT(hint.noted > std::chrono::sys_seconds{});
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LeaseCorpusTest);

} // namespace readystage::agent
