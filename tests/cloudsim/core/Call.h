#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/codec/PercentEncoding.h"
#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

struct Command;
class World;

/// One call whose parameters have passed the checks of its command's description: names in lower case, UUIDs in lower
/// case and known, numbers and booleans well formed. Parameters the command does not know are passed over.
class Call {
public:
    /// Refusal 430 or 431 for a parameter that is missing or wrong, 531 for an object the caller may not touch.
    Call(const World& world, const Command& command, const User& caller, bool post, Instant now, const Parameters& sent,
         Instant began = Instant::max());

    const Command& command() const { return *command_; }

    const User& caller() const { return *caller_; }

    const Account& account() const { return *caller_->account; }

    bool isAdmin() const { return account().role->type == RoleType::admin; }

    bool isPost() const { return post_; }

    /// Signed, with the key under exactly this name: AccountManagerImpl.getAccessingApiKey. Of a session it does not.
    bool namesKey() const { return namesKey_; }

    Instant now() const { return now_; }

    /// When CloudStack began to work on it, which is when it read the rows it writes back.
    Instant began() const { return std::min(began_, now_); }

    bool has(std::string_view name) const { return find(name) != nullptr; }

    bool isBlank(std::string_view name) const;     ///< absent, too
    std::string text(std::string_view name) const; ///< empty when absent
    bool flag(std::string_view name) const;
    std::optional<bool> optionalFlag(std::string_view name) const;
    std::optional<std::int64_t> number(std::string_view name) const;
    std::vector<std::string> list(std::string_view name) const;
    /// `name[i].key=k&name[i].value=v`, in the order of i; a missing value is nullopt, a missing key Java's "null".
    std::vector<std::pair<std::string, std::optional<std::string>>> keyValues(std::string_view name) const;
    /// `name[i].k=v` of one i after the other.
    std::vector<Pairs> rows(std::string_view name) const;
    /// `name[i].k=v`; of one k the last (BaseCmd.convertDetailsToMap).
    Pairs map(std::string_view name) const;

private:
    friend class ParameterCheck;
    const std::string* find(std::string_view name) const;
    void forgetUnknown();

    const Command* command_;
    const User* caller_;
    bool post_;
    Instant now_;
    Instant began_;
    bool namesKey_;
    Pairs plain_;

    struct Entry {
        std::string name;
        std::string index;
        std::string field;
        std::string value;
    };

    std::vector<Entry> entries_; ///< of maps
};

/// The refusal for a value CloudStack's ParamProcessWorker cannot take.
[[noreturn]] void refuseValue(const Command& command, const std::string& why);

} // namespace readystage::cloudsim
