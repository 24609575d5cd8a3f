#include "manager/edge/ApiAnswer.h"

#include "common/codec/Json.h"

#include <algorithm>

namespace readystage {

namespace {

template <class... F> struct Overloaded : F... {
    using F::operator()...;
};

template <class... F> Overloaded(F...) -> Overloaded<F...>;

std::string xmlText(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        switch (c) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        case '\t':
        case '\n':
        case '\r':
            escaped += c;
            break;
        default:
            escaped += static_cast<unsigned char>(c) < 0x20 ? '?' : c; // XML 1.0 cannot hold them in any form
        }
    }
    return escaped;
}

/// Text of ours may hold what the caller sent: no line end of his becomes one of the header's.
std::string headerText(std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c > 0x7E; }, '?');
    text.resize(std::min<std::size_t>(text.size(), 1'000));
    return text;
}

http::Response wrapped(const AnswerForm& form, int status, const ApiValue::Members& inside)
{
    // CloudStack's own spelling of the content types; Python's cs refuses JSON that is not announced as such.
    http::Response response =
        form.json ? http::answer(status, "application/json;charset=utf-8",
                                 ApiValue(ApiValue::Members{{form.envelope, inside}}).json())
                  : http::answer(status, "text/xml;charset=utf-8",
                                 R"(<?xml version="1.0" encoding="UTF-8"?>)" + ApiValue(inside).xml(form.envelope));
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("X-XSS-Protection", "1;mode=block");
    return response;
}

} // namespace

std::string ApiValue::json() const
{
    const auto joined = [](const auto& all, auto&& each) {
        std::string text;
        for (const auto& one : all)
            text += (text.empty() ? "" : ",") + each(one);
        return text;
    };
    return std::visit(
        Overloaded{[](const std::string& text) { return jsonString(text); },
                   [](std::int64_t number) { return std::to_string(number); },
                   [&](const Members& members) {
                       return "{" +
                              joined(members,
                                     [](const auto& m) { return jsonString(m.first) + ":" + m.second.json(); }) +
                              "}";
                   },
                   [&](const List& list) {
                       return "[" + joined(list, [](const ApiValue& value) { return value.json(); }) + "]";
                   }},
        value_);
}

std::string ApiValue::xml(std::string_view element) const
{
    const auto tagged = [&](const std::string& inner) {
        const std::string name(element);
        return "<" + name + ">" + inner + "</" + name + ">";
    };
    return std::visit(Overloaded{[&](const std::string& text) { return tagged(xmlText(text)); },
                                 [&](std::int64_t number) { return tagged(std::to_string(number)); },
                                 [&](const Members& members) {
                                     std::string inner;
                                     for (const auto& [name, value] : members)
                                         inner += value.xml(name);
                                     return tagged(inner);
                                 },
                                 [&](const List& list) {
                                     std::string all;
                                     for (const auto& value : list)
                                         all += value.xml(element);
                                     return all;
                                 }},
                      value_);
}

http::Response apiAnswer(const AnswerForm& form, const ApiValue::Members& inside)
{
    return wrapped(form, 200, inside);
}

http::Response apiFault(const AnswerForm& form, const ApiFault& fault)
{
    ApiValue::Members inside;
    if (form.json)
        inside.emplace_back("uuidList", ApiValue::List{});
    inside.emplace_back("errorcode", std::int64_t{fault.code});
    if (fault.csCode)
        inside.emplace_back("cserrorcode", std::int64_t{*fault.csCode});
    inside.emplace_back("errortext", fault.text);
    auto response = wrapped(form, fault.code, inside);
    if (fault.code != 401)
        response.headers.emplace_back("X-Description", headerText(fault.text));
    return response;
}

} // namespace readystage
