#include "agent/core/leases/DhclientLeases.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <set>
#include <string>

namespace readystage::agent {
namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct Token {
    enum class Kind { word, string, mark, end };
    Kind kind;
    std::string_view text; ///< of a string: between the quotes, escapes as they are
};

/// Splits dhclient's grammar (isc-dhcp common/conflex.c): words, quoted strings with backslash escapes, `;` `{` `}`
/// `,`, and comments from # to the end of the line.
class Tokens {
public:
    explicit Tokens(std::string_view text) : rest_(text) {}

    Token next()
    {
        skipBlanks();
        if (rest_.empty())
            return {Token::Kind::end, {}};
        if (rest_.front() == '"')
            return string();
        if (isMark(rest_.front()))
            return {Token::Kind::mark, take(1)};
        const auto end = std::find_if(rest_.begin(), rest_.end(),
                                      [](char c) { return isSpace(c) || isMark(c) || c == '"' || c == '#'; });
        return {Token::Kind::word, take(static_cast<std::size_t>(end - rest_.begin()))};
    }

private:
    static bool isMark(char c) { return c == ';' || c == '{' || c == '}' || c == ','; }

    std::string_view take(std::size_t count)
    {
        const auto taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }

    void skipBlanks()
    {
        while (!rest_.empty()) {
            if (rest_.front() == '#')
                rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
            else if (isSpace(rest_.front()))
                rest_.remove_prefix(1);
            else
                return;
        }
    }

    /// A string that never ends is the truncated tail of the file: nothing after it can be trusted.
    Token string()
    {
        std::size_t at = 1;
        while (at < rest_.size() && rest_[at] != '"')
            at += rest_[at] == '\\' ? 2 : 1;
        if (at >= rest_.size()) {
            rest_ = {};
            return {Token::Kind::end, {}};
        }
        const auto quoted = take(at + 1);
        return {Token::Kind::string, quoted.substr(1, quoted.size() - 2)};
    }

    std::string_view rest_;
};

template <class Number> std::optional<Number> number(std::string_view text)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// `2162/12/29` and `14:28:40`, in UTC.
std::optional<std::chrono::sys_seconds> timeOf(std::string_view date, std::string_view time)
{
    if (date.size() != 10 || date[4] != '/' || date[7] != '/' || time.size() != 8 || time[2] != ':' || time[5] != ':')
        return std::nullopt;
    const auto year = number<int>(date.substr(0, 4));
    const auto month = number<unsigned>(date.substr(5, 2));
    const auto day = number<unsigned>(date.substr(8, 2));
    const auto hours = number<unsigned>(time.substr(0, 2));
    const auto minutes = number<unsigned>(time.substr(3, 2));
    const auto seconds = number<unsigned>(time.substr(6, 2));
    if (!year || !month || !day || !hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60)
        return std::nullopt;
    const std::chrono::year_month_day whole{std::chrono::year(*year), std::chrono::month(*month),
                                            std::chrono::day(*day)};
    if (!whole.ok())
        return std::nullopt;
    return std::chrono::sys_days(whole) + std::chrono::hours(*hours) + std::chrono::minutes(*minutes) +
           std::chrono::seconds(*seconds);
}

using Statement = std::vector<Token>;

/// What a block says until its closing brace.
struct Block {
    std::optional<IpAddress> server;
    std::optional<IpAddress> own;
    std::optional<IpAddress> gateway;
    std::string interface;
    std::optional<std::chrono::sys_seconds> expires;
};

/// `expire never;`, `expire 3 2162/12/29 14:28:40;` or, with db-time-format local, `expire epoch 6090200920; # text`.
/// A time nobody can read counts as past: such a lease is a last resort, not a certainty.
std::optional<std::chrono::sys_seconds> expiry(const Statement& words)
{
    constexpr std::chrono::sys_seconds kPast{};
    if (words.size() == 2 && words[1].text == "never")
        return std::nullopt;
    if (words.size() == 3 && words[1].text == "epoch") {
        const auto seconds = number<std::int64_t>(words[2].text);
        return seconds ? std::chrono::sys_seconds(std::chrono::seconds(*seconds)) : kPast;
    }
    return words.size() == 4 ? timeOf(words[2].text, words[3].text).value_or(kPast) : kPast;
}

void note(const Statement& words, Block& block)
{
    if (words.size() < 2 || words[0].kind != Token::Kind::word)
        return;
    const auto key = words[0].text;
    if (key == "interface" && words[1].kind == Token::Kind::string)
        block.interface = words[1].text;
    else if (key == "fixed-address")
        block.own = ipv4(words[1].text);
    else if (key == "expire")
        block.expires = expiry(words);
    else if (key == "option" && words.size() >= 3 && words[1].text == "dhcp-server-identifier")
        block.server = ipv4(words[2].text);
    else if (key == "option" && words.size() >= 3 && words[1].text == "routers")
        block.gateway = ipv4(words[2].text);
}

/// Reads on to the brace that closes this one; false when the file ends before.
bool skipBlock(Tokens& tokens)
{
    for (int depth = 1; depth > 0;) {
        const Token token = tokens.next();
        if (token.kind == Token::Kind::end)
            return false;
        if (token.kind == Token::Kind::mark && token.text == "{")
            ++depth;
        if (token.kind == Token::Kind::mark && token.text == "}")
            --depth;
    }
    return true;
}

/// The statements of one lease block; nullopt when the file ends before its closing brace.
std::optional<Block> readBlock(Tokens& tokens)
{
    Block block;
    Statement statement;
    for (;;) {
        const Token token = tokens.next();
        if (token.kind == Token::Kind::end)
            return std::nullopt;
        if (token.kind != Token::Kind::mark) {
            statement.push_back(token);
        } else if (token.text == "}") {
            return block;
        } else if (token.text == "{") {
            if (!statement.empty() && statement.back().text.ends_with("lease"))
                block = Block{}; // the block before was cut off by a crash, and appending went on here
            else if (!skipBlock(tokens))
                return std::nullopt;
            statement.clear();
        } else if (token.text == ";") {
            note(statement, block);
            statement.clear();
        }
    }
}

/// Of each interface the last one, in the order of the file; of too many the last ones.
std::vector<Lease> lastOfEach(const std::vector<Block>& blocks)
{
    constexpr std::size_t kMostInterfaces = 64;
    std::vector<Lease> leases;
    std::set<std::string_view> seen;
    for (auto block = blocks.rbegin(); block != blocks.rend() && leases.size() < kMostInterfaces; ++block) {
        if (!block->server || !seen.insert(block->interface).second)
            continue; // without a server: a BOOTP answer, nothing to ask there and no reason to forget an older lease
        Lease lease{*block->server, block->interface, block->own};
        lease.gateway = block->gateway;
        lease.expires = block->expires;
        leases.push_back(std::move(lease));
    }
    std::reverse(leases.begin(), leases.end());
    return leases;
}

} // namespace

std::vector<Lease> parseDhclientLeases(std::string_view text)
{
    std::vector<Block> blocks;
    Tokens tokens(text);
    std::string_view before;
    for (Token token = tokens.next(); token.kind != Token::Kind::end; token = tokens.next()) {
        if (token.kind == Token::Kind::mark && token.text == "{") {
            if (before != "lease") {
                if (!skipBlock(tokens))
                    break;
            } else if (auto block = readBlock(tokens)) {
                blocks.push_back(*std::move(block));
            } else {
                break;
            }
        }
        before = token.kind == Token::Kind::word ? token.text : std::string_view{};
    }
    return lastOfEach(blocks);
}

} // namespace readystage::agent
