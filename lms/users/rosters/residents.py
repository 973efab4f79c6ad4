"""Lists of the residents of a commune or a village: their rows decided, and written.

A row that may mean somebody known already waits until it is said who it is. Nothing of a person
who is known changes: what she said of herself is hers.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common import clock, text
from lms.places.models import Unit
from lms.users.models import Consent, LoginPhone, RosterImport, RosterRow, User
from lms.users.rosters import cells, columns
from lms.users.rosters.cells import Line
from lms.users.rosters.known import Known
from lms.users.rosters.reading import Table
from lms.users.rosters.villages import Villages
from lms.users.rosters.writing import no_password
from lms.users.services import consents
from lms.users.services.people import PEOPLE_A_NUMBER, hold_commune

Action = RosterRow.Action


def look(table: Table, place: Unit, today: date) -> dict[str, Any]:
    """For each row that repeats name, year and village of an earlier one: that row's number."""
    villages = Villages(place, today)
    first: dict[tuple[str, int | None, str], int] = {}
    twins: dict[int, int] = {}
    for number, row in table.rows:
        line = _clean(dict(zip(table.keys, row, strict=True)), villages, today)
        if not line.faults:
            mark = (text.fold(line.name), line.birth_year, line.home_id)
            if (earlier := first.setdefault(mark, number)) != number:
                twins[number] = earlier
    return {"twins": twins}


def rows(
    roster: RosterImport, kept: dict[str, Any], chunk: Sequence[tuple[int, list[Any]]]
) -> list[RosterRow]:
    today = clock.today()
    villages = Villages(_unit(roster), today)
    said = [dict(zip(kept["keys"], row, strict=True)) for _number, row in chunk]
    lines = [_clean(row, villages, today) for row in said]
    known, full = Known(lines, villages.commune), _full_numbers(lines)
    made = []
    for (number, row), line in zip(chunk, lines, strict=True):
        staged = RosterRow(roster=roster, row_no=number, action=Action.REFUSE)
        staged.cells = {"raw": dict(cells.raw(kept["keys"], row)), "said": line.said()}
        staged.reasons = [("refuse", words) for words in line.faults]
        if not line.faults:
            _decide(staged, line, known, twin=kept["twins"].get(str(number)))
            if line.phone in full:
                words = _("đã đủ %(most)s người dùng chung, nên chỉ để gọi.")
                words = cells.fault(columns.PHONE, words % {"most": PEOPLE_A_NUMBER})
                staged.reasons.append(("repair", words))
        made.append(staged)
    return made


def _decide(row: RosterRow, line: Line, known: Known, *, twin: int | None) -> None:
    """New, unless something makes one doubt it."""
    doubts = []
    if found := known.meant(line):
        row.cells["found"] = [person.pk for person in found]
        doubts.append(_("Cùng họ tên, cùng thôn với người đã có."))
    if twin:
        words = _("Trùng họ tên, năm sinh và thôn với dòng %(row)s của danh sách.")
        doubts.append(words % {"row": twin})
    if known.asked_to_go(line):
        doubts.append(
            _("Có người cùng tên, năm sinh đã xin xóa thông tin. Hỏi lại người đó trước.")
        )
    row.reasons = [("repair", words) for words in line.repairs]
    row.reasons += [("maybe", words) for words in doubts]
    row.action = Action.MAYBE if doubts else Action.CREATE
    if doubts:
        row.cells["doubts"] = len(doubts)


def write(roster: RosterImport, rows: list[RosterRow], by: User, now: datetime) -> None:
    """Make the people of the rows; whoever came to be known meanwhile is not made twice."""
    villages = Villages(_unit(roster), clock.local(now).date())
    # One after the other: each sees whom the other made.
    hold_commune(villages.commune)
    lines = [Line.kept(row.cells["said"]) for row in rows]
    known = Known(lines, villages.commune)
    made: list[tuple[RosterRow, User, Line]] = []
    for row, line in zip(rows, lines, strict=True):
        if line.home_id not in villages.by_id:
            _refuse(row, cells.fault(columns.VILLAGE, _("không còn ở đây. Gửi lại dòng này.")))
        elif {one.pk for one in known.meant(line)} - {*row.cells.get("found", [])}:
            _refuse(row, _("Vừa có thêm người cùng họ tên, cùng thôn. Gửi lại dòng này để chọn."))
        else:
            made.append((row, _person(line, now), line))
    people = [person for _row, person, _line in made]
    User.objects.bulk_create(people)
    for row, person, _line in made:
        row.person = person
    RosterRow.objects.bulk_update(rows, ["action", "reasons", "person"])
    _let_in(made, now)
    audit.record_all("person.created", people, actor=by, at=now, roster=roster.pk)
    _take_consent(people, by, now)


def sum_up(roster: RosterImport) -> dict[str, int]:  # noqa: ARG001  nobody is left out of a village
    return {}


def _clean(row: dict[str, Any], villages: Villages, today: date) -> Line:
    line = cells.clean_resident(row, today=today)
    if not any(isinstance(cell, list) for cell in row.values()):
        meaning = villages.meaning(line.home)
        line.home_id = meaning.id
        if meaning.fault:
            line.faults.append(meaning.fault)
    return line


def _person(line: Line, now: datetime) -> User:
    person = User(
        password=no_password(),
        birth_year=line.birth_year,
        home_unit_id=UUID(line.home_id),
        contact_phone=line.phone,
        joined_at=now,
    )
    person.rename(line.name)
    return person


def _let_in(made: list[tuple[RosterRow, User, Line]], now: datetime) -> None:
    """A mobile number is a way in, for as many as a household has."""
    shared = _shared([line for _row, _person, line in made])
    phones = []
    for _row, person, line in made:
        if line.is_mobile and shared[line.phone] < PEOPLE_A_NUMBER:
            shared[line.phone] += 1
            phones.append(LoginPhone(number=line.phone, person=person, created_at=now))
    LoginPhone.objects.bulk_create(phones)


def _take_consent(people: list[User], by: User, now: datetime) -> None:
    """Whoever confirms a list says that everybody on it was asked."""
    given = Consent.objects.bulk_create(
        Consent(
            person=person,
            purpose=consents.LEARNING,
            wording=str(consents.LEARNING_WORDING),
            channel=Consent.Channel.SPOKEN,
            taken_by=by,
            given_at=now,
        )
        for person in people
    )
    audit.record_all("consent.given", given, actor=by, at=now, purpose=consents.LEARNING)


def _shared(lines: Sequence[Line]) -> Counter[str]:
    numbers = {line.phone for line in lines if line.is_mobile}
    return Counter(LoginPhone.objects.filter(number__in=numbers).values_list("number", flat=True))


def _full_numbers(lines: Sequence[Line]) -> set[str]:
    """Numbers of some rows that serve as many people already as may share one."""
    return {number for number, people in _shared(lines).items() if people >= PEOPLE_A_NUMBER}


def _refuse(row: RosterRow, words: str) -> None:
    row.action, row.reasons = Action.REFUSE, [("refuse", words)]


def _unit(roster: RosterImport) -> Unit:
    if roster.unit is None:
        raise TypeError
    return roster.unit
