#include "agent/edge/Libraries.h"

#include <Poco/Environment.h>
#include <openssl/crypto.h>

namespace readystage::agent {

std::string librariesInUse()
{
    const auto poco = Poco::Environment::libraryVersion(); // one byte each: major, minor, patch
    return std::string(OpenSSL_version(OPENSSL_VERSION)) + ", Poco " + std::to_string(poco >> 24) + "." +
           std::to_string((poco >> 16) & 0xff) + "." + std::to_string((poco >> 8) & 0xff);
}

} // namespace readystage::agent
