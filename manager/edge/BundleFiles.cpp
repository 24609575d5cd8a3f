#include "manager/edge/BundleFiles.h"

#include "common/codec/Base64.h"
#include "common/codec/Json.h"
#include "common/domain/Duration.h"
#include "common/domain/Nearest.h"
#include "common/runtime/AtomicFile.h"
#include "manager/edge/Config.h"

#include <algorithm>
#include <system_error>

namespace readystage {

namespace {

constexpr std::size_t kMaxBundleBytes = std::size_t{4} * 1024 * 1024;
constexpr std::size_t kMaxText = 255;                        // CloudStack's limit for most parameters
constexpr std::size_t kMaxBase64 = std::size_t{1024} * 1024; // the most vm.userdata.max.length can be set to
constexpr int kMaxRuns = 1'000;

const std::vector<std::string> kKeys{"name",     "zone",     "service_offering", "disk_offering",     "template",
                                     "networks", "userdata", "userdata_base64",  "failed_after_runs", "floor",
                                     "deadline", "ready_per"};

[[noreturn]] void fail(const std::string& key, const std::string& why)
{
    throw JsonError(key + ": " + why);
}

std::string nameOrId(const Json& value, const std::string& key)
{
    auto text = value.asString();
    if (text.empty() || text.size() > kMaxText)
        fail(key, "must have 1 to 255 bytes");
    return text;
}

std::string required(const Json& file, const std::string& key)
{
    return nameOrId(file.at(key), key);
}

void refuseUnknownKeys(const Json& file)
{
    for (const auto& key : file.names()) {
        if (std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end())
            continue;
        const auto meant = nearest(key, kKeys);
        fail(key, meant.empty() ? "unknown key" : "unknown key; did you mean " + meant + "?");
    }
}

std::vector<std::string> networksOf(const Json& file)
{
    std::vector<std::string> networks;
    if (const auto list = file.find("networks"))
        for (const auto& network : list->asArray())
            networks.push_back(nameOrId(network, "networks"));
    return networks;
}

UserData userDataOf(const Json& file)
{
    const auto text = file.find("userdata");
    const auto encoded = file.find("userdata_base64");
    if (text && encoded)
        fail("userdata_base64", "stands beside userdata; give one of the two");
    const std::string key = encoded ? "userdata_base64" : "userdata";
    UserData data(text ? text->asString() : "");
    if (encoded) {
        const auto bytes = base64::decode(encoded->asString());
        if (!bytes)
            fail(key, bytes.error().why);
        data = UserData(*bytes);
    }
    if (base64::encode(data.bytes()).size() > kMaxBase64)
        fail(key, "longer than the 1048576 characters of base64 that CloudStack can be set to take");
    if (carriesMark(data))
        fail(key, "has a line that sets `ready`: every VM would look ready before it has begun");
    return data;
}

BundleRules rulesOf(const Json& file)
{
    BundleRules rules;
    if (const auto floor = file.find("floor")) {
        rules.floor = assurance(floor->asString());
        if (!rules.floor || *rules.floor == Assurance::open)
            fail("floor", "must be address, token or cert");
    }
    if (const auto deadline = file.find("deadline")) {
        const auto duration = parseDuration(deadline->asString());
        if (!duration)
            fail("deadline", duration.error().why);
        if (*duration < std::chrono::seconds(1))
            fail("deadline", "is shorter than a second");
        rules.deadline = *duration;
    }
    if (const auto per = file.find("ready_per")) {
        if (per->asString() != "incarnation" && per->asString() != "boot")
            fail("ready_per", "must be incarnation or boot");
        rules.readyPerBoot = per->asString() == "boot";
    }
    return rules;
}

Bundle bundleOf(const Json& file, const std::string& expectedName)
{
    if (!file.isObject())
        throw JsonError("must be one JSON object");
    refuseUnknownKeys(file);
    Bundle bundle;
    bundle.name = required(file, "name");
    if (!isBundleName(bundle.name))
        fail("name", "must be 1 to 64 of A-Z a-z 0-9 . _ - and not begin with a dot");
    if (bundle.name != expectedName)
        fail("name", "\"" + bundle.name + "\" must be the name of the file, \"" + expectedName + "\"");
    bundle.zone = required(file, "zone");
    bundle.serviceOffering = required(file, "service_offering");
    bundle.templ = required(file, "template");
    if (const auto disk = file.find("disk_offering"))
        bundle.diskOffering = nameOrId(*disk, "disk_offering");
    bundle.networks = networksOf(file);
    bundle.userData = userDataOf(file);
    if (const auto runs = file.find("failed_after_runs")) {
        if (runs->asInteger() < 1 || runs->asInteger() > kMaxRuns)
            fail("failed_after_runs", "must be 1 to 1000");
        bundle.failedAfterRuns = static_cast<int>(runs->asInteger());
    }
    bundle.rules = rulesOf(file);
    return bundle;
}

BundleCatalogue readFolder(const std::filesystem::path& folder)
{
    std::vector<Bundle> bundles;
    try {
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            const auto& file = entry.path();
            if (file.extension() == ".json" && !file.filename().string().starts_with('.'))
                bundles.push_back(parseBundle(file, readFile(file, kMaxBundleBytes)));
        }
    } catch (const std::system_error& e) {
        throw ConfigError(folder.string() + ": " + e.what());
    }
    return BundleCatalogue(std::move(bundles));
}

} // namespace

Bundle parseBundle(const std::filesystem::path& file, std::string_view text)
{
    try {
        return bundleOf(Json::parse(text), file.stem().string());
    } catch (const JsonError& e) {
        throw ConfigError(file.string() + ": " + e.what());
    }
}

BundleFiles::BundleFiles(std::filesystem::path folder)
    : folder_(std::move(folder)),
      current_(std::make_shared<const BundleCatalogue>(readFolder(folder_)))
{}

std::shared_ptr<const BundleCatalogue> BundleFiles::current() const
{
    return current_.with([](const auto& current) { return current; });
}

void BundleFiles::reload()
{
    auto fresh = std::make_shared<const BundleCatalogue>(readFolder(folder_));
    current_.with([&](auto& current) { current.swap(fresh); });
}

} // namespace readystage
