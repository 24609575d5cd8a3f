#include "tests/cloudsim/edge/RouterHandler.h"

#include "common/codec/Digest.h"

namespace readystage::cloudsim {

namespace {

http::Response apacheError(int status)
{
    const std::string title = std::to_string(status) + " " + std::string(http::reasonPhrase(status));
    return http::answer(status, "text/html; charset=iso-8859-1",
                        "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>" + title +
                            "</title>\n</head><body>\n<h1>" + std::string(http::reasonPhrase(status)) +
                            "</h1>\n<hr>\n<address>Apache Server</address>\n</body></html>\n");
}

} // namespace

RouterHandler::Found RouterHandler::find(const http::Request& request)
{
    return world_.with([&](auto& held) {
        World& world = *held;
        const Network* const network = world.networks.find(networkId_);
        if (network == nullptr) // it was deleted, and its router with it
            return Found{{200, ""}, 0, true};
        const std::string source = request.peer.str();
        const auto told = [&](const char* name) { return world.misbehaviours.taken(name) != nullptr; };
        if (told("metadata-reset"))
            return Found{{200, ""}, 0, true};
        if (!answersAt(world, *network))
            return Found{{200, ""}, 0, true};
        if (told("metadata-empty"))
            return Found{{200, ""}};
        if (told("metadata-404"))
            return Found{{404, ""}};
        const Network& tier = tierOf(world, *network, source);
        return Found{metadata(world, tier, source, request.path()), world.placeOf(tier, source), false,
                     tier.servedBy()};
    });
}

void RouterHandler::handle(const http::Request& request, http::Respond respond)
{
    if (request.method != "GET" && request.method != "HEAD")
        return respond(apacheError(405));
    Found found = find(request);
    http::Response response;
    if (found.dropped) {
        response.verbatim = "";
        response.close = true;
        return respond(std::move(response));
    }
    if (found.answer.status != 200)
        return respond(apacheError(found.answer.status));
    if (timing_.routers.isWriting(found.router, found.place, std::chrono::steady_clock::now()))
        found.answer.body.clear();
    response.headers = {{"Server", "Apache"},
                        {"ETag", "\"" + sha256Hex(found.answer.body).substr(0, 13) + "\""},
                        {"Accept-Ranges", "bytes"}};
    response.body = std::move(found.answer.body);
    respond(std::move(response));
}

} // namespace readystage::cloudsim
