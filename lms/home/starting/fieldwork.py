"""What the other communes of the demo province do: a team in each, and three months of sessions.

Sessions come in as those of every team do. Only their moments are written afterwards: all of them
arrive now, and are told as if each had come on its own evening and been confirmed days later.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from lms.common import clock, text
from lms.common.ids import uuid7
from lms.home.scale.people import FAMILIES, GIVENS, MIDDLES
from lms.home.starting import people
from lms.places.models import Unit
from lms.users.models import User
from teams.models import FieldSubmission, Session, Team, TeamMembership
from teams.services import submissions

DAYS = 100
"""So long the teams have been at work: three whole months are over on most days."""
WAITS = 9
"""Sessions of so many last days still wait for their commune."""
PROMPT, SLOW = timedelta(days=2), timedelta(days=11)
EVENING = timedelta(hours=21, minutes=15)
VILLAGES = 2
"""So many villages of a commune whose villages are known have a team of their own."""
EAGER = (1, 4, 6, 8, 9, 10, 12, 14, 18)
"""How many sessions a team has held in all these days; some hardly any."""
A_YEAR = 365
YEAR_BEFORE = (1, 1, 2, 3)
"""How many it held in the same days a year before: few, for all there is to look back on."""
TOPICS = {
    "vneid": ("e_identity", "health_book"),
    "dich-vu-cong": ("online_service",),
    "thanh-toan": ("cashless", "bank_account", "household_qr"),
    "lua-dao": ("install",),
    "dung-dien-thoai": ("install",),
    "chu-ky-so": ("signature",),
}
"""What is taught, and what people get done there."""
DIFFICULTIES = ("forgotten_password", "weak_network", "old_phone", "small_letters")


@dataclass(frozen=True)
class Place:
    """A team with who leads it, who confirms what it does, and whether that takes long."""

    team: Team
    leader: User
    is_slow: bool


def are_missing() -> bool:
    """Whether the first team of the demo is the only one that has logged anything."""
    own = Team.objects.filter(memberships__person__login_phones__number=people.LEADER_PHONE)
    return not Session.objects.exclude(team__in=own).exists()


def make(communes: int | None = None) -> int:
    """Open the teams, log their sessions, confirm those that are old enough; how many sessions.

    In so many communes, the first of the dictionary; in all of them where none is said.
    """
    dice = Random("fieldwork")  # noqa: S311  nothing is secret here
    places = _open(list(_units(communes)), dice)
    by = User.objects.get(email=people.ADMIN.email)
    now, today = clock.now(), clock.today()
    held: defaultdict[date, list[UUID]] = defaultdict(list)
    slow: set[UUID] = set()
    for place in places:
        days = _days(place, today, dice)
        logs = [_log(place, day, now, dice) for day in days]
        for day, receipt in zip(
            days, submissions.receive_all(place.leader, logs, now=now), strict=True
        ):
            if receipt.session:
                held[day].append(receipt.session.pk)
                slow |= {receipt.session.pk} if place.is_slow else set()
    for day, keys in held.items():
        _tell_of(day, keys, slow, by=by, today=today)
    return sum(map(len, held.values()))


def _units(most: int | None) -> Iterable[Unit]:
    """The communes, each before those of its villages that have a team."""
    rows = Unit.objects.valid_on(clock.today()).select_related("parent")
    communes = rows.filter(level=Unit.Level.COMMUNE).sorted()[:most]
    villages: defaultdict[UUID | None, list[Unit]] = defaultdict(list)
    for village in rows.filter(level=Unit.Level.VILLAGE, teams=None).sorted():
        villages[village.parent_id].append(village)
    for commune in communes:
        if commune.code != people.COMMUNE_CODE:
            yield commune
        yield from villages[commune.pk][:VILLAGES]


def _open(units: list[Unit], dice: Random) -> list[Place]:
    since = clock.today() - timedelta(days=A_YEAR + DAYS)
    teams: dict[UUID, Team] = {}
    for unit in units:
        commune = unit.parent if unit.level == Unit.Level.VILLAGE else None
        team = Team(
            code=text.slug(f"{unit.name} {commune.name if commune else unit.code}"),
            unit=unit,
            level=Team.Level.VILLAGE if commune else Team.Level.COMMUNE,
            parent=teams.get(commune.pk) if commune else None,
            households_count=dice.randint(120, 480),
            valid_from=since,
        )
        team.rename(f"Tổ công nghệ số {unit.name[:1].lower()}{unit.name[1:]}")
        teams[unit.pk] = team
    Team.objects.bulk_create(teams.values())
    leaders = User.objects.bulk_create(_person(unit, dice) for unit in units)
    TeamMembership.objects.bulk_create(
        TeamMembership(
            team=teams[unit.pk],
            person=leader,
            role=TeamMembership.Role.LEADER,
            valid_from=since,
        )
        for unit, leader in zip(units, leaders, strict=True)
    )
    return [
        Place(teams[unit.pk], leader, dice.random() < 0.25)
        for unit, leader in zip(units, leaders, strict=True)
    ]


def _person(unit: Unit, dice: Random) -> User:
    """Somebody who signs in nowhere."""
    person = User(is_demo=True, home_unit=unit, birth_year=dice.randint(1962, 1999))
    person.rename(f"{dice.choice(FAMILIES)} {dice.choice(MIDDLES)} {dice.choice(GIVENS)}")
    person.set_unusable_password()
    return person


def _days(place: Place, today: date, dice: Random) -> list[date]:
    """When it was at work; nothing waits in the commune whose reviewer signs in here."""
    is_near = place.team.unit.parent and place.team.unit.parent.code == people.COMMUNE_CODE
    newest = WAITS + 3 if is_near else 1
    count = dice.choice(EAGER)
    apart = (DAYS - newest) / count
    ago = {newest + int(apart * (number + dice.random())) for number in range(count)}
    ago |= {A_YEAR + dice.randrange(newest, DAYS) for _n in range(dice.choice(YEAR_BEFORE))}
    return [today - timedelta(days=days) for days in sorted(ago, reverse=True)]


def _log(place: Place, day: date, now: datetime, dice: Random) -> submissions.Log:
    heads = dice.randint(9, 36)
    topics = dice.sample(list(TOPICS), dice.choice((1, 1, 2)))
    acts = {act for topic in topics for act in TOPICS[topic]}
    document: Mapping[str, Any] = {
        "held_on": day.isoformat(),
        "type": "class_session",
        "start_time": dice.choice(("08:00", "14:00", "19:30")),
        "duration_min": dice.choice((60, 90, 120)),
        "venue": "Nhà văn hóa",
        "venue_kind": "culture_house",
        "helpers": [place.leader.public_id],
        "topics": topics,
        "turns": {topic: heads - dice.randint(0, 6) for topic in topics},
        "heads": heads,
        "female": heads * dice.randint(4, 7) // 10,
        "older": heads * dice.randint(2, 7) // 10,
        "first_time": heads * dice.randint(1, 4) // 10,
        "devices_ok": heads * dice.randint(4, 9) // 10,
        "difficulties": dice.sample(DIFFICULTIES, dice.choice((0, 1, 2))),
        "acts": {act: dice.randint(2, heads * 2 // 3) for act in sorted(acts)},
    }
    wrap = submissions.Envelope(record_id=uuid7(), rev=1, team=place.team, captured_at=now)
    return wrap, dict(document)


def _tell_of(day: date, keys: list[UUID], slow: set[UUID], *, by: User, today: date) -> None:
    """Let sessions of a day have come that evening; confirm them where that is long enough ago."""
    at = clock.midnight(day) + EVENING
    came = Session.objects.filter(pk__in=keys)
    came.update(created_at=at, flags=[])
    FieldSubmission.objects.filter(pk__in=came.values("submission")).update(
        captured_at=at, received_at=at, flags=[]
    )
    for wanted, takes in ((set(keys) - slow, PROMPT), (set(keys) & slow, SLOW)):
        if day + max(takes, timedelta(days=WAITS)) < today:
            Session.objects.filter(pk__in=wanted).update(
                status=Session.Status.VERIFIED, reviewed_by=by, reviewed_at=at + takes
            )
