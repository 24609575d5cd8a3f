#include "manager/edge/store/SqliteFile.h"

#include <cerrno>
#include <vector>

#include "common/runtime/AtomicFile.h"
#include "manager/edge/store/SqliteSchema.h"
#include "manager/edge/store/StoreChecks.h"
#include "manager/ports/Journal.h"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Data/Statement.h>

#include <sqlite3.h>

namespace readystage::store {

namespace {

namespace K = Poco::Data::Keywords;
using Poco::Data::Session;

[[noreturn]] void refuse(const SqlitePlace& place, const std::string& why)
{
    throw JournalError(JournalError::Kind::broken, place.file.string() + why);
}

/// SQLite takes the file's name as a URI; these three would end its path.
std::string uri(const SqlitePlace& place, const char* mode)
{
    std::string text = "file:";
    for (const char c : std::filesystem::absolute(place.file).string()) {
        if (c == '%')
            text += "%25";
        else if (c == '?')
            text += "%3f";
        else if (c == '#')
            text += "%23";
        else
            text += c;
    }
    text += std::string("?mode=") + mode;
    return place.vfs.empty() ? text : text + "&vfs=" + place.vfs;
}

Session open(const SqlitePlace& place, const char* mode)
{
    Poco::Data::SQLite::Connector::registerConnector();
    return {"SQLite", uri(place, mode)};
}

void set(Session& session, const std::string& pragma)
{
    session << "PRAGMA " + pragma, K::now;
}

template <class Value> Value get(Session& session, const std::string& question)
{
    Value value{};
    session << question, K::into(value), K::now;
    return value;
}

void migrate(const SqlitePlace& place, Session& session, int from)
{
    if (from > 0)
        backUp(place, place.file.string() + ".schema-" + std::to_string(from));
    const auto& migrations = sqliteMigrations();
    session << "BEGIN IMMEDIATE", K::now;
    for (auto at = static_cast<std::size_t>(from); at < migrations.size(); ++at)
        for (const char* const statement : migrations[at])
            session << statement, K::now;
    set(session, "application_id = " + std::to_string(kSqliteApplicationId));
    set(session, "user_version = " + std::to_string(migrations.size()));
    session << "COMMIT", K::now;
}

void bringUpToDate(const SqlitePlace& place, Session& session)
{
    const int known = static_cast<int>(sqliteMigrations().size());
    const int version = get<int>(session, "PRAGMA user_version");
    const int owner = get<int>(session, "PRAGMA application_id");
    const bool isNew = get<int>(session, "SELECT count(*) FROM sqlite_master") == 0;
    if (!isNew && owner != kSqliteApplicationId)
        refuse(place, " is a database of another program");
    if (version > known)
        refuse(place, " has schema version " + std::to_string(version) + ", this program knows " +
                          std::to_string(known) + ": it was written by a newer version");
    if (version < known)
        migrate(place, session, version);
}

void prepare(const SqlitePlace& place, Session& session)
{
    set(session, "auto_vacuum = INCREMENTAL"); // of a new file only
    if (get<std::string>(session, "PRAGMA journal_mode = WAL") != "wal")
        refuse(place, ": no write-ahead log on this file system");
    set(session, "synchronous = FULL");
    set(session, "cell_size_check = ON");
    const auto integrity = get<std::string>(session, "PRAGMA quick_check(1)");
    if (integrity != "ok")
        refuse(place, " is damaged: " + integrity);
    bringUpToDate(place, session);
}

bool noSpaceLeft(const Session* session)
{
    return session && sqlite3_system_errno(Poco::Data::SQLite::Utility::dbHandle(*session)) == ENOSPC;
}

} // namespace

Session openToWrite(const SqlitePlace& place)
{
    try {
        makeDirectory(place.file.parent_path());
        checkPlace(place.file);
        Session session = open(place, "rwc");
        prepare(place, session);
        return session;
    } catch (...) {
        rethrowAsJournalError(place, nullptr);
    }
}

Session openToRead(const SqlitePlace& place)
{
    try {
        return open(place, "ro");
    } catch (...) {
        rethrowAsJournalError(place, nullptr);
    }
}

void tidy(Session& session)
{
    constexpr int kPages = 10'000; // 40 MB: so long writers wait at most
    set(session, "incremental_vacuum(" + std::to_string(kPages) + ")");
    int busy = 0;
    session << "PRAGMA wal_checkpoint(TRUNCATE)", K::into(busy), K::now;
}

void probe(Session& session)
{
    // The header's page is written even where nothing in it changes.
    set(session, "user_version = " + std::to_string(sqliteMigrations().size()));
}

void backUp(const SqlitePlace& place, const std::filesystem::path& to)
{
    const std::filesystem::path unfinished = to.string() + ".unfinished";
    try {
        writeAtomically(unfinished, {}); // SQLite writes into an empty file, which nobody else may read
        Session session = openToRead(place);
        session << "VACUUM INTO ?", K::bind(unfinished.string()), K::now;
        moveDurably(unfinished, to);
    } catch (...) {
        rethrowAsJournalError(place, nullptr);
    }
}

void rethrowAsJournalError(const SqlitePlace& place, const Session* session)
{
    const std::string file = place.file.string() + ": ";
    try {
        throw;
    } catch (const JournalError&) {
        throw;
    } catch (const Poco::Data::SQLite::DatabaseFullException& e) {
        throw JournalError(JournalError::Kind::full, file + e.displayText());
    } catch (const Poco::Exception& e) {
        // Where the index of the log cannot grow, SQLite speaks of an I/O error.
        const auto kind = noSpaceLeft(session) ? JournalError::Kind::full : JournalError::Kind::broken;
        throw JournalError(kind, file + e.displayText());
    } catch (const std::exception& e) {
        throw JournalError(JournalError::Kind::broken, file + e.what());
    }
}

std::string sqliteVersion()
{
    return sqlite3_libversion();
}

std::string sqliteCaution()
{
    if (!hasWalResetBug(sqlite3_libversion_number()))
        return {};
    return "SQLite " + sqliteVersion() +
           " can damage a write-ahead log that two connections write (mended in 3.51.3, 3.50.7 and 3.44.6): nothing "
           "but the manager may write to the journal, no sqlite3 shell without -readonly either";
}

} // namespace readystage::store
