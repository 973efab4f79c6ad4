"""Why a target is behind, in one sentence: from what teams, reviewers and residents left behind.

All targets of a list are explained in five queries, however many teams they have.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from lms.dashboards.services.targets import words
from lms.dashboards.services.targets.reading import Standing
from lms.places.models import UnitLineage
from teams.models import Feedback, Session, Team

OF_TEAMS = "teams."
"""What the name of a measure begins with that sessions of teams are counted by."""
LATELY = timedelta(days=30)
STALE = timedelta(days=10)


@dataclass
class _Place:
    """What is known of the teams that work towards one target."""

    teams: set[UUID] = field(default_factory=set)
    busy: set[UUID] = field(default_factory=set)
    waiting: int = 0
    told: Counter[str] = field(default_factory=Counter)


def why(found: Sequence[Standing], *, today: date) -> dict[UUID, str]:
    """A sentence for each of these, by target."""
    ours = [one for one in found if one.target.indicator.numerator.startswith(OF_TEAMS)]
    known = _places(ours, today) if ours else {}
    return {one.target.pk: _sentence(one, known.get(one.target.pk), today) for one in found}


def _sentence(one: Standing, place: _Place | None, today: date) -> str:
    day = one.reading.day
    if day and day < min(today, one.target.period.last_on) - STALE:
        return _("Số liệu của ngành mới tính đến %(day)s.") % {"day": f"{day:%d/%m/%Y}"}
    if place and (said := _of_teams(place)):
        return said
    if said := words.forecast(one):
        return said
    period = one.target.period
    passed = (min(today, period.last_on) - period.first_on).days + 1
    return _("Kỳ đã qua %(passed)s%% số ngày, mới được %(done)s%% chỉ tiêu.") % {
        "passed": 100 * passed // period.days_count,
        "done": one.percent,
    }


def _of_teams(place: _Place) -> str:
    if not place.teams:
        return _("Chưa có tổ nào đang hoạt động ở đây.")
    idle, total = len(place.teams - place.busy), len(place.teams)
    if idle and total > 1:
        said = {"idle": idle, "total": total}
        return _("%(idle)s trong %(total)s tổ chưa có buổi nào được xác nhận trong kỳ.") % said
    if place.waiting:
        return _("%(count)s buổi đang chờ xã xác nhận nên chưa được tính.") % {
            "count": place.waiting
        }
    if idle:
        return _("Tổ chưa có buổi nào được xác nhận trong kỳ.")
    if place.told:
        name, count = place.told.most_common(1)[0]
        told = {"name": name, "count": str(count)}
        return _("Khó khăn được nói nhiều nhất 30 ngày qua: %(name)s (%(count)s lần).") % told
    return ""


def _places(found: Sequence[Standing], today: date) -> dict[UUID, _Place]:
    looked = _Looked(found, today)
    looked.at_teams()
    looked.at_sessions()
    looked.at_what_is_hard()
    return looked.places


class _Looked:
    """What is known of the places of some targets, looked up together."""

    def __init__(self, found: Sequence[Standing], today: date) -> None:
        self.today = today
        self.places = {one.target.pk: _Place() for one in found}
        self.periods = {one.target.pk: one.target.period for one in found}
        self.of_team: defaultdict[UUID, set[UUID]] = defaultdict(set)
        by_path: defaultdict[str, set[UUID]] = defaultdict(set)
        for one in found:
            if one.target.team_id:
                self.of_team[one.target.team_id].add(one.target.pk)
            elif one.target.unit:
                by_path[one.target.unit.path].add(one.target.pk)
        self.of_unit = _below(by_path)
        self.here = Q(unit__in=[*self.of_unit]) | Q(team__in=[*self.of_team])

    def keys(self, unit: UUID, team: UUID) -> set[UUID]:
        """The targets a team in a unit works towards."""
        return self.of_unit.get(unit, set()) | self.of_team.get(team, set())

    def at_teams(self) -> None:
        here = Q(unit__in=[*self.of_unit]) | Q(pk__in=[*self.of_team])
        rows = Team.objects.working_on(self.today).filter(here)
        for team, unit in rows.values_list("pk", "unit"):
            for key in self.keys(unit, team):
                self.places[key].teams.add(team)

    def at_sessions(self) -> None:
        first = min(period.first_on for period in self.periods.values())
        held = Session.objects.filter(self.here, held_on__gte=first, held_on__lte=self.today)
        counted = held.filter(status__in=(Session.Status.VERIFIED, Session.Status.RECEIVED))
        rows = counted.order_by().values_list("unit", "team", "held_on", "status")
        for unit, team, day, status, count in rows.annotate(total=Count("pk")):
            for key in self.keys(unit, team):
                if not self.periods[key].first_on <= day <= self.periods[key].last_on:
                    continue
                if status == Session.Status.VERIFIED:
                    self.places[key].busy.add(team)
                else:
                    self.places[key].waiting += count

    def at_what_is_hard(self) -> None:
        rows = Feedback.objects.live().raised_between(self.today - LATELY, self.today)
        kinds = rows.filter(self.here).exclude(kind=None).order_by()
        named = kinds.values_list("unit", "team", "kind__name")
        for unit, team, name, count in named.annotate(total=Count("pk")):
            for key in self.keys(unit, team):
                self.places[key].told[name] += count


def _below(by_path: dict[str, set[UUID]]) -> dict[UUID, set[UUID]]:
    """Which of these each unit below them counts for, those they took over included."""
    below = Q(pk__in=[])
    for path in by_path:
        below |= Q(later__path__startswith=path)
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    lines = UnitLineage.objects.filter(below).values_list("earlier", "later__path")
    for earlier, path in lines if by_path else ():
        for start, keys in by_path.items():
            if path.startswith(start):
                found[earlier] |= keys
    return found
