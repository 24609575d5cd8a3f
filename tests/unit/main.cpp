#include <cppunit/CompilerOutputter.h>
#include <cppunit/Test.h>
#include <cppunit/TestResult.h>
#include <cppunit/TestResultCollector.h>
#include <cppunit/extensions/TestFactoryRegistry.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace {

/// Every test below `test` whose name contains `filter`.
void collect(CppUnit::Test& test, const std::string& filter, std::vector<CppUnit::Test*>& found)
{
    if (test.getChildTestCount() == 0 && test.getName().find(filter) != std::string::npos)
        found.push_back(&test);
    for (int i = 0; i < test.getChildTestCount(); ++i)
        collect(*test.getChildTestAt(i), filter, found);
}

} // namespace

/// Runs the tests of this program, or those whose name contains the first argument. No test at all is a failure.
int main(int argc, char** argv)
{
    const std::unique_ptr<CppUnit::Test> all(CppUnit::TestFactoryRegistry::getRegistry().makeTest());
    CppUnit::TestResultCollector results;
    CppUnit::TestResult controller;
    controller.addListener(&results);
    std::vector<CppUnit::Test*> chosen;
    collect(*all, argc > 1 ? argv[1] : "", chosen);
    if (chosen.empty()) {
        std::cerr << "no test matches\n";
        return 1;
    }
    for (CppUnit::Test* const test : chosen)
        controller.runTest(test);
    CppUnit::CompilerOutputter(&results, std::cerr).write();
    std::cout << results.runTests() << " tests, " << results.testFailuresTotal() << " failures\n";
    return results.wasSuccessful() ? 0 : 1;
}
