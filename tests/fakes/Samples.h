#pragma once

#include <string>

#include "manager/core/Records.h"

/// Values that many tests begin with.
namespace readystage::samples {

inline const InstanceId kVm = InstanceId::parse("2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11").value();
inline const InstanceId kOtherVm = InstanceId::parse("41409050-9a10-4717-9f75-4344e5965bba").value();
inline const BootId kBoot = BootId::parse("0f0e0d0c-0b0a-4908-8706-050403020100").value();
inline const Incarnation kIncarnation = Incarnation::parse("00112233445566778899aabbccddeeff").value();
inline const Incarnation kOtherIncarnation = Incarnation::parse("ffeeddccbbaa99887766554433221100").value();
inline const IpAddress kAddress = IpAddress::parse("10.1.1.10").value();
inline const IpAddress kOtherAddress = IpAddress::parse("10.1.1.66").value();
inline const Clock::Wall kNoon{std::chrono::seconds(1787313600)}; // 2026-08-21T12:00:00Z

/// A report id that is the same for the same number.
inline ReportId reportId(int number)
{
    const std::string digits = std::to_string(1'000'000 + number).substr(1);
    return ReportId::parse("aaaaaaaa-0000-4000-8000-000000" + digits).value();
}

inline Report report(int number, ReportStatus status, std::string reason = {})
{
    return {.id = reportId(number),
            .vm = kVm,
            .incarnation = kIncarnation,
            .boot = kBoot,
            .status = status,
            .phase = "puppet",
            .reason = std::move(reason),
            .failedResources = {},
            .run = {"puppet", "1787313590", "", "production"},
            .elapsed = std::chrono::milliseconds(4'200),
            .agentVersion = "0.1.0"};
}

/// The same report as bytes that protocol::parseReport() understands.
inline std::string bytesOf(const Report& report)
{
    std::string resources;
    for (const auto& name : report.failedResources)
        resources += (resources.empty() ? "\"" : ",\"") + name + "\"";
    return R"({"instance_id":")" + report.vm.str() + R"(","incarnation":")" + report.incarnation.str() +
           R"(","agent_version":"0.1.0","spool_version":1,"report_id":")" + report.id.str() + R"(","boot_id":")" +
           report.boot.str() + R"(","status":")" + text(report.status) + R"(","phase":")" + report.phase +
           R"(","reason":")" + report.reason + R"(","failed_resources":[)" + resources +
           R"(],"created":"2026-08-21T12:00:00.000Z"})";
}

inline StoredReport stored(const Report& report)
{
    return {report,   bytesOf(report), "digest of " + bytesOf(report),
            kAddress, kNoon,           R"({"report_id":")" + report.id.str() + R"(","receipt":"r"})"};
}

inline StoredReport stored(int number, ReportStatus status, std::string reason = {})
{
    return stored(report(number, status, std::move(reason)));
}

} // namespace readystage::samples
