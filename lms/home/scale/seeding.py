"""A made-up province at its real size, for measuring.

Its rows are laid in one transaction: whoever breaks it off finds the database as it was. They are
counted afterwards; whoever breaks that off goes on with it by the same command.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from certificates.services import issuers
from courses.models import Course, Enrolment
from lms.common import clock
from lms.dashboards.models import Fact, PeriodMark, Target
from lms.home.scale import aims, bulk, counting, field, learning, people, sizes
from lms.home.scale.sizes import Size
from lms.home.starting import accounts, demo, preparing
from lms.home.starting import people as staff
from lms.home.starting.accounts import SignIn
from lms.places.models import Unit
from lms.users.models import RoleGrant, User
from lms.users.services import agencies, grants
from lms.users.services import demo as sign_ins
from teams.models import Attendance, Session, Team

NUMBERED = (User, *field.NUMBERED, *learning.NUMBERED)
type Say = Callable[[str], None]


class Refused(Exception):
    """Nothing was written; its message says why, in words for whoever called."""


@dataclass(frozen=True)
class Laid:
    """What there is now."""

    communes: int
    teams: int
    residents: int
    sessions: int
    came: int
    enrolments: int
    facts: int
    periods: int
    targets: int
    days_looked_at: int


def check_place() -> None:
    """Raises Refused in production, whatever is there."""
    if not settings.EMBEDDED:
        raise Refused("Đây là bản thật. Dữ liệu để đo chỉ dựng trên bản gọn, ở một thư mục riêng.")


def check(size: Size) -> None:
    """Raises Refused where made-up people have no place, or where there are too few of them."""
    check_place()
    if size.days < sizes.LEAST_DAYS:
        raise Refused(f"Cần ít nhất {sizes.LEAST_DAYS} ngày để có gì mà đếm.")
    if count := User.objects.count():
        raise Refused(
            f"Trong cơ sở dữ liệu này đã có {count} người, nên không dựng gì thêm: người bịa và "
            "người thật không để chung. Mời chạy lại với một thư mục mới: LMS_DATA=/thư/mục/mới."
        )
    if size.residents < sizes.LEAST_A_TEAM * size.teams:
        least = sizes.LEAST_A_TEAM * size.teams
        raise Refused(f"{size.teams} tổ thì cần ít nhất {least} người dân; bớt --teams đi.")


def is_uncounted(size: Size) -> bool:
    """Whether the rows of just this province are there and were never counted to the end."""
    return (
        not Target.objects.exists()
        and Session.objects.count() == size.sessions
        and Team.objects.count() == size.teams
        and User.objects.filter(home_unit__isnull=False).count() == size.residents
    )


def lay(size: Size, *, say: Say) -> Laid:
    """Lay the whole province, count it, and hold some days against the rows; raises Refused.

    The same size on the same day is the same province. One whose rows are there and whose count
    was broken off is only counted.
    """
    check_place()
    preparing.base_data()
    if not is_uncounted(size):
        check(size)
        with transaction.atomic():
            _lay(size, say)
    return _count(size, say, now=clock.now())


def _lay(size: Size, say: Say) -> None:
    """Every row there is, in the caller's transaction."""
    with _told(say, "Mở thôn xóm và lập tổ"):
        admin, reviewer = _staff(size)
        found = people.communes(size)
        if size.teams < 2 * len(found):
            raise Refused(f"{len(found)} xã, phường thì cần ít nhất {2 * len(found)} tổ.")
        places = people.lay_teams(size, found)
    _publish(say, by=admin)
    with bulk.bare([*people.TABLES, *field.TABLES, *learning.TABLES]):
        _lay_rows(size, places, reviewer, say)
        bulk.count_on(NUMBERED)
        began = time.monotonic()
        say("  Nối lại ràng buộc và chỉ mục…")
    say(f"    {time.monotonic() - began:.0f} giây")
    with _told(say, "Ghi thành viên tổ, dân số, mở các kỳ"):
        people.lay_members(size, places)
        aims.lay_populations(size, places, found)
        aims.open_periods(size, by=admin, now=clock.now())


def _count(size: Size, say: Say, *, now: datetime) -> Laid:
    """What the rows come to, each step in a transaction of its own, and then what is to be reached.

    After the rows are there for good: the database reads what one transaction wrote and did not end
    at half the pace, and shows it to no other connection."""
    admin, found = User.objects.get(email=staff.ADMIN.email), people.communes(size)
    bulk.look_at_all()
    if not Fact.objects.exists():
        with _told(say, "Cộng số liệu từng ngày"), transaction.atomic():
            counting.count_all(_some(say, "ngày"))
        bulk.look_at_all()
    with _told(say, "Đếm không trùng từng kỳ"):
        counting.count_periods(_some(say, "kỳ"), now=now)
    with _told(say, "Giao chỉ tiêu"), transaction.atomic():
        targets = aims.give_targets(size, found, by=admin, now=now)
    with _told(say, "Đếm lại vài ngày để đối chiếu"):
        looked = counting.look()
    return Laid(
        len(found),
        size.teams,
        size.residents,
        size.sessions,
        bulk.next_key(Attendance._meta.db_table) - 1,
        Enrolment.objects.count(),
        Fact.objects.count(),
        PeriodMark.objects.count(),
        targets,
        len(looked),
    )


def _staff(size: Size) -> tuple[User, int]:
    """Who administers the province and can sign in, and who confirms sessions."""
    province = Unit.objects.filter(level=Unit.Level.PROVINCE).valid_on(size.today).get()
    made = [sign_ins.make_staff(one.name, email=one.email) for one in (staff.ADMIN, staff.REVIEWER)]
    admin, reviewer = (one.person for one in made)
    grants.grant(admin, RoleGrant.Role.PROVINCE_ADMIN, unit=province, by=None)
    grants.grant(reviewer, RoleGrant.Role.COMMUNE_REVIEWER, unit=province, by=None)
    office = agencies.open_agency(
        "Sở Khoa học và Công nghệ", code="SKHCN", kind="department", unit=province
    )
    issuers.open_issuer(
        office,
        name=office.name,
        place="Ninh Bình",
        series="GCN-KNS",
        signatory_title="Giám đốc",
        signatory_name="Trần Văn Minh",
    )
    listed = zip((staff.ADMIN, staff.REVIEWER), made, strict=True)
    accounts.keep(
        [SignIn(who.who, staff.STAFF_DOOR, who.email, one.password) for who, one in listed]
    )
    return admin, reviewer.pk


def _publish(say: Say, *, by: User) -> None:
    """The courses that are learnt; those of the demo where there are none."""
    if not Course.objects.exclude(current_edition=None).exists():
        with _told(say, "Phát hành khóa học mẫu"):
            for code in demo.COURSES:
                demo.publish(code, by=by)


def _lay_rows(size: Size, places: list[people.Place], reviewer: int, say: Say) -> None:
    """Residents, sessions and learning."""
    with _told(say, f"Ghi {size.residents:,} người dân"):
        bulk.write("users_user", people.COLUMNS, people.residents(size, places))
    made = field.Sessions(size, places, reviewer)
    with _told(say, f"Ghi {size.sessions:,} buổi hướng dẫn"):
        tell, done = _some(say, "buổi"), 0
        for rows in made.parts():
            done += field.lay(rows)
            tell(done, size.sessions)
    first = min(place.first for place in places)
    learnt = learning.Learning(size, first, first + size.residents - 1)
    with _told(say, "Ghi việc học và giấy chứng nhận"):
        for rows in learnt.parts():
            learning.lay(rows)
        learnt.keep_books()


@contextmanager
def _told(say: Say, what: str) -> Iterator[None]:
    say(f"{what}…")
    began = time.monotonic()
    yield
    say(f"    {time.monotonic() - began:.0f} giây")


def _some(say: Say, what: str) -> counting.Tell:
    """Tells every tenth part of a long piece of work."""
    last = [0]

    def tell(done: int, total: int) -> None:
        if (part := 10 * done // max(total, 1)) > last[0]:
            last[0] = part
            say(f"    {done:,}/{total:,} {what}")

    return tell
