#include "common/domain/Secret.h"

#include <cstring>

namespace readystage {

Secret::~Secret()
{
    bytes_.resize(bytes_.capacity()); // what an earlier, longer value left behind is wiped, too
    explicit_bzero(bytes_.data(), bytes_.size());
}

bool Secret::equals(std::string_view other) const noexcept
{
    unsigned difference = bytes_.size() == other.size() ? 0 : 1;
    for (std::size_t i = 0; i < other.size(); ++i) {
        const char own = i < bytes_.size() ? bytes_[i] : '\0';
        difference |= static_cast<unsigned char>(own) ^ static_cast<unsigned char>(other[i]);
    }
    return difference == 0;
}

} // namespace readystage
