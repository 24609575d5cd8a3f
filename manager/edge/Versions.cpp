#include "manager/edge/Versions.h"

#include "manager/edge/store/SqliteFile.h"

#include <Poco/Environment.h>
#include <openssl/crypto.h>

namespace readystage {

std::string libraryVersions()
{
    const Poco::UInt32 poco = Poco::Environment::libraryVersion();
    const std::string pocoText = std::to_string(poco >> 24U) + "." + std::to_string((poco >> 16U) & 0xffU) + "." +
                                 std::to_string((poco >> 8U) & 0xffU);
    return "SQLite " + store::sqliteVersion() + ", " + OpenSSL_version(OPENSSL_VERSION) + ", Poco " + pocoText;
}

std::map<std::string, std::string> libraryLabels()
{
    return {{"sqlite", store::sqliteVersion()}, {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)}};
}

} // namespace readystage
