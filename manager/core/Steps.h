#pragma once

#include <functional>
#include <set>
#include <vector>

#include "manager/core/Lifecycle.h"
#include "manager/core/Marker.h"
#include "manager/core/Tags.h"
#include "manager/core/Verification.h"
#include "manager/ports/Announcer.h"
#include "manager/ports/CloudStackWatch.h"
#include "manager/ports/Journal.h"
#include "manager/ports/Witness.h"

namespace readystage {

/// Which VMs are shown in CloudStack; where all are empty, every VM is.
struct Scope {
    bool deployedOnly = false; ///< only those deployed through the gateway
    std::vector<std::string> accounts{};
    std::vector<std::string> templates{}; ///< ids
    std::vector<std::string> zones{};     ///< ids
};

struct StepRules {
    VerificationRules verification;
    LifecycleRules lifecycle;
    TagNames tags;
    Scope scope;
    bool observe = false; ///< nothing is written to CloudStack
    bool markUserData = true;
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

    struct Ports {
        CloudStackApi& cloud;
        CloudStackWatch& watch;
        Journal& journal;
        Announcer& announcer;
        Witness& witness;
        const Clock& clock;
    };

    /// What the ports refer to must outlive this.
    Steps(Ports ports, StepRules rules, Jitter jitter);

    /// Steps of one kind, as Agenda gives them. Returns the steps that are outstanding because of them (these again, if
    /// they are to be retried). Throws JournalError.
    std::vector<Step> perform(const std::vector<Step>& steps);

private:
    using Outstanding = std::vector<Step>;

    struct Pending {
        Step step;
        StoredReport stored;
    };

    Outstanding verify(const std::vector<Step>& steps);
    std::vector<Pending> load(const std::vector<Step>& steps, Outstanding& outstanding);
    Judgement judged(const Pending& pending, const CloudStackApi::Listed& facts, const VmRecord& known);
    Judgement judgedAsNewLife(const Pending& pending, const Verified& verified, const VmRecord& known);
    Outstanding accept(const Pending& pending, const Verified& verified, const VmRecord& known, const VmFacts& facts);
    Outstanding reject(const Pending& pending, const Refused& refused);

    Outstanding look(std::vector<Step> steps);
    Outstanding takeUp(const Step& step);
    Outstanding compare(const std::vector<Step>& steps);

    Outstanding tag(const Step& step);
    Outstanding userData(const Step& step);
    Outstanding deadline(const Step& step);
    Outstanding applyTags(const Step& step, VmRecord vm, const TagPlan& plan, const std::vector<Tag>& wanted);

    bool isInScope(const VmFacts& facts, const VmRecord& vm) const;
    bool hasForeignMark(const VmFacts& facts, const VmRecord& vm) const;
    Outstanding compareOne(const Step& plain, const std::optional<VmRecord>& known, std::optional<VmFacts> facts,
                           const std::string& rootVolume);
    VmRecord vmOrNew(const InstanceId& id);
    Outstanding commit(Change change);
    Outstanding close(const Step& step);
    Outstanding retry(const Step& step, const std::string& why, std::chrono::milliseconds atLeast);
    Outstanding settle(const Step& step, VmRecord vm, Carrier VmRecord::*carrier, Carrier now);
    Outstanding deniedOrRetry(const Step& step, VmRecord vm, Carrier VmRecord::*carrier, const ApiError& error);

    const Ports ports_;
    const StepRules rules_;
    const Jitter jitter_;
};

} // namespace readystage
