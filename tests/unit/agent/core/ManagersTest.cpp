#include "agent/core/Managers.h"

#include "tests/fakes/AgentWorld.h"
#include "tests/fakes/PlainReports.h"

#include <cppunit/extensions/HelperMacros.h>

namespace readystage::agent {

class ManagersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ManagersTest);
    CPPUNIT_TEST(the_second_is_asked_when_the_first_does_not_answer);
    CPPUNIT_TEST(the_one_that_took_a_report_is_asked_first_next_time);
    CPPUNIT_TEST(a_no_is_final_and_not_shopped_around);
    CPPUNIT_TEST(when_all_fail_an_answer_is_told_rather_than_silence);
    CPPUNIT_TEST_SUITE_END();

    const ReportId id = fakes::reportNumber(1);
    fakes::FakeManager* first = nullptr; // owned by managers
    fakes::FakeManager* second = nullptr;
    Managers managers{links()};

    Managers::Links links()
    {
        Managers::Links made;
        auto one = std::make_unique<fakes::FakeManager>();
        auto two = std::make_unique<fakes::FakeManager>();
        first = one.get();
        second = two.get();
        made.push_back(std::move(one));
        made.push_back(std::move(two));
        return made;
    }

    void the_second_is_asked_when_the_first_does_not_answer()
    {
        first->beUnreachableNext();

        const Outcome outcome = managers.send(id, "bytes");

        CPPUNIT_ASSERT_EQUAL(202, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), second->sent().size());
    }

    void the_one_that_took_a_report_is_asked_first_next_time()
    {
        first->beUnreachableNext();
        (void)managers.send(id, "bytes");

        (void)managers.send(id, "bytes");

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), first->sent().size());
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), second->sent().size());
    }

    void a_no_is_final_and_not_shopped_around()
    {
        first->answerNext(409);

        CPPUNIT_ASSERT_EQUAL(409, managers.send(id, "bytes").status);
        CPPUNIT_ASSERT(second->sent().empty());
    }

    void when_all_fail_an_answer_is_told_rather_than_silence()
    {
        first->beUnreachableNext();
        second->answerNext(503, std::chrono::seconds(7));

        const Outcome outcome = managers.send(id, "bytes");

        CPPUNIT_ASSERT_EQUAL(503, outcome.status);
        CPPUNIT_ASSERT(std::chrono::seconds(7) == outcome.retryAfter.value());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ManagersTest);

} // namespace readystage::agent
