#include "manager/edge/http/Loop.h"

#include <csignal>

namespace readystage::http {

Loop::Loop() : work_(context_.get_executor())
{
    // asio opens its epoll descriptor for the first socket; later there may be none left.
    const Socket first(context_.get_executor());
}

Loop::~Loop()
{
    finish();
}

void Loop::start()
{
    // Signals belong to main; and OpenSSL writes to sockets without MSG_NOSIGNAL: a SIGPIPE stays pending here, unseen.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread([this] { context_.run(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Loop::finish()
{
    work_.reset();
    if (thread_.joinable())
        thread_.join();
}

} // namespace readystage::http
