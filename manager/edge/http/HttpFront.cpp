#include "manager/edge/http/HttpFront.h"

#include "common/runtime/Guarded.h"
#include "common/runtime/Log.h"
#include "manager/edge/http/Connection.h"
#include "manager/edge/http/Loop.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <future>
#include <set>
#include <stdexcept>
#include <unordered_map>
#include <vector>

namespace readystage::http {

namespace {

using namespace std::chrono_literals;

constexpr auto kPauseAfterFailure = 100ms;

IpAddress ipAddress(const tcp::endpoint& endpoint)
{
    auto address = endpoint.address();
    if (address.is_v6()) {
        auto v6 = address.to_v6();
        v6.scope_id(0);
        address = v6;
    }
    return IpAddress::parse(address.to_string()).value();
}

/// A loop and the connections in it. But for `loop` it belongs to the loop's thread.
struct Worker {
    Loop loop;
    std::set<std::shared_ptr<Connection>> connections;
    bool stopping = false; ///< no new connections
};

/// Where a program listens.
struct Door {
    Door(Listener settings, Handler& h, const Executor& executor)
        : limits(std::move(settings)),
          handler(h),
          acceptor(executor),
          pause(executor)
    {}

    Listener limits; ///< constant once it listens
    Handler& handler;
    Guarded<SslContext> tls;
    Acceptor acceptor; ///< of the first worker's thread, like `pause`
    Timer pause;
    std::atomic<std::size_t> open{0};
    Guarded<std::unordered_map<std::string, std::size_t>> openFrom; ///< by address

    /// False when there are too many already.
    bool enter(const std::string& address)
    {
        if (open >= limits.maxConnections)
            return false;
        const bool entered = openFrom.with([&](auto& counts) {
            auto& count = counts[address];
            return count < limits.maxPerAddress && ++count > 0;
        });
        open += entered ? 1 : 0;
        return entered;
    }

    void leave(const std::string& address)
    {
        openFrom.with([&](auto& counts) {
            if (const auto at = counts.find(address); --at->second == 0)
                counts.erase(at);
            return 0;
        });
        --open;
    }
};

} // namespace

class HttpFront::Impl {
public:
    explicit Impl(unsigned threads);

    ~Impl() { stop(0ms); }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    std::uint16_t listen(const Listener& listener, Handler& handler);
    void start();
    void reloadTls();
    void stop(std::chrono::milliseconds grace);
    Counts counts() const;

private:
    Task<void> acceptAll(Door& door);
    void admit(Door& door, Worker& worker, Socket socket);
    void serve(Door& door, Worker& worker, const IpAddress& peer, Socket socket);
    template <class F> void onEveryWorker(F what);

    OpenRequests open_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::vector<std::unique_ptr<Door>> doors_;
    std::size_t next_ = 0; ///< worker of the next connection; of the first worker's thread
    std::atomic<std::size_t> refused_{0};
    Greetings greetings_;
    bool started_ = false;
    bool stopped_ = false;
};

HttpFront::Impl::Impl(unsigned threads)
{
    for (unsigned i = 0; i < std::max(threads, 1U); ++i)
        workers_.push_back(std::make_unique<Worker>());
}

std::uint16_t HttpFront::Impl::listen(const Listener& listener, Handler& handler)
{
    auto door = std::make_unique<Door>(listener, handler, workers_.front()->loop.executor());
    if (listener.tls)
        door->tls.with([&](SslContext& tls) { tls = serverContext(*listener.tls); });
    try {
        const tcp::endpoint endpoint(asio::ip::make_address(listener.address), listener.port);
        door->acceptor.open(endpoint.protocol());
        door->acceptor.set_option(asio::socket_base::reuse_address(true));
        door->acceptor.bind(endpoint);
        door->acceptor.listen(asio::socket_base::max_listen_connections);
    } catch (const boost::system::system_error& e) {
        throw std::runtime_error("cannot listen on " + listener.address + " port " + std::to_string(listener.port) +
                                 ": " + e.code().message());
    }
    door->limits.port = door->acceptor.local_endpoint().port();
    doors_.push_back(std::move(door));
    return doors_.back()->limits.port;
}

void HttpFront::Impl::start()
{
    started_ = true;
    for (const auto& door : doors_)
        asio::co_spawn(door->acceptor.get_executor(), acceptAll(*door), [](const std::exception_ptr& failure) {
            if (failure)
                std::rethrow_exception(failure); // a bug: the program ends
        });
    for (const auto& worker : workers_)
        worker->loop.start();
}

Task<void> HttpFront::Impl::acceptAll(Door& door)
{
    for (bool wasFailing = false; door.acceptor.is_open();) {
        Worker& worker = *workers_[next_++ % workers_.size()];
        Socket socket(worker.loop.executor());
        error_code error;
        co_await door.acceptor.async_accept(socket, asio::redirect_error(kAwait, error));
        if (!error) {
            wasFailing = false;
            admit(door, worker, std::move(socket));
        } else if (door.acceptor.is_open()) {
            // Out of descriptors, mostly: the connection stays in the queue and would be reported again at once.
            if (!std::exchange(wasFailing, true))
                log::error("http-accept-failed", {{"port", door.limits.port}, {"error", error.message()}});
            door.pause.expires_after(kPauseAfterFailure);
            co_await door.pause.async_wait(asio::redirect_error(kAwait, error));
        }
    }
}

void HttpFront::Impl::admit(Door& door, Worker& worker, Socket socket)
{
    error_code gone;
    const auto endpoint = socket.remote_endpoint(gone);
    if (gone)
        return;
    const IpAddress peer = ipAddress(endpoint);
    if (!door.enter(peer.str())) {
        ++refused_;
        return;
    }
    asio::post(worker.loop.executor(), [this, &door, &worker, peer, held = std::move(socket)]() mutable {
        serve(door, worker, peer, std::move(held));
    });
}

void HttpFront::Impl::serve(Door& door, Worker& worker, const IpAddress& peer, Socket socket)
{
    error_code gone;
    const auto local = socket.local_endpoint(gone);
    if (gone || worker.stopping)
        return door.leave(peer.str());
    SslSession session;
    if (const auto tls = door.tls.with([](const SslContext& current) { return current; }))
        session = serverSession(tls);
    const auto connection = std::make_shared<Connection>(
        Connection::Site{door.limits, door.handler, open_, greetings_, peer, ipAddress(local)},
        std::make_shared<Stream>(std::move(socket), std::move(session)));
    worker.connections.insert(connection);
    asio::co_spawn(worker.loop.executor(), connection->serve(),
                   [&door, &worker, connection, peer](const std::exception_ptr& failure) {
                       connection->close();
                       worker.connections.erase(connection);
                       door.leave(peer.str());
                       if (failure)
                           std::rethrow_exception(failure); // a bug: the program ends
                   });
}

template <class F> void HttpFront::Impl::onEveryWorker(F what)
{
    std::vector<std::future<void>> done;
    for (const auto& worker : workers_) {
        std::packaged_task<void()> task([&what, &to = *worker] { what(to); });
        done.push_back(task.get_future());
        asio::post(worker->loop.executor(), std::move(task));
    }
    for (auto& one : done)
        one.get();
}

void HttpFront::Impl::stop(std::chrono::milliseconds grace)
{
    if (!started_ || std::exchange(stopped_, true))
        return;
    onEveryWorker([this](Worker& worker) {
        if (&worker != workers_.front().get())
            return;
        error_code ignored;
        for (const auto& door : doors_) {
            door->acceptor.close(ignored);
            door->pause.cancel(ignored);
        }
    });
    onEveryWorker([](Worker& worker) {
        worker.stopping = true;
        for (const auto& connection : worker.connections)
            connection->windDown();
    });
    open_.awaitNone(grace);
    onEveryWorker([](Worker& worker) {
        for (const auto& connection : worker.connections)
            connection->close();
    });
    for (const auto& worker : workers_)
        worker->loop.finish();
}

void HttpFront::Impl::reloadTls()
{
    std::vector<std::pair<Door*, SslContext>> fresh;
    for (const auto& door : doors_)
        if (door->limits.tls)
            fresh.emplace_back(door.get(), serverContext(*door->limits.tls));
    for (auto& [door, context] : fresh)
        door->tls.with([&with = context](SslContext& current) { current.swap(with); });
}

HttpFront::Counts HttpFront::Impl::counts() const
{
    std::size_t open = 0;
    for (const auto& door : doors_)
        open += door->open;
    return {open, refused_, greetings_.done, greetings_.failed};
}

HttpFront::HttpFront(unsigned threads) : impl_(std::make_unique<Impl>(threads)) {}

HttpFront::~HttpFront() = default;

std::uint16_t HttpFront::listen(const Listener& listener, Handler& handler)
{
    return impl_->listen(listener, handler);
}

void HttpFront::start()
{
    impl_->start();
}

void HttpFront::reloadTls()
{
    impl_->reloadTls();
}

void HttpFront::stop(std::chrono::milliseconds grace)
{
    impl_->stop(grace);
}

HttpFront::Counts HttpFront::counts() const
{
    return impl_->counts();
}

} // namespace readystage::http
