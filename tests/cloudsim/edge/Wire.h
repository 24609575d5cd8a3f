#pragma once

#include "manager/edge/http/Http.h"
#include "tests/cloudsim/core/Dispatch.h"

namespace readystage::cloudsim {

/// What of a request decides how its answer is sent.
struct Asked {
    explicit Asked(const http::Request& request);

    bool gzip;  ///< the client takes it
    bool head;  ///< no body
    bool plain; ///< HTTP/1.0: no chunks
    bool close; ///< the client wants no further answer on this connection
};

/// CloudStack's answer as Jetty sends it: compressed where the client takes it and the status is 200, in chunks where
/// it does not fit in Jetty's buffer of 32 KiB, and damaged where the outcome says so.
http::Response toHttp(Outcome outcome, bool json, const Asked& asked);

} // namespace readystage::cloudsim
