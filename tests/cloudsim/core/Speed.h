#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace readystage::cloudsim {

/// How long the cloud takes. Zero everywhere: as fast as it can.
struct Speed {
    using Time = std::chrono::microseconds;

    Time latency{0};                                    ///< of a call that is being worked on
    std::map<std::string, Time, std::less<>> latencyOf; ///< of these commands, instead
    Time perVm{0};                                      ///< more for each VM an answer lists
    std::size_t slots = 0;    ///< calls worked on at the same time, the others wait in their order; 0: any number
    Time router{0};           ///< of a virtual router, for each update of one of its VMs
    Time routerPerAddress{0}; ///< more for each address it serves: it writes the files of all of them anew

    Time latencyFor(std::string_view command) const;

    static constexpr double kMostMilliseconds = 3'600'000; ///< that any of them can be told to be
};

/// nullopt when there is no profile of that name.
std::optional<Speed> speedProfile(std::string_view name);

std::vector<std::string> speedProfiles();

} // namespace readystage::cloudsim
