"""Villages, residents, teams and who is in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate, pairwise

from lms.common import text
from lms.home.scale import bulk, sizes
from lms.home.scale.bulk import Cell
from lms.home.scale.sizes import Size
from lms.places.models import Unit
from lms.places.services import opening
from lms.users.models import User
from teams.models import Team, TeamMembership

FAMILIES = (
    *("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương"),
    *("Đinh", "Đoàn", "Lương", "Trịnh", "Mai", "Phan", "Lại", "Cao", "Tạ"),
)
MIDDLES = (
    *("Thị", "Văn", "Thị Thu", "Đức", "Thị Ngọc", "Quang", "Thị Minh", "Xuân", "Thị Hồng"),
    *("Hữu", "Thị Kim", "Công"),
)
GIVENS = (
    *("An", "Bình", "Chiến", "Dũng", "Đào", "Gấm", "Hoa", "Hùng", "Hường", "Khánh", "Lan"),
    *("Liên", "Mận", "Minh", "Nga", "Oanh", "Phúc", "Quyên", "Sen", "Sơn", "Thắng", "Thoa"),
    *("Toàn", "Tuyết", "Ước", "Vinh", "Xuân", "Yến"),
)
COLUMNS = (
    *("id", "password", "is_superuser", "public_id", "family_middle", "given_name", "name_fold"),
    *("sort_key", "birth_year", "home_unit_id", "contact_phone", "form_of_address", "is_active"),
    *("is_demo", "made_by_list", "former_ids", "joined_at"),
)
TABLES = ("users_user",)


@dataclass(frozen=True)
class Place:
    """A team with its unit, and the residents of that unit by the first and last of their keys."""

    team: str
    unit: str
    commune: str
    first: int
    last: int

    @property
    def members(self) -> range:
        """The first of them, as many as a team has."""
        return range(self.first, min(self.first + sizes.MEMBERS, self.last + 1))


def communes(size: Size) -> list[Unit]:
    """The communes of today it is about, in Vietnamese order."""
    rows = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(size.today)
    if not size.whole_province:
        former = Unit.objects.get(level=Unit.Level.PROVINCE, code=sizes.NAM_DINH, valid_from=None)
        rows = rows.formerly_in(former)
    return list(rows.sorted())


def lay_teams(size: Size, found: list[Unit]) -> list[Place]:
    """A team in each commune and in as many villages as are left, with the residents around it.

    Villages are opened with the communes; people live in villages alone.
    """
    per, more = divmod(max(size.teams - len(found), len(found)), len(found))
    villages = opening.open_units(
        Unit(
            name=f"Thôn {number + 1}",
            level=Unit.Level.VILLAGE,
            kind=Unit.Kind.VILLAGE,
            parent=commune,
            valid_from=commune.valid_from,
        )
        for order, commune in enumerate(found)
        for number in range(per + (order < more))
    )
    dice = size.dice("villages")
    weights = [dice.uniform(0.4, 1.6) for _village in villages]
    share = size.residents / sum(weights)
    ends = [0, *(round(share * end) for end in accumulate(weights))]
    key = bulk.next_key(User._meta.db_table)
    since = size.first_day - timedelta(days=30)
    teams, places = [], []
    for number, (unit, span) in enumerate(
        [
            *((one, (0, 0)) for one in found),
            *zip(villages, pairwise(ends), strict=True),
        ]
    ):
        is_village = unit.level == Unit.Level.VILLAGE
        commune = unit.parent if is_village and unit.parent else unit
        team = Team(
            id=sizes.row_id(dice, number),
            code=f"to-{number + 1}",
            unit=unit,
            level=Team.Level.VILLAGE if is_village else Team.Level.COMMUNE,
            households_count=(span[1] - span[0]) // 4,
            valid_from=since,
        )
        team.rename(f"Tổ công nghệ số {unit.name[:1].lower()}{unit.name[1:]}, {commune.name}")
        teams.append(team)
        first, last = key + span[0], key + span[1] - 1
        places.append(Place(str(team.pk), unit.pk.hex, commune.pk.hex, first, last))
    Team.objects.bulk_create(teams, batch_size=1000)
    return _with_neighbours(places, len(found))


def _with_neighbours(places: list[Place], above: int) -> list[Place]:
    """A commune's own team is made up of people of its first village."""
    firsts = {place.commune: place for place in reversed(places[above:])}
    own = [
        Place(one.team, one.unit, one.commune, firsts[one.unit].first, firsts[one.unit].last)
        for one in places[:above]
    ]
    return [*own, *places[above:]]


def residents(size: Size, places: list[Place]) -> Iterator[tuple[Cell, ...]]:
    """Everybody, village by village."""
    dice, joined = size.dice("residents"), f"{size.dates[0]} 01:00:00"
    names = [
        (f"{family} {middle}", given, *_columns(f"{family} {middle} {given}"))
        for family in FAMILIES
        for middle in MIDDLES
        for given in GIVENS
    ]
    year, choice, random = size.today.year, dice.choice, dice.random
    for place in places:
        if place.unit == place.commune:
            continue
        for key in range(place.first, place.last + 1):
            yield (
                *(key, "!", 0, sizes.public_id(key), *choice(names)),
                *(year - 18 - int(70 * random()), place.unit, "", "", 1, 0, 0, "[]", joined),
            )


def _columns(name: str) -> tuple[str, str]:
    person = User()
    person.rename(name)
    return text.fold(name), person.sort_key


def lay_members(size: Size, places: list[Place]) -> int:
    """Each team has a leader, a deputy and others, all of its own village; how many."""
    since = size.first_day - timedelta(days=30)
    roles = [TeamMembership.Role.LEADER, TeamMembership.Role.DEPUTY]
    rows = [
        TeamMembership(
            team_id=place.team,
            person_id=key,
            role=roles[number] if number < len(roles) else TeamMembership.Role.MEMBER,
            valid_from=since,
        )
        for place in places
        for number, key in enumerate(place.members)
    ]
    return len(TeamMembership.objects.bulk_create(rows, batch_size=1000))
