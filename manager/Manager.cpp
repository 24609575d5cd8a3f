#include "manager/Manager.h"

#include <cstdlib>
#include <random>

#include "common/protocol/Report.h"
#include "common/runtime/AtomicFile.h"
#include "common/runtime/Log.h"
#include "common/runtime/Version.h"
#include "manager/edge/ProcessMetrics.h"
#include "manager/edge/SystemdNotify.h"
#include "manager/edge/Versions.h"
#include "manager/edge/http/Tls.h"

namespace readystage {

namespace {

constexpr const char* kSelf = "manager"; // in the audit log
constexpr std::size_t kTaskQueue = 1024;
constexpr unsigned kTaskThreads = 8;
constexpr unsigned kFrontThreads = 2;
constexpr std::size_t kApiPerAddress = 5'000;    // of 10,000: a dispatcher may have a long poll for each of its VMs
constexpr std::chrono::seconds kIdleReports{10}; // an agent that has connected has something to say
constexpr std::chrono::seconds kGrace{5};
constexpr std::chrono::seconds kLongestStop{10};
constexpr int kExitStoreFailed = 74; // EX_IOERR

// So long each may be busy with one thing and still be making progress: the store is asked every five seconds; one step
// is several calls of at most 30 s, or 150 s behind a stuck router. A restart too many does no harm: every step that is
// outstanding is in the journal.
constexpr std::chrono::minutes kLongestStoreQuiet{2};
constexpr std::chrono::minutes kLongestCloudStackQuiet{15};

// Nothing may be acknowledged on top of a store that cannot be trusted; a new process reads it afresh, agents send
// again.
void endProcess(const std::string& why)
{
    log::error("ending", {{"reason", why}});
    std::_Exit(kExitStoreFailed);
}

std::chrono::milliseconds fullJitter(std::chrono::milliseconds ceiling)
{
    thread_local std::mt19937_64 random{std::random_device{}()};
    return std::chrono::milliseconds(std::uniform_int_distribution<long long>(0, ceiling.count())(random));
}

StepRules rulesOf(const Config& config)
{
    StepRules rules;
    rules.verification = config.identity;
    rules.lifecycle = config.lifecycle;
    rules.lifecycle.explainWithin = config.identity.patience;
    rules.scope = config.scope;
    rules.observe = config.observe;
    rules.tags = {config.mark.tagKey, config.mark.tagValue};
    rules.markUserData = config.mark.userData;
    return rules;
}

std::vector<std::string> certificateFiles(const Config& config)
{
    std::vector<std::string> files;
    for (const auto* tls : {&config.reports.tls, config.api.tls ? &*config.api.tls : nullptr})
        if (tls != nullptr) {
            files.insert(files.end(), {tls->certificate, tls->privateKey});
            for (const auto& more : {tls->clientAuthorities, tls->clientRevocations})
                if (more)
                    files.push_back(*more);
        }
    return files;
}

ApiKeys ownKeys(const Config& config)
{
    return {config.cloudStack.apiKey, config.cloudStack.secretKey};
}

} // namespace

Manager::Manager(const Config& config)
    : lock_(onlyOne(config)),
      metrics_(libraryLabels()),
      journal_({.file = journalFile(config),
                .onCommit = [this](auto took, std::size_t writes) { metrics_.observeStoreCommit(took, writes); },
                .onBroken = endProcess}),
      auditFile_(config.stateDir / "audit.jsonl", journal_),
      housekeeper_(journal_, auditFile_, clock_, config.retention),
      longPolls_(clock_),
      http_(TlsTrust{config.cloudStack.caFile}),
      cloudStack_(http_, clock_, config.cloudStack.url),
      api_(cloudStack_, clock_, ownKeys(config), stopping_.get_token()),
      watch_(cloudStack_, ownKeys(config)),
      steps_({api_, watch_, journal_, longPolls_, metrics_, clock_}, rulesOf(config), fullJitter),
      workers_(steps_, clock_, config.cloudStack.inFlight),
      watcher_({watch_, journal_, journal_, clock_, [this](const Step& step) { workers_.add(step); }}, config.watch),
      committer_(journal_, clock_, Committer::Bounds{},
                 [this](const StoredReport& stored) {
                     workers_.add({.kind = Step::Kind::verify, .vm = stored.report.vm, .report = stored.report.id});
                 }),
      keys_(config.gateway.keysFile),
      bundles_(config.gateway.bundlesDir),
      commands_(kTaskThreads, kTaskQueue, clock_),
      lookups_(kTaskThreads, kTaskQueue, clock_),
      upstream_({.server = config.cloudStack.url, .caFile = config.cloudStack.caFile}),
      reportHandler_(committer_, Quotas(config.reports.quotaPerVm, config.reports.quotaPerAddress), clock_, metrics_,
                     config.reports.forwardedForFrom),
      gatewayHandler_(upstream_, cloudStack_, keys_, bundles_, commands_, clock_,
                      [this](const InstanceId& vm, const Bundle& bundle) { deployed(vm, bundle); }),
      vmsHandler_({.journal = journal_,
                   .longPolls = longPolls_,
                   .clock = clock_,
                   .secretOf = [this](const std::string& apiKey) { return keys_.secretOf(apiKey); },
                   .accessOf = [this](const ApiKeys& caller, const InstanceId& vm) { return access(caller, vm); },
                   .runElsewhere =
                       [this](std::function<void()> work, std::function<void()> tooLate) {
                           return lookups_.tryRun(std::move(work), std::move(tooLate));
                       }}),
      apiHandler_(gatewayHandler_, vmsHandler_),
      operatorHandler_(
          {.journal = journal_,
           .roster = journal_,
           .clock = clock_,
           .add = [this](const Step& step) { workers_.add(step); },
           .runElsewhere = [this](const std::function<void()>& task) { return lookups_.tryRun(task, task); },
           .audit = [this](const std::string& action, const std::string& subject,
                           const std::string& detail) { audit("operator", action, subject, detail); }},
          config.stateDir),
      adminHandler_(
          metrics_, [this] { return whyNotReady(); }, operatorHandler_),
      front_(kFrontThreads),
      certificateWatch_(clock_, certificateFiles(config), [this] { reloadCertificates(); }),
      watchdog_(clock_, watchdogInterval(), partsThatMustMove(), notifyAlive)
{
    gatewayHandler_.onVmCommand([this] { watcher_.hurry(); });
    publishGauges();
    listen(config);
    sayNames(config);
}

LockFile Manager::onlyOne(const Config& config)
{
    makeDirectory(config.stateDir);
    auto lock = LockFile::tryTake(config.stateDir / "lock");
    if (!lock)
        throw std::runtime_error("another readystage-manager runs on " + config.stateDir.string());
    return *std::move(lock);
}

void Manager::listen(const Config& config)
{
    const auto reports = front_.listen({.address = config.reports.listen.address,
                                        .port = config.reports.listen.port,
                                        .tls = config.reports.tls,
                                        .maxBodyBytes = protocol::kMaxReportBytes,
                                        .idleTimeout = kIdleReports,
                                        .maxConnections = config.reports.maxConnections,
                                        .proxyProtocolFrom = config.reports.proxyProtocolFrom,
                                        .maxPerAddress = config.reports.maxPerAddress},
                                       reportHandler_);
    const auto api = front_.listen({.address = config.api.listen.address,
                                    .port = config.api.listen.port,
                                    .tls = config.api.tls,
                                    .maxPerAddress = kApiPerAddress},
                                   apiHandler_);
    const auto admin =
        front_.listen({.address = config.admin.address, .port = config.admin.port, .tls = {}}, adminHandler_);
    log::info("listening", {{"reports", config.reports.listen.address + ":" + std::to_string(reports)},
                            {"api", config.api.listen.address + ":" + std::to_string(api)},
                            {"admin", config.admin.address + ":" + std::to_string(admin)}});
}

void Manager::publishGauges()
{
    metrics_.gauge("readystage_events_age_seconds", "Since CloudStack's events were read last.",
                   [this] { return watcher_.eventsAge(); });
    for (const VmState state : {VmState::pending, VmState::booted, VmState::configuring, VmState::failing,
                                VmState::failed, VmState::timeout, VmState::ready, VmState::gone})
        metrics_.gauge("readystage_vms", "VMs by their state.",
                       [this, state] { return static_cast<double>(countOf(state)); }, {{"state", text(state)}});
    constexpr const char* kDepth =
        "What waits: reports for their commit, verifications and marks for their time or turn.";
    metrics_.gauge("readystage_queue_depth", kDepth, [this] { return static_cast<double>(committer_.queued()); },
                   {{"stage", "commit"}});
    metrics_.gauge("readystage_queue_depth", kDepth, [this] { return static_cast<double>(workers_.outstanding()); },
                   {{"stage", "steps"}});
    metrics_.gauge("readystage_db_size_bytes", "The store on disk.",
                   [this] { return static_cast<double>(journal_.size()); });
    metrics_.gauge("readystage_long_polls_waiting", "Requests that wait for a VM.",
                   [this] { return static_cast<double>(longPolls_.waiting()); });
    metrics_.gauge("readystage_queue_oldest_seconds", "How long the report that is being committed has waited.",
                   [this] { return std::chrono::duration<double>(committer_.oldest()).count(); },
                   {{"stage", "commit"}});
    publishConnections();
    publishProcess(metrics_);
}

void Manager::publishConnections()
{
    metrics_.gauge("readystage_http_connections", "Connections open now.",
                   [this] { return static_cast<double>(front_.counts().connections); });
    metrics_.gauge("readystage_http_refused_connections",
                   "Closed at once since the start, because there were too many.",
                   [this] { return static_cast<double>(front_.counts().refused); });
    constexpr const char* kHandshakes = "TLS handshakes since the start.";
    metrics_.gauge("readystage_tls_handshakes", kHandshakes,
                   [this] { return static_cast<double>(front_.counts().handshakes); }, {{"result", "done"}});
    metrics_.gauge("readystage_tls_handshakes", kHandshakes,
                   [this] { return static_cast<double>(front_.counts().failedHandshakes); }, {{"result", "failed"}});
}

std::vector<Watchdog::Part> Manager::partsThatMustMove() const
{
    return {{"store", [this] { return housekeeper_.quietFor(); }, kLongestStoreQuiet},
            {"watcher", [this] { return watcher_.quietFor(); }, kLongestCloudStackQuiet},
            {"workers", [this] { return workers_.quietFor(); }, kLongestCloudStackQuiet}};
}

std::string Manager::whyNotReady() const
{
    if (housekeeper_.isFull())
        return "the store is full";
    return committer_.isFull() ? "too many reports wait to be stored" : "";
}

void Manager::audit(const char* actor, const std::string& action, const std::string& subject, const std::string& detail)
{
    try {
        journal_.record({clock_.now(), actor, action, subject, detail});
    } catch (const JournalError& e) {
        log::error("journal-failed", {{"reason", e.what()}});
    }
}

std::size_t Manager::countOf(VmState state)
{
    try {
        const auto states = journal_.states();
        const auto at = states.find(state);
        return at == states.end() ? 0 : at->second;
    } catch (const JournalError& e) {
        log::error("journal-failed", {{"reason", e.what()}});
        return 0;
    }
}

void Manager::start()
{
    if (const auto caution = SqliteJournal::caution(); !caution.empty())
        log::warning("store-caution", {{"reason", caution}});
    const auto outstanding = journal_.outstanding();
    for (const Step& step : outstanding)
        workers_.add(step);
    audit(kSelf, "started", kSelf, kVersion);
    housekeeper_.start();
    longPolls_.start();
    workers_.start();
    watcher_.start();
    committer_.start();
    commands_.start();
    lookups_.start();
    front_.start();
    certificateWatch_.start();
    watchdog_.start();
    log::info("started", {{"outstanding", outstanding.size()}});
}

void Manager::reload()
{
    bool worked = true;
    const auto attempt = [this, &worked](const char* what, auto&& read) {
        try {
            read();
            log::info("reloaded", {{"what", what}});
            audit(kSelf, "reloaded", what, "");
        } catch (const std::exception& e) {
            worked = false;
            log::error("reload-failed", {{"what", what}, {"reason", e.what()}});
            audit(kSelf, "reload-failed", what, e.what());
        }
    };
    attempt("certificates", [this] { front_.reloadTls(); });
    attempt("keys", [this] { keys_.reload(); });
    attempt("bundles", [this] { bundles_.reload(); });
    metrics_.noteReload(worked);
}

void Manager::reloadCertificates()
{
    try {
        front_.reloadTls();
        log::info("reloaded", {{"what", "certificates"}});
        audit(kSelf, "reloaded", "certificates", "their files changed");
    } catch (const std::exception& e) {
        log::error("reload-failed", {{"what", "certificates"}, {"reason", e.what()}});
        metrics_.noteReload(false);
    }
}

/// Agents ask for the manager by a name; where its certificate is for other names only, every report fails at their
/// end.
void Manager::sayNames(const Config& config)
{
    std::string names;
    for (const std::string& name : http::dnsNames(config.reports.tls.certificate))
        names += (names.empty() ? "" : " ") + name;
    if (names.empty())
        log::warning("certificate-without-dns-name", {{"file", config.reports.tls.certificate}});
    else
        log::info("certificate-names", {{"names", names}});
}

void Manager::stop()
{
    const std::jthread watchdog([this](const std::stop_token& done) {
        if (!clock_.sleepUntil(clock_.steady() + kLongestStop, done))
            return;
        log::warning("stop-forced",
                     {{"reason", "calls to CloudStack are still open; their steps go on at the next start"}});
        std::_Exit(EXIT_SUCCESS);
    });
    certificateWatch_.stop();
    longPolls_.stop();
    front_.stop(kGrace);
    stopping_.request_stop();
    watcher_.stop();
    committer_.stop();
    commands_.stop();
    lookups_.stop();
    workers_.stop();
    audit(kSelf, "stopped", kSelf, "");
    housekeeper_.stop();
    watchdog_.stop();
    log::info("stopped");
}

VmsHandler::Access Manager::access(const ApiKeys& caller, const InstanceId& vm)
{
    const auto listed = cloudStack_.call(caller, "listVirtualMachines", {{"id", vm.str()}, {"details", "min"}});
    if (listed)
        return listed->has("virtualmachine") ? VmsHandler::Access::allowed : VmsHandler::Access::denied;
    return listed.error().kind == ApiError::Kind::refused ? VmsHandler::Access::denied : VmsHandler::Access::unknown;
}

void Manager::deployed(const InstanceId& vm, const Bundle& bundle)
{
    try {
        const auto now = clock_.now();
        const Step look{.kind = Step::Kind::look, .vm = vm, .report = {}, .notBefore = now};
        journal_.commit(Change{.deployment = Deployment{vm, bundle.name, bundle.failedAfterRuns, now, bundle.rules},
                               .events = {{now, vm, "deployed", std::nullopt, bundle.name}},
                               .outstanding = {look}});
        workers_.add(look);
    } catch (const JournalError& e) {
        log::error("journal-failed", {{"vm", vm.str()}, {"reason", e.what()}});
    }
}

} // namespace readystage
