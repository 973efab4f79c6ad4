"""Whom somebody may ring for help: team members who agreed to be called by their neighbours."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from lms.places.models import Unit, UnitLineage
from lms.users.models import Consent, LoginPhone, User
from teams.models import Team, TeamMembership

CALLS = "calls"
"""The purpose under which a member's name and number may be shown."""
CALLS_WORDING = _(
    "Tôi đồng ý để bà con thấy tên và số điện thoại của tôi ở mục Nhờ giúp, để gọi khi cần chỉ "
    "cách làm. Tôi thôi nhận cuộc gọi được bất cứ lúc nào."
)
Role = TeamMembership.Role
# In a village first the neighbour, then those who lead; in the commune the other way round.
ORDER = {
    Team.Level.VILLAGE: (Role.MEMBER, Role.SECRETARY, Role.DEPUTY, Role.LEADER),
    Team.Level.COMMUNE: (Role.LEADER, Role.DEPUTY, Role.SECRETARY, Role.MEMBER),
}


@dataclass(frozen=True)
class Neighbour:
    """Somebody who may be rung: "chị Lan", who she is, her number as +84…"""

    name: str
    full_name: str
    role: str
    team: str
    number: str


def of_unit(unit_id: UUID, *, on: date) -> list[Neighbour]:
    """Who answers for a village or a commune, in the order to try; one query.

    The village's own team comes first, then that of its commune.
    """
    return [_neighbour(place) for place in _around(unit_id, on)]


def of_person(person: User, *, on: date) -> Neighbour | None:
    """The first to ring for somebody of whom it is known where they live; never herself."""
    if person.home_unit_id is None:
        return None
    first = _around(person.home_unit_id, on).exclude(person=person).first()
    return _neighbour(first) if first else None


def villages_with_help(commune: Unit, *, on: date) -> list[Team]:
    """The teams of a commune in which somebody answers, its own first."""
    ids = _answering(Team.objects.working_on(on).within(commune), on=on)
    teams = Team.objects.filter(pk__in=ids.order_by().values("team"))
    return list(teams.select_related("unit").order_by("level", "sort_key"))


def _around(unit_id: UUID, on: date) -> QuerySet[TeamMembership]:
    above = Unit.objects.filter(children=unit_id)
    lines = UnitLineage.objects.filter(Q(later=unit_id) | Q(later__in=above))
    teams = Team.objects.working_on(on).filter(unit__in=lines.values("earlier"))
    return _answering(teams, on=on)


def _answering(teams: QuerySet[Team], *, on: date) -> QuerySet[TeamMembership]:
    agreed = Consent.objects.filter(person=OuterRef("person"), purpose=CALLS, withdrawn_at=None)
    rank = Case(
        *(
            When(team__level=level, role=role, then=Value(step + 10 * (level != "village")))
            for level, roles in ORDER.items()
            for step, role in enumerate(roles)
        ),
        output_field=IntegerField(),
    )
    # A join to the numbers would have to be grouped by what holds parameters (decision 0730).
    numbers = LoginPhone.objects.filter(person=OuterRef("person")).order_by("number")
    written = NullIf(F("person__contact_phone"), Value(""))
    return (
        TeamMembership.objects.valid_on(on)
        .filter(Exists(agreed), team__in=teams, person__is_active=True)
        .annotate(rank=rank, number=Coalesce(written, Subquery(numbers.values("number")[:1])))
        .exclude(number=None)
        .select_related("person", "team")
        .order_by("rank", "person__sort_key", "pk")
    )


def _neighbour(place: TeamMembership) -> Neighbour:
    person = place.person
    return Neighbour(
        name=person.spoken_name,
        full_name=person.full_name,
        role=place.get_role_display(),
        team=place.team.name,
        number=place.number,  # type: ignore[attr-defined]
    )
