#pragma once

#include <functional>
#include <vector>

#include "manager/core/Marker.h"
#include "manager/core/Tags.h"
#include "manager/core/Verification.h"
#include "manager/ports/Announcer.h"
#include "manager/ports/Journal.h"

namespace readystage {

struct StepRules {
    VerificationRules verification;
    TagNames tags;
    bool markUserData = true;
    int failedAfterRuns = 2; ///< for VMs that no bundle speaks for
    std::chrono::milliseconds retryBase{1'000};
    std::chrono::milliseconds retryCap{60'000};
    /// Any other update of the VM at the same moment can wipe the mark, so it is looked at again so long after it was
    /// written.
    std::chrono::milliseconds secondLook{5'000};
    unsigned denials = 5; ///< so often CloudStack may say no before a mark is given up
};

/// Performs steps: asks the cloud, decides by the pure rules, commits what came of it, then tells. Whatever happens to
/// the process in between, the step is still outstanding and doing it again is harmless. perform() may run on several
/// threads at once, but not for the same VM (Agenda sees to that).
class Steps {
public:
    /// Spreads retries: gets the longest wait, gives the wait to use. Thread-safe.
    using Jitter = std::function<std::chrono::milliseconds(std::chrono::milliseconds)>;

    /// The references must outlive this.
    Steps(CloudStackApi& cloud, Journal& journal, Announcer& announcer, const Clock& clock, StepRules rules,
          Jitter jitter);

    /// Returns the steps that are outstanding because of it (this one again, if it is to be retried). Throws
    /// JournalError.
    std::vector<Step> perform(const Step& step);

private:
    std::vector<Step> verify(const Step& step);
    std::vector<Step> tag(const Step& step);
    std::vector<Step> userData(const Step& step);
    std::vector<Step> applyTags(const Step& step, VmRecord vm, const TagPlan& plan, const std::vector<Tag>& wanted);

    VmRecord vmOrNew(const InstanceId& id);
    std::vector<Step> commit(Change change);
    std::vector<Step> close(const Step& step);
    std::vector<Step> retry(const Step& step, const std::string& why, std::chrono::milliseconds atLeast);
    std::vector<Step> settle(const Step& step, VmRecord vm, Carrier VmRecord::*carrier, Carrier now);
    std::vector<Step> deniedOrRetry(const Step& step, VmRecord vm, Carrier VmRecord::*carrier, const ApiError& error);

    CloudStackApi& cloud_;
    Journal& journal_;
    Announcer& announcer_;
    const Clock& clock_;
    const StepRules rules_;
    const Jitter jitter_;
};

} // namespace readystage
