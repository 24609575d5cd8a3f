#include "tests/cloudsim/core/Welcome.h"

#include <algorithm>

namespace readystage::cloudsim {

namespace {

constexpr std::size_t kMostShown = 20;

void appendColumn(std::string& line, const std::string& text, std::size_t width)
{
    line += text + std::string(width - std::min(width, text.size()) + 2, ' ');
}

std::string table(const std::vector<const KeyPair*>& pairs)
{
    std::size_t user = 4;
    std::size_t role = 4;
    std::size_t key = 7;
    const auto nameOf = [](const KeyPair* keys) { return keys->user->account->name + "/" + keys->user->name; };
    for (const KeyPair* keys : pairs) {
        user = std::max(user, nameOf(keys).size());
        role = std::max(role, keys->user->account->role->name.size());
        key = std::max(key, keys->apiKey.size());
    }
    std::string lines;
    const auto row = [&](const std::string& a, const std::string& b, const std::string& c, const std::string& d) {
        lines += "  ";
        appendColumn(lines, a, user);
        appendColumn(lines, b, role);
        appendColumn(lines, c, key);
        lines += d + "\n";
    };
    row("user", "role", "API key", "secret key");
    for (const KeyPair* keys : pairs)
        row(nameOf(keys), keys->user->account->role->name, keys->apiKey, std::string(keys->secret.reveal()));
    return lines;
}

std::string profile(const KeyPair& keys, const std::string& apiUrl)
{
    return "  [cloudsim]\n  url = " + apiUrl + "\n  apikey = " + keys.apiKey +
           "\n  secretkey = " + std::string(keys.secret.reveal()) + "\n";
}

} // namespace

std::string welcome(const World& world, const std::string& apiUrl)
{
    auto pairs = world.keyPairs();
    if (pairs.empty())
        return {};
    const auto admin = std::find_if(pairs.begin(), pairs.end(), [](const KeyPair* keys) {
        return keys->user->account->role->type == RoleType::admin;
    });
    const KeyPair& first = admin == pairs.end() ? *pairs.front() : **admin;
    const std::size_t all = pairs.size();
    pairs.resize(std::min(all, kMostShown));
    std::string text = "\nKeys:\n" + table(pairs);
    if (all > kMostShown)
        text += "  and " + std::to_string(all - kMostShown) + " more, as the scenario says\n";
    text +=
        "\nFor cloudmonkey, in ~/.cmk/config (then: cmk set profile cloudsim; cmk sync):\n" + profile(first, apiUrl);
    const std::string site = apiUrl.substr(0, apiUrl.find("/client/"));
    return text + "\nTo make it misbehave: curl " + site + "/sim/misbehaviours; curl -X POST '" + site +
           "/sim/misbehave?name=throttle-429'\n";
}

} // namespace readystage::cloudsim
