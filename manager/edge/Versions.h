#pragma once

#include <map>
#include <string>

namespace readystage {

/// The libraries as they are at run time, for --version: "SQLite 3.40.1, OpenSSL 3.0.19, Poco 1.11.0".
std::string libraryVersions();

/// The same as labels of a metric.
std::map<std::string, std::string> libraryLabels();

} // namespace readystage
