#pragma once

namespace readystage::agent {

/// A lock between processes that goes with its owner, however that one ends. Throws std::system_error naming the file
/// when it cannot be made.
class Lock {
public:
    virtual ~Lock() = default;
    [[nodiscard]] virtual bool tryTake() = 0;
    virtual void take() = 0;
    virtual void giveBack() = 0;
};

} // namespace readystage::agent
