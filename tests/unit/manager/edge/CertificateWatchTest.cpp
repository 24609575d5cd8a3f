#include "manager/edge/CertificateWatch.h"

#include <atomic>
#include <fstream>

#include "tests/fakes/FakeClock.h"
#include "tests/fakes/TemporaryFolder.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace readystage;
using namespace std::chrono_literals;

class CertificateWatchTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CertificateWatchTest);
    CPPUNIT_TEST(a_file_that_changes_is_noticed_once);
    CPPUNIT_TEST(a_file_that_appears_is_noticed);
    CPPUNIT_TEST(without_a_change_nothing_happens);
    CPPUNIT_TEST_SUITE_END();

    fakes::TemporaryFolder folder;
    fakes::FakeClock clock;
    std::string certificate = (folder.path() / "server.pem").string();
    std::string list = (folder.path() / "crl.pem").string();
    std::atomic<int> changes{0};
    CertificateWatch watch{clock, {certificate, list}, [this] { ++changes; }};

    /// The watch has looked so many times since the start.
    void look(std::size_t times)
    {
        for (std::size_t looked = 1; looked <= times; ++looked) {
            const auto before = clock.slept().size();
            clock.advance(CertificateWatch::kEvery);
            while (clock.slept().size() == before)
                std::this_thread::yield();
        }
    }

    void begin()
    {
        std::ofstream(certificate) << "one";
        watch.start();
        clock.waitForSleepers(1);
    }

    void a_file_that_changes_is_noticed_once()
    {
        begin();

        std::filesystem::last_write_time(certificate, std::filesystem::last_write_time(certificate) + 1h);
        look(3);

        CPPUNIT_ASSERT_EQUAL(1, changes.load());
    }

    void a_file_that_appears_is_noticed()
    {
        begin();

        std::ofstream(list) << "revoked";
        look(2);

        CPPUNIT_ASSERT_EQUAL(1, changes.load());
    }

    void without_a_change_nothing_happens()
    {
        begin();

        look(2);

        CPPUNIT_ASSERT_EQUAL(0, changes.load());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CertificateWatchTest);
