#include "manager/edge/ProcessMetrics.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/resource.h>
#include <unistd.h>

namespace readystage {

namespace {

double residentBytes()
{
    double size = 0;
    double resident = 0;
    std::ifstream("/proc/self/statm") >> size >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double openFiles()
{
    std::error_code unreadable;
    const std::filesystem::directory_iterator files("/proc/self/fd", unreadable);
    return unreadable ? 0 : static_cast<double>(std::distance(begin(files), end(files)));
}

double processorSeconds()
{
    struct rusage usage {};

    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace

void publishProcess(Metrics& metrics)
{
    metrics.gauge("process_resident_memory_bytes", "Memory in use.", residentBytes);
    metrics.gauge("process_open_fds", "Open files and connections.", openFiles);
    metrics.gauge("process_cpu_seconds", "Processor time since the start.", processorSeconds);
}

} // namespace readystage
