#include "agent/core/leases/DhclientLeases.h"
#include "agent/core/leases/DhcpcdLease.h"
#include "agent/core/leases/KeyValueLeases.h"
#include "agent/core/leases/RouteTable.h"
#include "tests/unit/common/TestFiles.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <set>
#include <sstream>

namespace readystage::agent {

/// Whatever happened to a lease file, a parser ends, and every address it names stands in the file.
class MutatedLeasesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MutatedLeasesTest);
    CPPUNIT_TEST(no_address_is_invented);
    CPPUNIT_TEST(large_files_of_one_mark_are_read_to_their_end);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::array kParsers{parseDhclientLeases, parseNetworkdLease, parseNetworkManagerState,
                                         parseWickedLease, parseDhcpcdLease};

    std::array<int, kParsers.size() + 1> answered{}; ///< files in which each parser, last that of routes, saw something

    static std::set<std::string> addressesIn(const std::vector<Lease>& leases)
    {
        std::set<std::string> all;
        for (const Lease& lease : leases) {
            all.insert(lease.server.str());
            for (const auto& address : {lease.own, lease.nextServer, lease.gateway}) {
                if (address)
                    all.insert(address->str());
            }
        }
        return all;
    }

    /// The four numbers of a dotted address.
    static std::vector<unsigned> partsOf(const std::string& dotted)
    {
        std::vector<unsigned> parts;
        std::istringstream text(dotted);
        for (std::string part; std::getline(text, part, '.');)
            parts.push_back(static_cast<unsigned>(std::stoul(part)));
        return parts;
    }

    static std::string asBytes(const std::string& dotted)
    {
        std::string bytes;
        for (const unsigned part : partsOf(dotted))
            bytes += static_cast<char>(part);
        return bytes;
    }

    /// As /proc/net/route writes it.
    static std::string asHex(const std::string& dotted)
    {
        std::string hex;
        for (const unsigned part : partsOf(dotted)) {
            char digits[3];
            std::snprintf(digits, sizeof digits, "%02X", part);
            hex.insert(0, digits);
        }
        return hex;
    }

    static std::string upperCase(std::string text)
    {
        for (char& c : text)
            c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        return text;
    }

    /// Whether the word stands in the text, and not only as a part of a longer address or number.
    static bool hasWord(const std::string& text, const std::string& word)
    {
        const auto goesOn = [&](std::size_t at) {
            return at < text.size() && (std::isxdigit(static_cast<unsigned char>(text[at])) || text[at] == '.');
        };
        for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
            if (!goesOn(at - 1) && !goesOn(at + word.size()))
                return true;
        }
        return false;
    }

    void check(const std::string& file)
    {
        for (std::size_t i = 0; i < kParsers.size(); ++i) {
            const bool isBinary = kParsers[i] == parseDhcpcdLease;
            const auto leases = kParsers[i](file);
            answered[i] += leases.empty() ? 0 : 1;
            for (const auto& address : addressesIn(leases))
                CPPUNIT_ASSERT_MESSAGE(address + " in " + file, isBinary
                                                                    ? file.find(asBytes(address)) != std::string::npos
                                                                    : hasWord(file, address));
        }
        const auto routes = parseDefaultRoutes(file);
        answered.back() += routes.empty() ? 0 : 1;
        for (const DefaultRoute& route : routes)
            CPPUNIT_ASSERT_MESSAGE(route.gateway.str() + " in " + file,
                                   hasWord(upperCase(file), asHex(route.gateway.str())));
    }

    static int rounds() { return std::getenv("READYSTAGE_LONG") ? 1'000'000 : 10'000; }

    std::mt19937 random{20261122};

    std::string mutated(std::string text)
    {
        static const std::string pieces[] = {
            "{",         "}",       ";", "\"", "\\",   "lease {",      "#", "\n", std::string(1, '\0'),
            "999.1.1.1", "[dhcp4]", "=", "'",  "\xFF", "\x34\x01\x03", ".", "10"};
        const bool keepsPlaces = random() % 2 == 0; // a packet whose fields have moved is none any more
        const auto changes = 1 + random() % 6;
        for (unsigned long change = 0; change < changes && !text.empty(); ++change) {
            const std::size_t at = random() % text.size();
            switch (keepsPlaces ? 0 : random() % 5) {
            case 0:
                text[at] = static_cast<char>(random());
                break;
            case 1:
                text.replace(at, random() % 8, pieces[random() % std::size(pieces)]);
                break;
            case 2:
                text.erase(at, 1 + random() % 4);
                break;
            case 3: // as after a crash
                text.resize(at);
                break;
            default:
                text.insert(at, text.substr(random() % text.size(), random() % 64));
            }
        }
        return text;
    }

    void no_address_is_invented()
    {
        std::vector<std::string> corpus;
        for (const auto& name : tests::testDataNames("leases", ""))
            if (name != "README.md")
                corpus.push_back(tests::testData("leases/" + name));
        CPPUNIT_ASSERT(!corpus.empty());

        for (int round = 0; round < rounds(); ++round)
            check(mutated(corpus[random() % corpus.size()]));

        for (std::size_t i = 0; i < answered.size(); ++i)
            CPPUNIT_ASSERT_MESSAGE("parser " + std::to_string(i) + " had nothing to say", answered[i] > rounds() / 50);
    }

    void large_files_of_one_mark_are_read_to_their_end()
    {
        constexpr std::size_t kLarge = std::size_t{256} * 1024;
        for (const std::string piece :
             {"{", "}", "lease {", "lease{}", "\"", "\\", "#\n", "=", "[", "[]\n", ";", "x", "\n"}) {
            std::string text;
            while (text.size() < kLarge)
                text += piece;
            check(text);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MutatedLeasesTest);

} // namespace readystage::agent
