#include "tests/cloudsim/core/EmbeddedFiles.h"

// NOLINTNEXTLINE(hicpp-no-assembler)
asm(".section .rodata\n"
    "cloudsim_apis_begin: .incbin \"" CLOUDSIM_APIS "\"\n"
    "cloudsim_roles_begin: .incbin \"" CLOUDSIM_ROLES "\"\n"
    "cloudsim_parameters_begin: .incbin \"" CLOUDSIM_PARAMETERS "\"\n"
    "cloudsim_event_types_begin: .incbin \"" CLOUDSIM_EVENT_TYPES "\"\n"
    "cloudsim_event_types_end:\n"
    ".global cloudsim_apis_begin, cloudsim_roles_begin, cloudsim_parameters_begin\n"
    ".global cloudsim_event_types_begin, cloudsim_event_types_end\n"
    ".previous\n");

// NOLINTBEGIN(modernize-avoid-c-arrays)
extern "C" const char cloudsim_apis_begin[];
extern "C" const char cloudsim_roles_begin[];
extern "C" const char cloudsim_parameters_begin[];
extern "C" const char cloudsim_event_types_begin[];
extern "C" const char cloudsim_event_types_end[];

// NOLINTEND(modernize-avoid-c-arrays)

namespace readystage::cloudsim {

namespace {

std::string_view between(const char* begin, const char* end)
{
    return {begin, static_cast<std::size_t>(end - begin)};
}

} // namespace

std::string_view recordedApis()
{
    return between(cloudsim_apis_begin, cloudsim_roles_begin);
}

std::string_view rolesTable()
{
    return between(cloudsim_roles_begin, cloudsim_parameters_begin);
}

std::string_view parameterTable()
{
    return between(cloudsim_parameters_begin, cloudsim_event_types_begin);
}

std::string_view eventTypes()
{
    return between(cloudsim_event_types_begin, cloudsim_event_types_end);
}

} // namespace readystage::cloudsim
