#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "tests/cloudsim/core/ApiLimit.h"
#include "tests/cloudsim/core/Dates.h"
#include "tests/cloudsim/core/Events.h"
#include "tests/cloudsim/core/InstanceGroups.h"
#include "tests/cloudsim/core/Ipv4.h"
#include "tests/cloudsim/core/Misbehaviour.h"
#include "tests/cloudsim/core/Model.h"
#include "tests/cloudsim/core/Projects.h"
#include "tests/cloudsim/core/PublicAddresses.h"
#include "tests/cloudsim/core/Routers.h"
#include "tests/cloudsim/core/Sessions.h"
#include "tests/cloudsim/core/SshKeyPairs.h"
#include "tests/cloudsim/core/UserDataTexts.h"
#include "tests/cloudsim/core/Vpcs.h"

namespace readystage::cloudsim {

/// What an id in a parameter may name.
enum class Entity {
    none,    ///< whatever it is, its id is taken as it is
    nothing, ///< a thing this cloud has none of
    vm,
    zone,
    templ,
    serviceOffering,
    diskOffering,
    networkOffering,
    network,
    job,
    user,
    account,
    domain,
    role,
    project,
    instanceGroup,
    userData,
    sshKeyPair,
    nic,
    publicAddress,
    event,
    router,
    vpc,
    host,
    pod,
    cluster,
    managementServer,
    physicalNetwork,
    securityGroup,
    volume,
    osType
};

struct Settings {
    bool oldRelease = false;                    ///< 4.11 instead of 4.23
    bool enforcePostAndTimestamps = false;      ///< enforce.post.requests.and.timestamps
    std::size_t userDataMaxLength = 32768;      ///< vm.userdata.max.length, base64 characters
    std::size_t defaultPageSize = 500;          ///< default.page.size
    std::chrono::milliseconds jobDuration{100}; ///< how long every asynchronous job takes at least

    const char* version() const { return oldRelease ? "4.11.1.0" : "4.23.0.0-SNAPSHOT"; }
};

/// Rows of one kind, found by UUID and by database number, in the order they were made. Rows keep their address.
template <class Row> class Table {
public:
    Row& add(Row row)
    {
        row.number = ++last_;
        Row& kept = *byNumber_.emplace(last_, std::make_unique<Row>(std::move(row))).first->second;
        byId_[kept.id] = &kept;
        return kept;
    }

    Row* find(std::string_view id) const
    {
        const auto found = byId_.find(std::string(id));
        return found == byId_.end() ? nullptr : found->second;
    }

    Row* findNumber(std::uint64_t number) const
    {
        const auto found = byNumber_.find(number);
        return found == byNumber_.end() ? nullptr : found->second.get();
    }

    Row* findName(std::string_view name) const
    {
        for (const auto& [number, row] : byNumber_)
            if (row->name == name)
                return row.get();
        return nullptr;
    }

    void changeId(Row& row, const std::string& id)
    {
        byId_.erase(row.id);
        row.id = id;
        byId_[id] = &row;
    }

    void remove(const Row& row)
    {
        removed_[row.id] = row.number;
        forget(row);
    }

    /// As if it had never been.
    void forget(const Row& row)
    {
        byId_.erase(row.id);
        byNumber_.erase(row.number);
    }

    /// Whether there is or was a row of this id.
    bool knows(const std::string& id) const { return byId_.contains(id) || removed_.contains(id); }

    /// The number of the row that has or had this id.
    std::optional<std::uint64_t> numberOf(const std::string& id) const
    {
        if (const Row* const row = find(id))
            return row->number;
        const auto gone = removed_.find(id);
        return gone == removed_.end() ? std::nullopt : std::optional(gone->second);
    }

    std::size_t size() const { return byNumber_.size(); }

    std::uint64_t made() const { return last_; } ///< rows ever, those that were removed included

    auto begin() const { return byNumber_.begin(); }

    auto end() const { return byNumber_.end(); }

private:
    std::uint64_t last_ = 0;
    std::map<std::uint64_t, std::unique_ptr<Row>> byNumber_;
    std::unordered_map<std::string, Row*> byId_;
    std::unordered_map<std::string, std::uint64_t> removed_; ///< numbers by id
};

/// The whole simulated cloud: rows, and the indices over them. No threads, no clock, no sockets; the caller serialises.
class World {
public:
    World() = default;
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World() = default;

    Settings settings;
    std::string cloudIdentifier;
    Table<Role> roles;
    Table<Domain> domains;
    Table<Account> accounts;
    Table<User> users;
    Table<Zone> zones;
    Table<ServiceOffering> serviceOfferings;
    Table<DiskOffering> diskOfferings;
    Table<Template> templates;
    Table<NetworkOffering> networkOfferings;
    Table<Network> networks;
    Table<Vpc> vpcs;
    Table<Router> routers;
    Table<Project> projects;
    Table<InstanceGroup> instanceGroups;
    Table<UserDataText> userDataTexts;
    Table<SshKeyPair> sshKeyPairs;
    Table<PublicAddress> publicAddresses;
    Table<Vm> vms;
    Table<Mock> mocks;
    EventLog events;
    Misbehaviours misbehaviours;
    ApiLimit apiLimit;
    Sessions sessions;

    void addKeyPair(KeyPair keys);
    void revokeKeyPairs(const User& user);
    std::vector<const KeyPair*> keyPairs() const;          ///< in the order of their users
    const KeyPair* latestKeys(const User& user) const;     ///< nullptr: the user has none
    const KeyPair* keyPair(std::string_view apiKey) const; ///< stays valid as long as the World lives

    /// The UUID of the row `id` names, or nullopt. `id` is a UUID in any case; those of expunged VMs are still known,
    /// as CloudStack looks ids up among removed rows, too.
    std::optional<std::string> canonicalId(Entity entity, std::string_view id) const;
    /// The UUID of the row with this database number.
    std::optional<std::string> idOfNumber(Entity entity, std::uint64_t number) const;

    /// Gives the VM a NIC with the asked address, or the network's lowest free one; without any on an L2 network.
    /// Refusal 533 when none is free, and for an asked one that is not, or is no guest's.
    void addNic(Vm& vm, const Network& network, std::optional<std::uint32_t> asked = std::nullopt);
    /// The same with whatever address the caller wants; false when it is taken.
    bool addNicAt(Vm& vm, const Network& network, std::uint32_t address);
    /// The VM and the index of the NIC with this id; nullptr when there is none.
    std::pair<Vm*, std::size_t> nicCalled(std::string_view id) const;
    /// Takes the asked address, or the network's lowest free one, as a NIC's second one, which its router does not
    /// serve. Refusal 533 as above.
    std::string takeAddress(const Network& network, std::optional<std::uint32_t> asked = std::nullopt);
    void freeAddress(const Network& network, const std::string& address);
    /// The first public address from `first` on that nobody has.
    std::string unusedPublicAddress(std::uint32_t first) const;

    static constexpr std::uint32_t kFirstNetworkAddress = 0xCB00710AU; ///< 203.0.113.10, of networks' routers
    static constexpr std::uint32_t kFirstVpcAddress = 0xCB0071C8U;     ///< 203.0.113.200, of VPCs'

    /// A public address for the network; the same range for the whole cloud.
    PublicAddress& acquire(const Network& network, const Account& account, bool sourceNat, Instant now);
    /// Gives it back; a VM behind it has none then.
    void release(const PublicAddress& address);
    /// Frees the VM's addresses and forgets it, its tags and its userdata.
    void expunge(const Vm& vm);
    /// As if the VM had never been made.
    void forget(const Vm& vm);
    /// Gives the VM another id; the old one is known no more.
    void changeId(Vm& vm, const std::string& id);

    /// The host name of a VM that is or was; empty: neither.
    std::string vmName(const std::string& id) const;
    /// Its database number, which some messages show; 0: there was no such VM.
    std::uint64_t vmNumber(const std::string& id) const;

    /// The VM whose NIC on `network` has `address`, or nullptr.
    const Vm* vmAt(const Network& network, std::string_view address) const;
    /// The files that VMs which are no more left at the router, or nullptr.
    const RouterFiles* leftAt(const Network& network, std::string_view address) const;
    /// How many addresses the network's router serves before this one.
    std::size_t placeOf(const Network& network, std::string_view address) const;
    /// The VM of that host name on `network`, or nullptr.
    const Vm* vmNamed(const Network& network, std::string_view name) const;
    /// Host names are unique within a network; call it when a VM's name changes.
    void rename(Vm& vm, const std::string& name);

    Job& addJob(Job job);
    Job* job(std::string_view id);
    /// The newest job of a resource, which its type and id name as jobs show them; nullptr: it had none.
    const Job* lastJobOf(std::string_view type, std::string_view id) const;
    /// Ids of jobs that may run now and were not handed out before: jobs of one VM one after the other.
    std::vector<std::string> takeRunnableJobs();
    std::size_t pendingJobs() const;
    std::vector<const Job*> unfinishedJobs() const; ///< in no order
    /// Whether no earlier job of the same VM is unfinished.
    bool isNext(const Job& job) const;
    /// Lets the next job of this job's VM run; returns it, or nullptr.
    Job* jobEnded(const Job& job);

    /// What happens by itself some time after the call that caused it; the caller of takeLater() does it then.
    struct Later {
        std::chrono::milliseconds delay;
        std::function<void(World&)> act;
    };

    /// A virtual router to be told of a change: each update is written to every router of the network.
    struct Push {
        std::string network;   ///< or the VPC whose tier it is
        std::size_t addresses; ///< that the router serves
        unsigned routers;
    };

    void push(const Network& network);
    std::vector<Push> takePushes();

    void later(std::chrono::milliseconds delay, std::function<void(World&)> act);
    std::vector<Later> takeLater();

private:
    struct Addresses {
        std::unordered_map<std::uint32_t, Vm*> taken;
        std::unordered_set<std::uint32_t> reserved;          ///< second addresses
        std::uint32_t lowestFree = 0;                        ///< none below it is free
        std::unordered_map<std::uint32_t, RouterFiles> left; ///< of VMs that are no more
    };

    bool isKnown(Entity entity, const std::string& id) const;
    template <class Use> auto inTable(Entity entity, Use use) const -> decltype(use(vms));
    std::uint32_t chooseAddress(const Network& network, std::optional<std::uint32_t> asked);
    std::size_t servedBefore(const Network& tier) const;
    void detach(const Vm& vm);
    void attach(Vm& vm, const Network& network, std::optional<std::uint32_t> address);

    std::unordered_map<std::string, KeyPair> keyPairs_;
    std::unordered_map<std::string, Addresses> addresses_; ///< network id -> its addresses
    std::unordered_map<std::string, std::unordered_map<std::string, Vm*>> byName_;
    std::unordered_map<std::string, std::unique_ptr<Job>> jobs_;
    std::unordered_map<std::string, std::deque<std::string>>
        lanes_; ///< VM id -> its unfinished jobs, the first one runs
    std::vector<std::string> runnable_;
    std::vector<Push> pushes_;
    std::vector<Later> later_;

    struct Gone {
        std::string name;
        std::uint64_t number;
    };

    std::unordered_map<std::string, Gone> expunged_; ///< id -> VMs that were
    std::unordered_set<std::string> expungedParts_;  ///< ids of their NICs and volumes
};

/// Whether it lies in the network and is neither its gateway's nor the network's own or its broadcast address.
bool isGuestAddress(const Network& network, std::uint32_t address);

/// A UUID that depends on the words only, so that a scenario need not name ids.
std::string stableId(std::string_view kind, std::string_view name);

/// Whether a job acts on the resource, which type and id name as jobs show them, in any case of letters.
bool isOf(const Job& job, std::string_view type, std::string_view id);

} // namespace readystage::cloudsim
