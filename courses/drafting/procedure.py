"""The card of a procedure, as the step that speaks of it keeps it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.blocks.values import lines
from courses.drafting.faults import Fault
from courses.drafting.freezing import Values, paragraphs, plain
from courses.models import ProcedureCard
from lms.common import clock


def chosen(value: Any) -> Values:
    """What a step adds to its values; nothing where no procedure was chosen."""
    card = value["procedure"]
    return {"procedure": freeze(card)} if card else {}


def freeze(card: ProcedureCard) -> Values:
    return {
        "id": card.pk,
        "name": plain(card.name),
        "code": plain(card.code),
        "papers": [plain(line) for line in lines(card.papers)],
        "days": card.days,
        "fee_counter": plain(card.fee_counter),
        "fee_online": plain(card.fee_online),
        "legal_basis": paragraphs(card.legal_basis),
        "valid_from": _iso(card.valid_from),
        "valid_to": _iso(card.valid_to),
        "as_of": _iso(card.as_of),
        "example": card.is_example,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def says_the_same(frozen: Values, now: Values) -> bool:
    """Whether a frozen card says what the card says now, whatever day either was looked at."""
    return {**frozen, "as_of": None} == {**now, "as_of": None}


def shown(frozen: Values | None) -> Values | None:
    """A frozen card as templates want it."""
    if not frozen:
        return None
    days = frozen["days"]
    took = _("trong ngày") if days == 0 else _("%(days)s ngày làm việc") % {"days": days}
    dates = {key: _as_read(frozen[key]) for key in ("valid_from", "valid_to", "as_of")}
    return {**frozen, **dates, "days": "" if days is None else took}


def _as_read(day: str | None) -> str:
    return date_format(date.fromisoformat(day), "d/m/Y") if day else ""


def faults(value: Any) -> Iterator[Fault]:
    card = value["procedure"]
    if card and card.is_over(clock.today()):
        message = _("Thủ tục “%(name)s” đã hết hiệu lực. Chọn thủ tục đang dùng.")
        yield Fault(message % {"name": plain(card.name)}, is_warning=True)


def said(values: Values) -> list[str]:
    """What search should find the step by."""
    frozen = values.get("procedure")
    return [frozen["name"], frozen["code"], *frozen["papers"]] if frozen else []
