#pragma once

#include "agent/ports/Spool.h"
#include "tests/fakes/PlainReports.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace readystage::fakes {

/// A spool in memory, of plain reports. What other processes would do to it (write, copy the disk) is a call.
class MemorySpool final : public agent::Spool {
public:
    void accept(const ReportId& id, std::string_view bytes) override
    {
        incoming_.emplace_back(std::to_string(++written_) + "-" + id.str(), std::string(bytes));
    }

    std::vector<agent::Incoming> incoming() override
    {
        std::vector<agent::Incoming> all;
        for (const auto& [name, bytes] : incoming_)
            all.push_back({name, bytes, parsePlainReport(bytes)});
        return all;
    }

    void setAside(const agent::Incoming& report, agent::Aside where) override
    {
        take(report.name);
        (where == agent::Aside::bad ? bad_ : stale_).push_back(report.name);
    }

    std::size_t queuedOfAll() override
    {
        std::size_t count = 0;
        for (const auto& [id, instance] : instances_)
            count += instance.outbox.size();
        return count;
    }

    std::unique_ptr<agent::Outbox> open(const std::string& instanceId) override
    {
        for (auto it = instances_.begin(); it != instances_.end();) {
            if (it->first == instanceId) {
                ++it;
            } else {
                stale_.push_back(it->first);
                it = instances_.erase(it);
            }
        }
        const auto [instance, isNew] = instances_.try_emplace(instanceId);
        if (isNew)
            instance->second.incarnation.front() = ++incarnations_;
        return std::make_unique<MemoryOutbox>(*this, instanceId);
    }

    agent::Fate fateOf(const ReportId& report) override
    {
        for (const auto& [id, instance] : instances_) {
            if (instance.acknowledged.contains(report))
                return agent::Fate::acknowledged;
            if (instance.rejected.contains(report))
                return agent::Fate::rejected;
            if (instance.has(report))
                return agent::Fate::waiting;
        }
        const auto isIt = [&](const auto& file) { return file.first.ends_with(report.str()); };
        return std::any_of(incoming_.begin(), incoming_.end(), isIt) ? agent::Fate::waiting : agent::Fate::unknown;
    }

    /// Bytes that are no report, as a broken writer would leave them.
    void addGarbage(const std::string& name) { incoming_.emplace_back(name, "{"); }

    const std::vector<std::string>& stale() const { return stale_; }

    const std::vector<std::string>& bad() const { return bad_; }

private:
    struct Instance {
        std::array<unsigned char, 16> incarnation{};
        std::vector<std::pair<ReportId, std::string>> outbox;
        std::set<ReportId> acknowledged;
        std::set<ReportId> rejected;

        bool has(const ReportId& id) const
        {
            return std::any_of(outbox.begin(), outbox.end(), [&](const auto& entry) { return entry.first == id; });
        }

        void remove(const ReportId& id)
        {
            std::erase_if(outbox, [&](const auto& entry) { return entry.first == id; });
        }
    };

    class MemoryOutbox final : public agent::Outbox {
    public:
        MemoryOutbox(MemorySpool& spool, const std::string& id)
            : spool_(spool),
              instance_(spool.instances_.at(id)),
              incarnation_(Incarnation::fromBytes(instance_.incarnation)),
              id_(id)
        {}

        const Incarnation& incarnation() const override { return incarnation_; }

        void take(const agent::Incoming& report) override
        {
            const ReportId& id = report.says->id;
            if (!instance_.has(id) && !instance_.acknowledged.contains(id) && !instance_.rejected.contains(id))
                instance_.outbox.emplace_back(id, report.bytes);
            spool_.take(report.name);
        }

        std::vector<agent::Queued> queued() override
        {
            std::vector<agent::Queued> all;
            for (const auto& [id, bytes] : instance_.outbox)
                all.push_back(
                    {id.str(), id, parsePlainReport(bytes)->status, id_ + " " + incarnation_.str() + " " + bytes});
            return all;
        }

        void acknowledge(const agent::Queued& report, const protocol::Receipt&) override
        {
            instance_.acknowledged.insert(report.id);
            instance_.remove(report.id);
        }

        void reject(const agent::Queued& report, std::string_view) override
        {
            instance_.rejected.insert(report.id);
            instance_.remove(report.id);
        }

    private:
        MemorySpool& spool_;
        Instance& instance_;
        Incarnation incarnation_;
        std::string id_;
    };

    void take(const std::string& name)
    {
        std::erase_if(incoming_, [&](const auto& file) { return file.first == name; });
    }

    int written_ = 0;
    unsigned char incarnations_ = 0;
    std::vector<std::pair<std::string, std::string>> incoming_;
    std::map<std::string, Instance> instances_;
    std::vector<std::string> stale_;
    std::vector<std::string> bad_;
};

} // namespace readystage::fakes
