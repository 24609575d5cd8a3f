#pragma once

#include <latch>

/// Names that exist for the tests of this program only: its getaddrinfo() (TestNames.cpp) answers for them and hands
/// every other name to the system's.
namespace readystage::tests {

constexpr const char* kTwoAddresses = "two.test"; ///< 127.0.0.2, then 127.0.0.1
constexpr const char* kManager = "manager.test";  ///< 127.0.0.1, also with a final dot
constexpr const char* kV6Only = "v6.test";        ///< ::1
constexpr const char* kSilent = "silent.test";    ///< nobody answers, until silence() is over

/// Counted down once by the test that has asked for kSilent.
std::latch& silence();

} // namespace readystage::tests
