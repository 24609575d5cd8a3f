#include "common/runtime/Signals.h"

#include <pthread.h>

#include <system_error>

namespace readystage {

Signals::Signals(std::initializer_list<int> signals)
{
    sigemptyset(&set_);
    for (const int signal : signals)
        sigaddset(&set_, signal);
    if (const int error = pthread_sigmask(SIG_BLOCK, &set_, &before_))
        throw std::system_error(error, std::generic_category(), "cannot block signals");
    std::signal(SIGPIPE, SIG_IGN);
}

int Signals::wait() const
{
    int signal = 0;
    if (const int error = sigwait(&set_, &signal))
        throw std::system_error(error, std::generic_category(), "cannot wait for signals");
    return signal;
}

} // namespace readystage
