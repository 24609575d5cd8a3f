#include "manager/edge/SqliteJournal.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include "common/codec/Json.h"
#include "common/protocol/Report.h"
#include "common/runtime/AtomicFile.h"
#include "manager/edge/SqliteSchema.h"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>

namespace readystage {

namespace {

namespace K = Poco::Data::Keywords;
using Poco::Data::Session;
using Milliseconds = std::chrono::milliseconds;

Poco::Int64 toMilliseconds(Clock::Wall when)
{
    return std::chrono::duration_cast<Milliseconds>(when.time_since_epoch()).count();
}

Clock::Wall toTime(Poco::Int64 milliseconds)
{
    return Clock::Wall(Milliseconds(milliseconds));
}

/// What we wrote ourselves and now cannot read is damage, not bad input.
template <class T, class E> T intact(Result<T, E> value, const char* what)
{
    if (!value)
        throw JournalError(JournalError::Kind::broken, std::string("the store holds a damaged ") + what);
    return *std::move(value);
}

template <class T> T intact(std::optional<T> value, const char* what)
{
    if (!value)
        throw JournalError(JournalError::Kind::broken, std::string("the store holds an unknown ") + what);
    return *std::move(value);
}

std::string namesToText(const std::vector<std::string>& names)
{
    return JsonText().add("names", names).str();
}

std::vector<std::string> namesFromText(const std::string& text)
{
    std::vector<std::string> names;
    for (const Json& name : Json::parse(text).at("names").asArray())
        names.push_back(name.asString());
    return names;
}

std::string tagsToText(const std::vector<Tag>& tags)
{
    std::vector<JsonText> objects;
    objects.reserve(tags.size());
    for (const auto& [key, value] : tags)
        objects.push_back(JsonText().add("key", key).add("value", value));
    return JsonText().addArray("tags", objects).str();
}

std::vector<Tag> tagsFromText(const std::string& text)
{
    std::vector<Tag> tags;
    for (const Json& tag : Json::parse(text).at("tags").asArray())
        tags.emplace_back(tag.at("key").asString(), tag.at("value").asString());
    return tags;
}

template <class Id> std::string textOrEmpty(const std::optional<Id>& id)
{
    return id ? id->str() : "";
}

template <class Id> std::optional<Id> idOrNone(const std::string& text, const char* what)
{
    if (text.empty())
        return std::nullopt;
    return intact(Id::parse(text), what);
}

void insertStep(Session& session, const Step& step)
{
    session
        << "INSERT OR REPLACE INTO steps (kind, subject, vm, report, failures, not_before) VALUES (?, ?, ?, ?, ?, ?)",
        K::bind(std::string(text(step.kind))), K::bind(step.subject()), K::bind(step.vm.str()),
        K::bind(textOrEmpty(step.report)), K::bind(static_cast<int>(step.failures)),
        K::bind(toMilliseconds(step.notBefore)), K::now;
}

void insertEvent(Session& session, const Event& event)
{
    session << "INSERT INTO events (at, vm, type, report, detail) VALUES (?, ?, ?, ?, ?)",
        K::bind(toMilliseconds(event.at)), K::bind(event.vm.str()), K::bind(event.type),
        K::bind(textOrEmpty(event.report)), K::bind(event.detail), K::now;
}

void upsertVm(Session& session, const VmRecord& vm)
{
    session << "INSERT OR REPLACE INTO vms (id, state, incarnation, assurance, decided_by, reason, failed_resources, "
               "failed_runs, tag_state, tag_reason, userdata_state, userdata_reason, tags_written, changed_at) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        K::bind(vm.id.str()), K::bind(std::string(text(vm.state))), K::bind(textOrEmpty(vm.incarnation)),
        K::bind(std::string(vm.assurance ? text(*vm.assurance) : "")), K::bind(textOrEmpty(vm.decidedBy)),
        K::bind(vm.reason), K::bind(namesToText(vm.failedResources)), K::bind(vm.failedRuns),
        K::bind(std::string(text(vm.tag.state))), K::bind(vm.tag.reason), K::bind(std::string(text(vm.userData.state))),
        K::bind(vm.userData.reason), K::bind(tagsToText(vm.tagsWritten)), K::bind(toMilliseconds(vm.changedAt)), K::now;
}

/// One row of vms as text, before it is judged.
struct VmRow {
    std::string state, incarnation, assurance, decidedBy, reason, failedResources;
    std::string tagState, tagReason, userDataState, userDataReason, tagsWritten;
    int failedRuns = 0;
    Poco::Int64 changedAt = 0;
};

void readVm(VmRecord& vm, const VmRow& row)
{
    vm.state = intact(vmState(row.state), "VM state");
    vm.incarnation = idOrNone<Incarnation>(row.incarnation, "incarnation");
    if (!row.assurance.empty())
        vm.assurance = intact(assurance(row.assurance), "assurance");
    vm.decidedBy = idOrNone<ReportId>(row.decidedBy, "report id");
    vm.reason = row.reason;
    vm.failedResources = namesFromText(row.failedResources);
    vm.failedRuns = row.failedRuns;
    vm.tag = {intact(carrierState(row.tagState), "carrier state"), row.tagReason};
    vm.userData = {intact(carrierState(row.userDataState), "carrier state"), row.userDataReason};
    vm.tagsWritten = tagsFromText(row.tagsWritten);
    vm.changedAt = toTime(row.changedAt);
}

bool selectVm(Session& session, VmRecord& vm)
{
    VmRow row;
    Poco::Data::Statement select(session);
    select << "SELECT state, incarnation, assurance, decided_by, reason, failed_resources, failed_runs, tag_state, "
              "tag_reason, "
              "userdata_state, userdata_reason, tags_written, changed_at FROM vms WHERE id = ?",
        K::bind(vm.id.str()), K::into(row.state), K::into(row.incarnation), K::into(row.assurance),
        K::into(row.decidedBy), K::into(row.reason), K::into(row.failedResources), K::into(row.failedRuns),
        K::into(row.tagState), K::into(row.tagReason), K::into(row.userDataState), K::into(row.userDataReason),
        K::into(row.tagsWritten), K::into(row.changedAt);
    if (select.execute() == 0)
        return false;
    readVm(vm, row);
    return true;
}

bool selectDeployment(Session& session, VmRecord& vm)
{
    Poco::Int64 at = 0;
    Poco::Data::Statement select(session);
    select << "SELECT bundle, failed_after_runs, at FROM deployments WHERE vm = ?", K::bind(vm.id.str()),
        K::into(vm.bundle), K::into(vm.failedAfterRuns), K::into(at);
    if (select.execute() == 0)
        return false;
    vm.changedAt = std::max(vm.changedAt, toTime(at));
    return true;
}

void apply(Session& session, const Change& change)
{
    if (change.vm)
        upsertVm(session, *change.vm);
    if (change.deployment)
        session << "INSERT OR REPLACE INTO deployments (vm, bundle, failed_after_runs, at) VALUES (?, ?, ?, ?)",
            K::bind(change.deployment->vm.str()), K::bind(change.deployment->bundle),
            K::bind(change.deployment->failedAfterRuns), K::bind(toMilliseconds(change.deployment->at)), K::now;
    if (change.verdict)
        session << "UPDATE reports SET verdict = ?, refusal = ? WHERE id = ?",
            K::bind(std::string(change.verdict->accepted ? "accepted" : "refused")), K::bind(change.verdict->reason),
            K::bind(change.verdict->report.str()), K::now;
    for (const Event& event : change.events)
        insertEvent(session, event);
    for (const Step& step : change.finished)
        session << "DELETE FROM steps WHERE kind = ? AND subject = ?", K::bind(std::string(text(step.kind))),
            K::bind(step.subject()), K::now;
    for (const Step& step : change.outstanding)
        insertStep(session, step);
}

Step toStep(const std::string& kind, const std::string& vm, const std::string& report, int failures,
            Poco::Int64 notBefore)
{
    return {.kind = intact(stepKind(kind), "step"),
            .vm = intact(InstanceId::parse(vm), "VM id"),
            .report = idOrNone<ReportId>(report, "report id"),
            .failures = static_cast<unsigned>(failures),
            .notBefore = toTime(notBefore)};
}

[[noreturn]] void rethrow(const std::string& file)
{
    try {
        throw;
    } catch (const JournalError&) {
        throw;
    } catch (const Poco::Data::SQLite::DatabaseFullException& e) {
        throw JournalError(JournalError::Kind::full, file + ": " + e.displayText());
    } catch (const Poco::Exception& e) {
        throw JournalError(JournalError::Kind::broken, file + ": " + e.displayText());
    } catch (const std::exception& e) {
        throw JournalError(JournalError::Kind::broken, file + ": " + e.what());
    }
}

} // namespace

class SqliteJournal::Connection {
public:
    explicit Connection(const std::filesystem::path& file) : file_(file.string())
    {
        Poco::Data::SQLite::Connector::registerConnector();
        try {
            makeDirectory(file.parent_path());
            session_.emplace("SQLite", file_);
            prepare();
        } catch (...) {
            rethrow(file_);
        }
    }

    /// Runs `use` alone on the connection; every library's exception becomes a JournalError.
    template <class F> auto read(F&& use)
    {
        const std::scoped_lock hold(mutex_);
        try {
            return use(*session_);
        } catch (...) {
            rethrow(file_);
        }
    }

    /// As read(), in one transaction that is durable when it returns.
    template <class F> void write(F&& use)
    {
        read([&](Session& session) {
            session << "BEGIN IMMEDIATE", K::now;
            try {
                use(session);
                session << "COMMIT", K::now;
            } catch (...) {
                rollBack(session);
                throw;
            }
            return 0;
        });
    }

private:
    // What failed is what the caller must hear, not that undoing it failed, too: SQLite rolls back by itself on I/O
    // errors.
    static void rollBack(Session& session) noexcept
    {
        try {
            session << "ROLLBACK", K::now;
        } catch (...) { // NOLINT(bugprone-empty-catch): see above
        }
    }

    void pragma(const std::string& setting) { *session_ << "PRAGMA " + setting, K::now; }

    int number(const std::string& setting)
    {
        int value = 0;
        *session_ << "PRAGMA " + setting, K::into(value), K::now;
        return value;
    }

    void prepare()
    {
        std::string mode;
        *session_ << "PRAGMA journal_mode = WAL", K::into(mode), K::now;
        if (mode != "wal")
            throw JournalError(JournalError::Kind::broken, file_ + ": no write-ahead log on this file system");
        pragma("synchronous = FULL");
        pragma("cell_size_check = ON");
        std::string integrity;
        *session_ << "PRAGMA quick_check(1)", K::into(integrity), K::now;
        if (integrity != "ok")
            throw JournalError(JournalError::Kind::broken, file_ + " is damaged: " + integrity);
        createOrCheckSchema();
    }

    void createOrCheckSchema()
    {
        const int version = number("user_version");
        if (version == kSqliteSchemaVersion)
            return;
        if (version != 0)
            throw JournalError(JournalError::Kind::broken, file_ + " has schema version " + std::to_string(version) +
                                                               ", this program knows " +
                                                               std::to_string(kSqliteSchemaVersion));
        *session_ << "BEGIN IMMEDIATE", K::now;
        for (const char* statement : kSqliteSchema)
            *session_ << statement, K::now;
        pragma("application_id = " + std::to_string(kSqliteApplicationId));
        pragma("user_version = " + std::to_string(kSqliteSchemaVersion));
        *session_ << "COMMIT", K::now;
    }

    const std::string file_;
    std::mutex mutex_; // the session is not thread-safe; held across its I/O because that is what it protects
    std::optional<Session> session_;
};

SqliteJournal::SqliteJournal(const std::filesystem::path& file) : connection_(std::make_unique<Connection>(file)) {}

SqliteJournal::~SqliteJournal() = default;

void SqliteJournal::accept(const StoredReport& stored)
{
    connection_->write([&](Session& session) {
        session << "INSERT INTO reports (id, vm, received_at, peer, body, receipt) VALUES (?, ?, ?, ?, ?, ?)",
            K::bind(stored.report.id.str()), K::bind(stored.report.vm.str()),
            K::bind(toMilliseconds(stored.receivedAt)), K::bind(stored.peer.str()), K::bind(stored.bytes),
            K::bind(stored.receipt), K::now;
        insertStep(session, {.kind = Step::Kind::verify,
                             .vm = stored.report.vm,
                             .report = stored.report.id,
                             .notBefore = stored.receivedAt});
    });
}

std::optional<StoredReport> SqliteJournal::report(const ReportId& id)
{
    return connection_->read([&](Session& session) -> std::optional<StoredReport> {
        std::string bytes, peer, receipt;
        Poco::Int64 receivedAt = 0;
        Poco::Data::Statement select(session);
        select << "SELECT body, peer, received_at, receipt FROM reports WHERE id = ?", K::bind(id.str()),
            K::into(bytes), K::into(peer), K::into(receivedAt), K::into(receipt);
        if (select.execute() == 0)
            return std::nullopt;
        return StoredReport{intact(protocol::parseReport(bytes), "report"),
                            bytes,
                            protocol::contentDigest(bytes),
                            intact(IpAddress::parse(peer), "address"),
                            toTime(receivedAt),
                            receipt};
    });
}

std::optional<VmRecord> SqliteJournal::vm(const InstanceId& id)
{
    return connection_->read([&](Session& session) -> std::optional<VmRecord> {
        VmRecord vm{.id = id};
        const bool reported = selectVm(session, vm);
        const bool deployed = selectDeployment(session, vm);
        if (!reported && !deployed)
            return std::nullopt;
        return vm;
    });
}

void SqliteJournal::commit(const Change& change)
{
    connection_->write([&](Session& session) { apply(session, change); });
}

std::vector<Step> SqliteJournal::outstanding()
{
    return connection_->read([&](Session& session) {
        std::vector<Step> steps;
        std::string kind, vm, report;
        int failures = 0;
        Poco::Int64 notBefore = 0;
        Poco::Data::Statement select(session);
        select << "SELECT kind, vm, report, failures, not_before FROM steps ORDER BY not_before", K::into(kind),
            K::into(vm), K::into(report), K::into(failures), K::into(notBefore), K::range(0, 1);
        while (!select.done())
            if (select.execute() > 0)
                steps.push_back(toStep(kind, vm, report, failures, notBefore));
        return steps;
    });
}

std::vector<Event> SqliteJournal::eventsOf(const InstanceId& id, std::size_t limit)
{
    return connection_->read([&](Session& session) {
        std::vector<Event> events;
        std::string type, report, detail;
        Poco::Int64 at = 0;
        Poco::Data::Statement select(session);
        select << "SELECT at, type, report, detail FROM events WHERE vm = ? ORDER BY cursor DESC LIMIT ?",
            K::bind(id.str()), K::bind(static_cast<int>(limit)), K::into(at), K::into(type), K::into(report),
            K::into(detail), K::range(0, 1);
        while (!select.done())
            if (select.execute() > 0)
                events.insert(events.begin(), {toTime(at), id, type, idOrNone<ReportId>(report, "report id"), detail});
        return events;
    });
}

std::string SqliteJournal::libraryVersion()
{
    Poco::Data::SQLite::Connector::registerConnector();
    Session session("SQLite", ":memory:");
    std::string version;
    session << "SELECT sqlite_version()", K::into(version), K::now;
    return version;
}

} // namespace readystage
