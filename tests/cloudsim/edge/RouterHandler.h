#pragma once

#include <string>

#include "manager/edge/http/Http.h"
#include "tests/cloudsim/edge/SharedWorld.h"

namespace readystage::cloudsim {

/// The web server of one network's virtual router: files without Content-Type, by TCP source address.
class RouterHandler : public http::Handler {
public:
    RouterHandler(SharedWorld& world, std::string networkId) : world_(world), networkId_(std::move(networkId)) {}

    void handle(const http::Request& request, http::Respond respond) override;

private:
    SharedWorld& world_;
    std::string networkId_;
};

} // namespace readystage::cloudsim
