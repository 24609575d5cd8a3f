#pragma once

namespace readystage {

/// Written into the file's header, so that file(1) and we ourselves can tell it is ours: "rdst".
constexpr int kSqliteApplicationId = 0x72647374;

/// PRAGMA user_version of a file with the tables below.
constexpr int kSqliteSchemaVersion = 1;

/// Times are milliseconds since 1970 UTC. Nothing is ever deleted from events; cursors only grow.
constexpr const char* kSqliteSchema[] = {
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

} // namespace readystage
