#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/codec/PercentEncoding.h"
#include "manager/edge/http/Http.h"

namespace readystage::cloudsim {

/// One exchange with a real CloudStack, from tests/data/transcripts.
struct Exchange {
    std::string id;
    std::string note;
    http::Request request;
    Parameters parameters; ///< without the signature
    std::string signer;    ///< whose keys; empty: not signed
    bool signedRight;
    http::Response response;
};

/// All exchanges of tests/data/transcripts/<name>.jsonl.
std::vector<Exchange> recording(const std::string& name);

struct RecordedKeys {
    std::string apiKey;
    std::string secretKey;
};

/// The keys of that cloud, which no longer exists.
RecordedKeys recordedKeys(const std::string& user);
std::optional<RecordedKeys> keysIfRecorded(const std::string& user);

} // namespace readystage::cloudsim
