"""What committees gave to do, when who is in charge ends and others take over.

Meetings, decisions and papers stay with the committee that held them; that of the successor reads
them and goes on with what is open. Only what is still followed has another in charge, and its
history says from whom.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.meetings.models import Action, ActionEvent, Meeting
from lms.meetings.models.actions import ActionQuerySet
from lms.users.reorganising.following import Done, Effect, Follower, Planned


def preview(planned: Planned) -> Sequence[Effect]:
    found = []
    if count := _followed(planned.unit_ids, planned.agency_ids).count():
        found.append(Effect(_("Việc Ban Chỉ đạo đã giao, chưa xong: nơi mới làm tiếp"), count))
    opened = Meeting.objects.filter(unit__in=planned.unit_ids, state=Meeting.State.OPEN).count()
    if opened:
        words = _("Cuộc họp Ban Chỉ đạo đang mở: Ban Chỉ đạo nơi mới ghi tiếp")
        found.append(Effect(words, opened))
    return found


def follow(done: Done) -> Sequence[Effect]:
    """Put the successor in charge of what is not closed; each says so in its history."""
    rows = _followed(done.units, done.agencies).select_for_update(of=("self",))
    moved: list[Action] = []
    steps: list[ActionEvent] = []
    for one in rows.select_related("unit", "agency").order_by("pk"):
        unit = done.unit(one.unit_id) if one.unit_id else None
        agency = done.agency(one.agency_id) if one.agency_id else None
        heir = unit or agency
        if heir is None:
            continue
        words = _("%(old)s sang %(new)s, theo %(paper)s.") % {
            "old": one.in_charge,
            "new": heir.name,
            "paper": done.act.document_no,
        }
        one.unit, one.agency = unit, agency
        moved.append(one)
        kind = ActionEvent.Kind.MOVED
        steps.append(ActionEvent(action=one, kind=kind, by=done.by, at=done.now, words=words))
    Action.objects.bulk_update(moved, ["unit", "agency"], batch_size=200)
    ActionEvent.objects.bulk_create(steps, batch_size=500)
    audit.record_all("action.moved", moved, actor=done.by, at=done.now)
    return [Effect(_("Việc Ban Chỉ đạo đã giao: nơi mới làm tiếp"), len(moved))]


def _followed(units: Iterable[UUID], agencies: Iterable[UUID]) -> ActionQuerySet:
    rows = Action.objects.followed()
    return rows.filter(Q(unit__in=set(units)) | Q(agency__in=set(agencies)))


FOLLOWER = Follower("actions", "Việc Ban Chỉ đạo giao", preview, follow)
