#pragma once

#include "manager/edge/store/CloudEventRows.h"
#include "manager/edge/store/EventRows.h"
#include "manager/edge/store/ReportRows.h"
#include "manager/edge/store/StepRows.h"
#include "manager/edge/store/VmRows.h"

namespace readystage::store {

/// Everything the store holds, over one session and not thread-safe.
struct Tables {
    explicit Tables(Poco::Data::Session& session) 
        : reports(session),
          vms(session),
          steps(session),
          events(session),
          cloudEvents(session)
    {}

    ReportRows reports;
    VmRows vms;
    StepRows steps;
    EventRows events;
    CloudEventRows cloudEvents;
};

} // namespace readystage::store
