"""What the team of the demo means to do: sessions to come, who comes, visits asked for."""

from datetime import time, timedelta

from lms.common import clock
from lms.home.starting import people
from lms.users.models import User
from teams.models import Team, Topic
from teams.services import campaigns, coming, planning, visits
from teams.services.coming import Who

# Days from today, hour, topic, where, what the team says.
SESSIONS = (
    (2, time(19, 30), "thanh-toan", "Nhà văn hóa thôn", "Ai có thẻ ngân hàng thì mang theo."),
    (5, time(8, 0), "vneid", "Nhà văn hóa thôn", "Mang căn cước và điện thoại."),
    (9, time(19, 30), "lua-dao", "Sân đình", ""),
)
PAYMENTS = "thanh-toan"


def make() -> None:
    """Two campaigns, three sessions, three requests of which one is promised."""
    leader = User.objects.get(login_phones__number=people.LEADER_PHONE)
    resident = User.objects.get(login_phones__number=people.RESIDENT_PHONE)
    team = Team.objects.select_related("unit__parent").get(memberships__person=leader)
    topics = {topic.code: topic for topic in Topic.objects.all()}
    _campaigns(team, topics)
    first = None
    for days, at, code, venue, note in SESSIONS:
        intent = planning.Intent(
            on=clock.today() + timedelta(days=days),
            at=at,
            minutes=90,
            kind="class_session",
            topic=topics[code],
            venue=venue,
            note=note,
        )
        planned = planning.plan(team, intent, by=leader, now=clock.now())
        first = first or planned
    if first:
        coming.come(first, Who(resident), people=2, now=clock.now())
        coming.come(first, Who(None, "demo"), people=3, name="nhà bà Tý", now=clock.now())
    _visits(team, topics, resident, leader)


def _campaigns(team: Team, topics: dict[str, Topic]) -> None:
    manager = User.objects.get(email="thang@hocso.example")
    commune, this_month = team.unit.parent, clock.today().replace(day=1)
    if commune is None:
        return
    following = (this_month + timedelta(days=32)).replace(day=1)
    for name, month, code in (
        ("Tháng không dùng tiền mặt", this_month, PAYMENTS),
        ("Tháng phòng lừa đảo", following, "lua-dao"),
    ):
        campaigns.start(
            name,
            unit=commune,
            month=month,
            topic=topics[code],
            quota=2,
            by=manager,
            now=clock.now(),
        )


def _visits(team: Team, topics: dict[str, Topic], resident: User, leader: User) -> None:
    now = clock.now()
    asked = (
        (topics["zalo"], "Máy mới mua, chưa biết gọi cho cháu.", "bác Hoa", resident),
        (topics["vneid"], "", "ông Lộc", None),
        (None, "Chữ nhỏ quá, không đọc được.", "bà Tý", None),
    )
    for number, (topic, what, name, person) in enumerate(asked):
        wish = visits.Wish(
            what=what,
            number=f"+8491200010{number}",
            topic=topic,
            name=name,
            where="ngõ cạnh nhà văn hóa",
        )
        mark = "" if person else f"demo-{number}"
        request = visits.ask(team.unit, wish, Who(person, mark), now=now - timedelta(days=1))
        if person:
            on = clock.today() + timedelta(days=1)
            visits.promise(request, leader, on=on, at=time(15, 0), by=leader, now=now)
