"""Cards of procedures: kept once, and the lessons that speak of them looked at when they change."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.blocks.values import lines
from courses.drafting import procedure
from courses.models import CourseEdition, EditionStep, ProcedureCard, StaleMark
from courses.services import freshness, in_use
from lms.audit import services as audit
from lms.common import clock
from lms.users.models import User

KIND = "courses.look_over"
Kind = StaleMark.Kind
SAID = (
    *("code", "name", "days", "fee_counter", "fee_online", "legal_basis"),
    *("valid_from", "valid_to"),
)
ANSWERED = (StaleMark.Closing.STILL_RIGHT, StaleMark.Closing.TAKEN_BACK)


def ensure(table: Mapping[str, Any], *, by: User | None) -> ProcedureCard:
    """The card with this code; what comes with a course is made once and never overwritten.

    Raises ValidationError for what is no card.
    """
    kept_already = ProcedureCard.objects.filter(code__iexact=table["code"]).first()
    if kept_already:
        return kept_already
    card = ProcedureCard(
        **{name: table[name] for name in SAID},
        papers="\n".join(table["papers"]),
        is_example=table["example"],
    )
    card.full_clean()
    with transaction.atomic():
        card.save()
        card.save_revision(user=by, clean=False)
        kept(card, None, by=by)
    return card


def as_table(card: ProcedureCard) -> dict[str, Any]:
    """The card in the words of `ensure`, to go with a course to another site."""
    said = {name: getattr(card, name) for name in SAID}
    return {**said, "papers": lines(card.papers), "example": card.is_example}


def kept(card: ProcedureCard, before: ProcedureCard | None, *, by: User | None) -> int:
    """A card was written; how many steps are to be looked at because of it.

    Called in the transaction that wrote the card. `before` is how it stood, None for a new one.
    """
    said = procedure.freeze(card)
    if before is not None and procedure.says_the_same(procedure.freeze(before), said):
        return 0
    with transaction.atomic():
        ProcedureCard.objects.filter(pk=card.pk).update(as_of=clock.today())
        card.as_of = clock.today()
        action = "procedure.changed" if before else "procedure.made"
        audit.record(action, subject=card, actor=by, code=card.code)
        return _compare(card, by=by) if before else 0


def _compare(card: ProcedureCard, *, by: User | None) -> int:
    """Mark the steps that say something else than the card, and those only."""
    now = procedure.freeze(card)
    steps = list(in_use.with_procedure(card.pk))
    uids = {step.uid for step in steps}
    # A step of a lesson that stands in several courses is the same only where all of them are.
    other = {s.uid for s in steps if not procedure.says_the_same(s.values["procedure"], now)}
    over = card.is_over(clock.today())
    settled = StaleMark.objects.open().filter(
        step_uid__in=uids - other, kind=Kind.PROCEDURE_CHANGED
    )
    freshness.no_reason_left(settled)
    if not over:
        expired = StaleMark.objects.open().filter(step_uid__in=uids, kind=Kind.PROCEDURE_EXPIRED)
        freshness.no_reason_left(expired)
    return freshness.mark_steps(other, Kind.PROCEDURE_CHANGED, note=_changed(card), by=by)


def _changed(card: ProcedureCard) -> str:
    return _(
        "Thẻ “%(name)s” vừa sửa, bài còn ghi như cũ. Phát hành lại khóa học là bài theo thẻ mới."
    ) % {"name": card.name}


def edition_published(edition: CourseEdition) -> int:
    """Mark the steps whose card was changed while this edition was being made; how many."""
    steps = EditionStep.objects.filter(edition=edition, values__procedure__isnull=False)
    frozen = {step.uid: step.values["procedure"] for step in steps}
    cards = ProcedureCard.objects.in_bulk({one["id"] for one in frozen.values()})
    late = 0
    for uid, one in frozen.items():
        card = cards.get(one["id"])
        if card and not procedure.says_the_same(one, procedure.freeze(card)):
            note = _changed(card)
            late += freshness.mark_steps([uid], Kind.PROCEDURE_CHANGED, note=note, by=None)
    return late


def mark_expired(*, now: datetime) -> int:
    """Mark the steps that speak of a procedure past its last day; how many are newly marked.

    What an author found still right stays so, until the card gets another last day.
    """
    today = clock.local(now).date()
    return sum(_mark_expired(card, today, now) for card in ProcedureCard.objects.expired(today))


def _mark_expired(card: ProcedureCard, today: date, now: datetime) -> int:
    last = date_format(card.valid_to or today, "d/m/Y")
    note = _("Thẻ “%(name)s” hết hiệu lực sau ngày %(day)s.") % {"name": card.name, "day": last}
    uids = set(in_use.with_procedure(card.pk).values_list("uid", flat=True))
    answered = StaleMark.objects.closed().filter(
        step_uid__in=uids, kind=Kind.PROCEDURE_EXPIRED, note=note, closing__in=ANSWERED
    )
    uids -= set(answered.values_list("step_uid", flat=True))
    return freshness.mark_steps(uids, Kind.PROCEDURE_EXPIRED, note=note, by=None, now=now)
