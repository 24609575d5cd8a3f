#pragma once

#include <charconv>
#include <sstream>
#include <string>
#include <vector>

#include "common/domain/Duration.h"
#include "common/domain/IpAddress.h"
#include "manager/edge/Config.h"
#include "manager/edge/ConfigScan.h"

#include <boost/program_options.hpp>

#include <sys/stat.h>

namespace readystage {

namespace po = boost::program_options;

/// Typed reads of one configuration file's values; every error names file, line and key.
class Values {
public:
    Values(const ConfigScan& scan, const po::variables_map& values) : scan_(scan), values_(values) {}

    bool has(const std::string& key) const { return values_.count(key) > 0; }

    [[noreturn]] void fail(const std::string& key, const std::string& why) const
    {
        throw ConfigError(scan_.where(key) + why);
    }

    const std::string& required(const std::string& key) const
    {
        if (!has(key))
            fail(key, "is needed");
        const auto& value = values_[key].as<std::string>();
        if (value.empty())
            fail(key, "is empty");
        return value;
    }

    template <class T, class Parse> void read(const std::string& key, T& into, Parse parse) const
    {
        if (has(key))
            into = parse(key, required(key));
    }

    Endpoint endpoint(const std::string& key, const std::string& text) const
    {
        const auto colon = text.rfind(':');
        if (colon == std::string::npos)
            fail(key, "`" + text + "` is no address:port");
        std::string address = text.substr(0, colon);
        if (address.size() > 2 && address.front() == '[' && address.back() == ']')
            address = address.substr(1, address.size() - 2);
        if (!IpAddress::parse(address))
            fail(key, "`" + address + "` is no IP address");
        return {address, static_cast<std::uint16_t>(number(key, text.substr(colon + 1), 0, 65535))};
    }

    int number(const std::string& key, const std::string& text, int least, int most) const
    {
        int value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
            fail(key,
                 "`" + text + "` is no whole number from " + std::to_string(least) + " to " + std::to_string(most));
        return value;
    }

    std::chrono::milliseconds duration(const std::string& key, const std::string& text) const
    {
        const auto value = parseDuration(text);
        if (!value)
            fail(key, value.error().why);
        return *value;
    }

    /// Like `120/1h`.
    Quota quota(const std::string& key, const std::string& text) const
    {
        const auto slash = text.find('/');
        if (slash == std::string::npos)
            fail(key, "`" + text + "` is no quota like 120/1h");
        const auto per = duration(key, text.substr(slash + 1));
        if (per < std::chrono::seconds(1))
            fail(key, "`" + text + "`: the time must be a second at least");
        return {number(key, text.substr(0, slash), Quotas::kLeast, 1'000'000'000), per};
    }

    bool onOff(const std::string& key, const std::string& text) const
    {
        if (text != "on" && text != "off")
            fail(key, "`" + text + "` is neither `on` nor `off`");
        return text == "on";
    }

    /// Separated by commas; none of them empty.
    std::vector<std::string> list(const std::string& key) const
    {
        std::vector<std::string> items;
        std::istringstream in(required(key));
        for (std::string item; std::getline(in, item, ',');) {
            const auto begin = item.find_first_not_of(' ');
            if (begin == std::string::npos)
                fail(key, "has an empty item");
            items.push_back(item.substr(begin, item.find_last_not_of(' ') + 1 - begin));
        }
        return items;
    }

    std::vector<IpAddress> addresses(const std::string& key) const
    {
        std::vector<IpAddress> found;
        if (!has(key))
            return found;
        for (const std::string& text : list(key)) {
            const auto address = IpAddress::parse(text);
            if (!address)
                fail(key, "`" + text + "` is no IP address");
            found.push_back(*address);
        }
        return found;
    }

    std::string readable(const std::string& key) const
    {
        const std::string& file = required(key);

        struct stat status {};

        if (::stat(file.c_str(), &status) != 0)
            fail(key, "cannot find " + file);
        return file;
    }

private:
    const ConfigScan& scan_;
    const po::variables_map& values_;
};

/// What must be proved, how long a VM may take, whose VMs are marked, how CloudStack is watched. Throws ConfigError.
void readPolicy(const Values& values, bool knowsThisIsInsecure, Config& config);

} // namespace readystage
