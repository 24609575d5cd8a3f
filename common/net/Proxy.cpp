#include "common/net/Proxy.h"

#include "common/domain/Ascii.h"

#include <algorithm>

namespace readystage {

namespace {

bool isBelow(std::string_view host, std::string_view name)
{
    while (name.starts_with('.'))
        name.remove_prefix(1);
    if (name == "*" || host == name)
        return true;
    return !name.empty() && host.size() > name.size() && host.ends_with(name) &&
           host[host.size() - name.size() - 1] == '.';
}

} // namespace

Result<Url, Malformed> parseProxy(std::string_view text)
{
    auto proxy =
        Url::parse(text.find("://") == std::string_view::npos ? "http://" + std::string(text) : std::string(text));
    if (proxy && proxy->tls)
        return Unexpected{Malformed{"a proxy is spoken to by http"}};
    return proxy;
}

bool isExempt(std::string_view host, std::string_view noProxy)
{
    const std::string name = ascii::lowerCase(host);
    const std::string all = ascii::lowerCase(noProxy);
    for (std::size_t at = 0; at < all.size();) {
        const auto end = std::min(all.find_first_of(", \t", at), all.size());
        if (isBelow(name, std::string_view(all).substr(at, end - at)))
            return true;
        at = end + 1;
    }
    return false;
}

} // namespace readystage
