#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/codec/JsonNode.h"

namespace readystage {

/// RFC 8259 to the letter, for one document. Nothing is repaired: what is not JSON is a JsonError with its byte offset.
class JsonParser {
public:
    explicit JsonParser(std::string_view text) : text_(text) {}

    Json parse();

private:
    using Kind = Json::Node::Kind;

    void value(std::size_t parent, std::string name, unsigned depth);
    void container(std::size_t self, char close, unsigned depth);
    void member(std::size_t object, unsigned depth);
    void checkNames(std::size_t object);
    void literal(std::size_t self, std::string_view word, Kind kind);
    std::string number();
    void digits();
    std::string string();
    void escape(std::string& out);
    unsigned fourHexDigits();

    void skipSpace();
    bool accept(char c);
    void expect(char c);

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    std::size_t lineHere();

    [[noreturn]] void fail(const std::string& what) const;

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;        ///< of `lineKnownAt_`
    std::size_t lineKnownAt_ = 0; ///< lines are counted up to here
    std::vector<Json::Node> nodes_;
};

} // namespace readystage
