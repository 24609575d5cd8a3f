#include "manager/edge/store/ReportRows.h"

#include "common/protocol/Report.h"
#include "manager/edge/store/LifeText.h"
#include "manager/edge/store/SqlValues.h"

namespace readystage::store {

namespace K = Poco::Data::Keywords;

ReportRows::ReportRows(Poco::Data::Session& session)
    : session_(session),
      insert_(session),
      find_(session),
      setVerdict_(session)
{
    insert_ << "INSERT INTO reports (id, vm, received_at, peer, body, receipt, proof) VALUES (?, ?, ?, ?, ?, ?, ?)",
        K::use(row_.id), K::use(row_.vm), K::use(row_.receivedAt), K::use(row_.peer), K::use(row_.body),
        K::use(row_.receipt), K::use(row_.proof);
    find_ << "SELECT body, peer, received_at, receipt, proof FROM reports WHERE id = ?", K::use(row_.id),
        K::into(row_.body), K::into(row_.peer), K::into(row_.receivedAt), K::into(row_.receipt), K::into(row_.proof);
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
            proofToText(stored),
            toMilliseconds(stored.receivedAt)};
    insert_.execute();
}

std::optional<StoredReport> ReportRows::find(const ReportId& id)
{
    row_.id = id.str();
    if (find_.execute() == 0)
        return std::nullopt;
    StoredReport stored{intact(protocol::parseReport(row_.body), "report"),
                        row_.body,
                        protocol::contentDigest(row_.body),
                        intact(IpAddress::parse(row_.peer), "address"),
                        toTime(row_.receivedAt),
                        row_.receipt};
    readProof(stored, row_.proof);
    return stored;
}

std::vector<RefusedReport> ReportRows::refused(Clock::Wall since, std::size_t limit)
{
    std::vector<std::string> ids, vms, reasons;
    std::vector<Poco::Int64> times;
    session_ << "SELECT id, vm, refusal, received_at FROM reports WHERE verdict = 'refused' AND received_at >= ? "
                "ORDER BY received_at LIMIT ?",
        K::bind(toMilliseconds(since)), K::bind(static_cast<int>(limit)), K::into(ids), K::into(vms), K::into(reasons),
        K::into(times), K::now;
    std::vector<RefusedReport> refused;
    for (std::size_t i = 0; i < ids.size(); ++i)
        refused.push_back({intact(ReportId::parse(ids[i]), "report id"), intact(InstanceId::parse(vms[i]), "VM id"),
                           reasons[i], toTime(times[i])});
    return refused;
}

void ReportRows::setVerdict(const Change::Verdict& verdict)
{
    row_.id = verdict.report.str();
    row_.verdict = verdict.accepted ? "accepted" : "refused";
    row_.refusal = verdict.reason;
    setVerdict_.execute();
}

} // namespace readystage::store
