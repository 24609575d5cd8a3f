#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/unit/cloudsim/Replay.h"

namespace readystage::cloudsim {

/// The virtual machine that was there all the time.
inline constexpr const char* kProof = "41409050-9a10-4717-9f75-4344e5965bba";

/// A virtual machine of the recorded cloud from before the recording.
struct RecordedVm {
    std::string id;
    std::string name;
    std::string userData = {};
};

/// How the cloud was when a recording began, and what its makers did behind the API.
struct Setup {
    std::string now;
    std::vector<RecordedVm> vms = {{kProof, "proof0"}};
    std::function<void(const Exchange&, Replay&)> beforeEach = {};
};

/// The recorded cloud as a scenario, with its ids, names and keys.
std::string scenarioOf(const Setup& setup);

/// By the name of the recording.
const std::map<std::string, Setup>& setups();

} // namespace readystage::cloudsim
