#include "agent/edge/RouterFiles.h"

namespace readystage::agent {

Result<HttpAnswer, HttpFailure> RouterFiles::read(const Candidate& router, std::string_view path) const
{
    HttpRequest request;
    request.url = Url{false, router.router.str(), port_, std::string(path)};
    request.connectTimeout = std::chrono::seconds(3);
    request.deadline = std::chrono::seconds(8);
    request.maxAnswerBytes = std::size_t{2} * 1024 * 1024;
    request.source = router.from;
    request.mayRepeat = true; // often the connection on which the router told who we are is still open
    return http_.exchange(request);
}

} // namespace readystage::agent
