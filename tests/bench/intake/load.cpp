// Sends reports over TLS, a new connection each unless told otherwise, and says how that went, as one line of JSON.
// It knows nothing of the manager's code, so that every server is measured by the same client.

#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using Steady = std::chrono::steady_clock;

struct Options {
    int port = 0;
    int clients = 64;
    int requests = 2000;
    int vms = 10'000;
    int hold = 0; ///< connections that send a part of a handshake and then nothing
    bool keepAlive = false;
    std::string get{}; ///< path of a GET with `?id=`; empty: POST /v1/reports
    int run = 0;       ///< makes report ids differ from run to run
};

[[noreturn]] void usage()
{
    std::cerr
        << "usage: intake_load --port N [--clients N] [--requests N] [--vms N] [--hold N] [--keep-alive 1] [--get "
           "PATH] [--run N]\n";
    std::exit(2);
}

Options optionsFrom(int argc, char** argv)
{
    std::map<std::string, std::string> given;
    for (int i = 1; i + 1 < argc; i += 2)
        given[argv[i]] = argv[i + 1];
    Options options;
    const auto number = [&](const char* name, int& into) {
        if (given.contains(name))
            into = std::stoi(given[name]);
    };
    number("--port", options.port);
    number("--clients", options.clients);
    number("--requests", options.requests);
    number("--vms", options.vms);
    number("--hold", options.hold);
    number("--run", options.run);
    options.keepAlive = given.contains("--keep-alive");
    options.get = given["--get"];
    if (options.port == 0 || argc % 2 == 0)
        usage();
    return options;
}

std::string uuid(unsigned high, unsigned low)
{
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%08x-0000-4000-8000-%012x", high, low);
    return text.data();
}

std::string requestNumber(const Options& options, int number)
{
    const std::string vm = uuid(0xbe7c4, static_cast<unsigned>(number % options.vms));
    const std::string connection = options.keepAlive ? "keep-alive" : "close";
    if (!options.get.empty())
        return "GET " + options.get + "?id=" + vm + " HTTP/1.1\r\nHost: localhost\r\nConnection: " + connection +
               "\r\n\r\n";
    const std::string body =
        R"({"instance_id":")" + vm + R"(","incarnation":"00112233445566778899aabbccddeeff","agent_version":"0.1.0",)" +
        R"("spool_version":1,"report_id":")" + uuid(static_cast<unsigned>(options.run), static_cast<unsigned>(number)) +
        R"(","boot_id":")" + vm + R"(","status":"ready","phase":"configured","reason":"","failed_resources":[],)" +
        R"("run":{"tool":"puppet"},"created":"2026-08-21T12:00:00.000Z"})";
    return "POST /v1/reports HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: " +
           connection + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// A TCP connection to the server on 127.0.0.1, from 127.0.3.x.
class Socket {
public:
    Socket(int port, int source) : fd_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in from{};
        from.sin_family = AF_INET;
        from.sin_addr.s_addr = htonl(0x7f000300U + static_cast<unsigned>(source % 250 + 1));
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(port));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        ::setsockopt(fd_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::bind(fd_, reinterpret_cast<sockaddr*>(&from), sizeof from) != 0 ||
            ::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
            failed_ = true;
    }

    ~Socket()
    {
        const linger noWait{1, 0}; // the test's own ports must not run out
        ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &noWait, sizeof noWait);
        ::close(fd_);
    }

    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    int fd() const { return fd_; }

    bool failed() const { return failed_; }

private:
    int fd_;
    bool failed_ = false;
};

class Session {
public:
    Session(SSL_CTX* context, int port, int source) : socket_(port, source), ssl_(SSL_new(context), SSL_free)
    {
        SSL_set_fd(ssl_.get(), socket_.fd());
        good_ = !socket_.failed() && SSL_connect(ssl_.get()) == 1;
    }

    /// The status of the answer; 0 when there was none.
    int exchange(const std::string& request)
    {
        if (!good_ || SSL_write(ssl_.get(), request.data(), static_cast<int>(request.size())) <= 0)
            return 0;
        std::string answer;
        while (!isComplete(answer)) {
            std::array<char, 4096> bytes{};
            const int count = SSL_read(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
            if (count <= 0)
                break;
            answer.append(bytes.data(), static_cast<std::size_t>(count));
        }
        return answer.size() > 12 && isComplete(answer) ? std::atoi(answer.c_str() + 9) : 0;
    }

    void close()
    {
        if (good_)
            SSL_shutdown(ssl_.get());
    }

private:
    static bool isComplete(const std::string& answer)
    {
        const auto end = answer.find("\r\n\r\n");
        if (end == std::string::npos)
            return false;
        const auto length = answer.find("Content-Length: ");
        const auto body = length < end ? std::strtoul(answer.c_str() + length + 16, nullptr, 10) : 0;
        return answer.size() >= end + 4 + body;
    }

    Socket socket_;
    std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
    bool good_;
};

struct Result {
    std::vector<double> milliseconds;
    std::map<int, int> statuses;
};

Result client(const Options& options, SSL_CTX* context, std::atomic<int>& next, int source)
{
    Result result;
    std::unique_ptr<Session> session;
    for (int number = next++; number < options.requests; number = next++) {
        const std::string request = requestNumber(options, number);
        const auto begin = Steady::now();
        if (!session)
            session = std::make_unique<Session>(context, options.port, source);
        const int status = session->exchange(request);
        if (!options.keepAlive)
            session->close();
        result.milliseconds.push_back(std::chrono::duration<double, std::milli>(Steady::now() - begin).count());
        ++result.statuses[status];
        if (!options.keepAlive || status == 0)
            session.reset();
    }
    return result;
}

/// Opens the connections that send a part of a handshake, and opens anew what the server closes.
void hold(const Options& options, std::atomic<int>& held, const std::stop_token& stop)
{
    constexpr std::array<char, 5> kPart{22, 3, 1, 2, 0};
    std::vector<std::unique_ptr<Socket>> sockets(static_cast<std::size_t>(options.hold));
    while (!stop.stop_requested())
        for (std::size_t i = 0; i < sockets.size() && !stop.stop_requested(); ++i) {
            char byte = 0;
            if (sockets[i] && ::recv(sockets[i]->fd(), &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN)
                continue;
            held -= sockets[i] ? 1 : 0;
            sockets[i] = std::make_unique<Socket>(options.port, static_cast<int>(i));
            (void)::send(sockets[i]->fd(), kPart.data(), kPart.size(), MSG_NOSIGNAL);
            ++held;
        }
}

double percentile(const std::vector<double>& sorted, double part)
{
    return sorted.empty() ? 0
                          : sorted[std::min(sorted.size() - 1,
                                            static_cast<std::size_t>(part * static_cast<double>(sorted.size())))];
}

void print(const std::vector<Result>& results, double seconds)
{
    std::vector<double> all;
    std::map<int, int> statuses;
    for (const Result& result : results) {
        all.insert(all.end(), result.milliseconds.begin(), result.milliseconds.end());
        for (const auto& [status, count] : result.statuses)
            statuses[status] += count;
    }
    std::sort(all.begin(), all.end());
    std::printf(R"({"seconds":%.3f,"per_second":%.1f,"p50":%.2f,"p90":%.2f,"p99":%.2f,"worst":%.2f,"statuses":{)",
                seconds, static_cast<double>(all.size()) / seconds, percentile(all, 0.5), percentile(all, 0.9),
                percentile(all, 0.99), all.empty() ? 0 : all.back());
    const char* comma = "";
    for (const auto& [status, count] : statuses) {
        std::printf("%s\"%d\":%d", comma, status, count);
        comma = ",";
    }
    std::printf("}}\n");
}

} // namespace

int main(int argc, char** argv)
{
    const Options options = optionsFrom(argc, argv);
    const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF); // an agent sends one report and ends
    std::atomic<int> held = 0;
    std::jthread holder;
    if (options.hold > 0)
        holder = std::jthread([&](const std::stop_token& stop) { hold(options, held, stop); });
    while (held < options.hold)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));

    std::atomic<int> next = 0;
    std::vector<Result> results(static_cast<std::size_t>(options.clients));
    const auto begin = Steady::now();
    {
        std::vector<std::jthread> threads;
        threads.reserve(results.size());
        for (int i = 0; i < options.clients; ++i)
            threads.emplace_back(
                [&, i] { results[static_cast<std::size_t>(i)] = client(options, context.get(), next, i); });
    }
    print(results, std::chrono::duration<double>(Steady::now() - begin).count());
    return 0;
}
