#pragma once

#include <string>

namespace readystage::agent {

/// The libraries this process runs with, for --version: `OpenSSL 3.0.15 …, Poco 1.11.0`.
std::string librariesInUse();

} // namespace readystage::agent
