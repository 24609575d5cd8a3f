#include "common/codec/Signature.h"

#include "common/codec/Base64.h"
#include "common/codec/Digest.h"
#include "common/domain/Ascii.h"

#include <algorithm>
#include <vector>

namespace readystage {

namespace {

using std::chrono::system_clock;

/// Weight of a UTF-8 sequence in Java's order: UTF-16 puts what lies above U+FFFF (in UTF-8: four bytes) before U+E000
/// to U+FFFF (first byte 0xEE and 0xEF); everything else is in the order of its bytes.
int javaWeight(char firstByte)
{
    const auto byte = static_cast<unsigned char>(firstByte);
    if (byte < 0xEE)
        return 0;
    return byte >= 0xF0 ? 1 : 2;
}

/// String.compareTo of Java on two UTF-8 texts.
bool javaLess(std::string_view a, std::string_view b)
{
    const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (x == a.end() || y == b.end())
        return x == a.end() && y != b.end();
    if (javaWeight(*x) != javaWeight(*y))
        return javaWeight(*x) < javaWeight(*y);
    return static_cast<unsigned char>(*x) < static_cast<unsigned char>(*y);
}

using Sorted = std::vector<const Parameters::value_type*>;

Sorted inJavaOrder(const Parameters& parameters)
{
    Sorted sorted;
    sorted.reserve(parameters.size());
    for (const auto& pair : parameters)
        sorted.push_back(&pair);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto* a, const auto* b) { return javaLess(a->first, b->first); });
    return sorted;
}

/// CloudStack walks the sorted names, so of several spellings the last one counts.
const std::string* lastInJavaOrder(const Sorted& sorted, std::string_view name)
{
    const auto found = std::find_if(sorted.rbegin(), sorted.rend(),
                                    [name](const auto* pair) { return ascii::equalIgnoringCase(pair->first, name); });
    return found == sorted.rend() ? nullptr : &(*found)->second;
}

bool isLate(const Sorted& sorted, system_clock::time_point now)
{
    const std::string* const version = lastInJavaOrder(sorted, "signatureVersion");
    if (version == nullptr || *version != "3")
        return false;
    const std::string* const expires = lastInJavaOrder(sorted, "expires");
    if (expires == nullptr)
        return true;
    const auto when = parseExpires(*expires);
    return !when || *when < now;
}

std::string canonicalOf(const Sorted& sorted)
{
    std::string canonical;
    for (const auto* pair : sorted) {
        if (ascii::equalIgnoringCase(pair->first, "signature"))
            continue;
        canonical += canonical.empty() ? "" : "&";
        canonical.append(pair->first).append("=").append(percentEncode(pair->second));
    }
    std::transform(canonical.begin(), canonical.end(), canonical.begin(), ascii::lower);
    return canonical;
}

std::string signatureOf(const Sorted& sorted, const Secret& secret)
{
    return base64::encode(hmacSha1(secret.reveal(), canonicalOf(sorted)));
}

} // namespace

std::string canonicalString(const Parameters& parameters)
{
    return canonicalOf(inJavaOrder(parameters));
}

std::string signatureOf(const Parameters& parameters, const Secret& secret)
{
    return signatureOf(inJavaOrder(parameters), secret);
}

Parameters sign(Parameters parameters, const std::string& apiKey, const Secret& secret)
{
    parameters.emplace_back("apiKey", apiKey);
    std::string signature = signatureOf(parameters, secret);
    parameters.emplace_back("signature", std::move(signature));
    return parameters;
}

SignatureCheck checkSignature(const Parameters& parameters, const Secret& secret, system_clock::time_point now)
{
    const Sorted sorted = inJavaOrder(parameters);
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end(),
                                          [](const auto* a, const auto* b) { return a->first == b->first; });
    if (twice != sorted.end())
        return SignatureCheck::wrong;
    if (isLate(sorted, now))
        return SignatureCheck::expired;
    const std::string* const given = lastInJavaOrder(sorted, "signature");
    if (given == nullptr)
        return SignatureCheck::wrong;
    const Secret expected(signatureOf(sorted, secret));
    return expected.equals(*given) ? SignatureCheck::ok : SignatureCheck::wrong;
}

bool isExpired(const Parameters& parameters, system_clock::time_point now)
{
    return isLate(inJavaOrder(parameters), now);
}

const std::string* findIgnoringCase(const Parameters& parameters, std::string_view name)
{
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [name](const auto& pair) { return ascii::equalIgnoringCase(pair.first, name); });
    return found == parameters.end() ? nullptr : &found->second;
}

} // namespace readystage
