#include "manager/edge/store/SqliteSchema.h"

namespace readystage::store {

namespace {

using Statements = std::vector<const char*>;

// Times are milliseconds since 1970 UTC. Cursors of events only grow.
Statements first()
{
    return {
        R"(CREATE TABLE reports (
            id TEXT PRIMARY KEY,
            vm TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            peer TEXT NOT NULL,
            body TEXT NOT NULL,
            receipt TEXT NOT NULL,
            verdict TEXT,
            refusal TEXT NOT NULL DEFAULT ''
        ) WITHOUT ROWID)",     R"(CREATE INDEX reports_by_vm ON reports (vm))",
        R"(CREATE TABLE vms (
            id TEXT PRIMARY KEY,
            state TEXT NOT NULL,
            incarnation TEXT NOT NULL,
            assurance TEXT NOT NULL,
            decided_by TEXT NOT NULL,
            reason TEXT NOT NULL,
            failed_resources TEXT NOT NULL,
            failed_runs INTEGER NOT NULL,
            tag_state TEXT NOT NULL,
            tag_reason TEXT NOT NULL,
            userdata_state TEXT NOT NULL,
            userdata_reason TEXT NOT NULL,
            tags_written TEXT NOT NULL,
            changed_at INTEGER NOT NULL
        ) WITHOUT ROWID)",
        R"(CREATE TABLE deployments (
            vm TEXT PRIMARY KEY,
            bundle TEXT NOT NULL,
            failed_after_runs INTEGER NOT NULL,
            at INTEGER NOT NULL
        ) WITHOUT ROWID)",
        R"(CREATE TABLE steps (
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            vm TEXT NOT NULL,
            report TEXT NOT NULL,
            failures INTEGER NOT NULL,
            not_before INTEGER NOT NULL,
            PRIMARY KEY (kind, subject)
        ) WITHOUT ROWID)",
        R"(CREATE TABLE events (
            cursor INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            vm TEXT NOT NULL,
            type TEXT NOT NULL,
            report TEXT NOT NULL,
            detail TEXT NOT NULL
        ))",      R"(CREATE INDEX events_by_vm ON events (vm, cursor))",
    };
}

// Reports are forgotten by age. The audit log is only added to; what is a year old may go.
Statements second()
{
    return {
        R"(CREATE INDEX reports_by_received_at ON reports (received_at))",
        R"(CREATE INDEX reports_of_invented_vms ON reports (received_at) WHERE refusal = 'no such VM')",
        R"(CREATE TABLE audit (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT NOT NULL
        ))",
        R"(CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
            BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END)",
        R"(CREATE TRIGGER audit_is_kept_a_year BEFORE DELETE ON audit
            WHEN OLD.at > (CAST(strftime('%s', 'now') AS INTEGER) - 31536000) * 1000
            BEGIN SELECT RAISE(ABORT, 'the audit log is kept for a year'); END)",
    };
}

// Which life of a VM its record speaks of, how a report was proved, and what was seen of CloudStack's events.
Statements third()
{
    return {
        R"(ALTER TABLE vms ADD COLUMN life TEXT NOT NULL DEFAULT '{}')",
        R"(ALTER TABLE reports ADD COLUMN proof TEXT NOT NULL DEFAULT '{}')",
        R"(CREATE INDEX reports_refused ON reports (received_at) WHERE verdict = 'refused')",
        R"(CREATE TABLE cloud_events (
            id TEXT PRIMARY KEY,
            at INTEGER NOT NULL
        ) WITHOUT ROWID)",
        R"(CREATE INDEX cloud_events_by_at ON cloud_events (at))",
    };
}

// What a bundle asks beyond failed_after_runs; VMs that went long ago are forgotten.
Statements fourth()
{
    return {
        R"(ALTER TABLE deployments ADD COLUMN rules TEXT NOT NULL DEFAULT '{}')",
        R"(CREATE INDEX vms_gone ON vms (changed_at) WHERE state = 'gone')",
    };
}

} // namespace

const std::vector<std::vector<const char*>>& sqliteMigrations()
{
    static const std::vector<Statements> migrations{first(), second(), third(), fourth()};
    return migrations;
}

} // namespace readystage::store
