#pragma once

#include "common/runtime/Clock.h"
#include "manager/edge/Committer.h"
#include "manager/edge/Metrics.h"
#include "manager/edge/http/Http.h"

namespace readystage {

/// POST /v1/reports: a report is parsed, judged against our own store, committed and answered 202, as PROTOCOL.md says.
class ReportHandler final : public http::Handler {
public:
    /// The references must outlive this.
    ReportHandler(Committer& committer, const Clock& clock, Metrics& metrics)
        : committer_(committer),
          clock_(clock),
          metrics_(metrics)
    {}

    void handle(const http::Request& request, http::Respond respond) override;

private:
    void respondTaken(const Taken& taken, const http::Respond& respond);

    Committer& committer_;
    const Clock& clock_;
    Metrics& metrics_;
};

} // namespace readystage
