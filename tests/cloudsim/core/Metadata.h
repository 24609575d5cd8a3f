#pragma once

#include <string>
#include <string_view>

#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// What the Apache of a virtual router answers; 200 carries the bytes of a file.
struct MetadataAnswer {
    int status;
    std::string body;
};

/// The files of a VM, as the router of the network was told them.
RouterFiles routerFilesOf(const World& world, const Vm& vm, const Network& network, std::string_view address);

/// The files the network's router has for an address: those of the VM there, and what is left of VMs that had it
/// before.
RouterFiles routerFilesAt(const World& world, const Network& network, std::string_view address);

/// Where the router of `network` looks for a guest: in a VPC the tier that has its address.
const Network& tierOf(const World& world, const Network& network, std::string_view address);

/// GET `path` from `source` at the router of `network`. The router knows a guest by its TCP source address only: no VM
/// at that address, 404. A VM without userdata has an empty user-data file: 200 without a byte. Paths match in any
/// case. The files of an expunged VM stay where they are; the next VM at the address overwrites those of the same name.
/// Behind it: Apache with the .htaccess of CloudStack's systemvm.
MetadataAnswer metadata(const World& world, const Network& network, std::string_view source, std::string_view path);

} // namespace readystage::cloudsim
