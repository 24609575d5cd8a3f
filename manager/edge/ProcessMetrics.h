#pragma once

#include "manager/edge/Metrics.h"

namespace readystage {

/// What Prometheus expects of every process: memory, processor time, open files. `metrics` asks at each scrape.
void publishProcess(Metrics& metrics);

} // namespace readystage
