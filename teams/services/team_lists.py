"""A list of team members read from a file, line by line, with what will be done about each.

Nothing is guessed: a name that may be somebody known but cannot be told for sure is left for the
form that asks who it is.
"""

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from lms.common import phone, text
from lms.places.models import Unit
from lms.users import names
from lms.users.models import User
from lms.users.rosters import columns, reading
from lms.users.rosters.cells import is_example
from lms.users.rosters.columns import Column, Headings
from teams.models import Team, TeamMembership
from teams.services import recruiting
from teams.services.recruiting import Recruit

MOST_LINES = 300
"""A commune's teams; each line costs some queries, and the page waits for them."""
MOST_HOUSEHOLDS = 100_000
# A number cell may come as "35.0"; a thousand is written "1.200" by hand. "35.5" is neither.
_WHOLE = re.compile(r"([0-9]{1,6}|[0-9]{1,3}(?:[. ][0-9]{3})+)(?:\.0)?")
Role = TeamMembership.Role
NEW, KNOWN, SAME, UNSURE, WRONG = "new", "known", "same", "unsure", "wrong"
SHARE = "share"
"""In the team already; only how many households are in her charge changes."""
ROLE, ORGANISATION, HOUSEHOLDS = columns.TITLE, columns.AGENCY, "households"


def _column(key: str, heading: str, spellings: str, example: str, width: int) -> Column:
    known = {part.strip() for part in spellings.split(",")} | {columns.words_of(heading)}
    return Column(key, heading, frozenset(known), example, width)


COLUMNS = (
    *(one for one in columns.RESIDENT_COLUMNS if one.key in {columns.NAME, columns.YEAR}),
    next(one for one in columns.RESIDENT_COLUMNS if one.key == columns.VILLAGE),
    next(one for one in columns.RESIDENT_COLUMNS if one.key == columns.PHONE),
    _column(ROLE, "Vai trò", "chuc vu, chuc danh, nhiem vu, vai tro trong to", "Tổ trưởng", 16),
    _column(
        ORGANISATION,
        "Thuộc đoàn thể",
        "doan the, to chuc, don vi, co quan, thuoc doan the don vi",
        "Hội Phụ nữ",
        24,
    ),
    _column(
        HOUSEHOLDS,
        "Số hộ phụ trách",
        "so ho, ho phu trach, so ho duoc giao, so ho gia dinh, so ho gia dinh phu trach",
        "35",
        16,
    ),
)
HEADINGS = Headings(COLUMNS, needed=frozenset({ROLE, columns.VILLAGE}), most_rows=MOST_LINES)
_ROLES = {text.fold(label): Role(value) for value, label in Role.choices} | {"": Role.MEMBER}


@dataclass
class Line:
    """One row of the file, as it is kept while somebody looks at it."""

    number: int
    name: str = ""
    year: int | None = None
    phone: str = ""
    role: str = Role.MEMBER.value
    organisation: str = ""
    village: str = ""
    team: str = ""
    team_name: str = ""
    state: str = NEW
    words: str = ""
    person: str = ""
    made_place: int | None = None
    made_person: int | None = None
    households: int | None = None
    """None where the file says nothing of it."""
    households_before: int | None = None
    """Of somebody who was in the team already."""

    @property
    def is_to_do(self) -> bool:
        return self.state in {NEW, KNOWN, SHARE}

    @property
    def role_name(self) -> str:
        return str(Role(self.role).label)

    def recruit(self, on: date) -> Recruit:
        return Recruit(
            full_name=self.name,
            number=self.phone,
            role=self.role,
            organisation=self.organisation,
            on=on,
            birth_year=self.year,
            households=self.households or 0,
        )


class _Wrong(Exception):
    """What is wrong with a line, in words for whoever sent it."""


def read(content: bytes, commune: Unit, *, on: date) -> list[dict[str, Any]]:
    """Every line with what will be done about it; raises FileRefused."""
    table = reading.read(content, HEADINGS)
    teams = list(Team.objects.open().within(commune))
    by_unit = {team.unit_id: team for team in teams}
    units = Unit.objects.filter(pk__in=by_unit)
    by_name = {text.fold(unit.name): by_unit[unit.pk] for unit in units}
    by_name |= {_bare(name): team for name, team in by_name.items() if _bare(name)}
    above = [team for team in teams if team.level == Team.Level.COMMUNE]
    # Where communes were merged there may be one of each: then none is meant without a name.
    by_name[""] = by_unit.get(commune.pk) or (above[0] if len(above) == 1 else None)  # type: ignore[assignment]
    seen: set[tuple[str, str, int | None]] = set()
    leaders: set[str] = set()
    lines = []
    for number, row in table.rows:
        cells = dict(zip(table.keys, row, strict=True))
        if is_example(cells):
            continue
        line = Line(number)
        try:
            team = _fill(line, cells, by_name)
            _once(line, seen, leaders)
            _match(line, team, on=on)
        except _Wrong as fault:
            line.state, line.words = WRONG, str(fault)
        lines.append(asdict(line))
    return lines


def of(kept: list[dict[str, Any]]) -> list[Line]:
    return [Line(**row) for row in kept]


def _fill(line: Line, cells: dict[str, Any], by_name: dict[str, Team]) -> Team:
    """What the row says, put right; the team last, so that the others are shown anyway."""
    line.name = _said(cells, columns.NAME) or " ".join(
        filter(None, (_said(cells, columns.FAMILY), _said(cells, columns.GIVEN)))
    )
    line.village = _said(cells, columns.VILLAGE)
    line.organisation = text.nfc(_said(cells, ORGANISATION))[:100]
    try:
        line.name = names.clean(line.name)
    except names.NameRefused as error:
        raise _Wrong(str(error)) from error
    if written := _said(cells, columns.PHONE):
        try:
            line.phone = phone.to_mobile(written)
        except phone.PhoneError as error:
            raise _Wrong(str(error)) from error
    if year := _said(cells, columns.YEAR):
        line.year = _year(year)
    role = _ROLES.get(text.fold(_said(cells, ROLE)))
    if role is None:
        message = "Vai trò ghi là Tổ trưởng, Tổ phó, Thư ký hoặc Thành viên."
        raise _Wrong(message)
    line.role = role.value
    if written := _said(cells, HOUSEHOLDS):
        line.households = _households(written)
    folded = text.fold(line.village)
    team = by_name.get(folded) or by_name.get(_bare(folded))
    if team is None:
        message = "Thôn này chưa có tổ. Lập tổ trước, hoặc xem lại tên thôn."
        raise _Wrong(message if line.village else "Xã chưa có tổ cấp xã. Ghi tên thôn.")
    line.team, line.team_name = team.code, team.name
    return team


def _once(line: Line, seen: set[tuple[str, str, int | None]], leaders: set[str]) -> None:
    key = (line.team, text.fold(line.name), line.year)
    if key in seen:
        message = "Người này đã có ở dòng trên."
        raise _Wrong(message)
    seen.add(key)
    if line.role == Role.LEADER:
        if line.team in leaders:
            message = "Tổ này đã có tổ trưởng ở dòng trên."
            raise _Wrong(message)
        leaders.add(line.team)


def _match(line: Line, team: Team, *, on: date) -> None:
    found = recruiting.found(line.recruit(on), team)
    sure = [one for one in found if _is_sure(one, line)]
    if found and len(sure) != 1:
        line.state = UNSURE
        line.words = "Có người trùng tên. Thêm riêng ở trang của tổ để chọn đúng người."
        return
    place = team.memberships.open().filter(person=sure[0]).first() if sure else None
    if place:
        if place.role != line.role:
            message = "Đã ở trong tổ với vai trò khác. Đổi vai trò ở trang của người đó."
            raise _Wrong(message)
        line.state, line.words = SAME, "Đã ở trong tổ."
        line.person = sure[0].public_id
        if line.households not in {None, place.households_count}:
            line.state, line.households_before = SHARE, place.households_count
            line.words = f"Đã ở trong tổ, phụ trách {place.households_count} hộ."
        return
    if line.role == Role.LEADER and team.memberships.open().filter(role=Role.LEADER).exists():
        message = "Tổ đang có tổ trưởng. Dùng “Kiện toàn tổ” để thay."
        raise _Wrong(message)
    if sure:
        line.state, line.person = KNOWN, sure[0].public_id
        line.words = f"Đã có trên Học số: {sure[0]}."


def _is_sure(person: User, line: Line) -> bool:
    """The same number, or the same birth year, besides the same name."""
    if line.year and person.birth_year == line.year:
        return True
    numbers = {row.number for row in person.login_phones.all()} | {person.contact_phone}
    return bool(line.phone) and line.phone in numbers


def _said(cells: dict[str, Any], key: str) -> str:
    cell = cells.get(key, "")
    if isinstance(cell, list):
        message = f"Ô {cell[1]} là công thức. Chép lại thành chữ rồi gửi."
        raise _Wrong(message)
    return str(cell).strip()


def _year(written: str) -> int:
    last = written.replace("-", "/").split("/")[-1].strip()
    if last.isascii() and last.isdigit() and len(last) == 4 and 1900 < int(last) < 2100:
        return int(last)
    message = "Năm sinh ghi bốn chữ số, ví dụ 1975."
    raise _Wrong(message)


def _households(written: str) -> int:
    found = _WHOLE.fullmatch(written)
    number = int(re.sub(r"[. ]", "", found[1])) if found else MOST_HOUSEHOLDS + 1
    if number <= MOST_HOUSEHOLDS:
        return number
    message = "Số hộ phụ trách ghi một số, ví dụ 35."
    raise _Wrong(message)


def _bare(folded: str) -> str:
    """A village's name without its kind: lists often leave it out."""
    for kind in ("thon ", "xom ", "to dan pho ", "khu "):
        if folded.startswith(kind):
            return folded.removeprefix(kind)
    return folded
