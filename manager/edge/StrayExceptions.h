#pragma once

namespace readystage {

/// From now on exceptions that Poco would swallow in its threads are logged. Once, from main.
void logStrayExceptions();

} // namespace readystage
