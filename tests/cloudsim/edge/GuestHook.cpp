#include "tests/cloudsim/edge/GuestHook.h"

#include "common/runtime/Log.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

namespace readystage::cloudsim {

namespace {

/// What the child's descriptors and signals are to be.
class Spawn {
public:
    Spawn(const std::filesystem::path& log, const sigset_t& mask)
    {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        if (!log.empty()) {
            posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                             0644);
            posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
        }
        // a guest may outlive us; it must not keep our listeners open
        posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
        sigset_t defaults;
        sigemptyset(&defaults);
        sigaddset(&defaults, SIGPIPE);
        posix_spawnattr_setsigmask(&attributes_, &mask);
        posix_spawnattr_setsigdefault(&attributes_, &defaults);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }

    ~Spawn()
    {
        posix_spawnattr_destroy(&attributes_);
        posix_spawn_file_actions_destroy(&actions_);
    }

    Spawn(const Spawn&) = delete;
    Spawn& operator=(const Spawn&) = delete;

    /// The child's process id, or the error that kept it from starting.
    std::pair<pid_t, int> start(std::vector<std::string> arguments, std::vector<std::string> environment) const
    {
        pid_t child = 0;
        const int error = posix_spawn(&child, arguments.front().c_str(), &actions_, &attributes_,
                                      pointers(arguments).data(), pointers(environment).data());
        return {child, error};
    }

private:
    static std::vector<char*> pointers(std::vector<std::string>& texts)
    {
        std::vector<char*> result;
        result.reserve(texts.size() + 1);
        for (std::string& text : texts)
            result.push_back(text.data());
        result.push_back(nullptr);
        return result;
    }

    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

std::vector<std::string> environmentWith(const Pairs& more)
{
    std::vector<std::string> environment;
    for (char** variable = environ; *variable != nullptr; ++variable)
        environment.emplace_back(*variable);
    for (const auto& [name, value] : more)
        environment.emplace_back(name).append("=").append(value);
    return environment;
}

GuestOutcome waitFor(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return {false, std::system_category().message(errno)};
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return {};
    return {false, WIFEXITED(status) ? "exit status " + std::to_string(WEXITSTATUS(status))
                                     : "signal " + std::to_string(WTERMSIG(status))};
}

} // namespace

std::string whyNotRun(const std::string& program)
{
    if (program.empty())
        return "";
    std::error_code unknown; // access() says why
    if (std::filesystem::is_directory(program, unknown))
        return program + " is a folder";
    return access(program.c_str(), X_OK) == 0 ? "" : program + ": " + std::system_category().message(errno);
}

GuestHook::GuestHook(std::string program, std::filesystem::path log, const sigset_t& mask)
    : program_(std::move(program)),
      log_(std::move(log)),
      mask_(mask)
{}

GuestOutcome GuestHook::run(const GuestOrder& order) const
{
    const Spawn spawn(log_, mask_);
    const auto [child, error] =
        spawn.start({program_, order.start ? "start" : "stop"}, environmentWith(order.environment));
    GuestOutcome outcome =
        error == 0 ? waitFor(child) : GuestOutcome{false, program_ + ": " + std::system_category().message(error)};
    if (!outcome.ok)
        log::warning("guest-hook-failed",
                     {{"action", order.start ? "start" : "stop"}, {"vm", order.vm}, {"why", outcome.why}});
    return outcome;
}

} // namespace readystage::cloudsim
