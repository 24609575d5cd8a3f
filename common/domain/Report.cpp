#include "common/domain/Report.h"

#include <stdexcept>

namespace readystage {

const char* text(ReportStatus status)
{
    switch (status) {
    case ReportStatus::ready:
        return "ready";
    case ReportStatus::failed:
        return "failed";
    case ReportStatus::progress:
        return "progress";
    }
    throw std::logic_error("a report status that does not exist");
}

std::optional<ReportStatus> reportStatus(std::string_view text)
{
    for (const auto status : {ReportStatus::ready, ReportStatus::failed, ReportStatus::progress})
        if (text == readystage::text(status))
            return status;
    return std::nullopt;
}

} // namespace readystage
