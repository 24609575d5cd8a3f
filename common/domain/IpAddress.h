#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>

#include "common/domain/Result.h"

namespace readystage {

/// An IPv4 or IPv6 address in its canonical text form; an IPv4 address mapped into IPv6 (::ffff:a.b.c.d) is that IPv4
/// address, so that addresses from different sources compare as one expects.
class IpAddress {
public:
    static Result<IpAddress, Malformed> parse(std::string_view text);

    const std::string& str() const noexcept { return text_; }

    friend bool operator==(const IpAddress&, const IpAddress&) = default;
    friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

private:
    explicit IpAddress(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

} // namespace readystage
