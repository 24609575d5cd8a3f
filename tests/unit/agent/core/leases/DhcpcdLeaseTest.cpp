#include "agent/core/leases/DhcpcdLease.h"

#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class DhcpcdLeaseTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DhcpcdLeaseTest);
    CPPUNIT_TEST(a_packet_names_server_address_and_gateway);
    CPPUNIT_TEST(a_lease_time_counts);
    CPPUNIT_TEST(without_option_54_the_next_server_counts);
    CPPUNIT_TEST(options_may_overflow_into_file_and_server_name);
    CPPUNIT_TEST(padding_is_passed_over);
    CPPUNIT_TEST(what_follows_the_end_does_not_count);
    CPPUNIT_TEST(an_option_cut_off_does_not_count);
    CPPUNIT_TEST(a_server_id_of_another_length_does_not_count);
    CPPUNIT_TEST(what_is_no_answer_of_a_server_is_no_lease);
    CPPUNIT_TEST_SUITE_END();

    static std::string bytes(std::initializer_list<int> values)
    {
        std::string text;
        for (const int value : values)
            text += static_cast<char>(value);
        return text;
    }

    static constexpr std::size_t kSiaddr = 20, kServerName = 44, kFile = 108, kMagic = 236;

    /// An answer to 10.1.0.57 with these options.
    static std::string packet(const std::string& options)
    {
        std::string packet(kMagic, '\0');
        packet[0] = 2;
        packet.replace(16, 4, bytes({10, 1, 0, 57}));
        return packet + bytes({0x63, 0x82, 0x53, 0x63}) + options;
    }

    static std::string serverId() { return bytes({54, 4, 10, 1, 0, 1}); }

    static std::string with(std::string packet, std::size_t at, const std::string& bytes)
    {
        return packet.replace(at, bytes.size(), bytes);
    }

    static std::string server(const std::string& packet)
    {
        const auto leases = parseDhcpcdLease(packet);
        return leases.empty() ? "none" : leases.front().server.str();
    }

    void a_packet_names_server_address_and_gateway()
    {
        const auto leases = parseDhcpcdLease(tests::testData("leases/16-dhcpcd-binary-eth0.lease"));

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), leases.size());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), leases[0].server.str());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.57"), leases[0].own->str());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), leases[0].nextServer->str());
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), leases[0].gateway->str());
        CPPUNIT_ASSERT(!leases[0].lifetime);
    }

    void a_lease_time_counts()
    {
        const auto leases = parseDhcpcdLease(packet(serverId() + bytes({51, 4, 0, 1, 0, 1, 255})));

        CPPUNIT_ASSERT(std::chrono::seconds(65537) == leases.at(0).lifetime);
    }

    void without_option_54_the_next_server_counts()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.9"), server(with(packet(""), kSiaddr, bytes({10, 1, 0, 9}))));
        CPPUNIT_ASSERT_EQUAL(std::string("none"), server(packet("")));
    }

    void options_may_overflow_into_file_and_server_name()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), server(with(packet(bytes({52, 1, 1, 255})), kFile, serverId())));
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"),
                             server(with(packet(bytes({52, 1, 3, 255})), kServerName, serverId())));
        CPPUNIT_ASSERT_EQUAL(std::string("none"), server(with(packet(bytes({52, 1, 2, 255})), kFile, serverId())));
    }

    void padding_is_passed_over()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("10.1.0.1"), server(packet(bytes({0, 0, 12, 0, 0}) + serverId())));
    }

    void what_follows_the_end_does_not_count()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("none"), server(packet(bytes({255}) + serverId())));
    }

    void an_option_cut_off_does_not_count()
    {
        const std::string whole = packet(serverId());
        for (std::size_t size = 0; size < whole.size(); ++size)
            CPPUNIT_ASSERT_EQUAL(std::string("none"), server(whole.substr(0, size)));
        CPPUNIT_ASSERT_EQUAL(std::string("none"), server(packet(bytes({12, 200}) + serverId())));
    }

    void a_server_id_of_another_length_does_not_count()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("none"), server(packet(bytes({54, 3, 10, 1, 0, 255}))));
        CPPUNIT_ASSERT_EQUAL(std::string("none"), server(packet(bytes({54, 5, 10, 1, 0, 1, 0, 255}))));
    }

    void what_is_no_answer_of_a_server_is_no_lease()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("none"), server(with(packet(serverId()), 0, bytes({1}))));
        CPPUNIT_ASSERT_EQUAL(std::string("none"), server(with(packet(serverId()), kMagic, bytes({0x64}))));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DhcpcdLeaseTest);

} // namespace readystage::agent
