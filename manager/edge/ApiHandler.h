#pragma once

#include "manager/edge/http/Http.h"

namespace readystage {

/// The client API listener: /client is the gateway, /v1 is ours.
class ApiHandler final : public http::Handler {
public:
    /// The handlers must outlive this.
    ApiHandler(http::Handler& gateway, http::Handler& vms) : gateway_(gateway), vms_(vms) {}

    void handle(const http::Request& request, http::Respond respond) override
    {
        if (request.path().starts_with("/client"))
            return gateway_.handle(request, std::move(respond));
        if (request.path().starts_with("/v1/vms/"))
            return vms_.handle(request, std::move(respond));
        respond(http::problem(404, "there are /client/api and /v1/vms/{id}"));
    }

private:
    http::Handler& gateway_;
    http::Handler& vms_;
};

} // namespace readystage
