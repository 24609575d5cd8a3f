#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/codec/PercentEncoding.h"
#include "common/domain/Result.h"

namespace readystage {

/// Where a request belongs. Only `/client/api` can hold a command of ours; the rest of `/client` is CloudStack's (its
/// user interface), and other paths are nobody's.
enum class GatewayPath { api, cloudStack, nowhere };
GatewayPath gatewayPath(std::string_view path);

/// Whether the servlet would read parameters from this body: POST of application/x-www-form-urlencoded, nothing else.
bool carriesForm(std::string_view method, std::string_view contentType);

/// The parameters as CloudStack's ApiServlet sees them, each spelling once: the query wins over the body, of a name
/// twice in the query the last, twice in the body the first.
Parameters mergeParameters(const Parameters& query, const Parameters& body);

/// Value of the parameter of exactly this name, as CloudStack reads `command` and `response`; nullptr when there is
/// none.
const std::string* findExactly(const Parameters& parameters, std::string_view name);

/// Commands that CloudStack does not have and the gateway answers itself.
enum class OwnCommand { getUserData, listBundles, deployBundle };

/// nullopt: CloudStack's. Names of commands are compared exactly, as CloudStack does.
std::optional<OwnCommand> ownCommand(std::string_view name);
std::string_view text(OwnCommand command);

/// Whether CloudStack's command can end a VM's readiness: what follows is worth asking for at once.
bool changesVms(std::string_view command);

/// A name that comes in two spellings. CloudStack takes either, in the order of a hash table; where we decide, such a
/// request is refused.
std::optional<std::string> ambiguousName(const Parameters& parameters);

/// `response=json` in any case; everything else is XML, as in CloudStack.
bool wantsJson(const Parameters& parameters);

/// The name of the element around an answer: `listzonesresponse`; `null` without a command; `errorresponse` for what
/// cannot be the name of a command.
std::string envelopeName(const std::string* command);

/// Why a command failed, in CloudStack's terms.
struct ApiFault {
    static constexpr int kServerApiException = 9999; ///< also CloudStack's cserrorcode for wrong parameters
    static constexpr int kInvalidParameterValue = 4350;

    int code; ///< errorcode and HTTP status
    std::string text;
    std::optional<int> csCode = kServerApiException; ///< cserrorcode; a 401 has none
};

/// The words and codes a stock client knows.
ApiFault unauthorized();
ApiFault missingParameter(OwnCommand command, std::string_view name);
ApiFault invalidId(OwnCommand command, std::string_view name, std::string_view value);
ApiFault twoSpellings(std::string_view name);

/// No answer came from CloudStack. `sent`: it may have executed the command.
ApiFault noAnswer(bool sent, std::string_view why);

/// Which part of a list to give.
struct Page {
    std::size_t first = 0;
    std::size_t count = 500; ///< CloudStack's default.page.size
};

/// `page` and `pagesize` by CloudStack's rules: both or none, pagesize at most 500.
Result<Page, ApiFault> pageOf(OwnCommand command, const Parameters& parameters);

/// Value of the parameter of that name, any case; nullptr when there is none or it is empty.
const std::string* given(const Parameters& parameters, std::string_view name);

} // namespace readystage
