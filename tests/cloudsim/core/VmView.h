#pragma once

#include <string>

#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// Which parts of a VM an answer shows: listVirtualMachines' `details`.
struct VmParts {
    bool nics = true;
    bool templ = true;
    bool iso = true;
    bool offering = true;
    bool volume = true;
    bool userData = false;
    bool restricted = false; ///< not even an admin sees where it runs

    /// Of the words of `details`; Refusal 431 for a word CloudStack does not know.
    static VmParts parse(const std::vector<std::string>& words);
};

/// The VM as the API shows it to `viewer`; admins see more.
Value showVm(const Vm& vm, const User& viewer, const VmParts& parts);

/// A VM's NIC as listVirtualMachines shows it, or as listNics does.
Value showNic(const Vm& vm, std::size_t index, bool ofListNics);

/// The same as the result of a job: with the job's id, as pending as it was when CloudStack composed the result.
Value showVmForJob(const Vm& vm, const Job& job, const VmParts& parts = VmParts());

} // namespace readystage::cloudsim
