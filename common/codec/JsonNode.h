#pragma once

#include <string>

#include "common/codec/Json.h"

namespace readystage {

/// One value of a document. The nodes of a document stand in a vector in the order of the text, so the children of a
/// node begin right behind it, and each is followed by its next sibling at `end`.
struct Json::Node {
    enum class Kind { null, truth, number, string, array, object };

    Kind kind = Kind::null;
    std::size_t parent = 0; ///< index; the root is its own parent
    std::size_t end = 0;    ///< index behind the last descendant
    std::string name;       ///< when the parent is an object
    std::size_t line = 0;   ///< where its text begins, the first line is 1
    std::string text;       ///< the decoded string, the number or true/false as written
};

} // namespace readystage
