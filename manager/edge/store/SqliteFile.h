#pragma once

#include <filesystem>
#include <string>

#include <Poco/Data/Session.h>

namespace readystage::store {

/// Where a journal lies.
struct SqlitePlace {
    std::filesystem::path file;
    std::string vfs{}; ///< of SQLite, by name; empty: its own. Tests cut the power in theirs.
};

/// The session that writes and checkpoints, write-ahead log and synchronous=FULL; there must be only one on a file
/// (two that write and checkpoint at once can corrupt the log in SQLite 3.7.0 to 3.51.2; Debian 12 has 3.40.1).
/// Makes the file and its folder when they are missing, checks what it lies on and that it is whole, and brings an
/// older schema up to date after a backup beside it. Throws JournalError naming the file.
Poco::Data::Session openToWrite(const SqlitePlace& place);

/// A session that reads what is committed and waits for nobody. The file must have been opened to write before.
Poco::Data::Session openToRead(const SqlitePlace& place);

/// Gives unused pages back to the disk and empties the write-ahead log. Not within a transaction.
void tidy(Poco::Data::Session& session);

/// Writes one page. Within a transaction.
void probe(Poco::Data::Session& session);

/// A copy of what is committed now, durable when it returns; the writer goes on meanwhile. Throws JournalError.
void backUp(const SqlitePlace& place, const std::filesystem::path& to);

/// To be called in a catch block: every library's exception becomes a JournalError naming the file.
[[noreturn]] void rethrowAsJournalError(const SqlitePlace& place, const Poco::Data::Session* session);

/// The version of the SQLite library in use.
std::string sqliteVersion();

/// What this version asks of the operator; empty: nothing.
std::string sqliteCaution();

} // namespace readystage::store
