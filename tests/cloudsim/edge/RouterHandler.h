#pragma once

#include <string>

#include "manager/edge/http/Http.h"
#include "tests/cloudsim/core/Metadata.h"
#include "tests/cloudsim/edge/SharedWorld.h"
#include "tests/cloudsim/edge/Timing.h"

namespace readystage::cloudsim {

/// The web server of one network's virtual router: files without Content-Type, by TCP source address. A VPC's router
/// serves the guests of all tiers at each of its addresses.
class RouterHandler : public http::Handler {
public:
    RouterHandler(SharedWorld& world, const Timing& timing, std::string networkId)
        : world_(world),
          timing_(timing),
          networkId_(std::move(networkId))
    {}

    void handle(const http::Request& request, http::Respond respond) override;

private:
    struct Found {
        MetadataAnswer answer;
        std::size_t place = 0; ///< of the guest's address among those the router serves
        bool dropped = false;
        std::string router = {}; ///< the id of what it serves
    };

    Found find(const http::Request& request);

    SharedWorld& world_;
    const Timing& timing_;
    std::string networkId_;
};

} // namespace readystage::cloudsim
