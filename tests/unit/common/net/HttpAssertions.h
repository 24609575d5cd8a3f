#pragma once

#include <string>

#include "common/net/HttpClient.h"

namespace readystage::tests {

/// `200 body`, or the kind of failure.
inline std::string outcome(const Result<HttpAnswer, HttpFailure>& result)
{
    if (result)
        return std::to_string(result->status) + " " + result->body;
    switch (result.error().kind) {
    case HttpFailure::Kind::unreachable:
        return "unreachable";
    case HttpFailure::Kind::unknown:
        return "unknown";
    case HttpFailure::Kind::unreadable:
        return "unreadable";
    }
    return "";
}

} // namespace readystage::tests
