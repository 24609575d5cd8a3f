#include "common/codec/Digest.h"
#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Access.h"
#include "tests/cloudsim/core/Command.h"
#include "tests/cloudsim/core/Listing.h"
#include "tests/cloudsim/core/Owners.h"
#include "tests/cloudsim/core/Refusal.h"
#include "tests/cloudsim/core/Scope.h"
#include "tests/cloudsim/core/UserDataRules.h"

#include <algorithm>
#include <array>

namespace readystage::cloudsim {

namespace {

Value showText(const UserDataText& text)
{
    Value shown = Value::object();
    shown.add("id", text.id).add("name", text.name);
    addOwner(shown, *text.account).add("userdata", text.text).addIfAny("params", text.parameters);
    return shown.add("hasannotations", false);
}

/// ManagementServerImpl.checkForUserDataByName, checkForUserData: MariaDB compares both without regard to case.
void checkIsNew(const World& world, const Account& owner, const std::string& name, const std::string& content)
{
    for (const auto& [number, text] : world.userDataTexts)
        if (text->account == &owner && ascii::equalIgnoringCase(text->name, name))
            throw Refusal(431, kInvalidParameterValue,
                          "A userdata with name " + name + " already exists for this account.");
    for (const auto& [number, text] : world.userDataTexts)
        if (text->account == &owner && ascii::equalIgnoringCase(text->text, content))
            throw Refusal(431, kInvalidParameterValue,
                          "Userdata " + text->name + " with same content already exists for this account.");
}

Value runRegisterUserData(World& world, const Call& call)
{
    const Account& owner = ownerOfNew(world, call);
    const std::string name = call.text("name");
    checkIsNew(world, owner, name, call.text("userdata"));
    const std::string stored = storedUserData(call.text("userdata"), call.isPost(), world.settings.userDataMaxLength);
    const UserDataText& text = world.userDataTexts.add({randomUuid(), 0, name, stored, call.text("params"), &owner});
    return Value::object().add("userdata", showText(text));
}

/// Newest first.
Value runListUserDataTexts(World& world, const Call& call)
{
    const Scope scope(world, call, Scope::Ids::passedOver);
    auto rows = selected(world.userDataTexts, call);
    std::erase_if(rows, [&](const UserDataText* text) { return !scope.shows(*text->account); });
    std::reverse(rows.begin(), rows.end());
    return listed(world, call, "userdata", rows, [](const UserDataText* text) { return showText(*text); });
}

/// Nobody asks whose it is.
Value runDelete(World& world, const Call& call)
{
    const Account& owner = ownerOfNew(world, call);
    const UserDataText* const text = world.userDataTexts.find(call.text("id"));
    const auto number = world.userDataTexts.numberOf(call.text("id"));
    if (text == nullptr)
        throw Refusal(431, kInvalidParameterValue,
                      "A UserData with id '" + (number ? std::to_string(*number) : call.text("id")) +
                          "' does not exist for account " + owner.name + " in specified domain id");
    const bool linked = std::any_of(world.templates.begin(), world.templates.end(),
                                    [&](const auto& row) { return row.second->userData == text; });
    const bool used = std::any_of(world.vms.begin(), world.vms.end(),
                                  [&](const auto& row) { return row.second->userDataSource == text; });
    const std::string kept = "Userdata " + text->name + " cannot be removed as it is ";
    if (linked)
        throw Refusal(530, kCloudRuntime, kept + "linked to active template/templates");
    if (used)
        throw Refusal(530, kCloudRuntime, kept + "being used by some instances");
    world.userDataTexts.remove(*text);
    return Value::object().add("success", true);
}

/// The short form of a template.
Value showTemplate(const Template& templ)
{
    Value shown = Value::object();
    shown.add("id", templ.id).add("name", templ.name).add("displaytext", templ.displayText).add("ispublic", true);
    shown.add("created", formatDate(templ.created)).add("isready", false).add("format", templ.format);
    shown.add("bootable", true).add("isfeatured", false).add("crossZones", false);
    shown.add("ostypeid", stableId("ostype", templ.osName)).add("ostypename", templ.osName).add("account", "system");
    shown.add("templatetype", "BUILTIN").add("hypervisor", "Simulator");
    shown.add("domain", "ROOT").add("domainpath", "ROOT").add("domainid", stableId("domain", "ROOT"));
    shown.add("bits", 0).add("isdynamicallyscalable", false);
    if (templ.userData != nullptr)
        shown.add("userdataid", templ.userData->id)
            .add("userdataname", templ.userData->name)
            .add("userdatapolicy", templ.userDataPolicy);
    return shown.add("tags", Value::list());
}

[[noreturn]] void failLink(const std::string& why)
{
    throw Refusal(530, kCloudRuntime, "Failed to link userdata to Template, due to: " + why);
}

/// TemplateManagerImpl.linkUserDataToTemplate; there are no ISOs, and all templates are the cloud's own.
Template& templateToLink(World& world, const Call& call)
{
    Template* const templ = world.templates.find(call.text("templateid"));
    if (call.has("templateid") && call.has("isoid"))
        failLink("Both Template ID and ISO ID are passed, API accepts only one");
    if (!call.has("templateid") && !call.has("isoid"))
        failLink("At least one of Template ID or ISO ID needs to be passed");
    if (templ == nullptr)
        failLink("Unable to find Template/ISO with ID " + call.text(call.has("templateid") ? "templateid" : "isoid"));
    if (!call.isAdmin())
        failLink("Domain Admin and regular users can modify only their own Public Templates");
    return *templ;
}

/// Without userdataid what was linked is taken away.
Value runLink(World& world, const Call& call)
{
    static constexpr std::array<std::string_view, 3> kPolicies{"ALLOWOVERRIDE", "APPEND", "DENYOVERRIDE"};
    const std::string policy =
        call.has("userdatapolicy") ? ascii::upperCase(call.text("userdatapolicy")) : "ALLOWOVERRIDE";
    if (std::find(kPolicies.begin(), kPolicies.end(), policy) == kPolicies.end())
        failLink("No enum constant com.cloud.user.UserData.UserDataOverridePolicy." + policy);
    Template& templ = templateToLink(world, call);
    templ.userData = world.userDataTexts.find(call.text("userdataid"));
    templ.userDataPolicy = templ.userData == nullptr ? "" : policy;
    return Value::object().add("template", showTemplate(templ));
}

} // namespace

extern const Behaviour registerUserData;
const Behaviour registerUserData{.command = "registerUserData", .run = runRegisterUserData};

extern const Behaviour listUserData;
const Behaviour listUserData{.command = "listUserData", .run = runListUserDataTexts, .subject = Entity::userData};

extern const Behaviour deleteUserData;
const Behaviour deleteUserData{.command = "deleteUserData", .run = runDelete, .subject = Entity::userData};

extern const Behaviour linkUserDataToTemplate;
const Behaviour linkUserDataToTemplate{.command = "linkUserDataToTemplate", .run = runLink};

} // namespace readystage::cloudsim
