#include "common/codec/Digest.h"

#include "common/codec/Hex.h"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <memory>
#include <stdexcept>

#include <sys/random.h>

namespace readystage {

namespace {

struct FreeMac {
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

/// Without a key, to be copied: to find an algorithm takes OpenSSL 3 as long as the HMAC of a short text.
MacContext hmacContext(std::string digest)
{
    EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    MacContext context(algorithm == nullptr ? nullptr : EVP_MAC_CTX_new(algorithm));
    EVP_MAC_free(algorithm);
    const std::array parameters{OSSL_PARAM_construct_utf8_string("digest", digest.data(), 0),
                                OSSL_PARAM_construct_end()};
    if (!context || EVP_MAC_CTX_set_params(context.get(), parameters.data()) != 1)
        throw std::runtime_error("OpenSSL has no HMAC-" + digest);
    return context;
}

std::string hmac(const EVP_MAC_CTX& blank, std::string_view key, std::string_view bytes)
{
    const MacContext context(EVP_MAC_CTX_dup(&blank));
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    std::size_t length = 0;
    // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL's bytes are unsigned
    const auto* const secret = reinterpret_cast<const unsigned char*>(key.empty() ? "" : key.data());
    const auto* const text = reinterpret_cast<const unsigned char*>(bytes.data());
    // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
    if (!context || EVP_MAC_init(context.get(), secret, key.size(), nullptr) != 1 ||
        EVP_MAC_update(context.get(), text, bytes.size()) != 1 ||
        EVP_MAC_final(context.get(), mac.data(), &length, mac.size()) != 1)
        throw std::runtime_error("OpenSSL cannot compute an HMAC");
    return {mac.begin(), mac.begin() + length};
}

} // namespace

std::string sha256Hex(std::string_view bytes)
{
    std::string digest(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL's bytes are unsigned
    auto* const out = reinterpret_cast<unsigned char*>(digest.data());
    if (EVP_Digest(bytes.data(), bytes.size(), out, &length, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL cannot compute SHA-256");
    digest.resize(length);
    return toHex(digest);
}

std::string hmacSha256Hex(std::string_view key, std::string_view bytes)
{
    static const MacContext blank = hmacContext("SHA2-256");
    return toHex(hmac(*blank, key, bytes));
}

std::string hmacSha1(std::string_view key, std::string_view bytes)
{
    static const MacContext blank = hmacContext("SHA1");
    return hmac(*blank, key, bytes);
}

std::string randomBytes(std::size_t count)
{
    std::string bytes(count, '\0');
    std::size_t have = 0;
    while (have < count) {
        const ssize_t got = ::getrandom(bytes.data() + have, count - have, 0);
        if (got < 0 && errno != EINTR)
            throw std::runtime_error("the system gives no random bytes");
        have += got < 0 ? 0 : static_cast<std::size_t>(got);
    }
    return bytes;
}

std::string randomUuid()
{
    std::string bytes = randomBytes(16);
    bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40); // version 4, RFC 9562 section 5.4
    bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80); // variant
    std::string text = toHex(bytes);
    for (const std::size_t hyphen : {8U, 13U, 18U, 23U})
        text.insert(hyphen, 1, '-');
    return text;
}

} // namespace readystage
