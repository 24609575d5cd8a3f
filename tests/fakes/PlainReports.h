#pragma once

#include "common/protocol/Report.h"

#include <sstream>
#include <string>

namespace readystage::fakes {

inline const BootId kThisBoot = BootId::parse("11111111-1111-4111-8111-111111111111").value();
inline const BootId kOtherBoot = BootId::parse("22222222-2222-4222-8222-222222222222").value();
constexpr const char* kThisMachine = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
constexpr const char* kOtherMachine = "99999999-bbbb-4ccc-8ddd-eeeeeeeeeeee";

/// A report id that ends in `number`.
inline ReportId reportNumber(int number)
{
    const std::string digits = std::to_string(number);
    return ReportId::parse("00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits).value();
}

/// Reports without JSON, so that the core is tested without a JSON library: `report ID BOOT MACHINE`, with `-` for no
/// machine, and a status where it is not `ready`.
inline std::string plainReport(const ReportId& id, const BootId& boot = kThisBoot,
                               const std::string& machine = kThisMachine, ReportStatus status = ReportStatus::ready)
{
    const std::string word = status == ReportStatus::ready    ? ""
                             : status == ReportStatus::failed ? " failed"
                                                              : " progress";
    return "report " + id.str() + " " + boot.str() + " " + machine + word;
}

inline Result<protocol::SpoolFile, Malformed> parsePlainReport(std::string_view bytes)
{
    std::istringstream words{std::string(bytes)};
    std::string kind, id, boot, machine, status;
    words >> kind >> id >> boot >> machine >> status;
    const auto reportId = ReportId::parse(id);
    const auto bootId = BootId::parse(boot);
    if (kind != "report" || !reportId || !bootId || machine.empty())
        return Unexpected{Malformed{"this is no plain report"}};
    return protocol::SpoolFile{*reportId,
                               *bootId,
                               machine == "-" ? "" : machine,
                               status.empty()       ? ReportStatus::ready
                               : status == "failed" ? ReportStatus::failed
                                                    : ReportStatus::progress,
                               "",
                               ""};
}

} // namespace readystage::fakes
