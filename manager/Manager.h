#pragma once

#include <stop_token>

#include "common/net/PocoHttpClient.h"
#include "common/runtime/Clock.h"
#include "common/runtime/LockFile.h"
#include "manager/core/Steps.h"
#include "manager/edge/AdminHandler.h"
#include "manager/edge/ApiHandler.h"
#include "manager/edge/AuditFile.h"
#include "manager/edge/BundleFiles.h"
#include "manager/edge/CertificateWatch.h"
#include "manager/edge/CloudStackClient.h"
#include "manager/edge/Committer.h"
#include "manager/edge/Config.h"
#include "manager/edge/GatewayHandler.h"
#include "manager/edge/Housekeeper.h"
#include "manager/edge/KeyFile.h"
#include "manager/edge/LongPolls.h"
#include "manager/edge/Metrics.h"
#include "manager/edge/OperatorHandler.h"
#include "manager/edge/ReportHandler.h"
#include "manager/edge/SignedCloudStackApi.h"
#include "manager/edge/SignedCloudStackWatch.h"
#include "manager/edge/SqliteJournal.h"
#include "manager/edge/TaskPool.h"
#include "manager/edge/VmsHandler.h"
#include "manager/edge/Watchdog.h"
#include "manager/edge/Watcher.h"
#include "manager/edge/Workers.h"
#include "manager/edge/http/HttpFront.h"
#include "manager/edge/http/Upstream.h"

namespace readystage {

/// The composition root: the one place that knows everything. Members stand in the order they depend on each other;
/// their destruction in reverse is the shut-down order.
class Manager {
public:
    /// Builds everything and binds the listeners, starts nothing. Throws ConfigError, JournalError or
    /// std::runtime_error with words for the operator.
    explicit Manager(const Config& config);

    static std::filesystem::path journalFile(const Config& config) { return config.stateDir / "journal.sqlite"; }

    /// Takes up every step that was outstanding when the last process ended, then serves.
    void start();

    /// Certificates, keys and bundles again. What cannot be used is logged and the old one stays.
    void reload();

    /// Answers what is open, commits what came in, lets calls in flight end; at most ten seconds, then the process ends
    /// anyway: what was acknowledged is on disk.
    void stop();

private:
    static LockFile onlyOne(const Config& config);
    VmsHandler::Access access(const ApiKeys& caller, const InstanceId& vm);
    void deployed(const InstanceId& vm, const Bundle& bundle);
    void listen(const Config& config);
    void publishGauges();
    std::size_t countOf(VmState state);
    void publishConnections();
    void reloadCertificates();
    static void sayNames(const Config& config);
    void audit(const char* actor, const std::string& action, const std::string& subject, const std::string& detail);
    std::string whyNotReady() const;
    std::vector<Watchdog::Part> partsThatMustMove() const;

    SystemClock clock_;
    std::stop_source stopping_;
    LockFile lock_;
    Metrics metrics_;
    SqliteJournal journal_;
    AuditFile auditFile_;
    Housekeeper housekeeper_;
    LongPolls longPolls_;

    PocoHttpClient http_;
    CloudStackClient cloudStack_;
    SignedCloudStackApi api_;
    SignedCloudStackWatch watch_;
    Steps steps_;
    Workers workers_;
    Watcher watcher_;
    Committer committer_;

    KeyFile keys_;
    BundleFiles bundles_;
    TaskPool commands_;
    TaskPool lookups_; ///< for /v1: apart, so that slow deployments do not hold it up
    http::Upstream upstream_;

    ReportHandler reportHandler_;
    GatewayHandler gatewayHandler_;
    VmsHandler vmsHandler_;
    ApiHandler apiHandler_;
    OperatorHandler operatorHandler_;
    AdminHandler adminHandler_;
    http::HttpFront front_;
    CertificateWatch certificateWatch_;
    Watchdog watchdog_;
};

} // namespace readystage
