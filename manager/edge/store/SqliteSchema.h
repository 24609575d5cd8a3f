#pragma once

#include <vector>

namespace readystage::store {

/// Written into the file's header, so that file(1) and we ourselves can tell it is ours: "rdst".
constexpr int kSqliteApplicationId = 0x72647374;

/// How the tables came to be what they are. Entry n leads from schema version n to n + 1 (PRAGMA user_version); a new
/// file goes through all of them. What has been released is never changed: add an entry.
const std::vector<std::vector<const char*>>& sqliteMigrations();

} // namespace readystage::store
