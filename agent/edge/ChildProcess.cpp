#include "agent/edge/ChildProcess.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX wants it declared here

namespace readystage::agent {
namespace {

using std::chrono::steady_clock;

constexpr int kNotFound = 127;
constexpr int kCannotRun = 126;
constexpr int kBySignal = 128;

/// A descriptor that is closed with it.
class Descriptor {
public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    ~Descriptor() { close(); }

    int get() const noexcept { return fd_; }

    void set(int fd)
    {
        close();
        fd_ = fd;
    }

    void close()
    {
        if (fd_ >= 0)
            ::close(fd_);
        fd_ = -1;
    }

private:
    int fd_;
};

void check(int result, const char* what)
{
    if (result < 0)
        throw std::system_error(errno, std::generic_category(), what);
}

struct Pipe {
    Pipe()
    {
        std::array<int, 2> ends{};
        check(::pipe2(ends.data(), O_CLOEXEC), "pipe");
        out.set(ends[0]);
        in.set(ends[1]);
        check(::fcntl(out.get(), F_SETFL, O_NONBLOCK), "pipe");
    }

    Descriptor out; ///< we read here
    Descriptor in;
};

/// While it lives, the signals that concern a child are read from a descriptor. What was meant to end us while a child
/// ran in the background does so afterwards.
class ChildSignals {
public:
    explicit ChildSignals(bool isInBackground) : isInBackground_(isInBackground)
    {
        sigset_t set{};
        sigemptyset(&set);
        for (const int one : {SIGCHLD, SIGTERM, SIGHUP, SIGINT, SIGQUIT})
            sigaddset(&set, one);
        ::pthread_sigmask(SIG_BLOCK, &set, &before_);
        fd_.set(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
        check(fd_.get(), "signalfd");
    }

    ChildSignals(const ChildSignals&) = delete;
    ChildSignals& operator=(const ChildSignals&) = delete;

    ~ChildSignals()
    {
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
        if (isInBackground_ && fatal_ != 0)
            ::raise(fatal_);
    }

    int fd() const noexcept { return fd_.get(); }

    /// A terminal sends SIGINT and SIGQUIT to both of us; what was sent to us alone is passed on.
    void passOn(pid_t child)
    {
        signalfd_siginfo info{};
        while (::read(fd_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
            const int signal = static_cast<int>(info.ssi_signo);
            if (signal == SIGTERM || signal == SIGHUP)
                ::kill(child, signal);
            if (signal != SIGCHLD)
                fatal_ = signal;
        }
    }

private:
    bool isInBackground_;
    int fatal_ = 0;
    sigset_t before_{};
    Descriptor fd_;
};

/// posix_spawn's settings: the output goes into our pipes, and no signal is blocked or ignored because of us.
class Spawn {
public:
    Spawn(const Pipe& out, const Pipe& err, bool isInBackground)
    {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
        if (isInBackground)
            ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&actions_, out.in.get(), STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions_, err.in.get(), STDERR_FILENO);
        sigset_t none{};
        sigemptyset(&none);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        sigset_t ignored{};
        sigemptyset(&ignored);
        sigaddset(&ignored, SIGPIPE);
        ::posix_spawnattr_setsigdefault(&attributes_, &ignored);
        const int group = isInBackground ? POSIX_SPAWN_SETPGROUP : 0;
        ::posix_spawnattr_setflags(&attributes_,
                                   static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group));
    }

    Spawn(const Spawn&) = delete;
    Spawn& operator=(const Spawn&) = delete;

    ~Spawn()
    {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    /// 0, or the error.
    int start(const std::vector<std::string>& words, pid_t& child) const
    {
        std::vector<std::string> own = words; // exec wants to be given characters it could change
        std::vector<char*> arguments;
        arguments.reserve(own.size() + 1);
        for (auto& word : own)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        return ::posix_spawnp(&child, arguments.front(), &actions_, &attributes_, arguments.data(), environ);
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

/// Reads what is there; closes the pipe at its end.
void drain(Pipe& pipe, int descriptor, const Output& output)
{
    std::array<char, 4096> buffer{};
    while (pipe.out.get() >= 0) {
        const ssize_t got = ::read(pipe.out.get(), buffer.data(), buffer.size());
        if (got > 0)
            output(descriptor, {buffer.data(), static_cast<std::size_t>(got)});
        else if (got < 0 && errno == EINTR)
            continue;
        else if (got < 0 && errno == EAGAIN)
            return;
        else
            pipe.out.close();
    }
}

CommandEnd endOf(int status)
{
    CommandEnd end;
    if (WIFSIGNALED(status)) {
        end.signal = WTERMSIG(status);
        end.code = kBySignal + end.signal;
    } else {
        end.code = WEXITSTATUS(status);
    }
    return end;
}

constexpr auto kNever = steady_clock::time_point::max();

/// Milliseconds to wait, for poll; -1 for ever.
int patience(steady_clock::time_point deadline)
{
    if (deadline == kNever)
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 60'000));
}

CommandEnd attend(pid_t child, Pipe& out, Pipe& err, ChildSignals& signals, const Output& output,
                  steady_clock::time_point deadline)
{
    bool isTimedOut = false;
    for (;;) {
        std::array<pollfd, 3> watched{
            {{signals.fd(), POLLIN, 0}, {out.out.get(), POLLIN, 0}, {err.out.get(), POLLIN, 0}}};
        (void)::poll(watched.data(), watched.size(), patience(deadline));
        drain(out, STDOUT_FILENO, output);
        drain(err, STDERR_FILENO, output);
        signals.passOn(child);
        int status = 0;
        if (::waitpid(child, &status, WNOHANG) == child) {
            drain(out, STDOUT_FILENO, output);
            drain(err, STDERR_FILENO, output);
            CommandEnd end = endOf(status);
            end.isTimedOut = isTimedOut;
            return end;
        }
        if (steady_clock::now() >= deadline) {
            ::kill(-child, SIGKILL);
            isTimedOut = true;
            deadline = kNever;
        }
    }
}

} // namespace

CommandEnd runCommand(const std::vector<std::string>& words, const Output& output, const CommandSettings& settings)
{
    ChildSignals signals(settings.isInBackground);
    Pipe out;
    Pipe err;
    pid_t child = 0;
    const Spawn spawn(out, err, settings.isInBackground);
    if (const int error = spawn.start(words, child)) {
        CommandEnd end;
        end.code = error == ENOENT ? kNotFound : kCannotRun;
        end.notStarted = words.front() + ": " + std::generic_category().message(error);
        return end;
    }
    out.in.close();
    err.in.close();
    const auto deadline = settings.timeout ? steady_clock::now() + *settings.timeout : kNever;
    return attend(child, out, err, signals, output, deadline);
}

} // namespace readystage::agent
