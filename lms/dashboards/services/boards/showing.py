"""Which board an address means, who sees it, and what a page, a file or a letter says of it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from lms.common import clock
from lms.dashboards import target_policies as policies
from lms.dashboards.models import Indicator
from lms.dashboards.services import figures
from lms.dashboards.services.boards import asking, exporting, picturing, reading, wording
from lms.dashboards.services.boards.asking import Choices
from lms.dashboards.services.boards.reading import Board
from lms.dashboards.services.boards.wording import Line
from lms.dashboards.services.targets import words
from lms.places.models import Unit
from lms.places.services import succession
from lms.users.models import Agency
from lms.users.policies import Somebody
from teams.models import Team
from teams.policies import memberships_of

PROVINCE, COMMUNE, TEAM, AGENCY = "tinh", "xa", "to", "cq"
EVERY = "tat-ca"
"""In place of a code: the agencies that have none above them."""
LEVEL, KEY = "cap", "noi"
_SLUG = re.compile(r"[-A-Za-z0-9_]{1,80}")
_CODE = re.compile(r"[^\x00-\x1f/]{1,30}")
type Place = Unit | Team | Agency
type Month = tuple[str, Decimal | None, str]
"""Its name, its value, and how that is written."""


@dataclass(frozen=True)
class Shown:
    """A board with its words."""

    place: Place
    board: Board
    choices: Choices
    lines: list[Line]
    total: Line
    folded_at: datetime | None
    """Until when it is complete, where the figures are ours."""

    @property
    def address(self) -> str:
        """What is to be said of it to keep it: where it is, and what its address asks for."""
        level, key = TEAM, wording.key_of(self.place)
        if self.board.asked.is_of_agencies:
            key = key if isinstance(self.place, Agency) else EVERY
            return self.board.asked.query(**{LEVEL: AGENCY, KEY: key})
        if isinstance(self.place, Unit):
            is_province = self.place.level == Unit.Level.PROVINCE
            level, key = (PROVINCE, "") if is_province else (COMMUNE, key)
        return self.board.asked.query(**{LEVEL: level, KEY: key})

    @property
    def title(self) -> str:
        return self.board.asked.indicator.name

    @property
    def under(self) -> str:
        """Of whom and when: "Tỉnh Ninh Bình, tháng 11/2026, đếm người đến"."""
        asked = self.board.asked
        said = [self.place.name, asked.period.name]
        if asked.is_of_agencies and asked.agency is None:
            said.insert(1, _("các cơ quan"))
        if asked.former:
            said.append(_("phần thuộc %(name)s cũ") % {"name": asked.former.name})
        if asked.as_was:
            said.append(_("theo xã, phường khi đó"))
        if label := asked.indicator.get_label_display():
            said.append(_("đếm %(label)s") % {"label": label})
        return ", ".join(said)

    @property
    def note(self) -> str:
        """Why it opens on another month than the running one; blank where it does not."""
        asked = self.board.asked
        if asked.running is None:
            return ""
        return _("%(running)s mới bắt đầu hoặc chưa có số, nên bảng mở %(period)s.") % {
            "running": asked.running.name,
            "period": asked.period.name[:1].lower() + asked.period.name[1:],
        }

    @property
    def source(self) -> str:
        """Who says so, and until when."""
        if self.folded_at:
            at = clock.local(self.folded_at)
            return _("Nguồn: Học số, số liệu đến %(at)s") % {"at": f"{at:%H:%M %d/%m/%Y}"}
        told = sorted(
            {line.row.reading.told.source for line in self.lines if line.row.reading.told}
        )
        name = ", ".join(told[: figures.SOURCES_SHOWN]) or figures.OWN_SOURCE
        return _("Nguồn: %(source)s") % {"source": name}

    @property
    def months(self) -> list[Month]:
        """The months of its trend: name, value and how it is written; none where nothing is known
        of any."""
        indicator = self.board.asked.indicator
        found = [
            (
                f"{month.first_on:%m/%Y}",
                value,
                wording.NOTHING if value is None else words.shown(indicator, value),
            )
            for month, value in self.board.trend
        ]
        return found if any(value for _name, value, _shown in found) else []

    @property
    def bars(self) -> list[Month]:
        """The same, short enough to stand over bars."""
        unit = f" {self.board.asked.indicator.unit_word}"
        return [
            (f"T{int(name[:2])}", value, shown.removesuffix(unit))
            for name, value, shown in self.months
        ]


@dataclass(frozen=True, slots=True)
class Found:
    """A place that has a board; of the province with those that became it."""

    place: Place
    formers: tuple[Unit, ...] = ()
    is_of_agencies: bool = False
    """Whether its agencies are meant: of the province those that have none above them."""


def find(level: str, key: str) -> Found | None:
    """The place an address names: a commune of today by its code, or who took over from the last
    that had it; one of then with the day it ended after it; a team or agency by its code."""
    if level == PROVINCE:
        province, formers = asking.provinces()
        return Found(province, tuple(formers)) if province else None
    if level == AGENCY:
        return _agency(key)
    if not _SLUG.fullmatch(key):
        return None
    place: Place | None
    if level == TEAM:
        place = Team.objects.select_related("unit__parent").filter(code=key).first()
    else:
        place = _commune(key)
    return Found(place) if place else None


def seen_by(user: Somebody, wheres: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these places (level and key) there are and this person may see; as many queries for
    many as for one, but for communes that are no more."""
    keys = {level: [key for one, key in wheres if one == level] for level in (COMMUNE, TEAM)}
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE, code__in=keys[COMMUNE])
    teams = Team.objects.select_related("unit__parent").filter(code__in=keys[TEAM])
    places: dict[tuple[str, str], Place] = {
        (COMMUNE, one.code): one
        for one in communes.select_related("parent").valid_on(clock.today())
    }
    places |= {(TEAM, one.code): one for one in teams}
    own = set(memberships_of(user).values_list("team", flat=True))
    found = set()
    for where in wheres:
        place = places.get(where)
        if place is None and (where[0] in {PROVINCE, AGENCY} or "-" in where[1]):
            there = find(*where)
            place = there.place if there else None
        if isinstance(place, Team):
            is_seen = place.pk in own or policies.looks_after(user, place)
        else:
            is_seen = place is not None and may_see(user, place)
        if is_seen:
            found.add(where)
    return found


def _agency(key: str) -> Found | None:
    if key == EVERY:
        province, _formers = asking.provinces()
        return Found(province, is_of_agencies=True) if province else None
    if not _CODE.fullmatch(key):
        return None
    place = Agency.objects.select_related("unit", "parent__unit").filter(code=key).first()
    return Found(place, is_of_agencies=True) if place else None


def _commune(key: str) -> Unit | None:
    code, dash, ended = key.partition("-")
    rows = Unit.objects.filter(level=Unit.Level.COMMUNE, code=code).select_related("parent")
    if not dash:
        if open_one := rows.valid_on(clock.today()).first():
            return open_one
        # A code nobody has any more: who took over from the last that had it.
        last = rows.order_by("-valid_to").first()
        stands = succession.today(last) if last else None
        return stands.unit if stands else None
    try:
        return rows.filter(valid_to=date.fromisoformat(ended)).first()
    except ValueError:
        return None


def may_see(user: Somebody, place: Place) -> bool:
    """Who sees the targets of a place sees its board."""
    if isinstance(place, Team):
        return policies.may_see_team(user, place)
    if isinstance(place, Agency):
        return policies.may_see_agency(user, place)
    if place.level == Unit.Level.PROVINCE:
        return policies.may_see_province(user)
    return policies.may_see_commune(user, place)


def read(found: Found, said: Mapping[str, str], *, today: date) -> Shown | None:
    """The board of a place as an address asks for it; None without indicators."""
    place = found.place
    agency = place if isinstance(place, Agency) else None
    if isinstance(place, Agency):
        unit = place.unit
    elif isinstance(place, Team):
        above = place.unit if place.level == Team.Level.COMMUNE else place.unit.parent
        unit = succession.standing(above or place.unit)
    else:
        unit = place
    meant = asking.of(
        unit,
        said,
        today=today,
        formers=found.formers,
        agency=agency,
        is_of_agencies=found.is_of_agencies,
    )
    if meant is None:
        return None
    asked, choices = meant
    if isinstance(place, Team):
        board = reading.of_team(place, asked, today=today)
    else:
        board = reading.board(asked, today=today)
    is_ours = asked.indicator.kind == Indicator.Kind.COMPUTED
    return Shown(
        place,
        board,
        choices,
        wording.lines(board),
        wording.total(board),
        figures.folded_at() if is_ours else None,
    )


def table(shown: Shown) -> exporting.Table:
    """What stands in it, as a table that leaves."""
    lines = [*shown.lines, *wording.villages(shown.board)]
    return exporting.table(shown.board, shown.total, lines, shown.folded_at)


def picture(shown: Shown) -> bytes:
    """Its map as a PNG; where it has none its months."""
    said = {"title": shown.title, "under": shown.under, "source": shown.source}
    drawn = picturing.of_map(shown.lines, wording.legend(shown.board), **said)
    return drawn or picturing.of_months(shown.bars, **said)
