"""Committees of the demo province: a meeting that is over with work to follow, one that is called,
and a way of working that is shown."""

from collections.abc import Iterable
from datetime import date, timedelta

from lms.common import clock
from lms.common.ids import public_id, uuid7
from lms.home.starting import people
from lms.meetings.models import Meeting
from lms.meetings.services import acting, adopting, holding, praising
from lms.meetings.services.acting import Proof, Task
from lms.meetings.services.holding import Called
from lms.meetings.services.praising import Wanted
from lms.places.models import Unit
from lms.users.models import Agency, User

VENUE = "Phòng họp số 2, UBND tỉnh"
AGENDA = "Chỉ tiêu tháng\nBuổi hướng dẫn ở các thôn\nHồ sơ trực tuyến"


def make() -> None:
    """Hold a meeting of the province, call the next, and show how one commune does it."""
    today = clock.today()
    province = Unit.objects.filter(level=Unit.Level.PROVINCE).valid_on(today).get()
    communes = Unit.objects.valid_on(today).filter(level=Unit.Level.COMMUNE)
    commune = communes.get(code=people.COMMUNE_CODE)
    _meet(province, commune)
    _show(commune, communes.exclude(pk=commune.pk).sorted()[:1])


def _meet(province: Unit, commune: Unit) -> None:
    chair, manager = _of(people.STEERING), _of(people.MANAGER)
    now, today = clock.now(), clock.today()
    office = Agency.objects.get(code="SKHCN")
    last = _call(province, today - timedelta(days=21), by=chair)
    said = (
        ("Các xã lập đủ tổ ở mọi thôn.", commune, -3, "Mọi thôn có tổ hoạt động"),
        ("Mở lại lớp cho người cao tuổi chưa có điện thoại.", commune, 5, "2 lớp trong tháng"),
        ("Gửi tờ hướng dẫn dịch vụ công tới các thôn.", office, 12, "Đủ tờ cho 129 xã, phường"),
    )
    given = []
    for words, holder, days, awaited in said:
        task = Task(words.rstrip("."), awaited, holder, today + timedelta(days=days))
        decided = holding.decide(last, words, decision_id=uuid7(), task=task, by=chair, now=now)
        given.append(decided.actions.get())
    holding.close(last, attendance="Trưởng ban, các sở, các xã", by=chair, now=now)
    proof = Proof(words="Báo cáo 31/BC-UBND")
    acting.report(given[1], "Đã mở 2 lớp, 46 người đến.", proof, by=manager, now=now)
    _call(province, today + timedelta(days=2), by=chair)


def _show(commune: Unit, others: Iterable[Unit]) -> None:
    manager, member = _of(people.MANAGER), _of(people.COMMUNE_STEERING)
    now, today = clock.now(), clock.today()
    way = Wanted(
        "way",
        "Đi từng ngõ, hẹn từng nhà",
        problem="Bà con lớn tuổi ngại ra nhà văn hóa, buổi nào cũng thưa người.",
        steps=(
            "Chia thôn thành các ngõ, mỗi thành viên nhận một ngõ.\n"
            "Gõ cửa hẹn trước một ngày, hỏi bà con muốn làm được việc gì.\n"
            "Làm mẫu ngay trên điện thoại của bà con, rồi để bà con tự làm lại."
        ),
        result="Sau hai tháng số người đến mỗi buổi tăng gấp đôi.",
        contact=f"UBND {commune.name}, bộ phận một cửa",
        about=commune,
    )
    one = praising.propose(commune, way, public_id=public_id(), by=manager, now=now)
    praising.approve(one, decision_no="45/QĐ-UBND", decision_on=today, by=member, now=now)
    last = today + timedelta(days=180)
    praising.publish(one, expires_on=last, by=member, now=now)
    for unit in others:
        adopting.adopt(
            one, unit, since=today, note="Làm thử ở hai thôn trước.", by=manager, now=now
        )


def _call(unit: Unit, day: date, *, by: User) -> Meeting:
    called = Called(day, VENUE, AGENDA, "Trưởng ban, các sở, các xã")
    return holding.call(unit, called, meeting_id=uuid7(), by=by, now=clock.now())


def _of(staff: people.Staff) -> User:
    return User.objects.get(email=staff.email)
