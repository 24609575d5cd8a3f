#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace readystage::cloudsim {

/// What tests/cloudsim/DIFFERENCES.md lists: where cloudsim answers otherwise than the recorded CloudStack, and why.
/// Each look-up that finds an entry marks it as needed.
class Differences {
public:
    /// Of the document's tables: the first column in backquotes.
    explicit Differences(const std::string& markdown);

    /// Members that only the recorded answers have.
    bool isLeftOut(const std::string& member) { return find(leftOut_, member); }

    /// Members of which only the presence counts.
    bool isOwn(const std::string& member) { return find(own_, member); }

    /// Exchanges (an id, or its beginning and `*`) that may differ as they like.
    bool isExcused(const std::string& exchange) { return find(exchanges_, exchange); }

    /// The entries nothing has asked for.
    std::vector<std::string> unneeded() const;

private:
    struct Entry {
        std::string pattern;
        bool needed = false;
    };

    static bool find(std::vector<Entry>& entries, const std::string& name);

    std::vector<Entry> leftOut_;
    std::vector<Entry> own_;
    std::vector<Entry> exchanges_;
};

} // namespace readystage::cloudsim
