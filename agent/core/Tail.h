#pragma once

#include <string>
#include <string_view>

namespace readystage::agent {

/// Keeps the end of a text: of a long log the end tells why it failed.
class Tail {
public:
    explicit Tail(std::size_t most) : most_(most) {}

    void add(std::string_view bytes)
    {
        kept_ += bytes;
        if (kept_.size() > 2 * most_)
            kept_.erase(0, kept_.size() - most_);
    }

    /// At most as many bytes as said, without white space at the end; of a cut text, whole lines where there are any.
    std::string text() const
    {
        std::string_view text = kept_;
        text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
        if (text.size() <= most_)
            return std::string(text);
        text.remove_prefix(text.size() - most_);
        const auto line = text.find('\n');
        return std::string(line == std::string_view::npos ? text : text.substr(line + 1));
    }

private:
    std::size_t most_;
    std::string kept_;
};

} // namespace readystage::agent
