#include "manager/edge/CertificateWatch.h"

namespace readystage {

void CertificateWatch::start()
{
    thread_ = std::jthread([this, seen = times()](const std::stop_token& stop) mutable {
        while (clock_.sleepUntil(clock_.steady() + kEvery, stop))
            if (auto now = times(); now != seen) {
                seen = std::move(now);
                onChange_();
            }
    });
}

void CertificateWatch::stop()
{
    thread_ = {};
}

/// A file that is being replaced has no time for a moment; when it is there again that is a change, too.
std::vector<std::filesystem::file_time_type> CertificateWatch::times() const
{
    std::vector<std::filesystem::file_time_type> times;
    for (const std::string& file : files_) {
        std::error_code missing;
        times.push_back(std::filesystem::last_write_time(file, missing));
    }
    return times;
}

} // namespace readystage
