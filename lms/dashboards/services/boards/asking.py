"""What a board is asked for, and how that is written in its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef

from lms.common import clock, measures
from lms.dashboards.models import Indicator, ReportingPeriod, Target
from lms.dashboards.services.boards import opening, spans
from lms.places.models import Unit
from lms.users.models import Agency

AS_WAS = "khi-do"
COMMUNES, TEAMS, AGENCIES = "communes", "teams", "agencies"
PERIOD, INDICATOR, LINEAGE, FORMER = "ky", "chi-so", "cach", "tinh-cu"
MAP, TILES = "ban-do", "o"
NAMES = (PERIOD, INDICATOR, LINEAGE, FORMER, MAP)
"""Everything that may stand in the address of a board."""
USUAL = "SS02"
BESIDE = ("SS01", "SS02", "OC01")
"""What the head of a board of ours says besides, where it is not what the board is of."""
BESIDE_COUNT = 2


@dataclass(frozen=True)
class Asked:
    """An indicator of the places below a unit, over a period."""

    unit: Unit
    period: ReportingPeriod
    indicator: Indicator
    as_was: bool = False
    """As it was then, else restated to today."""
    former: Unit | None = None
    """The former province whose communes alone are meant."""
    beside: tuple[Indicator, ...] = ()
    """What is said besides of the unit as a whole."""
    running: ReportingPeriod | None = None
    """The month of today, where the board opens on an earlier one because it has just begun or says
    nothing yet."""
    agency: Agency | None = None
    """Whose agencies below it are meant, in place of the unit."""
    is_of_agencies: bool = False
    """Of the agencies that have none above them, or below `agency`."""
    is_tiled: bool = False
    """Tiles rather than borders, where there are borders."""
    periods: tuple[ReportingPeriod, ...] = ()
    """The newest that are reported on; those before may be among them."""

    @property
    def place(self) -> Unit | Agency:
        """Whose board it is."""
        return self.agency or self.unit

    @property
    def below(self) -> str:
        """What its rows are: "communes", "teams" or "agencies"."""
        if self.is_of_agencies:
            return AGENCIES
        return COMMUNES if self.unit.level == Unit.Level.PROVINCE else TEAMS

    @property
    def is_whole(self) -> bool:
        """Whether its place has a figure of its own, and is not put together from rows."""
        return self.former is None and (self.agency is not None or not self.is_of_agencies)

    @property
    def running_query(self) -> str:
        """What the address of the same board of the running month ends in."""
        return self.query(**{PERIOD: spans.key(self.running)}) if self.running else ""

    def query(self, **changes: str) -> str:
        """What its address ends in; with `changes` that of another board like it."""
        said = {
            PERIOD: spans.key(self.period),
            INDICATOR: self.indicator.code,
            LINEAGE: AS_WAS if self.as_was else "",
            FORMER: self.former.code if self.former else "",
            MAP: TILES if self.is_tiled else "",
        } | changes
        return urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True)
class Choices:
    """What one can choose of in the filters of a board."""

    indicators: list[Indicator]
    with_targets: frozenset[str]
    """The codes of which places have targets in the period."""
    periods: list[ReportingPeriod]
    formers: list[Unit]

    @property
    def keyed_periods(self) -> list[tuple[str, ReportingPeriod]]:
        """Each with how it is written in an address."""
        return [(spans.key(one), one) for one in self.periods]


def of(
    unit: Unit,
    said: Mapping[str, str],
    *,
    today: date,
    formers: Sequence[Unit] = (),
    agency: Agency | None = None,
    is_of_agencies: bool = False,
) -> tuple[Asked, Choices] | None:
    """What is asked for by an address, with all there is to choose of; None without indicators.

    Whatever it says that is not known counts as not said; without a period the board opens on the
    newest month that says something. `formers` are the provinces that became
    this one. Of agencies only what is counted of them, or given to one of them, can be asked for.
    """
    periods, period = spans.chosen(said.get(PERIOD, ""), today=today)
    held = Target.objects.standing().filter(indicator__code=OuterRef("code"), period=period.pk)
    rows = Indicator.objects.offered().annotate(has_targets=Exists(held))
    indicators = list(rows.order_by("position", "pk"))
    if is_of_agencies:
        indicators = _of_agencies(indicators)
    if not indicators:
        return None
    with_targets = frozenset(one.code for one in indicators if getattr(one, "has_targets", False))
    known = {one.code: one for one in indicators}
    indicator = known.get(said.get(INDICATOR, "")) or _usual(indicators, with_targets)
    running = None
    if spans.key(period) != said.get(PERIOD):
        opened = opening.opens_on(period, indicator, agency or unit, known=periods, today=today)
        running = period if opened is not period else None
        periods, period = spans.with_chosen(periods, opened)
    is_province = unit.level == Unit.Level.PROVINCE and not is_of_agencies
    beside = [known[code] for code in BESIDE if code in known and code != indicator.code]
    is_ours = indicator.kind == Indicator.Kind.COMPUTED and not is_of_agencies
    asked = Asked(
        unit,
        period,
        indicator,
        is_province and said.get(LINEAGE) == AS_WAS,
        next((one for one in formers if one.code == said.get(FORMER)), None),
        tuple(beside[:BESIDE_COUNT]) if is_ours else (),
        running,
        agency,
        is_of_agencies,
        is_province and said.get(MAP) == TILES,
        tuple(periods),
    )
    return asked, Choices(indicators, with_targets, periods, list(formers))


def provinces() -> tuple[Unit | None, list[Unit]]:
    """The province of today, and those that became it."""
    rows = list(Unit.objects.filter(level=Unit.Level.PROVINCE).sorted())
    today = clock.today()
    province = next((one for one in rows if one.is_valid_on(today)), None)
    return province, [one for one in rows if one.valid_to and one.valid_to < today]


def _of_agencies(indicators: list[Indicator]) -> list[Indicator]:
    held = Target.objects.standing().filter(agency__isnull=False)
    codes = set(held.values_list("indicator__code", flat=True).distinct())
    return [
        one
        for one in indicators
        if one.code in codes or measures.is_of_agencies(one.numerator.partition("/")[0])
    ]


def _usual(indicators: list[Indicator], with_targets: frozenset[str]) -> Indicator:
    """The first that somebody has a target of, else how many people came, else the first."""
    held = [one for one in indicators if one.code in with_targets]
    usual = [one for one in indicators if one.code == USUAL]
    return [*held, *usual, *indicators][0]
