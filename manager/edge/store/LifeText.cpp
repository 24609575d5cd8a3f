#include "manager/edge/store/LifeText.h"

#include "common/codec/Json.h"
#include "manager/edge/store/SqlValues.h"

namespace readystage::store {

namespace {

void addTime(JsonText& json, const char* name, const std::optional<Clock::Wall>& when)
{
    if (when && *when != Clock::Wall{})
        json.add(name, std::int64_t{toMilliseconds(*when)});
}

std::optional<Clock::Wall> timeFrom(const Json& json, const char* name)
{
    const auto member = json.find(name);
    if (!member)
        return std::nullopt;
    return toTime(member->asInteger());
}

void addIfAny(JsonText& json, const char* name, const std::string& text)
{
    if (!text.empty())
        json.add(name, text);
}

} // namespace

std::string lifeToText(const VmLife& life)
{
    JsonText json;
    addTime(json, "since", life.since);
    addIfAny(json, "former", textOrEmpty(life.former));
    if (life.mayChange)
        json.add("may_change", true);
    addIfAny(json, "boot", textOrEmpty(life.boot));
    addIfAny(json, "owner", life.owner);
    if (life.strongest)
        json.add("strongest", text(*life.strongest));
    addIfAny(json, "serial", life.certificateSerial);
    addIfAny(json, "peer", life.evidence.peer);
    addIfAny(json, "proxy", life.evidence.proxy);
    addIfAny(json, "certificate", life.evidence.certificate);
    addTime(json, "decided_at", life.decidedAt);
    addIfAny(json, "root_volume", life.rootVolume);
    addIfAny(json, "userdata", life.userData);
    addTime(json, "strange_since", life.strangeSince);
    addTime(json, "clock_from", life.clockFrom);
    addTime(json, "deadline", life.deadline);
    return json.str();
}

VmLife lifeFromText(const std::string& text)
{
    const Json json = Json::parse(text);
    VmLife life;
    life.since = timeFrom(json, "since").value_or(Clock::Wall{});
    life.former = idOrNone<Incarnation>(json.stringOr("former", ""), "incarnation");
    life.mayChange = json.find("may_change").has_value();
    life.boot = idOrNone<BootId>(json.stringOr("boot", ""), "boot id");
    life.owner = json.stringOr("owner", "");
    if (const auto strongest = json.stringOr("strongest", ""); !strongest.empty())
        life.strongest = intact(assurance(strongest), "assurance");
    life.certificateSerial = json.stringOr("serial", "");
    life.evidence = {json.stringOr("peer", ""), json.stringOr("proxy", ""), json.stringOr("certificate", "")};
    life.decidedAt = timeFrom(json, "decided_at").value_or(Clock::Wall{});
    life.rootVolume = json.stringOr("root_volume", "");
    life.userData = json.stringOr("userdata", "");
    life.strangeSince = timeFrom(json, "strange_since");
    life.clockFrom = timeFrom(json, "clock_from");
    life.deadline = timeFrom(json, "deadline");
    return life;
}

std::string rulesToText(const BundleRules& rules)
{
    JsonText json;
    if (rules.floor)
        json.add("floor", text(*rules.floor));
    if (rules.deadline)
        json.add("deadline_ms", std::int64_t{rules.deadline->count()});
    if (rules.readyPerBoot)
        json.add("ready_per", *rules.readyPerBoot ? "boot" : "incarnation");
    return json.str();
}

BundleRules rulesFromText(const std::string& text)
{
    const Json json = Json::parse(text);
    BundleRules rules;
    if (const auto floor = json.stringOr("floor", ""); !floor.empty())
        rules.floor = intact(assurance(floor), "assurance");
    if (const auto deadline = json.find("deadline_ms"))
        rules.deadline = std::chrono::milliseconds(deadline->asInteger());
    if (const auto per = json.stringOr("ready_per", ""); !per.empty())
        rules.readyPerBoot = per == "boot";
    return rules;
}

std::string proofToText(const StoredReport& stored)
{
    JsonText json;
    if (stored.certificate) {
        JsonText certificate;
        certificate.add("name", stored.certificate->name).add("serial", stored.certificate->serial);
        addIfAny(certificate, "instance_id", stored.certificate->instanceId);
        addIfAny(certificate, "uuid", stored.certificate->uuid);
        json.add("certificate", certificate);
    }
    addIfAny(json, "proxy", stored.proxy);
    return json.str();
}

void readProof(StoredReport& stored, const std::string& text)
{
    const Json json = Json::parse(text);
    if (const auto found = json.find("certificate"))
        stored.certificate = Certificate{found->at("name").asString(), found->at("serial").asString(),
                                         found->stringOr("instance_id", ""), found->stringOr("uuid", "")};
    stored.proxy = json.stringOr("proxy", "");
}

} // namespace readystage::store
