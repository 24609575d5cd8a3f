#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace readystage::cloudsim {

/// The bucket in which a java.util.HashMap that grew to `entries` holds the key (String.hashCode of UTF-16 units).
std::size_t javaBucket(std::string_view key, std::size_t entries);

/// Pairs with different keys in the order in which a HashMap that was filled with them returns them.
template <class Pairs> Pairs inJavaOrder(Pairs pairs)
{
    const std::size_t entries = pairs.size();
    std::stable_sort(pairs.begin(), pairs.end(), [entries](const auto& a, const auto& b) {
        return javaBucket(a.first, entries) < javaBucket(b.first, entries);
    });
    return pairs;
}

} // namespace readystage::cloudsim
