#include "common/domain/UserData.h"

namespace readystage {

bool UserData::hasLine(std::string_view line) const
{
    std::string_view rest = bytes_;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        std::string_view candidate = rest.substr(0, end);
        if (candidate.ends_with('\r') && end != std::string_view::npos)
            candidate.remove_suffix(1);
        if (candidate == line)
            return true;
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return false;
}

} // namespace readystage
