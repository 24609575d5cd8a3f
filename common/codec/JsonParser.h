#pragma once

#include <string_view>

#include "common/codec/JsonNode.h"

namespace readystage {

/// RFC 8259 to the letter, for one document. Nothing is repaired: what is not JSON is a JsonError with its byte offset.
class JsonParser {
public:
    static Json parse(std::string_view text);

private:
    class Builder;
};

} // namespace readystage
