#include "common/codec/SshKey.h"

#include "common/codec/Base64.h"
#include "common/codec/Hex.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace readystage {

namespace {

struct FreeOpenSsl {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }

    void operator()(BIO* bio) const { BIO_free(bio); }

    void operator()(BIGNUM* number) const { BN_free(number); }
};

using Key = std::unique_ptr<EVP_PKEY, FreeOpenSsl>;
using Bio = std::unique_ptr<BIO, FreeOpenSsl>;
using Number = std::unique_ptr<BIGNUM, FreeOpenSsl>;

/// RFC 4251 section 5: mpint, which is what OpenSSL calls MPI.
std::string mpint(const EVP_PKEY& key, const char* name)
{
    BIGNUM* found = nullptr;
    EVP_PKEY_get_bn_param(&key, name, &found);
    const Number number(found);
    if (!number)
        throw std::runtime_error("OpenSSL made an RSA key without " + std::string(name));
    std::string bytes(static_cast<std::size_t>(BN_bn2mpi(number.get(), nullptr)), '\0');
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL's bytes are unsigned
    BN_bn2mpi(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
    return bytes;
}

std::string privatePem(const EVP_PKEY& key)
{
    const Bio bio(BIO_new(BIO_s_mem()));
    if (!bio || PEM_write_bio_PrivateKey_traditional(bio.get(), &key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
        throw std::runtime_error("OpenSSL cannot write an RSA key");
    char* text = nullptr;
    const auto length = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

} // namespace

SshKey newSshKey(unsigned bits)
{
    const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(bits)));
    if (!key)
        throw std::runtime_error("OpenSSL cannot make an RSA key of " + std::to_string(bits) + " bits");
    const std::string name = "ssh-rsa"; // RFC 4253 section 6.6
    const std::string blob =
        std::string("\0\0\0\7", 4) + name + mpint(*key, OSSL_PKEY_PARAM_RSA_E) + mpint(*key, OSSL_PKEY_PARAM_RSA_N);
    return {name + " " + base64::encode(blob), privatePem(*key)};
}

std::string md5Fingerprint(std::string_view bytes)
{
    std::string digest(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL's bytes are unsigned
    auto* const out = reinterpret_cast<unsigned char*>(digest.data());
    if (EVP_Digest(bytes.data(), bytes.size(), out, &length, EVP_md5(), nullptr) != 1)
        throw std::runtime_error("OpenSSL cannot compute MD5");
    digest.resize(length);
    std::string text;
    for (const char byte : digest)
        text += (text.empty() ? "" : ":") + toHex(std::string_view(&byte, 1));
    return text;
}

} // namespace readystage
