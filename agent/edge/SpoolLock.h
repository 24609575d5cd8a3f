#pragma once

#include "agent/ports/Lock.h"
#include "common/runtime/LockFile.h"

#include <filesystem>
#include <optional>

namespace readystage::agent {

/// A lock between the agent's processes: flock on a file in /run/readystage, whose folder is made when it is needed.
class SpoolLock final : public Lock {
public:
    explicit SpoolLock(std::filesystem::path file) : file_(std::move(file)) {}

    bool tryTake() override;
    void take() override;
    void giveBack() override;

private:
    std::filesystem::path file_;
    std::optional<LockFile> held_;
};

} // namespace readystage::agent
