#pragma once

#include <string>
#include <string_view>

namespace readystage {

/// A pair of RSA keys as ssh-keygen's old format writes them. No password protects it.
struct SshKey {
    std::string publicKey;  ///< `ssh-rsa BASE64`, no comment, no end of line
    std::string privateKey; ///< PEM, PKCS#1: `-----BEGIN RSA PRIVATE KEY-----`
};

/// A new pair; takes a tenth of a second and more. Throws std::runtime_error when OpenSSL cannot.
SshKey newSshKey(unsigned bits);

/// MD5 of the bytes in hexadecimal digits, a colon after every two: how ssh showed fingerprints until 6.8.
std::string md5Fingerprint(std::string_view bytes);

} // namespace readystage
