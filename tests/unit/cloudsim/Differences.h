#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace readystage::cloudsim {

/// What tests/cloudsim/DIFFERENCES.md lists: where cloudsim answers otherwise than the recorded CloudStack, and why.
/// Each look-up that finds an entry marks it as needed.
class Differences {
public:
    /// Of the document's three tables. std::runtime_error for a row that lacks a cell.
    explicit Differences(const std::string& markdown);

    /// Members that only the recorded answers have.
    bool isLeftOut(const std::string& member);

    /// The form of a member whose value is each cloud's own (Forms.h); nullptr: the value itself counts.
    const std::string* formOf(const std::string& member);

    /// Whether this exchange may differ at this place: `.listeventsresponse.count`, `status`, `body`, …
    bool isExcused(const std::string& exchange, const std::string& path);

    /// The entries nothing has asked for.
    std::vector<std::string> unneeded() const;

private:
    struct Entry {
        std::string pattern; ///< `*` stands for any text
        std::string more;    ///< of an own value its form, of an exchange the pattern of its places
        bool needed = false;
    };

    struct Table {
        std::vector<Entry> entries;
        std::unordered_map<std::string, Entry*> found; ///< what was looked up before
    };

    static Entry* find(Table& table, const std::string& name);

    Table leftOut_;
    Table own_;
    std::vector<Entry> exchanges_;
};

} // namespace readystage::cloudsim
