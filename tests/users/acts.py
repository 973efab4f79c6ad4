"""Acts that merge, split and rename, made through the services."""

from datetime import date

from lms.common import clock
from lms.users.reorganising import carrying, drafting
from lms.users.reorganising.drafting import Wanted

PAPER = {"document_no": "1674/NQ-UBTVQH15", "document_on": date(2026, 6, 16), "clause": "Điều 1"}


def drafted(*wanted, by, kind="merge", subject="units", on=None):
    act = drafting.draft(
        subject=subject,
        kind=kind,
        effective_on=on or clock.today(),
        by=by,
        now=clock.now(),
        **PAPER,
    )
    drafting.add(act, wanted)
    return act


def confirmed(*wanted, by, answers=None, **how):
    act = drafted(*wanted, by=by, **how)
    carrying.previewed(act, by=by, now=clock.now())
    said = answers or {
        name: {one.key: "sum" for one in choices} for name, choices in carrying.look(act).choices
    }
    assert carrying.confirm(act, answers=said, by=by, now=clock.now())
    act.refresh_from_db()
    return act


def carried(*wanted, by, **how):
    act = confirmed(*wanted, by=by, **how)
    carrying.carry_through(act, now=clock.now())
    assert act.state == "in_force"
    return act


def told(act):
    """What was done, as it was told."""
    return {one["words"]: one["count"] for part in act.effects for one in part["effects"]}


__all__ = ["Wanted", "carried", "confirmed", "drafted", "told"]
