#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "common/codec/PercentEncoding.h"
#include "common/domain/Secret.h"
#include "common/runtime/Clock.h"
#include "manager/edge/http/Http.h"
#include "manager/ports/Journal.h"
#include "manager/ports/Roster.h"

namespace readystage {

/// What an operator asks of the running manager, below /operator/ of the admin listener: which reports were refused, to
/// judge them again, to take a readiness back. Whoever can read the secret in the state folder may ask.
class OperatorHandler final : public http::Handler {
public:
    static constexpr const char* kSecretFile = "operator.secret";

    struct Ports {
        Journal& journal;
        Roster& roster;
        const Clock& clock;
        std::function<void(const Step&)> add;                    ///< Workers::add
        std::function<bool(std::function<void()>)> runElsewhere; ///< false: too much to do
        std::function<void(const std::string& action, const std::string& subject, const std::string& detail)>
            audit; ///< as the operator
    };

    /// Writes a new secret, mode 0600. Throws std::system_error.
    OperatorHandler(Ports ports, const std::filesystem::path& stateDir);

    void handle(const http::Request& request, http::Respond respond) override;

private:
    bool mayAsk(const http::Request& request) const;

    struct Asked {
        std::string method;
        std::string path;
        Parameters parameters;
        IpAddress peer;
    };

    http::Response answer(const Asked& asked);
    http::Response refused(const Parameters& parameters);
    http::Response recheck(const Asked& asked);
    http::Response revoke(const Asked& asked);

    const Ports ports_;
    const Secret secret_;
};

} // namespace readystage
