#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "common/domain/Secret.h"
#include "tests/cloudsim/core/Value.h"

namespace readystage::cloudsim {

class World;
struct Command;
struct InstanceGroup;
struct Project;
struct Vpc;
struct UserDataText;

using Instant = std::chrono::system_clock::time_point;
using Pairs = std::vector<std::pair<std::string, std::string>>;

/// The value of the first pair of this name; empty: there is none.
inline std::string textIn(const Pairs& pairs, std::string_view name)
{
    for (const auto& [key, value] : pairs)
        if (key == name)
            return value;
    return "";
}

// The rows of the simulated cloud. Rows are owned by World and keep their address, so they point at each other;
// `number` is CloudStack's database id, `id` the UUID the API shows.

enum class RoleType { admin, resourceAdmin, domainAdmin, user };

/// First rule that matches decides; `command` may end in or contain `*`.
struct RoleRule {
    std::string command;
    bool allow;
};

struct Role {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    RoleType type = RoleType::user;
    std::vector<RoleRule> rules;
    std::string description = {};
    bool isDefault = false; ///< CloudStack came with it
    bool isPublic = true;
};

struct Domain {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    std::string path;
};

struct Account {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    const Domain* domain = nullptr;
    const Role* role = nullptr;
    const Project* project = nullptr; ///< whose account this is; nullptr: an ordinary one
    Instant created{};
};

struct User {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    const Account* account = nullptr;
    Instant created{};
    bool enabled = true;
    std::string firstName = {};
    std::string lastName = {};
    std::string email = {};
    Secret password = Secret("");
    int wrongLogins = 0; ///< since the last right one
};

struct KeyPair {
    std::string apiKey;
    Secret secret;
    const User* user;
    std::uint64_t number = 0; ///< given by World
    bool revoked = false;     ///< 4.11 knew one pair of a user, the last
};

struct Zone {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    std::string networkType; ///< Advanced or Basic
};

/// What CloudStack's simulator was told about one command to its hosts, in one place or everywhere.
struct Mock {
    std::string id;
    std::uint64_t number = 0;
    std::string command;
    const Zone* zone = nullptr; ///< nullptr: everywhere
    bool inPod = false;
    bool inCluster = false;
    bool onHost = false;
    std::string values;
    std::optional<std::int64_t> count; ///< nullopt: for ever

    auto place() const { return std::tuple(zone, inPod, inCluster, onHost); }
};

struct Size {
    int cpus = 1;
    int megahertz = 1000;
    int megabytes = 1024;
};

struct ServiceOffering {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    std::string displayText;
    Size size;
    bool customized = false; ///< the size is given at deploy
    bool isVolatile = false; ///< every reboot is a reinstallation
    Instant created{};
    bool removed = false; ///< for VMs that have it only
};

struct DiskOffering {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    std::string displayText;
    int gigabytes = 0; ///< 0: the size is given at deploy
    Instant created{};
};

struct Template {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    std::string displayText;
    std::string format;
    std::string osName;
    const Zone* zone = nullptr;
    Instant created{};
    const UserDataText* userData = nullptr; ///< linked to it; nullptr: none
    std::string userDataPolicy;             ///< ALLOWOVERRIDE, APPEND or DENYOVERRIDE
};

struct NetworkService {
    std::string name;
    std::string provider;
};

struct NetworkOffering {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    std::string displayText;
    std::string guestType;        ///< Isolated, Shared or L2
    std::string userDataProvider; ///< VirtualRouter or ConfigDrive; empty: it has no UserData service
    bool securityGroups = false;
    bool forVpc = false;
    std::vector<NetworkService> services = {};
    std::vector<std::string> traits = {}; ///< what is not as in most (NetworkOfferings.cpp)
    Instant created{};

    /// Empty: it has no such service.
    std::string providerOf(std::string_view service) const
    {
        for (const NetworkService& row : services)
            if (row.name == service)
                return row.provider;
        return "";
    }
};

struct Network {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    std::string displayText;
    std::string type; ///< Isolated, Shared or L2
    const Zone* zone = nullptr;
    const Account* account = nullptr; ///< nullptr: everybody may use it
    std::string gateway;
    std::string netmask;
    std::string cidr;
    std::uint32_t firstAddress = 0; ///< host byte order; first > last: the network gives no addresses
    std::uint32_t lastAddress = 0;
    std::string domain;        ///< DNS domain of its VMs
    std::string publicAddress; ///< of its virtual router
    std::vector<std::string> routerListeners;
    bool redundantRouter = false; ///< two virtual routers, told one after the other
    Instant created{};

    const NetworkOffering* offering = nullptr;
    bool implemented = true;  ///< false until its first VM starts
    bool configDrive = false; ///< VMs get their userdata on a drive, written when they start, instead of from a router

    const Vpc* vpc = nullptr; ///< whose tier this is; nullptr: of none

    bool hasRouter() const { return type != "L2" && !configDrive; }

    /// The id of what its virtual router serves: the network itself or its VPC.
    const std::string& servedBy() const;

    bool hasUserDataService() const { return configDrive || !offering->userDataProvider.empty(); }
};

/// What a virtual router has for one address.
struct RouterFiles {
    bool present = false;
    std::string userData; ///< the bytes
    Pairs metadata;       ///< name and content, in the order the router was told
};

struct SecondaryAddress {
    std::string id;
    std::string address;
};

struct Nic {
    std::string id;
    const Network* network = nullptr;
    std::string address; ///< empty on an L2 network
    std::string mac;
    std::vector<SecondaryAddress> secondary = {};
    std::string publicAddress = {}; ///< by static NAT; empty: none
    std::string publicAddressId = {};
    bool isolated = false; ///< it has its network's VLAN: until its VM is stopped
};

/// CloudStack's words for the states of a VM.
namespace state {
inline constexpr const char* kStarting = "Starting";
inline constexpr const char* kRunning = "Running";
inline constexpr const char* kStopping = "Stopping";
inline constexpr const char* kStopped = "Stopped";
inline constexpr const char* kDestroyed = "Destroyed";
inline constexpr const char* kExpunging = "Expunging";
inline constexpr const char* kError = "Error";
} // namespace state

/// The detail of a VM that was never started.
inline constexpr const char* kNotStarted = "deployvm";

/// The one host of the simulated cloud.
inline constexpr const char* kHostName = "cloudsim-host";

struct Tag {
    std::string key;
    std::string value;
    std::string customer = {}; ///< whatever its giver wants to remember
};

/// What updateVirtualMachine reads and writes as a whole (VmRow.h).
struct VmRow {
    std::string displayName;
    std::string userData;
    Pairs userDataDetails;
    bool haEnabled;
    bool shown;
    bool dynamicallyScalable;
    bool deleteProtected;
};

struct Vm {
    std::string id;
    std::uint64_t number = 0;
    std::string name; ///< host name
    std::string displayName;
    std::string ownOsName;                ///< given by an update; empty: the template's
    std::string ownInstanceName;          ///< that an admin gave it; empty: none did
    const InstanceGroup* group = nullptr; ///< nullptr: none
    const User* user = nullptr;           ///< who deployed it
    const Account* account = nullptr;     ///< who owns it
    std::string state = state::kStarting;
    Instant created{};
    std::optional<Instant> updated; ///< missing until it is started first
    const Zone* zone = nullptr;
    const Template* templ = nullptr;
    const ServiceOffering* offering = nullptr;
    Size size;
    std::vector<Nic> nics;
    std::string host;     ///< where it runs; empty while it does not
    std::string userData; ///< base64 as CloudStack stores it; empty: none
    Pairs userDataDetails;
    const UserDataText* userDataSource = nullptr; ///< the registered text it came from
    std::string
        routerUserData; ///< what the virtual router was last told, which an update that ended in 534 did not change
    Pairs routerDetails;
    Pairs details;
    std::vector<Tag> tags;
    std::string rootVolume; ///< id of its disk; a reinstallation makes a new one
    bool haEnabled = false;
    bool shown = true;
    bool dynamicallyScalable = false;
    bool deleteProtected = false;
    std::deque<std::pair<Instant, VmRow>> overwritten; ///< when an update wrote the row, and what stood there before
    bool guestStarted = false;                         ///< the guest hook was told to start it and not yet to stop it

    const std::string& osName() const { return ownOsName.empty() ? templ->osName : ownOsName; }

    std::string instanceName() const
    {
        if (!ownInstanceName.empty())
            return ownInstanceName;
        return "i-" + std::to_string(account->number) + "-" + std::to_string(number) + "-VM";
    }
};

enum class GuestAction { none, start, stop, restart };

/// What became of the guest hook's run, for the job that asked for it.
struct GuestOutcome {
    bool ok = true;
    std::string why;
};

/// One asynchronous job. `work` runs when its time has come and, with a guest action, the hook has returned; it throws
/// a Refusal to fail the job.
struct Job {
    enum class Status { pending = 0, succeeded = 1, failed = 2 };

    std::string id;
    std::uint64_t number = 0;
    const User* caller = nullptr;
    const Command* command = nullptr;
    std::string vm;           ///< the VM it acts on, whose jobs run one after the other; empty: none
    std::string instanceType; ///< shown for a job that acts on something else; empty: on nothing
    std::string instanceId;
    std::string scheduledEvent; ///< id of the event that told of it first; empty: none did
    GuestAction guest = GuestAction::none;
    std::function<Value(World&, const Job&, const GuestOutcome&, Instant now)> work;
    Instant created{};
    bool untold = false;    ///< it fails before the moment from which its events tell
    bool doomed = false;    ///< told to fail: its guest is left alone
    bool forgotten = false; ///< told to be unknown to whoever asks
    bool stuck = false;     ///< told not to begin

    Status status = Status::pending;
    int resultCode = 0;
    Instant completed{};
    Value result = Value::object();
};

} // namespace readystage::cloudsim
