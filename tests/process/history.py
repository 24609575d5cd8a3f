"""Reads what the manager wrote down, as somebody who was not there: does it fit together, and with what was acknowledged?"""

# The states of readystage-manager(8), and where each may lead. A verdict that changes nothing leaves another event.
MOVES = {
    "pending": {"booted", "configuring", "failing", "failed", "timeout", "ready", "gone"},
    "booted": {"pending", "configuring", "failing", "failed", "timeout", "ready", "gone"},
    "configuring": {"pending", "booted", "failing", "failed", "timeout", "ready", "gone"},
    "failing": {"pending", "failed", "timeout", "ready", "gone"},
    "failed": {"pending", "ready", "gone"},
    "timeout": {"pending", "ready", "gone"},
    "ready": {"pending", "gone"},
    "gone": {"pending"},
}
BY_REPORT = {"booted", "configuring", "failing", "failed", "ready"}
VERDICTS = BY_REPORT | {"run-failed", "run-succeeded", "progress", "refused"}


def states_only_move_as_the_table_allows(events):
    """`events` of one VM, types in the order they were written; returns the last state."""
    state = "pending"
    for number, event in enumerate(events):
        if event not in MOVES:
            continue
        assert event in MOVES[state], f"{state} -> {event} at {number} of {events}"
        state = event
    return state


def each_report_has_one_verdict(lab):
    """No verdict was lost in a kill, and none was given twice."""
    marks = ",".join("?" * len(VERDICTS))
    counted = dict(lab.rows(f"SELECT report, count(*) FROM events WHERE type IN ({marks}) GROUP BY report", *VERDICTS))
    stored = {row[0] for row in lab.rows("SELECT id FROM reports")}
    assert set(counted) == stored, f"without a verdict, or unknown: {set(counted) ^ stored}"
    twice = {report for report, count in counted.items() if count != 1}
    assert not twice, f"more than one verdict: {twice}"


def what_was_acknowledged_is_there(lab, receipts):
    """`receipts`: answers by report id."""
    stored = dict(lab.rows("SELECT id, receipt FROM reports"))
    lost = set(receipts) - set(stored)
    assert not lost, f"{len(lost)} acknowledged reports are lost: {sorted(lost)[:5]}"
    other = [report for report, receipt in receipts.items() if receipt["receipt"] not in stored[report]]
    assert not other, f"acknowledged otherwise than stored: {other[:5]}"
