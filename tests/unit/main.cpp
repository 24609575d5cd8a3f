#include <cppunit/CompilerOutputter.h>
#include <cppunit/Test.h>
#include <cppunit/TestResult.h>
#include <cppunit/TestResultCollector.h>
#include <cppunit/TestRunner.h>
#include <cppunit/extensions/TestFactoryRegistry.h>

#include <iostream>
#include <string>

namespace {

/// Adds every test below `test` whose name contains `filter`; returns how many.
int addMatching(CppUnit::Test& test, const std::string& filter, CppUnit::TestRunner& runner)
{
    int added = 0;
    if (test.getChildTestCount() == 0 && test.getName().find(filter) != std::string::npos) {
        runner.addTest(&test);
        added = 1;
    }
    for (int i = 0; i < test.getChildTestCount(); ++i)
        added += addMatching(*test.getChildTestAt(i), filter, runner);
    return added;
}

} // namespace

/// Runs the tests of this program, or those whose name contains the first argument. No test at all is a failure.
int main(int argc, char** argv)
{
    CppUnit::Test* const all = CppUnit::TestFactoryRegistry::getRegistry().makeTest();
    CppUnit::TestResultCollector results;
    CppUnit::TestResult controller;
    controller.addListener(&results);
    CppUnit::TestRunner runner;
    const int added = addMatching(*all, argc > 1 ? argv[1] : "", runner);
    if (added == 0) {
        std::cerr << "no test matches\n";
        return 1;
    }
    runner.run(controller);
    CppUnit::CompilerOutputter(&results, std::cerr).write();
    std::cout << results.runTests() << " tests, " << results.testFailuresTotal() << " failures\n";
    return results.wasSuccessful() ? 0 : 1;
}
