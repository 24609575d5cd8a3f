#include "agent/edge/Firmware.h"

#include "agent/core/Binding.h"
#include "common/runtime/AtomicFile.h"

#include <system_error>

namespace readystage::agent {
namespace {

constexpr std::size_t kFactBytes = 4096;
constexpr const char* kProductName = "/sys/class/dmi/id/product_name";
constexpr const char* kProductUuid = "/sys/class/dmi/id/product_uuid";

} // namespace

std::vector<Claim> Firmware::claims()
{
    try {
        if (!readFile(root_(kProductName), kFactBytes).starts_with("CloudStack"))
            return {};
        const auto path = root_(kProductUuid);
        const std::string uuid = usableProductUuid(readFile(path, kFactBytes));
        if (uuid.empty())
            return {};
        return {{Claim::Kind::firmware, uuid, path.string()}};
    } catch (const std::system_error&) {
        return {}; // no DMI here, or we may not read it
    }
}

} // namespace readystage::agent
