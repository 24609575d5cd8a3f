#pragma once

#include <exception>
#include <string>
#include <utility>

namespace readystage::cloudsim {

/// "No", with CloudStack's numbers and words. Commands throw it, as CloudStack's commands throw their exceptions, and
/// the dispatcher or the job that runs them turns it into the error envelope. `csCode` 0: the answer has no
/// cserrorcode.
class Refusal : public std::exception {
public:
    Refusal(int code, int csCode, std::string text) : code_(code), csCode_(csCode), text_(std::move(text)) {}

    int code() const noexcept { return code_; }

    int csCode() const noexcept { return csCode_; }

    const std::string& text() const noexcept { return text_; }

    const char* what() const noexcept override { return text_.c_str(); }

private:
    int code_;
    int csCode_;
    std::string text_;
};

/// cserrorcode values of CloudStack's CSExceptionErrorCode.
inline constexpr int kCloudRuntime = 4250;
inline constexpr int kInvalidParameterValue = 4350;
inline constexpr int kPermissionDenied = 4365;
inline constexpr int kResourceUnavailable = 4380;
inline constexpr int kRequestLimit = 4545;
inline constexpr int kServerApi = 9999;

} // namespace readystage::cloudsim
