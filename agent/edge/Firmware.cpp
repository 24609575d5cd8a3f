#include "agent/edge/Firmware.h"

#include "agent/core/Binding.h"
#include "common/runtime/AtomicFile.h"

#include <system_error>

namespace readystage::agent {
namespace {

constexpr std::size_t kDmiBytes = 4096;
constexpr const char* kProductName = "/sys/class/dmi/id/product_name";
constexpr const char* kDmiUuid = "/sys/class/dmi/id/product_uuid";

} // namespace

std::vector<Claim> Firmware::claims()
{
    try {
        if (!readFile(root_(kProductName), kDmiBytes).starts_with("CloudStack"))
            return {};
        const auto path = root_(kDmiUuid);
        const std::string uuid = usableProductUuid(readFile(path, kDmiBytes));
        if (uuid.empty())
            return {};
        return {{Claim::Kind::firmware, uuid, path.string()}};
    } catch (const std::system_error&) {
        return {}; // no DMI here, or we may not read it
    }
}

} // namespace readystage::agent
