#pragma once

#include <vector>

#include "common/runtime/Clock.h"
#include "common/runtime/Guarded.h"
#include "manager/core/Quotas.h"
#include "manager/edge/Committer.h"
#include "manager/edge/Metrics.h"
#include "manager/edge/http/Http.h"

namespace readystage {

/// POST /v1/reports: a report is parsed, judged against our own store, committed and answered 202, as PROTOCOL.md says.
class ReportHandler final : public http::Handler {
public:
    /// The references must outlive this. `forwardedForFrom`: the proxies whose X-Forwarded-For is believed.
    ReportHandler(Committer& committer, Quotas quotas, const Clock& clock, Metrics& metrics,
                  std::vector<IpAddress> forwardedForFrom = {})
        : committer_(committer),
          quotas_(std::move(quotas)),
          clock_(clock),
          metrics_(metrics),
          forwardedForFrom_(std::move(forwardedForFrom))
    {}

    void handle(const http::Request& request, http::Respond respond) override;

private:
    void receive(const http::Request& request, const http::Respond& respond);
    void submit(const StoredReport& stored, const http::Respond& respond);
    template <class Sender> bool exceeds(const Sender& sender, std::size_t bytes, const http::Respond& respond);
    void refuseCertificate(const http::ClientCertificate& certificate, const IpAddress& peer,
                           const http::Respond& respond);
    void respondTaken(const Taken& taken, const http::Respond& respond);

    Committer& committer_;
    Guarded<Quotas> quotas_;
    const Clock& clock_;
    Metrics& metrics_;
    const std::vector<IpAddress> forwardedForFrom_;
};

} // namespace readystage
