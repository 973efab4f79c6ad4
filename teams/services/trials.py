"""Trials of the session log: answered like real ones, kept as a receipt only, forgotten soon."""

from datetime import datetime, timedelta

from teams.models import TrialLog
from teams.services import arrivals
from teams.services.arrivals import Arrival

KEPT = timedelta(days=7)
MARK = "THU-"


def take(arrival: Arrival) -> tuple[TrialLog, bool]:
    """The receipt of a trial, and whether it is new; the same one twice has one."""
    wrap = arrival.envelope
    return TrialLog.objects.get_or_create(
        submitter=arrival.submitter,
        record_id=wrap.record_id,
        rev=wrap.rev,
        defaults={
            "team": wrap.team,
            "receipt_no": MARK + arrivals.new_receipt_no(arrival.now),
            "received_at": arrival.now,
        },
    )


def forget_old(*, now: datetime) -> int:
    """Drop what is older than a week; how many."""
    dropped, _ = TrialLog.objects.filter(received_at__lt=now - KEPT).delete()
    return dropped
