#include "tests/cloudsim/core/Mocks.h"

#include "common/domain/Ascii.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

/// The value of `result` in `wait:100|result:fail`; of two the last counts.
std::string_view resultIn(std::string_view values)
{
    std::string_view result;
    while (!values.empty()) {
        const std::string_view pair = values.substr(0, values.find('|'));
        values.remove_prefix(std::min(pair.size() + 1, values.size()));
        const auto colon = pair.find(':');
        if (colon != std::string_view::npos && ascii::equalIgnoringCase(pair.substr(0, colon), "result"))
            result = pair.substr(colon + 1);
    }
    return result;
}

/// The oldest that fits; all hosts are one, so pods and clusters need no comparison.
Mock* mockFor(World& world, const Zone& zone, std::string_view command)
{
    for (const auto& [number, mock] : world.mocks)
        if (mock->command == command && (mock->zone == nullptr || mock->zone == &zone))
            return mock.get();
    return nullptr;
}

} // namespace

bool hostRefuses(World& world, const Zone& zone, std::string_view command)
{
    Mock* const mock = mockFor(world, zone, command);
    if (mock == nullptr || (mock->count && *mock->count <= 0))
        return false;
    const std::string_view result = resultIn(mock->values);
    if (ascii::equalIgnoringCase(result, "fault"))
        return true;
    if (mock->count)
        --*mock->count;
    return ascii::equalIgnoringCase(result, "fail");
}

} // namespace readystage::cloudsim
