#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "manager/core/Gateway.h"
#include "manager/edge/http/Http.h"

namespace readystage {

/// What stands inside an envelope, written as JSON or as CloudStack's XML, where a list is its element repeated.
class ApiValue {
public:
    using Members = std::vector<std::pair<std::string, ApiValue>>;
    using List = std::vector<ApiValue>;

    ApiValue(std::string text) : value_(std::move(text)) {} // NOLINT(google-explicit-constructor): written as literals

    ApiValue(const char* text) : value_(std::string(text)) {} // NOLINT(google-explicit-constructor)

    ApiValue(std::int64_t number) : value_(number) {} // NOLINT(google-explicit-constructor)

    ApiValue(Members members) : value_(std::move(members)) {} // NOLINT(google-explicit-constructor)

    ApiValue(List list) : value_(std::move(list)) {} // NOLINT(google-explicit-constructor)

    std::string json() const;
    std::string xml(std::string_view element) const;

private:
    std::variant<std::string, std::int64_t, Members, List> value_;
};

/// How the caller wants to be answered.
struct AnswerForm {
    std::string envelope; ///< "listbundlesresponse"
    bool json = false;
};

/// `{"listbundlesresponse":{…}}` or the same as XML, with CloudStack's headers. Any thread.
http::Response apiAnswer(const AnswerForm& form, const ApiValue::Members& inside);

/// The error envelope, its HTTP status, and the text in X-Description as well, where CloudStack puts it.
http::Response apiFault(const AnswerForm& form, const ApiFault& fault);

} // namespace readystage
