#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "common/runtime/AtomicFile.h"

namespace readystage::tests {

/// Bytes of a file under tests/data/.
inline std::string testData(const std::filesystem::path& name)
{
    return readFile(std::filesystem::path(READYSTAGE_TEST_DATA) / name, std::size_t{16} * 1024 * 1024);
}

/// Names of the files in a folder under tests/data/ that begin with `prefix`, sorted.
inline std::vector<std::string> testDataNames(const std::filesystem::path& folder, const std::string& prefix)
{
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(READYSTAGE_TEST_DATA) / folder))
        if (entry.is_regular_file() && entry.path().filename().string().starts_with(prefix))
            names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

/// `text` without its line ends, cut at each.
inline std::vector<std::string> lines(const std::string& text)
{
    std::vector<std::string> result;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        result.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return result;
}

} // namespace readystage::tests
