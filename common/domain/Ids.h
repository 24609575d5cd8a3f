#pragma once

#include <array>
#include <compare>
#include <string>
#include <string_view>
#include <utility>

#include "common/domain/Result.h"

namespace readystage {

/// Lower-cases `text` if it is a UUID in its 8-4-4-4-12 form; anything else is Malformed.
Result<std::string, Malformed> canonicalUuid(std::string_view text);

/// A UUID in lower case, well formed by construction. `Tag` keeps ids of different things apart.
template <class Tag> class Uuid {
public:
    static Result<Uuid, Malformed> parse(std::string_view text)
    {
        auto canonical = canonicalUuid(text);
        if (!canonical)
            return Unexpected{canonical.error()};
        return Uuid(*std::move(canonical));
    }

    const std::string& str() const noexcept { return text_; }

    friend bool operator==(const Uuid&, const Uuid&) = default;
    friend auto operator<=>(const Uuid&, const Uuid&) = default;

private:
    explicit Uuid(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

/// The CloudStack UUID of one virtual machine. CloudStack itself also accepts database numbers and -1 as ids
/// (ParamProcessWorker.java, translateUuidToInternalId); we never pass those on.
using InstanceId = Uuid<struct InstanceIdTag>;

/// Names one report; made by whoever reports and stable over every retry.
using ReportId = Uuid<struct ReportIdTag>;

/// /proc/sys/kernel/random/boot_id of the guest.
using BootId = Uuid<struct BootIdTag>;

/// 128 random bits made together with the agent's state for one instance id: a reinstalled VM keeps its instance id and
/// gets a new incarnation. Written as 32 lower-case hexadecimal digits.
class Incarnation {
public:
    static Result<Incarnation, Malformed> parse(std::string_view text);
    static Incarnation fromBytes(const std::array<unsigned char, 16>& random);

    const std::string& str() const noexcept { return text_; }

    friend bool operator==(const Incarnation&, const Incarnation&) = default;

private:
    explicit Incarnation(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

} // namespace readystage
