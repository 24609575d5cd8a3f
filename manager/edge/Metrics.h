#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "manager/ports/Witness.h"

namespace readystage {

/// What Prometheus may scrape; names and labels are an interface, described in readystage-manager(8). Safe from any
/// thread.
class Metrics final : public Witness {
public:
    Metrics();
    ~Metrics() override;
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// `result`: accepted, repeated, contradicted, malformed, busy, full.
    void countReport(const std::string& result);
    void accepted(Assurance assurance) override;
    void refused(std::string_view kind, bool alarm) override;
    void withdrawn(std::chrono::milliseconds lag) override;
    void observeCommit(std::chrono::steady_clock::duration took);

    /// Is asked at each scrape.
    void gauge(const std::string& name, const std::string& help, std::function<double()> value,
               const std::map<std::string, std::string>& labels = {});

    /// The text exposition format, version 0.0.4.
    std::string text() const;

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

} // namespace readystage
