#include "manager/edge/Metrics.h"

#include <mutex>
#include <sstream>
#include <vector>

#include "common/runtime/Version.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace readystage {

struct Metrics::Families {
    struct Asked {
        prometheus::Gauge& gauge;
        std::function<double()> value;
    };

    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& reports = prometheus::BuildCounter()
                                                           .Name("readystage_reports_total")
                                                           .Help("Reports by what became of them.")
                                                           .Register(registry);
    prometheus::Histogram& commit =
        prometheus::BuildHistogram()
            .Name("readystage_report_commit_seconds")
            .Help("From a report's last byte to its durable commit.")
            .Register(registry)
            .Add({}, prometheus::Histogram::BucketBoundaries{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5});
    prometheus::Family<prometheus::Counter>& verified = prometheus::BuildCounter()
                                                            .Name("readystage_reports_verified_total")
                                                            .Help("Reports that count, by what was proved.")
                                                            .Register(registry);
    prometheus::Family<prometheus::Counter>& rejects = prometheus::BuildCounter()
                                                           .Name("readystage_report_rejects_total")
                                                           .Help("Reports that CloudStack does not bear out, by why.")
                                                           .Register(registry);
    prometheus::Family<prometheus::Counter>& anomalies = prometheus::BuildCounter()
                                                             .Name("readystage_identity_anomalies_total")
                                                             .Help("Reports by which somebody may be pretending.")
                                                             .Register(registry);
    prometheus::Family<prometheus::Counter>& drifts =
        prometheus::BuildCounter()
            .Name("readystage_flag_drift_total")
            .Help("VMs whose userdata did not show their state, by what was found; it is put right.")
            .Register(registry);
    prometheus::Histogram& lag =
        prometheus::BuildHistogram()
            .Name("readystage_withdrawal_lag_seconds")
            .Help("From CloudStack's event to the readiness it ended being withdrawn.")
            .Register(registry)
            .Add({}, prometheus::Histogram::BucketBoundaries{1, 2, 5, 10, 20, 30, 60, 300, 900, 3600});
    prometheus::Histogram& storeCommit =
        prometheus::BuildHistogram()
            .Name("readystage_db_commit_seconds")
            .Help("One commit of the store, durable at its end.")
            .Register(registry)
            .Add({},
                 prometheus::Histogram::BucketBoundaries{0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1});
    prometheus::Counter& storeWrites = prometheus::BuildCounter()
                                           .Name("readystage_db_writes_total")
                                           .Help("Writes that shared the store's commits.")
                                           .Register(registry)
                                           .Add({});
    prometheus::Gauge& reloaded = prometheus::BuildGauge()
                                      .Name("readystage_config_reload_success")
                                      .Help("Whether the last SIGHUP could use all it read; 1 before the first.")
                                      .Register(registry)
                                      .Add({});
    std::mutex mutex; // guards `asked`
    std::vector<Asked> asked;
};

Metrics::Metrics(const Labels& versions) : families_(std::make_unique<Families>())
{
    Labels labels = versions;
    labels.emplace("version", kVersion);
    families_->reloaded.Set(1);
    prometheus::BuildGauge()
        .Name("readystage_build_info")
        .Help("Always 1; the label says which version runs.")
        .Register(families_->registry)
        .Add(labels)
        .Set(1);
}

Metrics::~Metrics() = default;

void Metrics::countReport(const std::string& result)
{
    families_->reports.Add({{"result", result}}).Increment();
}

void Metrics::accepted(Assurance assurance)
{
    families_->verified.Add({{"assurance", ::readystage::text(assurance)}}).Increment();
}

void Metrics::refused(std::string_view kind, bool alarm)
{
    families_->rejects.Add({{"reason", std::string(kind)}}).Increment();
    if (alarm)
        families_->anomalies.Add({{"kind", std::string(kind)}}).Increment();
}

void Metrics::withdrawn(std::chrono::milliseconds lag)
{
    families_->lag.Observe(std::chrono::duration<double>(lag).count());
}

void Metrics::drifted(std::string_view kind)
{
    families_->drifts.Add({{"kind", std::string(kind)}}).Increment();
}

void Metrics::observeCommit(std::chrono::steady_clock::duration took)
{
    families_->commit.Observe(std::chrono::duration<double>(took).count());
}

void Metrics::observeStoreCommit(std::chrono::steady_clock::duration took, std::size_t writes)
{
    families_->storeCommit.Observe(std::chrono::duration<double>(took).count());
    families_->storeWrites.Increment(static_cast<double>(writes));
}

void Metrics::noteReload(bool worked)
{
    families_->reloaded.Set(worked ? 1 : 0);
}

void Metrics::gauge(const std::string& name, const std::string& help, std::function<double()> value,
                    const Labels& labels)
{
    auto& gauge = prometheus::BuildGauge().Name(name).Help(help).Register(families_->registry).Add(labels);
    const std::scoped_lock hold(families_->mutex);
    families_->asked.push_back({gauge, std::move(value)});
}

std::string Metrics::text() const
{
    {
        const std::scoped_lock hold(families_->mutex);
        for (const auto& [gauge, value] : families_->asked)
            gauge.Set(value());
    }
    std::ostringstream out;
    prometheus::TextSerializer().Serialize(out, families_->registry.Collect());
    return out.str();
}

} // namespace readystage
