"""Rows of a list of residents that may mean somebody known: told who it is, then applied."""

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.users.models import RosterImport, RosterRow, User
from lms.users.rosters import staging

NEW, SKIP, AGAIN = "new", "skip", "again"

Action = RosterRow.Action


def choose(roster: RosterImport, row_no: int, chosen: str, *, by: User) -> bool:
    """Say whom a doubtful row means: NEW, SKIP, AGAIN to ask anew, or a public id that was shown.

    False for what was not offered, or when the list is no longer waiting.
    """
    with transaction.atomic():
        held = _waiting(roster)
        row = held and held.rows.filter(row_no=row_no, cells__has_key="doubts").first()
        if not held or not row or not _settle(row, chosen):
            return False
        row.save(update_fields=["action", "person", "reasons"])
        _sum_up(held)
        audit.record("roster.row_chosen", subject=held, actor=by, row=row_no, action_=row.action)
    return True


def choose_known(roster: RosterImport, *, by: User) -> int:
    """Of all rows still in doubt that one active person may be meant by: that person; how many."""
    with transaction.atomic():
        held = _waiting(roster)
        if held is None:
            return 0
        settled = []
        for row in held.rows.filter(action=Action.MAYBE):
            found = candidates([row])[row.row_no]
            if len(found) == 1 and found[0].is_active:
                _settle(row, found[0].public_id)
                settled.append(row)
        RosterRow.objects.bulk_update(settled, ["action", "person", "reasons"])
        _sum_up(held)
        audit.record("roster.known_chosen", subject=held, actor=by, rows=len(settled))
    return len(settled)


def candidates(rows: list[RosterRow]) -> dict[int, list[User]]:
    """For each row the people it may mean, in one query."""
    wanted = {pk for row in rows for pk in row.cells.get("found", [])}
    people = User.objects.filter(pk__in=wanted).select_related("home_unit__parent").in_bulk()
    return {
        row.row_no: [people[pk] for pk in row.cells.get("found", []) if pk in people]
        for row in rows
    }


def _waiting(roster: RosterImport) -> RosterImport | None:
    staged = RosterImport.objects.filter(state=RosterImport.State.STAGED)
    return staged.select_for_update().filter(pk=roster.pk).first()


def _settle(row: RosterRow, chosen: str) -> bool:
    row.reasons = [reason for reason in row.reasons if reason[0] != "refuse"]
    row.person = None
    if chosen == NEW:
        row.action = Action.CREATE
    elif chosen == SKIP:
        row.action = Action.REFUSE
        row.reasons.append(("refuse", _("Đã chọn không nhập dòng này.")))
    elif chosen == AGAIN:
        row.action = Action.MAYBE
    else:
        row.action = Action.SAME
        found = candidates([row])[row.row_no]
        row.person = next((one for one in found if one.public_id == chosen and one.is_active), None)
        return row.person is not None
    return True


def _sum_up(roster: RosterImport) -> None:
    roster.summary |= {"counts": staging.counts(roster)}
    roster.save(update_fields=["summary"])
