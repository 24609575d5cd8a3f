#include "tests/unit/common/net/TestNames.h"

#include <map>
#include <string>
#include <vector>

#include <dlfcn.h>
#include <netdb.h>

namespace {

using Lookup = int (*)(const char*, const char*, const addrinfo*, addrinfo**);

Lookup system()
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): dlsym gives no other type
    static const auto found = reinterpret_cast<Lookup>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return found;
}

const std::map<std::string, std::vector<const char*>> kNames{
    {readystage::tests::kTwoAddresses, {"127.0.0.2", "127.0.0.1"}},
    {readystage::tests::kManager, {"127.0.0.1"}},
    {std::string(readystage::tests::kManager) + ".", {"127.0.0.1"}},
    {readystage::tests::kV6Only, {"::1"}},
};

} // namespace

std::latch& readystage::tests::silence()
{
    static std::latch untilTheTestIsOver(1);
    return untilTheTestIsOver;
}

/// The parameters are called as in the C library's header.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* req, addrinfo** pai)
{
    if (name != nullptr && std::string(name) == readystage::tests::kSilent) {
        readystage::tests::silence().wait();
        return EAI_AGAIN;
    }
    const auto known = kNames.find(name == nullptr ? "" : name);
    if (known == kNames.end())
        return system()(name, service, req, pai);
    addrinfo** end = pai;
    for (const char* const address : known->second) {
        if (const int error = system()(address, service, req, end))
            return error;
        while (*end != nullptr)
            end = &(*end)->ai_next;
    }
    return 0;
}
