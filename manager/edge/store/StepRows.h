#pragma once

#include <string>
#include <vector>

#include "manager/core/Records.h"

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>

namespace readystage::store {

/// The table of outstanding steps, over one session and not thread-safe.
class StepRows {
public:
    explicit StepRows(Poco::Data::Session& session);
    StepRows(const StepRows&) = delete;
    StepRows& operator=(const StepRows&) = delete;
    ~StepRows() = default;

    /// Replaces the step of the same kind and subject.
    void put(const Step& step);
    void remove(const Step& step);

    /// Earliest first.
    std::vector<Step> all();

private:
    struct Row {
        std::string kind, subject, vm, report;
        int failures = 0;
        Poco::Int64 notBefore = 0;
    };

    static Step stepOf(const Row& row);

    Poco::Data::Session& session_;
    Row row_; ///< what the statements are bound to
    Poco::Data::Statement put_;
    Poco::Data::Statement remove_;
};

} // namespace readystage::store
