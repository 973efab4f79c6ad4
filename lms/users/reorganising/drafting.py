"""An act is drafted: its paper, and line by line what becomes of what."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common import text
from lms.places.models import Unit
from lms.users.models import Agency, Reorganisation, ReorganisationLine, User

WHOLE = Decimal(100)
State = Reorganisation.State


class NotOpen(Exception):
    """The act is confirmed or called off: its lines stand."""


@dataclass(frozen=True)
class Wanted:
    """One line as somebody wishes it."""

    old: Unit | Agency
    name: str
    code: str = ""
    parent: str = ""
    weight: Decimal = WHOLE
    is_main: bool = True


def draft(  # noqa: PLR0913  # an act, and the paper it stands on
    *,
    subject: str,
    kind: str,
    effective_on: date,
    document_no: str,
    document_on: date,
    clause: str,
    by: User,
    now: datetime,
) -> Reorganisation:
    """A new act without lines."""
    with transaction.atomic():
        act = Reorganisation.objects.create(
            subject=subject,
            kind=kind,
            effective_on=effective_on,
            document_no=text.nfc(document_no),
            document_on=document_on,
            clause=text.nfc(clause),
            made_by=by,
            made_at=now,
        )
        audit.record("reorganisation.drafted", subject=act, actor=by, at=now)
    return act


def add(act: Reorganisation, lines: Iterable[Wanted]) -> list[ReorganisationLine]:
    """Add lines; one of the same old and new takes the place of the other. Raises NotOpen."""
    with transaction.atomic():
        _open(act)
        known = {(one.old_key, text.fold(one.new_name)): one for one in act.lines.all()}
        wanted = {(one.old.pk, text.fold(one.name)): one for one in lines}
        act.lines.filter(pk__in=[known[key].pk for key in wanted if key in known]).delete()
        made = ReorganisationLine.objects.bulk_create(_line(act, one) for one in wanted.values())
        _settle_main(act)
        _touched(act)
    return made


def remove(act: Reorganisation, line: int) -> bool:
    """Take a line out again; true only for the call that did. Raises NotOpen."""
    with transaction.atomic():
        _open(act)
        gone, _by_kind = act.lines.filter(pk=line).delete()
        _settle_main(act)
        _touched(act)
    return bool(gone)


def reword(act: Reorganisation, **said: object) -> None:
    """Change what the act itself says: its day and paper. Raises NotOpen."""
    with transaction.atomic():
        _open(act)
        Reorganisation.objects.filter(pk=act.pk).update(**said)
        _touched(act)


def keep_refused(act: Reorganisation, rows: Sequence[dict[str, object]]) -> None:
    """What could not be taken of the last file, to be mended and sent again."""
    Reorganisation.objects.filter(pk=act.pk).update(refused=list(rows))
    act.refused = list(rows)


def discard(act: Reorganisation, *, by: User, now: datetime) -> bool:
    """Call the act off before anything was carried out; true only for the call that did."""
    with transaction.atomic():
        waiting = Reorganisation.objects.select_for_update().filter(
            pk=act.pk, state__in=(State.DRAFT, State.PREVIEWED, State.CONFIRMED)
        )
        found = waiting.first()
        if found is None or is_begun(found):
            return False
        Reorganisation.objects.filter(pk=act.pk).update(state=State.UNDONE, undone_at=now)
        audit.record("reorganisation.called_off", subject=act, actor=by, at=now)
    return True


def is_begun(act: Reorganisation) -> bool:
    """Whether any line was carried out, so that something may rest on it."""
    rows = act.lines.all()
    return rows.exclude(new_unit=None).exists() or rows.exclude(new_agency=None).exists()


def eve(act: Reorganisation) -> date:
    return act.effective_on - timedelta(days=1)


def _line(act: Reorganisation, one: Wanted) -> ReorganisationLine:
    held = {"old_unit": one.old} if isinstance(one.old, Unit) else {"old_agency": one.old}
    return ReorganisationLine(
        reorganisation=act,
        **held,
        new_name=text.nfc(one.name).strip()[:120],
        new_code=one.code.strip()[:20],
        new_parent=text.nfc(one.parent).strip()[:200],
        weight=one.weight,
        is_main=one.is_main,
    )


def _settle_main(act: Reorganisation) -> None:
    """Of what goes several ways the largest part is the main one, unless one was named."""
    by_old: defaultdict[object, list[ReorganisationLine]] = defaultdict(list)
    for line in act.lines.order_by("pk"):
        by_old[line.old_key].append(line)
    changed = []
    for lines in by_old.values():
        named = [one for one in lines if one.is_main]
        if len(named) == 1:
            continue
        main = max(lines, key=lambda one: one.weight)
        for one in lines:
            one.is_main = one is main
        changed += lines
    ReorganisationLine.objects.bulk_update(changed, ["is_main"])


def _open(act: Reorganisation) -> None:
    rows = Reorganisation.objects.select_for_update().filter(
        pk=act.pk, state__in=(State.DRAFT, State.PREVIEWED)
    )
    if rows.first() is None:
        raise NotOpen(_("Lần sắp xếp này đã xác nhận hoặc đã thôi, không sửa được nữa."))


def _touched(act: Reorganisation) -> None:
    """What was looked at is no more what it was."""
    Reorganisation.objects.filter(pk=act.pk).update(state=State.DRAFT)
    act.refresh_from_db()
