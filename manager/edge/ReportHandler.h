#pragma once

#include <vector>

#include "common/runtime/Clock.h"
#include "manager/edge/Committer.h"
#include "manager/edge/Metrics.h"
#include "manager/edge/http/Http.h"

namespace readystage {

/// POST /v1/reports: a report is parsed, judged against our own store, committed and answered 202, as PROTOCOL.md says.
class ReportHandler final : public http::Handler {
public:
    /// The references must outlive this. `forwardedForFrom`: the proxies whose X-Forwarded-For is believed.
    ReportHandler(Committer& committer, const Clock& clock, Metrics& metrics,
                  std::vector<IpAddress> forwardedForFrom = {})
        : committer_(committer),
          clock_(clock),
          metrics_(metrics),
          forwardedForFrom_(std::move(forwardedForFrom))
    {}

    void handle(const http::Request& request, http::Respond respond) override;

private:
    void respondTaken(const Taken& taken, const http::Respond& respond);

    Committer& committer_;
    const Clock& clock_;
    Metrics& metrics_;
    const std::vector<IpAddress> forwardedForFrom_;
};

} // namespace readystage
