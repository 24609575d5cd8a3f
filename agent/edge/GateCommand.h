#pragma once

#include "agent/ports/Gate.h"

#include <string>
#include <vector>

namespace readystage::agent {

/// The gate as a program: open when it ends with 0. It runs as we do, without a shell, and is killed after a minute.
class GateCommand final : public Gate {
public:
    /// @param words the program and its arguments, at least one
    explicit GateCommand(std::vector<std::string> words) : words_(std::move(words)) {}

    GateAnswer ask() override;

private:
    std::vector<std::string> words_;
};

} // namespace readystage::agent
