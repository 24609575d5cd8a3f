#pragma once

#include <cstddef>

namespace readystage {

/// Raises this process's limit of open files to what it may have; returns it. Every connection is one.
std::size_t raiseFileLimit();

} // namespace readystage
