"""Which village of a commune a cell names."""

import re
from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _

from lms.common import text
from lms.places.models import Unit
from lms.users.rosters import columns
from lms.users.rosters.cells import fault
from lms.users.rosters.places import MOST_SUGGESTIONS, Meaning, near

_KIND = re.compile(r"^(?:to dan pho|tdp|khu dan cu|khu pho|thon|xom|lang|to|khu)\s+(?:so\s+)?")


class Villages:
    """The villages of a place, which may be one of them; made with one query."""

    def __init__(self, place: Unit, today: date) -> None:
        self.place = place
        within = Unit.objects.within(place).filter(level=Unit.Level.VILLAGE)
        self.by_id = {unit.pk.hex: unit for unit in within.valid_on(today).sorted()}
        self._by_word: defaultdict[str, list[Unit]] = defaultdict(list)
        for unit in self.by_id.values():
            for word in {unit.name_fold, _bare(unit.name_fold)}:
                self._by_word[word].append(unit)
        if not self.by_id:
            # A commune whose villages nobody entered yet: its people live in the commune.
            self.by_id[place.pk.hex] = place
        self._known: dict[str, Meaning] = {}
        self._suggested = 0

    @property
    def commune(self) -> Unit:
        is_village = self.place.level == Unit.Level.VILLAGE and self.place.parent
        return self.place.parent if is_village and self.place.parent else self.place

    def meaning(self, written: str) -> Meaning:
        """The village a cell names; blank is the place itself where there is only one."""
        if written not in self._known:
            self._known[written] = self._look(written)
        return self._known[written]

    def _look(self, written: str) -> Meaning:
        if len(self.by_id) == 1 and (not written or not self._by_word):
            return Meaning(next(iter(self.by_id)))
        if not written:
            return Meaning(
                fault=fault(columns.VILLAGE, _("để trống. Ghi tên thôn như trên Học số."))
            )
        fold = text.fold(written.partition(",")[0])
        found = [unit for unit in self._by_word[fold] if unit.name_fold == fold]
        found = found or self._by_word[fold] or self._by_word[_bare(fold)]
        if len(found) == 1:
            return Meaning(found[0].pk.hex)
        if found:
            names = ", ".join(unit.name for unit in found[:4])
            words = _("có nhiều nơi tên “%(written)s”. Ghi rõ một trong: %(places)s.")
            return Meaning(
                fault=fault(columns.VILLAGE, words % {"written": written[:60], "places": names})
            )
        return Meaning(fault=fault(columns.VILLAGE, self._unknown(written)))

    def _unknown(self, written: str) -> str:
        self._suggested += 1
        names = [unit.name for unit in self.by_id.values()]
        return _(
            "không có “%(written)s” ở %(place)s.%(near)s Xem lại tên rồi gửi lại dòng này."
        ) % {
            "written": written[:60],
            "place": self.place.name,
            "near": near(written, names if self._suggested <= MOST_SUGGESTIONS else []),
        }


def _bare(fold: str) -> str:
    return _KIND.sub("", fold) or fold
