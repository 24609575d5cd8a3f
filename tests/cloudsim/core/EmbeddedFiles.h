#pragma once

#include <string_view>

// Files that the build puts into the program.
namespace readystage::cloudsim {

/// The recorded answer to listApis.
std::string_view recordedApis();

/// roles.txt
std::string_view rolesTable();

/// parameters.txt
std::string_view parameterTable();

/// event-types.txt
std::string_view eventTypes();

} // namespace readystage::cloudsim
