#pragma once

#include "manager/edge/store/AuditRows.h"
#include "manager/edge/store/CloudEventRows.h"
#include "manager/edge/store/EventRows.h"
#include "manager/edge/store/ReportRows.h"
#include "manager/edge/store/StepRows.h"
#include "manager/edge/store/VmRows.h"

namespace readystage::store {

/// Everything the store holds, over one session and not thread-safe.
struct Tables {
    explicit Tables(Poco::Data::Session& s)
        : session(s),
          reports(s),
          vms(s),
          steps(s),
          events(s),
          cloudEvents(s),
          audit(s)
    {}

    Poco::Data::Session& session;
    ReportRows reports;
    VmRows vms;
    StepRows steps;
    EventRows events;
    CloudEventRows cloudEvents;
    AuditRows audit;
};

} // namespace readystage::store
