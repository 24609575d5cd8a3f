#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/codec/PercentEncoding.h"
#include "manager/edge/CloudStackClient.h"
#include "manager/edge/LongPolls.h"
#include "manager/edge/http/Http.h"
#include "manager/ports/Journal.h"

namespace readystage {

/// GET /v1/vms/{id}[?wait=55s][&assurance=cert]: the state of one VM. With `wait` the answer comes when the VM is
/// settled or the time is over. Who asks for an assurance sees a VM that is ready with less as `pending`. A VM not
/// heard of yet is `pending`, not 404. Callers prove who they are by a query signed as CloudStack's are
/// (signatureVersion 3, with expires), and see the VMs that CloudStack shows them.
class VmsHandler final : public http::Handler {
public:
    enum class Access { allowed, denied, unknown };
    /// The secret that belongs to an API key we know.
    using SecretOf = std::function<std::optional<Secret>(const std::string& apiKey)>;
    /// Whether CloudStack shows this VM to this caller. Blocks.
    using AccessOf = std::function<Access(const ApiKeys& caller, const InstanceId& vm)>;
    /// Runs work that blocks elsewhere, or `tooLate` when its turn does not come in time; false when there is no room.
    using RunElsewhere = std::function<bool(std::function<void()> work, std::function<void()> tooLate)>;

    struct Ports {
        Journal& journal;
        LongPolls& longPolls;
        const Clock& clock;
        SecretOf secretOf;
        AccessOf accessOf;
        RunElsewhere runElsewhere;
    };

    /// What the ports refer to must outlive this.
    explicit VmsHandler(Ports ports) : ports_(std::move(ports)) {}

    void handle(const http::Request& request, http::Respond respond) override;

private:
    struct Asked {
        InstanceId vm;
        std::chrono::milliseconds wait;
        Assurance least;
        ApiKeys caller;
    };

    Result<Asked, http::Response> parse(const http::Request& request) const;
    Result<ApiKeys, http::Response> authenticate(const Parameters& parameters) const;
    void answerFor(const Asked& asked, const http::Respond& respond);
    void answerNowOrLater(const Asked& asked, const http::Respond& respond);
    http::Response present(const Asked& asked) const;

    Ports ports_;
};

} // namespace readystage
