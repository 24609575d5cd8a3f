#pragma once

#include "agent/ports/ManagerLink.h"

#include <memory>
#include <vector>

namespace readystage::agent {

/// Several managers as one: they are asked in turn, beginning with the one that answered best last time, until one
/// takes the report or refuses it for good. One thread.
class Managers final : public ManagerLink {
public:
    using Links = std::vector<std::unique_ptr<ManagerLink>>;

    /// At least one.
    explicit Managers(Links links);

    /// What the last one asked said, or, if all failed, the first answer rather than no answer.
    Outcome send(const ReportId& id, std::string_view bytes) override;

private:
    Links links_;
    std::size_t preferred_ = 0;
};

} // namespace readystage::agent
