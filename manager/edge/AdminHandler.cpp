#include "manager/edge/AdminHandler.h"

namespace readystage {

void AdminHandler::handle(const http::Request& request, http::Respond respond)
{
    if (request.path().starts_with("/operator/"))
        return operators_.handle(request, std::move(respond));
    if (request.method != "GET" && request.method != "HEAD")
        return respond(http::problem(405, "only GET"));
    if (request.path() == "/healthz")
        return respond(http::answer(200, "text/plain", "alive\n"));
    if (request.path() == "/metrics")
        return respond(http::answer(200, "text/plain; version=0.0.4", metrics_.text()));
    if (request.path() != "/readyz")
        return respond(http::problem(404, "there are /healthz, /readyz and /metrics"));
    const std::string why = whyNotReady_();
    respond(why.empty() ? http::answer(200, "text/plain", "ready\n") : http::answer(503, "text/plain", why + "\n"));
}

} // namespace readystage
