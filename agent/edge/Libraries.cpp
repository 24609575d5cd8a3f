#include "agent/edge/Libraries.h"

#include <Poco/Environment.h>
#include <openssl/crypto.h>

#include <nss.h>

namespace readystage::agent {

void keepToLinkedLibraries()
{
#ifdef READYSTAGE_STATIC
    // A module of another glibc than the one in here ends the process with an assertion in the loader.
    ::__nss_configure_lookup("hosts", "files dns");
    for (const auto* const database : {"passwd", "group", "services"})
        ::__nss_configure_lookup(database, "files");
    ::OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
#endif
}

std::string librariesInUse()
{
    const auto poco = Poco::Environment::libraryVersion(); // one byte each: major, minor, patch
    return std::string(OpenSSL_version(OPENSSL_VERSION)) + ", Poco " + std::to_string(poco >> 24) + "." +
           std::to_string((poco >> 16) & 0xff) + "." + std::to_string((poco >> 8) & 0xff);
}

} // namespace readystage::agent
