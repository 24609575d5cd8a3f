#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "common/runtime/Clock.h"

namespace readystage {

/// Notices that a certificate, key, authority or revocation list on disk has changed, without a SIGHUP: a revoked
/// certificate must not count for as long as nobody thinks of one.
class CertificateWatch {
public:
    static constexpr std::chrono::seconds kEvery{5};

    /// `onChange` is called from a thread of this class and must not throw. The clock must outlive this.
    CertificateWatch(Clock& clock, std::vector<std::string> files, std::function<void()> onChange)
        : clock_(clock),
          files_(std::move(files)),
          onChange_(std::move(onChange))
    {}

    void start();
    void stop();

private:
    std::vector<std::filesystem::file_time_type> times() const;

    Clock& clock_;
    const std::vector<std::string> files_;
    const std::function<void()> onChange_;
    std::jthread thread_;
};

} // namespace readystage
