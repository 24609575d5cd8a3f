#include "manager/edge/StrayExceptions.h"

#include "common/runtime/Log.h"

#include <Poco/ErrorHandler.h>

namespace readystage {

namespace {

class LoggingErrorHandler final : public Poco::ErrorHandler {
public:
    void exception(const Poco::Exception& e) override { log::error("stray-exception", {{"reason", e.displayText()}}); }

    void exception(const std::exception& e) override { log::error("stray-exception", {{"reason", e.what()}}); }

    void exception() override { log::error("stray-exception"); }
};

} // namespace

void logStrayExceptions()
{
    static LoggingErrorHandler handler; // Poco keeps the pointer
    Poco::ErrorHandler::set(&handler);
}

} // namespace readystage
