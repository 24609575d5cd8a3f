#include "manager/edge/SqliteJournal.h"

#include <mutex>

#include "manager/core/Audit.h"
#include "manager/edge/store/GroupWriter.h"
#include "manager/edge/store/OldRows.h"

namespace readystage {

namespace {

void apply(store::Tables& tables, const Change& change)
{
    if (change.vm)
        tables.vms.put(*change.vm);
    if (change.deployment)
        tables.vms.put(*change.deployment);
    if (change.verdict)
        tables.reports.setVerdict(*change.verdict);
    for (const Event& event : change.events)
        tables.events.add(event);
    for (const AuditEntry& entry : auditOf(change))
        tables.audit.add(entry);
    for (const Step& step : change.finished)
        tables.steps.remove(step);
    for (const Step& step : change.outstanding)
        if (!step.happening)
            tables.steps.put(step);
    if (change.seen)
        tables.cloudEvents.add(*change.seen);
}

void acceptOne(store::Tables& tables, const StoredReport& stored)
{
    tables.reports.insert(stored);
    tables.steps.put({.kind = Step::Kind::verify,
                      .vm = stored.report.vm,
                      .report = stored.report.id,
                      .notBefore = stored.receivedAt});
}

} // namespace

/// What is committed, read by one thread at a time.
class SqliteJournal::Reader {
public:
    Reader(store::SqlitePlace place, store::GroupWriter::OnBroken onBroken)
        : place_(std::move(place)),
          onBroken_(std::move(onBroken)),
          session_(store::openToRead(place_)),
          tables_(session_)
    {}

    /// Every library's exception becomes a JournalError.
    template <class Use> auto read(Use&& use)
    {
        const std::scoped_lock hold(mutex_);
        try {
            return use(tables_);
        } catch (...) {
            fail();
        }
    }

private:
    [[noreturn]] void fail() const
    {
        try {
            store::rethrowAsJournalError(place_, &session_);
        } catch (const JournalError& e) {
            if (e.kind() == JournalError::Kind::broken)
                onBroken_(e.what());
            throw;
        }
    }

    const store::SqlitePlace place_;
    const store::GroupWriter::OnBroken onBroken_;
    std::mutex mutex_; // the session is not thread-safe; held across its I/O because that is what it protects
    Poco::Data::Session session_;
    store::Tables tables_;
};

class SqliteJournal::Writer : public store::GroupWriter {
    using GroupWriter::GroupWriter;
};

SqliteJournal::SqliteJournal(Settings settings)
    : file_(settings.file),
      writer_(std::make_unique<Writer>(store::SqlitePlace{settings.file, settings.vfs}, std::move(settings.onCommit),
                                       settings.onBroken)),
      reader_(std::make_unique<Reader>(store::SqlitePlace{settings.file, settings.vfs}, settings.onBroken))
{}

SqliteJournal::~SqliteJournal() = default;

void SqliteJournal::accept(const std::vector<StoredReport>& reports)
{
    writer_->write([&](store::Tables& tables) {
        for (const StoredReport& stored : reports)
            acceptOne(tables, stored);
    });
}

std::optional<StoredReport> SqliteJournal::report(const ReportId& id)
{
    return reader_->read([&](store::Tables& tables) { return tables.reports.find(id); });
}

std::optional<VmRecord> SqliteJournal::vm(const InstanceId& id)
{
    return reader_->read([&](store::Tables& tables) { return tables.vms.find(id); });
}

void SqliteJournal::commit(const Change& change)
{
    writer_->write([&](store::Tables& tables) { apply(tables, change); });
}

std::vector<Step> SqliteJournal::outstanding()
{
    return reader_->read([](store::Tables& tables) { return tables.steps.all(); });
}

std::vector<Event> SqliteJournal::eventsOf(const InstanceId& id, std::size_t limit)
{
    return reader_->read([&](store::Tables& tables) { return tables.events.latest(id, limit); });
}

std::vector<VmRecord> SqliteJournal::vms(const std::string& after, std::size_t limit)
{
    return reader_->read([&](store::Tables& tables) { return tables.vms.after(after, limit); });
}

std::map<std::string, Clock::Wall> SqliteJournal::seen(Clock::Wall since)
{
    return reader_->read([&](store::Tables& tables) { return tables.cloudEvents.since(since); });
}

std::vector<RefusedReport> SqliteJournal::refused(Clock::Wall since, std::size_t limit)
{
    return reader_->read([&](store::Tables& tables) { return tables.reports.refused(since, limit); });
}

std::map<VmState, std::size_t> SqliteJournal::states()
{
    return reader_->read([](store::Tables& tables) { return tables.vms.states(); });
}

std::size_t SqliteJournal::forget(const Retention& retention, Clock::Wall now, std::size_t limit)
{
    std::size_t forgotten = 0;
    writer_->write(
        [&](store::Tables& tables) { forgotten = store::forgetOldRows(tables.session, retention, now, limit); });
    return forgotten;
}

void SqliteJournal::tidy()
{
    writer_->writeAlone([](store::Tables& tables) { store::tidy(tables.session); });
}

void SqliteJournal::probe()
{
    writer_->write([](store::Tables& tables) { store::probe(tables.session); });
}

std::size_t SqliteJournal::size()
{
    std::size_t bytes = 0;
    for (const char* const part : {"", "-wal", "-shm"}) {
        std::error_code missing;
        const auto size = std::filesystem::file_size(file_.string() + part, missing);
        bytes += missing ? 0 : size;
    }
    return bytes;
}

void SqliteJournal::record(const AuditEntry& entry)
{
    writer_->write([&](store::Tables& tables) { tables.audit.add(entry); });
}

std::vector<AuditLog::Numbered> SqliteJournal::entriesAfter(long long number, std::size_t limit)
{
    return reader_->read([&](store::Tables& tables) { return tables.audit.after(number, limit); });
}

std::string SqliteJournal::caution()
{
    return store::sqliteCaution();
}

void SqliteJournal::backUp(const std::filesystem::path& file, const std::filesystem::path& to)
{
    store::backUp({file}, to);
}

} // namespace readystage
