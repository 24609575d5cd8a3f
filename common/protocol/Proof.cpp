#include "common/protocol/Proof.h"

#include "common/codec/Digest.h"

namespace readystage::protocol {

namespace {

constexpr std::size_t kLeastTokenBytes = 32;
constexpr std::size_t kMostTokenBytes = 128;
constexpr const char* kScheme = "hmac-sha256 ";

} // namespace

bool isToken(std::string_view text)
{
    return text.size() >= kLeastTokenBytes && text.size() <= kMostTokenBytes &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
               std::string_view::npos;
}

std::string proofOf(std::string_view wireReport, const Secret& token)
{
    return kScheme + hmacSha256Hex(token.reveal(), wireReport);
}

bool isProof(std::string_view header, std::string_view wireReport, const Secret& token)
{
    return Secret(proofOf(wireReport, token)).equals(header);
}

} // namespace readystage::protocol
