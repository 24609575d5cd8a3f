#include "tests/cloudsim/core/World.h"

#include "common/codec/Digest.h"
#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Metadata.h"
#include "tests/cloudsim/core/Printed.h"
#include "tests/cloudsim/core/Refusal.h"

#include <algorithm>

namespace readystage::cloudsim {

bool isGuestAddress(const Network& network, std::uint32_t address)
{
    const auto gateway = parseIpv4(network.gateway);
    const auto mask = parseIpv4(network.netmask);
    if (!gateway || !mask || address == *gateway || (address & *mask) != (*gateway & *mask))
        return false;
    const std::uint32_t host = address & ~*mask;
    return ~*mask < 2 || (host != 0 && host != ~*mask);
}

void World::addKeyPair(KeyPair keys)
{
    const std::string apiKey = keys.apiKey;
    keys.number = keyPairs_.size() + 1;
    keyPairs_.emplace(apiKey, std::move(keys));
}

void World::revokeKeyPairs(const User& user)
{
    for (auto& [apiKey, keys] : keyPairs_)
        keys.revoked = keys.revoked || keys.user == &user;
}

std::vector<const KeyPair*> World::keyPairs() const
{
    std::vector<const KeyPair*> pairs;
    for (const auto& [apiKey, keys] : keyPairs_)
        if (!keys.revoked)
            pairs.push_back(&keys);
    std::sort(pairs.begin(), pairs.end(), [](const KeyPair* a, const KeyPair* b) {
        return std::pair(a->user->number, a->number) < std::pair(b->user->number, b->number);
    });
    return pairs;
}

const KeyPair* World::latestKeys(const User& user) const
{
    const KeyPair* latest = nullptr;
    for (const auto& [apiKey, keys] : keyPairs_)
        if (keys.user == &user && !keys.revoked && (latest == nullptr || latest->number < keys.number))
            latest = &keys;
    return latest;
}

const KeyPair* World::keyPair(std::string_view apiKey) const
{
    const auto found = keyPairs_.find(std::string(apiKey));
    return found == keyPairs_.end() || found->second.revoked ? nullptr : &found->second;
}

std::pair<Vm*, std::size_t> World::nicCalled(std::string_view id) const
{
    for (const auto& [number, vm] : vms)
        for (std::size_t i = 0; i < vm->nics.size(); ++i)
            if (vm->nics[i].id == id)
                return {vm.get(), i};
    return {nullptr, 0};
}

std::uint32_t World::chooseAddress(const Network& network, std::optional<std::uint32_t> asked)
{
    auto& addresses = addresses_[network.id];
    const auto isTaken = [&](std::uint32_t address) {
        return addresses.taken.contains(address) || addresses.reserved.contains(address);
    };
    if (asked && isGuestAddress(network, *asked) && !isTaken(*asked))
        return *asked;
    std::uint32_t free = std::max(network.firstAddress, addresses.lowestFree);
    while (isTaken(free))
        ++free;
    if (asked || free > network.lastAddress)
        throw Refusal(533, kServerApi, "Unable to acquire Guest IP address for network " + printed(network));
    addresses.lowestFree = free + 1;
    return free;
}

std::string World::takeAddress(const Network& network, std::optional<std::uint32_t> asked)
{
    const std::uint32_t free = chooseAddress(network, asked);
    addresses_[network.id].reserved.insert(free);
    return formatIpv4(free);
}

void World::freeAddress(const Network& network, const std::string& address)
{
    auto& addresses = addresses_[network.id];
    const std::uint32_t freed = *parseIpv4(address);
    addresses.reserved.erase(freed);
    addresses.lowestFree = std::min(addresses.lowestFree, freed);
}

std::string World::unusedPublicAddress(std::uint32_t first) const
{
    const auto has = [](const auto& rows, const std::string& address) {
        return std::any_of(rows.begin(), rows.end(),
                           [&](const auto& row) { return row.second->publicAddress == address; });
    };
    std::string address = formatIpv4(first);
    while (publicAddresses.findName(address) != nullptr || has(networks, address) || has(vpcs, address))
        address = formatIpv4(++first);
    return address;
}

PublicAddress& World::acquire(const Network& network, const Account& account, bool sourceNat, Instant now)
{
    constexpr std::uint32_t kFirst = 0xC6336402U; // 198.51.100.2
    const std::string address = sourceNat ? network.publicAddress : unusedPublicAddress(kFirst);
    return publicAddresses.add({randomUuid(), 0, address, &network, &account, sourceNat, "", now});
}

void World::release(const PublicAddress& address)
{
    if (Vm* const vm = vms.find(address.vm))
        for (Nic& nic : vm->nics)
            if (nic.publicAddressId == address.id)
                nic.publicAddress = nic.publicAddressId = "";
    publicAddresses.remove(address);
}

void World::attach(Vm& vm, const Network& network, std::optional<std::uint32_t> address)
{
    Nic nic{randomUuid(), &network, "", ""};
    nic.isolated = network.implemented;
    if (address) {
        nic.address = formatIpv4(*address);
        nic.mac = macOf(*address);
        addresses_[network.id].taken[*address] = &vm;
    } else {
        nic.mac = macOf(static_cast<std::uint32_t>(vm.number));
    }
    vm.nics.push_back(std::move(nic));
    byName_[network.id][vm.name] = &vm;
}

void World::addNic(Vm& vm, const Network& network, std::optional<std::uint32_t> asked)
{
    if (network.type == "L2")
        return attach(vm, network, std::nullopt);
    attach(vm, network, chooseAddress(network, asked));
}

bool World::addNicAt(Vm& vm, const Network& network, std::uint32_t address)
{
    if (addresses_[network.id].taken.contains(address))
        return false;
    attach(vm, network, address);
    return true;
}

void World::expunge(const Vm& vm)
{
    for (const Nic& nic : vm.nics) {
        expungedParts_.insert(nic.id);
        if (const auto address = parseIpv4(nic.address))
            addresses_[nic.network->id].left.insert_or_assign(*address,
                                                              routerFilesAt(*this, *nic.network, nic.address));
    }
    for (const auto& [number, address] : publicAddresses)
        if (address->vm == vm.id)
            address->vm.clear();
    expungedParts_.insert(vm.rootVolume);
    expunged_.emplace(vm.id, Gone{vm.name, vm.number});
    detach(vm);
    vms.remove(vm);
}

void World::forget(const Vm& vm)
{
    detach(vm);
    vms.forget(vm);
}

/// Frees its addresses and its name.
void World::detach(const Vm& vm)
{
    for (const Nic& nic : vm.nics) {
        if (const auto address = parseIpv4(nic.address)) {
            auto& addresses = addresses_[nic.network->id];
            addresses.taken.erase(*address);
            addresses.lowestFree = std::min(addresses.lowestFree, *address);
        }
        for (const SecondaryAddress& secondary : nic.secondary)
            freeAddress(*nic.network, secondary.address);
        byName_[nic.network->id].erase(vm.name);
    }
}

void World::changeId(Vm& vm, const std::string& id)
{
    for (const auto& [number, address] : publicAddresses)
        if (address->vm == vm.id)
            address->vm = id;
    for (const auto& [key, job] : jobs_)
        if (job->vm == vm.id)
            job->vm = id;
    if (auto lane = lanes_.extract(vm.id)) {
        lane.key() = id;
        lanes_.insert(std::move(lane));
    }
    vms.changeId(vm, id);
}

std::string World::vmName(const std::string& id) const
{
    const Vm* const vm = vms.find(id);
    const auto was = expunged_.find(id);
    return vm != nullptr ? vm->name : was != expunged_.end() ? was->second.name : std::string();
}

std::uint64_t World::vmNumber(const std::string& id) const
{
    const Vm* const vm = vms.find(id);
    const auto was = expunged_.find(id);
    return vm != nullptr ? vm->number : was != expunged_.end() ? was->second.number : 0;
}

const Vm* World::vmAt(const Network& network, std::string_view address) const
{
    const auto wanted = parseIpv4(address);
    const auto addresses = addresses_.find(network.id);
    if (!wanted || addresses == addresses_.end())
        return nullptr;
    const auto found = addresses->second.taken.find(*wanted);
    return found == addresses->second.taken.end() ? nullptr : found->second;
}

const RouterFiles* World::leftAt(const Network& network, std::string_view address) const
{
    const auto wanted = parseIpv4(address);
    const auto addresses = addresses_.find(network.id);
    if (!wanted || addresses == addresses_.end())
        return nullptr;
    const auto found = addresses->second.left.find(*wanted);
    return found == addresses->second.left.end() ? nullptr : &found->second;
}

std::size_t World::servedBefore(const Network& tier) const
{
    std::size_t served = 0;
    for (const auto& [number, other] : networks)
        if (other->vpc != nullptr && other->vpc == tier.vpc && number < tier.number)
            if (const auto addresses = addresses_.find(other->id); addresses != addresses_.end())
                served += addresses->second.taken.size();
    return served;
}

std::size_t World::placeOf(const Network& network, std::string_view address) const
{
    const auto wanted = parseIpv4(address);
    const auto addresses = addresses_.find(network.id);
    if (!wanted || addresses == addresses_.end())
        return 0;
    return servedBefore(network) +
           static_cast<std::size_t>(std::count_if(addresses->second.taken.begin(), addresses->second.taken.end(),
                                                  [&](const auto& entry) { return entry.first < *wanted; }));
}

const Vm* World::vmNamed(const Network& network, std::string_view name) const
{
    const auto names = byName_.find(network.id);
    if (names == byName_.end())
        return nullptr;
    const auto found = names->second.find(std::string(name));
    return found == names->second.end() ? nullptr : found->second;
}

void World::rename(Vm& vm, const std::string& name)
{
    for (const Nic& nic : vm.nics) {
        byName_[nic.network->id].erase(vm.name);
        byName_[nic.network->id][name] = &vm;
    }
    vm.name = name;
}

Job& World::addJob(Job job)
{
    const std::string id = randomUuid();
    job.id = id;
    job.number = jobs_.size() + 1;
    Job& kept = *jobs_.emplace(id, std::make_unique<Job>(std::move(job))).first->second;
    std::size_t ahead = 0;
    if (!kept.vm.empty()) {
        auto& lane = lanes_[kept.vm];
        ahead = lane.size();
        lane.push_back(kept.id);
    }
    if (ahead == 0 && !kept.stuck)
        runnable_.push_back(kept.id);
    return kept;
}

Job* World::job(std::string_view id)
{
    const auto found = jobs_.find(std::string(id));
    return found == jobs_.end() ? nullptr : found->second.get();
}

bool isOf(const Job& job, std::string_view type, std::string_view id)
{
    const bool ofVm = !job.vm.empty();
    return ascii::equalIgnoringCase(ofVm ? "VirtualMachine" : job.instanceType, type) &&
           ascii::equalIgnoringCase(ofVm ? job.vm : job.instanceId, id);
}

const Job* World::lastJobOf(std::string_view type, std::string_view id) const
{
    const Job* last = nullptr;
    for (const auto& [jobId, job] : jobs_) {
        if (isOf(*job, type, id) && !job->forgotten && (last == nullptr || last->number < job->number))
            last = job.get();
    }
    return last;
}

std::vector<std::string> World::takeRunnableJobs()
{
    return std::exchange(runnable_, {});
}

void World::push(const Network& network)
{
    if (!network.hasRouter())
        return;
    unsigned running = 0;
    for (const Router* router : routersOf(*this, network))
        running += router->state == state::kRunning ? 1 : 0;
    if (running == 0)
        return;
    std::size_t served = 0;
    for (const auto& [number, other] : networks)
        if (other.get() == &network || (other->vpc != nullptr && other->vpc == network.vpc))
            if (const auto addresses = addresses_.find(other->id); addresses != addresses_.end())
                served += addresses->second.taken.size();
    pushes_.push_back({network.servedBy(), served, running});
}

std::vector<World::Push> World::takePushes()
{
    return std::exchange(pushes_, {});
}

void World::later(std::chrono::milliseconds delay, std::function<void(World&)> act)
{
    later_.push_back({delay, std::move(act)});
}

std::vector<World::Later> World::takeLater()
{
    return std::exchange(later_, {});
}

std::vector<const Job*> World::unfinishedJobs() const
{
    std::vector<const Job*> jobs;
    for (const auto& [id, job] : jobs_)
        if (job->status == Job::Status::pending)
            jobs.push_back(job.get());
    return jobs;
}

std::size_t World::pendingJobs() const
{
    return static_cast<std::size_t>(std::count_if(
        jobs_.begin(), jobs_.end(), [](const auto& entry) { return entry.second->status == Job::Status::pending; }));
}

bool World::isNext(const Job& job) const
{
    const auto lane = lanes_.find(job.vm);
    return lane == lanes_.end() || lane->second.front() == job.id;
}

Job* World::jobEnded(const Job& job)
{
    const auto lane = lanes_.find(job.vm);
    if (lane == lanes_.end())
        return nullptr;
    lane->second.pop_front();
    if (lane->second.empty()) {
        lanes_.erase(lane);
        return nullptr;
    }
    Job& next = *jobs_.at(lane->second.front());
    if (next.stuck)
        return nullptr;
    runnable_.push_back(next.id);
    return &next;
}

} // namespace readystage::cloudsim
