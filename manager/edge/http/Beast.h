#pragma once

// The precompiled header of this box, and the one place that includes Boost.Asio and Boost.Beast: they take seconds to
// parse.

#include <utility> // awaitable.hpp of Boost 1.74 uses std::exchange without including this

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <chrono>

namespace readystage::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

// One thread runs one io_context, so that what belongs to a connection needs neither strand nor lock.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

/// What a coroutine returns. `co_await` stands alone or on the right of a declaration, never inside a condition: g++ 12
/// lays out the frame of a coroutine like `if (co_await x()) …` wrongly, and it crashes when it is resumed first.
template <class T> using Task = asio::awaitable<T, Executor>;

inline constexpr asio::use_awaitable_t<Executor> kAwait;

} // namespace readystage::http
