#include "tests/fakes/MemoryJournal.h"
#include "tests/contract/JournalContract.h"

using namespace readystage;

class MemoryJournalTest : public contract::JournalContract {
    CPPUNIT_TEST_SUB_SUITE(MemoryJournalTest, contract::JournalContract);
    CPPUNIT_TEST_SUITE_END();

    fakes::MemoryJournal memory;

    Journal& journal() override { return memory; }

    Roster& roster() override { return memory; }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MemoryJournalTest);
