#include "agent/edge/RouterToken.h"

#include "common/protocol/Proof.h"
#include "common/runtime/Log.h"

namespace readystage::agent {
namespace {

std::string_view firstWord(std::string_view text)
{
    return text.substr(0, text.find_first_of(" \t\r\n"));
}

} // namespace

std::optional<Secret> RouterToken::token()
{
    const auto& router = identifier_.router();
    if (state_ == State::unknown && router) {
        const auto answer = files_.read(*router, protocol::kTokenPath);
        token_.reset();
        if (answer && answer->status == 200 && protocol::isToken(firstWord(answer->body))) {
            token_.emplace(std::string(firstWord(answer->body)));
            state_ = State::known;
        } else if (answer && answer->status != 503) {
            state_ = State::none;
            if (answer->status == 200)
                log::warning("token.unusable", {{"router", router->router.str()}});
        }
    }
    return state_ == State::known ? token_ : std::nullopt;
}

} // namespace readystage::agent
