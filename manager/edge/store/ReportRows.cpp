#include "manager/edge/store/ReportRows.h"

#include "common/protocol/Report.h"
#include "manager/edge/store/SqlValues.h"

namespace readystage::store {

namespace K = Poco::Data::Keywords;

ReportRows::ReportRows(Poco::Data::Session& session) : insert_(session), find_(session), setVerdict_(session)
{
    insert_ << "INSERT INTO reports (id, vm, received_at, peer, body, receipt) VALUES (?, ?, ?, ?, ?, ?)",
        K::use(row_.id), K::use(row_.vm), K::use(row_.receivedAt), K::use(row_.peer), K::use(row_.body),
        K::use(row_.receipt);
    find_ << "SELECT body, peer, received_at, receipt FROM reports WHERE id = ?", K::use(row_.id), K::into(row_.body),
        K::into(row_.peer), K::into(row_.receivedAt), K::into(row_.receipt);
    setVerdict_ << "UPDATE reports SET verdict = ?, refusal = ? WHERE id = ?", K::use(row_.verdict),
        K::use(row_.refusal), K::use(row_.id);
}

void ReportRows::insert(const StoredReport& stored)
{
    row_ = {stored.report.id.str(),
            stored.report.vm.str(),
            stored.peer.str(),
            stored.bytes,
            stored.receipt,
            {},
            {},
            toMilliseconds(stored.receivedAt)};
    insert_.execute();
}

std::optional<StoredReport> ReportRows::find(const ReportId& id)
{
    row_.id = id.str();
    if (find_.execute() == 0)
        return std::nullopt;
    return StoredReport{intact(protocol::parseReport(row_.body), "report"),
                        row_.body,
                        protocol::contentDigest(row_.body),
                        intact(IpAddress::parse(row_.peer), "address"),
                        toTime(row_.receivedAt),
                        row_.receipt};
}

void ReportRows::setVerdict(const Change::Verdict& verdict)
{
    row_.id = verdict.report.str();
    row_.verdict = verdict.accepted ? "accepted" : "refused";
    row_.refusal = verdict.reason;
    setVerdict_.execute();
}

} // namespace readystage::store
