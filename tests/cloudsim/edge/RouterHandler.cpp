#include "tests/cloudsim/edge/RouterHandler.h"

#include "common/codec/Digest.h"
#include "tests/cloudsim/core/Metadata.h"

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

void RouterHandler::handle(const http::Request& request, http::Respond respond)
{
    if (request.method != "GET" && request.method != "HEAD")
        return respond(apacheError(405));
    const MetadataAnswer answer = world_.with([&](auto& world) {
        return metadata(*world, *world->networks.find(networkId_), request.peer.str(), request.path());
    });
    if (answer.status != 200)
        return respond(apacheError(answer.status));
    http::Response response;
    response.headers = {
        {"Server", "Apache"}, {"ETag", "\"" + sha256Hex(answer.body).substr(0, 13) + "\""}, {"Accept-Ranges", "bytes"}};
    response.body = answer.body;
    respond(std::move(response));
}

} // namespace readystage::cloudsim
