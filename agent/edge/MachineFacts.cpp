#include "agent/edge/MachineFacts.h"

#include "agent/core/Binding.h"
#include "common/runtime/AtomicFile.h"

#include <stdexcept>
#include <system_error>

namespace readystage::agent {
namespace {

constexpr std::size_t kFactBytes = 4096;
constexpr const char* kBootId = "/proc/sys/kernel/random/boot_id";
constexpr const char* kProductUuid = "/sys/class/dmi/id/product_uuid";

std::string firstLine(const std::filesystem::path& path)
{
    const std::string text = readFile(path, kFactBytes);
    return text.substr(0, text.find('\n'));
}

BootId bootId(const std::filesystem::path& path)
{
    try {
        auto boot = BootId::parse(firstLine(path));
        if (!boot)
            throw std::runtime_error(path.string() + " is no boot id: " + boot.error().why);
        return *std::move(boot);
    } catch (const std::system_error& e) {
        throw std::runtime_error(e.what()); // a system_error would be taken for one of the spool
    }
}

std::string productUuid(const std::filesystem::path& path)
{
    try {
        return usableProductUuid(firstLine(path));
    } catch (const std::system_error&) {
        return {}; // no DMI here (containers, s390x), or not root
    }
}

} // namespace

Machine machineFacts(const SystemRoot& root)
{
    return {bootId(root(kBootId)), productUuid(root(kProductUuid))};
}

} // namespace readystage::agent
