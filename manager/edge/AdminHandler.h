#pragma once

#include <functional>

#include "manager/edge/Metrics.h"
#include "manager/edge/http/Http.h"

namespace readystage {

/// GET /healthz (the process is alive), /readyz (reports can be taken; CloudStack may be down), /metrics. For 127.0.0.1
/// only.
class AdminHandler final : public http::Handler {
public:
    /// Empty when reports can be taken, else why not. Must not block.
    using WhyNotReady = std::function<std::string()>;

    /// The references must outlive this. `operators` answers what is below /operator/.
    AdminHandler(Metrics& metrics, WhyNotReady whyNotReady, http::Handler& operators)
        : metrics_(metrics),
          whyNotReady_(std::move(whyNotReady)),
          operators_(operators)
    {}

    void handle(const http::Request& request, http::Respond respond) override;

private:
    Metrics& metrics_;
    WhyNotReady whyNotReady_;
    http::Handler& operators_;
};

} // namespace readystage
