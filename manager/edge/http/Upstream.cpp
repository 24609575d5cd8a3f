#include "manager/edge/http/Upstream.h"

#include "common/runtime/Log.h"
#include "manager/edge/http/Exchange.h"
#include "manager/edge/http/Loop.h"

#include <set>

namespace readystage::http {

class Upstream::Impl {
public:
    explicit Impl(Settings settings);
    ~Impl();
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void forward(const Request& request, OnAnswer onAnswer, OnFailure onFailure);

private:
    struct Callbacks {
        OnAnswer answer;
        OnFailure failure;
    };

    void start(const std::shared_ptr<Exchange>& exchange, Callbacks callbacks);
    static void report(Exchange::Outcome outcome, const Callbacks& callbacks);

    const Settings settings_;
    SslContext tls_;
    std::set<std::shared_ptr<Exchange>> open_; ///< of the loop's thread, like `stopping_`
    bool stopping_ = false;
    Loop loop_;
};

Upstream::Impl::Impl(Settings settings) : settings_(std::move(settings))
{
    if (settings_.server.tls)
        tls_ = clientContext(settings_.caFile);
    loop_.start();
}

Upstream::Impl::~Impl()
{
    asio::post(loop_.executor(), [this] {
        stopping_ = true;
        for (const auto& exchange : open_)
            exchange->abort();
    });
    loop_.finish();
}

void Upstream::Impl::forward(const Request& request, OnAnswer onAnswer, OnFailure onFailure)
{
    auto exchange = std::make_shared<Exchange>(settings_, tls_, request, loop_.executor());
    asio::post(loop_.executor(), [this, exchange = std::move(exchange),
                                  callbacks = Callbacks{std::move(onAnswer), std::move(onFailure)}]() mutable {
        start(exchange, std::move(callbacks));
    });
}

void Upstream::Impl::start(const std::shared_ptr<Exchange>& exchange, Callbacks callbacks)
{
    open_.insert(exchange);
    if (stopping_)
        exchange->abort();
    asio::co_spawn(loop_.executor(), exchange->run(),
                   [this, exchange, held = std::move(callbacks)](const std::exception_ptr& bug) {
                       open_.erase(exchange);
                       if (bug)
                           std::rethrow_exception(bug); // the program ends
                       report(exchange->takeOutcome(), held);
                   });
}

void Upstream::Impl::report(Exchange::Outcome outcome, const Callbacks& callbacks)
{
    try {
        if (outcome)
            callbacks.answer(*std::move(outcome));
        else
            callbacks.failure(outcome.error());
    } catch (const std::exception& e) {
        log::error("http-upstream-callback-failed", {{"error", e.what()}});
    }
}

Upstream::Upstream(Settings settings) : impl_(std::make_unique<Impl>(std::move(settings))) {}

Upstream::~Upstream() = default;

void Upstream::forward(const Request& request, OnAnswer onAnswer, OnFailure onFailure)
{
    impl_->forward(request, std::move(onAnswer), std::move(onFailure));
}

} // namespace readystage::http
