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
    using Labels = std::map<std::string, std::string>;

    /// `versions`: labels of readystage_build_info.
    explicit Metrics(const Labels& versions = {});
    ~Metrics() override;
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// `result`: accepted, repeated, contradicted, malformed, over-quota, busy, full.
    void countReport(const std::string& result);
    void accepted(Assurance assurance) override;
    void refused(std::string_view kind, bool alarm) override;
    void withdrawn(std::chrono::milliseconds lag) override;
    void drifted(std::string_view kind) override;
    void observeCommit(std::chrono::steady_clock::duration took);

    /// Of the store: how long it took, and how many writes shared it.
    void observeStoreCommit(std::chrono::steady_clock::duration took, std::size_t writes);
    void noteReload(bool worked);

    /// Is asked at each scrape.
    void gauge(const std::string& name, const std::string& help, std::function<double()> value,
               const Labels& labels = {});

    /// The text exposition format, version 0.0.4.
    std::string text() const;

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

} // namespace readystage
