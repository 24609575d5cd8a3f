#include "tests/unit/cloudsim/Forms.h"

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/World.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace readystage::cloudsim {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f');
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// In `picture` 9 stands for a digit, f for a hexadecimal digit in lower case, every other character for itself.
bool looksLike(std::string_view picture, std::string_view text)
{
    return std::equal(picture.begin(), picture.end(), text.begin(), text.end(), [](char wanted, char c) {
        return wanted == '9' ? isDigit(c) : wanted == 'f' ? isHex(c) : wanted == c;
    });
}

bool isNumber(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isDigit);
}

bool isDate(std::string_view text)
{
    return looksLike("9999-99-99T99:99:99+9999", text);
}

bool isMac(std::string_view text)
{
    return looksLike("ff:ff:ff:ff:ff:ff", text);
}

bool isAddress(std::string_view text)
{
    return parseIpv4(text).has_value();
}

bool isVlan(std::string_view text)
{
    return text.starts_with("vlan://") && isNumber(text.substr(7));
}

bool isUuid(std::string_view text)
{
    return text.size() == kUuidLength && findUuid(text, 0) == 0;
}

/// i-<account>-<vm>-<what the cloud calls its instances>
bool isInstance(std::string_view text)
{
    if (!text.starts_with("i-"))
        return false;
    const std::size_t second = text.find('-', 2);
    const std::size_t third = second == std::string_view::npos ? second : text.find('-', second + 1);
    if (third == std::string_view::npos)
        return false;
    const std::string_view word = text.substr(third + 1);
    return isNumber(text.substr(2, second - 2)) && isNumber(text.substr(second + 1, third - second - 1)) &&
           !word.empty() && std::all_of(word.begin(), word.end(), isLetter);
}

/// Base64's URL alphabet, without padding: 64 bytes of a user's key, 20 of a session's.
bool isKey(std::string_view text)
{
    return (text.size() == 86 || text.size() == 27) && std::all_of(text.begin(), text.end(), [](char c) {
               return ascii::isAlphanumeric(c) || c == '-' || c == '_';
           });
}

/// cs, the account's number in hexadecimal digits, and the zone's domain.
bool isDomain(std::string_view text)
{
    const std::size_t dot = text.find('.');
    return text.starts_with("cs") && text.size() > 3 && isHex(text[2]) && dot != std::string_view::npos &&
           dot + 1 < text.size();
}

bool isText(std::string_view text)
{
    return !text.empty();
}

/// Names with commas between them, or none.
bool isList(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return ascii::isAlphanumeric(c) || c == ',' || c == '-'; });
}

struct Form {
    std::string_view name;
    bool (*fits)(std::string_view);
};

constexpr std::array kForms{Form{"date", isDate},         Form{"mac", isMac},       Form{"address", isAddress},
                            Form{"vlan", isVlan},         Form{"number", isNumber}, Form{"uuid", isUuid},
                            Form{"instance", isInstance}, Form{"key", isKey},       Form{"domain", isDomain},
                            Form{"text", isText},         Form{"list", isList}};

/// Before these words a number counts up in the cloud's database.
constexpr std::array<std::string_view, 7> kBeforeNumbers{
    "i-", "DataCenter:", "\\\"id\\\":", "\"id\":", "vlan://", "ROOT-", "retry after ["};

std::size_t endOfNumber(std::string_view text, std::size_t from)
{
    while (from < text.size() && isDigit(text[from]))
        ++from;
    return from;
}

/// The name of a router, r-<number>-<word>, or of another VM of CloudStack's own.
bool isSystemVm(std::string_view text)
{
    const bool prefixed = text.starts_with("r-") || text.starts_with("s-") || text.starts_with("v-");
    const std::size_t end = prefixed ? endOfNumber(text, 2) : 0;
    return end > 2 && (text.substr(end) == "-QA" || text.substr(end) == "-VM");
}

/// Where a number of the cloud's own ends that begins at `at` or behind a word there; `at`: there is none.
std::size_t endOfOwnNumber(std::string_view text, std::size_t at)
{
    const std::size_t bare = endOfNumber(text, at);
    if (bare > at && text.substr(bare).starts_with(" - API key pair"))
        return bare;
    for (const std::string_view word : kBeforeNumbers) {
        const std::size_t end =
            text.substr(at).starts_with(word) ? endOfNumber(text, at + word.size()) : std::string_view::npos;
        if (end == std::string_view::npos || end == at + word.size())
            continue;
        if (word != "i-" || !text.substr(end).starts_with("-"))
            return end;
        // behind the second number of an instance's name stands the cloud's own word
        return std::min(text.find_first_not_of("-QAVM", endOfNumber(text, end + 1)), text.size());
    }
    return at;
}

} // namespace

bool hasForm(std::string_view form, std::string_view text)
{
    const auto found =
        std::find_if(kForms.begin(), kForms.end(), [&](const Form& known) { return known.name == form; });
    if (found == kForms.end())
        throw std::runtime_error("DIFFERENCES.md: there is no form " + std::string(form));
    return found->fits(text);
}

bool isWithin(std::string_view address, std::string_view gateway, std::string_view netmask)
{
    const auto bits = parseIpv4(address);
    const auto router = parseIpv4(gateway);
    const auto mask = parseIpv4(netmask);
    return bits && router && mask && (*bits & *mask) == (*router & *mask);
}

std::size_t findUuid(std::string_view text, std::size_t from)
{
    constexpr std::size_t kFirstDash = 8;
    for (std::size_t dash = text.find('-', from + kFirstDash); dash != std::string_view::npos;
         dash = text.find('-', dash + 1))
        if (dash >= from + kFirstDash &&
            looksLike("ffffffff-ffff-ffff-ffff-ffffffffffff", text.substr(dash - kFirstDash, kUuidLength)))
            return dash - kFirstDash;
    return std::string_view::npos;
}

std::string withoutIds(std::string_view text)
{
    if (isSystemVm(text))
        return std::string(1, text.front());
    std::string out;
    std::size_t at = 0;
    std::size_t uuid = findUuid(text, 0);
    while (at < text.size()) {
        if (at == uuid) {
            out += "ID";
            at += kUuidLength;
            uuid = findUuid(text, at);
            continue;
        }
        const std::size_t end = endOfOwnNumber(text, at);
        out += end == at ? text[at] : 'N';
        at = std::max(end, at + 1);
    }
    return out;
}

} // namespace readystage::cloudsim
