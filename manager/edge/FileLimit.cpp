#include "manager/edge/FileLimit.h"

#include <sys/resource.h>

namespace readystage {

std::size_t raiseFileLimit()
{
    struct rlimit limit {};

    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0)
        ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

} // namespace readystage
