#pragma once

#include <string>

#include "tests/cloudsim/core/Model.h"

namespace readystage::cloudsim {

class World;
class Call;

/// A text registered with registerUserData, to be named by userdataid or linked to a template.
struct UserDataText {
    std::string id;
    std::uint64_t number = 0;
    std::string name;
    std::string text; ///< base64 as CloudStack stores it
    std::string parameters;
    const Account* account = nullptr;
};

/// What a template's policy makes of userdata (UserVmManagerImpl.finalizeUserData). `text` empty: none.
struct FinalUserData {
    std::string text;
    const UserDataText* source = nullptr; ///< nullptr: given as text
};

/// Of what a call gives as userdata or userdataid, under the policy of the VM's template: ALLOWOVERRIDE takes it,
/// APPEND puts it behind the template's text, DENYOVERRIDE refuses it; without any, the template's text is taken. The
/// limits of length are for what comes out. Refusal as CloudStack words it.
FinalUserData finalUserData(const World& world, const Template& templ, const Call& call);

/// Both texts, base64, in one: the second behind the first where they are alike, a MIME multipart otherwise
/// (CloudInitUserDataProvider.appendUserData). Refusal 530 for what it cannot merge.
std::string appendedUserData(const std::string& first, const std::string& second, Instant now);

} // namespace readystage::cloudsim
