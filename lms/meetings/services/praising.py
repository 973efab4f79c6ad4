"""Examples: proposed, decided by a paper, shown with the consent of each who is named, for a time.

Whether somebody is willing is read where the example is read: a consent that is taken back takes it
down in the same moment, whoever takes it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.audit import services as audit
from lms.common import clock, text
from lms.meetings.models import Exemplar, ExemplarPerson
from lms.meetings.services import telling
from lms.notifications import inbox
from lms.places.models import Unit
from lms.users.models import User
from lms.users.services import consents
from teams.models import Team

State = Exemplar.State
WORDING = gettext_lazy(
    "Tôi đồng ý để Học số công bố tên tôi và nội dung nêu gương “%(title)s” cho mọi người xem, đến "
    "hết ngày được ghi. Tôi rút lại được bất cứ lúc nào, trang được gỡ ngay."
)


class NotAllAgree(Exception):
    """Somebody who is named has not agreed, or took it back."""


@dataclass(frozen=True)
class Wanted:
    """What is proposed: of whom or what, and in which words."""

    kind: str
    title: str
    story: str = ""
    problem: str = ""
    steps: str = ""
    result: str = ""
    contact: str = ""
    team: Team | None = None
    about: Unit | None = None
    people: Sequence[User] = ()
    values: list[dict[str, Any]] = field(default_factory=list)


def propose(unit: Unit, wanted: Wanted, *, public_id: str, by: User, now: datetime) -> Exemplar:
    """Put it before the committee of `unit`; the same one sent twice is one."""
    with transaction.atomic():
        made, is_new = Exemplar.objects.get_or_create(
            public_id=public_id,
            defaults={
                "unit": unit,
                "kind": wanted.kind,
                "title": text.nfc(wanted.title),
                "story": lines(wanted.story),
                "problem": lines(wanted.problem),
                "steps": lines(wanted.steps),
                "result": lines(wanted.result),
                "contact": text.nfc(wanted.contact),
                "team": wanted.team,
                "about": wanted.about,
                "values": wanted.values,
                "proposed_by": by,
                "proposed_at": now,
            },
        )
        if not is_new:
            return made
        ExemplarPerson.objects.bulk_create(
            ExemplarPerson(exemplar=made, person=person) for person in wanted.people
        )
        audit.record("exemplar.proposed", subject=made, actor=by, at=now, kind=made.kind)
        inbox.tell(
            sorted(telling.committee([unit])[unit.pk] - {by.pk}),
            key=f"exemplar:{made.public_id}:proposed",
            title=_("Đề nghị nêu gương: %(title)s") % {"title": made.title},
            body=_("Xem tiêu chí, minh chứng rồi quyết định."),
            url=made.desk_url,
            now=now,
        )
    return made


def approve(one: Exemplar, *, decision_no: str, decision_on: date, by: User, now: datetime) -> bool:
    """Decide for it by a paper; each who is named is asked whether it may be shown."""
    with transaction.atomic():
        rows = Exemplar.objects.filter(pk=one.pk, state=State.PROPOSED).exclude(proposed_by=by)
        paper = {"decision_no": text.nfc(decision_no), "decision_on": decision_on}
        if not rows.update(state=State.APPROVED, decided_by=by, decided_at=now, **paper):
            return False
        audit.record("exemplar.approved", subject=one, actor=by, at=now, no=one.public_id)
        inbox.tell(
            one.people.values_list("person_id", flat=True),
            key=f"exemplar:{one.public_id}:asked",
            title=_("Xin phép nêu gương: %(title)s") % {"title": one.title},
            body=_("Xem nội dung sẽ công bố rồi trả lời có đồng ý hay không."),
            url=f"/neu-guong/dong-y/{one.public_id}/",
            now=now,
        )
        _tell_proposer(one, "approved", _("Đã chọn nêu gương: %(title)s"), now)
    return True


def decline(one: Exemplar, reason: str, *, by: User, now: datetime) -> bool:
    """Decide against it, and say why to whoever proposed it."""
    with transaction.atomic():
        rows = Exemplar.objects.filter(pk=one.pk, state=State.PROPOSED).exclude(proposed_by=by)
        said = text.nfc(reason)
        if not rows.update(
            state=State.DECLINED, decided_by=by, decided_at=now, declined_reason=said
        ):
            return False
        audit.record("exemplar.declined", subject=one, actor=by, at=now)
        _tell_proposer(one, "declined", _("Không chọn lần này: %(title)s"), now, body=said)
    return True


def agree(place: ExemplarPerson, *, channel: str, by: User | None, now: datetime) -> bool:
    """Take this person's consent to be shown; `by` is who took it on paper, None on a screen."""
    one = place.exemplar
    with transaction.atomic():
        given = consents.give(
            place.person,
            one.purpose,
            wording=str(WORDING) % {"title": one.title},
            channel=channel,
            by=by,
            now=now,
        )
        rows = ExemplarPerson.objects.filter(pk=place.pk).exclude(consent=given)
        if not rows.update(consent=given, refused_at=None):
            return False
        _tell_proposer(one, f"agreed:{place.pk}", _("Đã đồng ý công bố: %(title)s"), now)
    return True


def refuse(place: ExemplarPerson, *, by: User, now: datetime) -> bool:
    """Say no, or take back what was agreed to; what was shown is gone in this moment."""
    one = place.exemplar
    with transaction.atomic():
        taken_back = consents.withdraw(place.person, one.purpose, by=by, now=now)
        rows = ExemplarPerson.objects.filter(pk=place.pk, refused_at=None)
        if not rows.update(refused_at=now) and not taken_back:
            return False
        reason = _("Người được nêu đã rút lại sự đồng ý.")
        take_down(one, reason, by=by, now=now)
        _tell_proposer(one, f"refused:{place.pk}", _("Không đồng ý công bố: %(title)s"), now)
    return True


def publish(one: Exemplar, *, expires_on: date, by: User, now: datetime) -> bool:
    """Show it to everybody until a day. Raises NotAllAgree."""
    with transaction.atomic():
        held = Exemplar.objects.select_for_update().filter(pk=one.pk, state=State.APPROVED)
        if not held.exists():
            return False
        people = one.people.select_related("consent")
        if not all(place.is_willing for place in people):
            raise NotAllAgree
        held.update(state=State.PUBLISHED, published_at=now, expires_on=expires_on)
        audit.record("exemplar.published", subject=one, actor=by, at=now, until=expires_on)
        _tell_proposer(
            one, "published", _("Đã công bố: %(title)s"), now, url=one.get_absolute_url()
        )
    return True


def take_down(one: Exemplar, reason: str, *, by: User | None, now: datetime) -> bool:
    """Show it no more; true only for the call that took it down."""
    rows = Exemplar.objects.filter(pk=one.pk, state=State.PUBLISHED)
    with transaction.atomic():
        said = text.nfc(reason)
        if not rows.update(state=State.TAKEN_DOWN, taken_down_at=now, taken_down_reason=said):
            return False
        audit.record("exemplar.taken_down", subject=one, actor=by, at=now)
    return True


def take_down_old(*, now: datetime) -> int:
    """Write down of what is shown no more, by its day or by a consent, that it is; how many."""
    today = clock.local(now).date()
    published = Exemplar.objects.filter(state=State.PUBLISHED)
    gone = published.exclude(pk__in=Exemplar.objects.shown(today).values("pk"))
    over, unwilling = _("Hết thời hạn công bố."), _("Người được nêu đã rút lại sự đồng ý.")
    return sum(
        take_down(one, over if one.expires_on and one.expires_on < today else unwilling,
                  by=None, now=now)
        for one in gone
    )  # fmt: skip


def shown(day: date) -> QuerySet[Exemplar]:
    """What everybody sees, the newest first."""
    rows = Exemplar.objects.shown(day).select_related("team", "about", "unit")
    return rows.order_by("-published_at", "-pk")


def of_person(user: User) -> QuerySet[ExemplarPerson]:
    """Where this person is named and was asked: decided ones alone."""
    rows = ExemplarPerson.objects.filter(person=user).select_related("exemplar", "consent")
    decided = Q(exemplar__state__in=(State.APPROVED, State.PUBLISHED, State.TAKEN_DOWN))
    return rows.filter(decided).order_by("-exemplar__decided_at")


def lines(written: str) -> str:
    """As it was written, line by line."""
    return "\n".join(filter(None, (text.nfc(line) for line in written.splitlines())))


def _tell_proposer(
    one: Exemplar, what: str, title: str, now: datetime, *, body: str = "", url: str = ""
) -> None:
    inbox.tell(
        [one.proposed_by_id],
        key=f"exemplar:{one.public_id}:{what}",
        title=title % {"title": one.title},
        body=body,
        url=url or one.desk_url,
        now=now,
    )
