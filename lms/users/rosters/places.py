"""What a cell names: an agency of the own subtree, a commune of today or of before."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from uuid import UUID

from django.utils.translation import gettext as _

from lms.common import text
from lms.places.models import Unit
from lms.places.services import succession
from lms.places.services.search import KIND_WORDS
from lms.users.models import Agency
from lms.users.rosters import columns, succeeding
from lms.users.rosters.cells import fault

MOST_SUGGESTIONS = 60
"""Looking for what was meant costs; a list that is wrong throughout is told so without."""

_COMMITTEE = re.compile(r"^(?:ubnd|uy ban nhan dan|uy ban nd)\s+")
_KIND = re.compile(rf"^(?:{'|'.join(sorted(KIND_WORDS, key=len, reverse=True))})\s+")


@dataclass(frozen=True)
class Meaning:
    """What a cell comes to: an id, or a fault; and what was mapped on the way."""

    id: str = ""
    fault: str = ""
    repair: str = ""


class Communes:
    """Every commune there is and was, by name and code; made with three queries."""

    def __init__(self, today: date) -> None:
        self._today = today
        units = list(Unit.objects.filter(level=Unit.Level.COMMUNE).select_related("parent"))
        self._by_words: defaultdict[str, list[Unit]] = defaultdict(list)
        self._by_code: defaultdict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            self._by_words[unit.name_fold].append(unit)
            self._by_words[_KIND.sub("", unit.name_fold)].append(unit)
            if unit.code:
                self._by_code[unit.code.lstrip("0")].append(unit)
        gone = [unit.pk for unit in units if not unit.is_valid_on(today)]
        self._later = succession.restate(gone, on=today)
        self._names = sorted({unit.name for unit in units if unit.is_valid_on(today)})
        self._known: dict[str, Meaning] = {}
        self._suggested = 0

    def meaning(self, written: str) -> Meaning:
        """The commune of today that a cell names."""
        if written not in self._known:
            self._known[written] = self._look(written)
        return self._known[written]

    def today_of(self, written: str) -> tuple[Unit, str] | None:
        """The commune of today and how it was found; None unless there is exactly one."""
        answers = {unit.pk: (unit, how) for unit, how in self._candidates(written)}
        return next(iter(answers.values())) if len(answers) == 1 else None

    def _look(self, written: str) -> Meaning:
        answers = {unit.pk: (unit, how) for unit, how in self._candidates(written)}
        if len(answers) == 1:
            unit, how = next(iter(answers.values()))
            return Meaning(unit.pk.hex, repair=how and fault(columns.HOME, how))
        if answers:
            return Meaning(fault=fault(columns.HOME, self._which(written, answers)))
        return Meaning(fault=fault(columns.HOME, self._unknown(written)))

    def _candidates(self, written: str) -> list[tuple[Unit, str]]:
        name, *above = written.split(",")
        if name.strip().isascii() and name.strip().isdigit():
            found = self._by_code[name.strip().lstrip("0")]
        else:
            found = self._by_words.get(text.fold(name), [])
        if above:
            wanted = text.fold(above[0])
            found = [unit for unit in found if _lies_in(unit, wanted)] or found
        valid = [unit for unit in found if unit.is_valid_on(self._today)]
        if valid:
            return [(unit, "") for unit in valid]
        return [answer for unit in found if (answer := self._restated(unit))]

    def _restated(self, unit: Unit) -> tuple[Unit, str] | None:
        later = self._later.get(unit.pk)
        if later is None:
            return None
        words = _("%(old)s (cũ) → %(new)s") % {"old": unit.name, "new": later.unit.name}
        if later.estimated:
            words += _(", nơi nhận phần chính khi chia tách; xem lại nếu ở phần khác")
        return later.unit, words

    def _which(self, written: str, answers: dict[UUID, tuple[Unit, str]]) -> str:
        places = sorted(unit.name for unit, _how in answers.values())
        return _("có nhiều nơi tên “%(written)s”. Ghi rõ một trong: %(places)s.") % {
            "written": written[:60],
            "places": ", ".join(places[:4]),
        }

    def _unknown(self, written: str) -> str:
        self._suggested += 1
        names = self._names if self._suggested <= MOST_SUGGESTIONS else []
        return _("không có “%(written)s”.%(near)s Người ở tỉnh khác thì để trống ô này.") % {
            "written": written[:60],
            "near": near(written, names),
        }


class Agencies:
    """The agencies of one subtree by code and name; made with one query, with three where
    some have ended."""

    def __init__(self, top: Agency, communes: Communes, today: date) -> None:
        self.top = top
        self._communes = communes
        agencies = list(Agency.objects.within(top).order_by("path"))
        self.by_id = {
            agency.pk.hex: agency
            for agency in agencies
            if (agency.valid_to is None or agency.valid_to >= today)
        }
        self._by_word: defaultdict[str, list[Agency]] = defaultdict(list)
        for agency in self.by_id.values():
            for word in {agency.code.lower(), _bare(agency.code), agency.name_fold}:
                self._by_word[word].append(agency)
        ended = [agency for agency in agencies if agency.pk.hex not in self.by_id]
        self._stands = succeeding.stands(agency.pk for agency in ended)
        # The last that bore a name or code comes first.
        self._ended: dict[str, Agency] = {}
        for agency in sorted(ended, key=lambda one: one.valid_to or today):
            for word in (agency.code.lower(), _bare(agency.code), agency.name_fold):
                self._ended[word] = agency
        self._known: dict[str, Meaning] = {}
        self._suggested = 0

    def meaning(self, written: str) -> Meaning:
        """The agency a cell names; nothing outside of the subtree is ever found."""
        if not written:
            return Meaning()
        if written not in self._known:
            self._known[written] = self._look(written)
        return self._known[written]

    def _look(self, written: str) -> Meaning:
        fold = text.fold(written)
        found = self._by_word.get(fold) or self._by_word.get(_bare(fold)) or []
        if len(found) > 1:
            codes = ", ".join(sorted(agency.code for agency in found)[:4])
            words = _("có nhiều đơn vị tên “%(written)s”. Ghi mã thay cho tên: %(codes)s.")
            return Meaning(
                fault=fault(columns.AGENCY, words % {"written": written[:60], "codes": codes})
            )
        if found:
            return self._found(written, fold, found[0])
        return (
            self._taken_over(fold)
            or self._committee(fold)
            or Meaning(fault=fault(columns.AGENCY, self._unknown(written)))
        )

    def _taken_over(self, fold: str) -> Meaning | None:
        """Of one that ended, who took over; where it was divided, somebody has to choose."""
        old = self._ended.get(fold) or self._ended.get(_bare(fold))
        news = self._stands[old.pk] if old else []
        if old is None or not news:
            return None
        if len(news) > 1:
            return Meaning(fault=succeeding.divided(old, news))
        if news[0].pk.hex not in self.by_id:
            return Meaning(fault=succeeding.elsewhere(old, news[0]))
        return Meaning(news[0].pk.hex, repair=succeeding.redirected(old, news))

    def _found(self, written: str, fold: str, agency: Agency) -> Meaning:
        if fold in {agency.code.lower(), agency.name_fold}:
            return Meaning(agency.pk.hex)
        return Meaning(agency.pk.hex, repair=fault(columns.AGENCY, f"{written} → {agency.code}"))

    def _committee(self, fold: str) -> Meaning | None:
        """The people's committee of a former commune is today that of its successor."""
        bare = _COMMITTEE.sub("", fold)
        answer = self._communes.today_of(bare) if bare != fold else None
        if answer is None:
            return None
        unit, how = answer
        kind = Agency.Kind.COMMUNE_COMMITTEE
        found = [a for a in self.by_id.values() if a.kind == kind and a.unit_id == unit.pk]
        if len(found) != 1:
            return None
        return Meaning(found[0].pk.hex, repair=how and fault(columns.AGENCY, f"UBND {how}"))

    def _unknown(self, written: str) -> str:
        self._suggested += 1
        names = [agency.name for agency in self.by_id.values()]
        names = names if self._suggested <= MOST_SUGGESTIONS else []
        return _("“%(written)s” không có trong %(top)s.%(near)s") % {
            "written": written[:60],
            "top": self.top.name,
            "near": near(written, names),
        }


def _lies_in(unit: Unit, wanted: str) -> bool:
    above = unit.parent.name_fold if unit.parent else ""
    return wanted in {above, _KIND.sub("", above)}


def _bare(code: str) -> str:
    """A code of digits that may have lost its zeros."""
    return (code.lower().lstrip("0") or code) if code.isdigit() else code.lower()


def near(written: str, names: list[str]) -> str:
    folds = {text.fold(name): name for name in names}
    close = get_close_matches(text.fold(written), list(folds), n=3, cutoff=0.6)
    if not close:
        return ""
    return " " + _("Có phải: %(names)s?") % {"names": ", ".join(folds[fold] for fold in close)}
