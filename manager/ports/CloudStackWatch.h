#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/runtime/Clock.h"
#include "manager/ports/CloudStackApi.h"

namespace readystage {

/// One entry of CloudStack's event list.
struct CloudEvent {
    std::string id;
    std::string type;             ///< VM.RESTORE, VM.REBOOT …
    std::string state;            ///< Created, Scheduled, Started or Completed
    Clock::Wall created;          ///< whole seconds
    std::optional<InstanceId> vm; ///< where its resource is a VM
    std::string description;
};

/// How CloudStack tells what became of VMs. Calls block until their deadline; safe from several threads.
class CloudStackWatch {
public:
    static constexpr std::size_t kEventsPerPage = 500;

    virtual ~CloudStackWatch() = default;

    /// The events since `from`. Page 1 holds the newest, each page in ascending order, and a page that is not full is
    /// the last.
    virtual ApiResult<std::vector<CloudEvent>> events(Clock::Wall from, unsigned page) = 0;

    /// The ids of these VMs' root disks: another one means that the VM was reinstalled. VMs of which CloudStack says
    /// nothing are left out, all of them where the manager's role may not list volumes.
    virtual ApiResult<std::map<InstanceId, std::string>> rootVolumes(const std::vector<InstanceId>& vms) = 0;

    /// A page of 500 of the VMs that have this tag; one that is not full is the last.
    virtual ApiResult<std::vector<VmFacts>> tagged(const Tag& tag, unsigned page) = 0;
};

} // namespace readystage
