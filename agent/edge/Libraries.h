#pragma once

#include <string>

namespace readystage::agent {

/// For the first line of main. In the static build (READYSTAGE_STATIC): names are looked up in files and DNS only, and
/// no openssl.cnf is read, because modules that the guest's nsswitch.conf or openssl.cnf may name cannot be loaded into
/// this process. In the dynamic build, nothing: it follows its system.
void keepToLinkedLibraries();

/// The libraries this process runs with, for --version: `OpenSSL 3.0.15 …, Poco 1.11.0`.
std::string librariesInUse();

} // namespace readystage::agent
