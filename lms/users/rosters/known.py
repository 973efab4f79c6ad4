"""Whom a row of residents may mean already: people at home there, and who asked to be removed.

Read for many rows at once, in a number of queries that does not depend on them.
"""

from collections import defaultdict
from collections.abc import Sequence

from lms.common import text
from lms.places.models import Unit
from lms.users.models import ErasedMark, User
from lms.users.rosters.cells import Line
from lms.users.services import erased


class Known:
    """The people of a commune who are called as some rows say."""

    def __init__(self, lines: Sequence[Line], commune: Unit) -> None:
        self._commune = commune
        folds = {text.fold(line.name) for line in lines if not line.faults}
        within = User.objects.filter(home_unit__path__startswith=commune.path)
        self._by_fold: defaultdict[str, list[User]] = defaultdict(list)
        for person in within.filter(name_fold__in=folds).order_by("pk"):
            self._by_fold[person.name_fold].append(person)
        wanted = {mark for line in lines if not line.faults for mark in self._marks(line)}
        held = ErasedMark.objects.filter(mark__in=wanted)
        self._erased = set(held.values_list("mark", flat=True))

    def meant(self, line: Line) -> list[User]:
        """Those of the same folded name, the same village, and no other birth year.

        A record that was made one with another stands for that other one.
        """
        found: dict[int, User] = {}
        for person in self._by_fold[text.fold(line.name)]:
            if self._at_home(person, line) and _as_old(person, line):
                stands = person.merged_into or person
                found.setdefault(stands.pk, stands)
        return list(found.values())

    def asked_to_go(self, line: Line) -> bool:
        """Whether somebody called so and born then had everything of theirs removed."""
        return not self._erased.isdisjoint(self._marks(line))

    def _at_home(self, person: User, line: Line) -> bool:
        commune = self._commune.pk.hex
        home = person.home_unit_id.hex if person.home_unit_id else ""
        return home in {line.home_id, commune} or line.home_id == commune

    def _marks(self, line: Line) -> list[str]:
        return erased.marks(text.fold(line.name), line.birth_year, self._commune)


def _as_old(person: User, line: Line) -> bool:
    return not person.birth_year or person.birth_year == line.birth_year
