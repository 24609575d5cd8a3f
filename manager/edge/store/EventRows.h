#pragma once

#include <string>
#include <vector>

#include "manager/core/Records.h"

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>

namespace readystage::store {

/// The table of events, over one session and not thread-safe. Rows are only added, and removed when they are old;
/// cursors only grow.
class EventRows {
public:
    explicit EventRows(Poco::Data::Session& session);
    EventRows(const EventRows&) = delete;
    EventRows& operator=(const EventRows&) = delete;
    ~EventRows() = default;

    void add(const Event& event);

    /// The latest of one VM, oldest first.
    std::vector<Event> latest(const InstanceId& vm, std::size_t limit);

private:
    struct Row {
        std::string vm, type, report, detail;
        Poco::Int64 at = 0;
    };

    Poco::Data::Session& session_;
    Row row_; ///< what the statement is bound to
    Poco::Data::Statement add_;
};

} // namespace readystage::store
