#include "manager/core/Tags.h"

#include <algorithm>

namespace readystage {

namespace {

constexpr std::size_t kMaxTagBytes = 255;

bool contains(const std::vector<Tag>& tags, const Tag& tag)
{
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

const Tag* withKey(const std::vector<Tag>& tags, const std::string& key)
{
    const auto at = std::find_if(tags.begin(), tags.end(), [&](const Tag& tag) { return tag.first == key; });
    return at == tags.end() ? nullptr : &*at;
}

} // namespace

std::vector<Tag> tagsWanted(const VmRecord& vm, const TagNames& names)
{
    if (vm.state == VmState::ready)
        return {{names.readyKey, names.readyValue}};
    if (vm.state != VmState::failing && vm.state != VmState::failed && vm.state != VmState::timeout)
        return {};
    std::vector<Tag> tags{{"readystage", text(vm.state)}};
    if (auto reason = tagText(vm.reason); !reason.empty())
        tags.emplace_back("readystage-reason", std::move(reason));
    return tags;
}

TagPlan planTags(const std::vector<Tag>& present, const std::vector<Tag>& wanted, const std::vector<Tag>& ours)
{
    TagPlan plan;
    for (const Tag& tag : ours)
        if (contains(present, tag) && !contains(wanted, tag))
            plan.remove.push_back(tag);
    for (const Tag& tag : wanted) {
        if (contains(present, tag))
            continue;
        const Tag* const other = withKey(present, tag.first);
        if (other != nullptr && !contains(ours, *other))
            plan.refused = "tag " + tag.first + " has been set by somebody else";
        else
            plan.create.push_back(tag);
    }
    return plan;
}

std::string tagText(std::string_view outside)
{
    std::string safe;
    for (const char c : outside.substr(0, kMaxTagBytes)) {
        const bool printable = c >= 0x20 && c < 0x7f;
        safe += !printable ? '?' : c == '\\' ? '/' : c;
    }
    return safe;
}

} // namespace readystage
