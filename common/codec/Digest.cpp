#include "common/codec/Digest.h"

#include "common/codec/Hex.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cerrno>
#include <stdexcept>

#include <sys/random.h>

namespace readystage {

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
    std::string digest(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL's bytes are unsigned
    auto* const out = reinterpret_cast<unsigned char*>(digest.data());
    const auto* const in = reinterpret_cast<const unsigned char*>(bytes.data());
    // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), in, bytes.size(), out, &length) == nullptr)
        throw std::runtime_error("OpenSSL cannot compute HMAC-SHA-256");
    digest.resize(length);
    return toHex(digest);
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
