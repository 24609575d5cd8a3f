#pragma once

#include <string_view>
#include <vector>

namespace readystage::cloudsim {

/// What listApis does not say of a parameter (parameters.txt).
struct ParameterFact {
    std::string_view name;
    std::string_view field; ///< of the command's class; the messages about lengths name it
    bool forAdmins = false; ///< of other callers it is passed over
};

/// In the order in which CloudStack reads them; empty for a command that is not in the table.
std::vector<ParameterFact> factsOf(std::string_view command);

} // namespace readystage::cloudsim
