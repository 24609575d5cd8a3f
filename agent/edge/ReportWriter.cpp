#include "agent/edge/ReportWriter.h"

#include "common/codec/Digest.h"
#include "common/protocol/Report.h"

#include <utility>

namespace readystage::agent {

ReportWriter::ReportWriter(Spool& spool, const Clock& clock, Machine machine)
    : spool_(spool),
      clock_(clock),
      machine_(std::move(machine))
{}

ReportId ReportWriter::report(const News& news)
{
    auto id = ReportId::parse(randomUuid()).value();
    spool_.accept(
        id, protocol::composeSpoolFile({id, machine_.boot, machine_.productUuid, news.status, news.phase, news.reason,
                                        news.failedResources, news.run, std::nullopt, rfc3339(clock_.now())}));
    return id;
}

} // namespace readystage::agent
