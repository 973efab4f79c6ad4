"""The demo province: people of every kind, their agencies and teams, two courses, a few sessions.

Everything goes through the services the product itself uses. What is there already stays as
people have left it: loading again adds what is missing and changes nothing else.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from courses.files import reading
from courses.models import Course
from courses.services import importing as course_files
from lms.common import clock
from lms.common.ids import uuid7
from lms.dashboards.models import OpenFigure, Population, Target
from lms.dashboards.services import folding, periods
from lms.home.starting import (
    accounts,
    committees,
    fieldwork,
    payments,
    people,
    plans,
    populations,
    public,
    reports,
    targets,
)
from lms.jobs import running
from lms.jobs.models import Job
from lms.meetings.models import Meeting
from lms.places.services import villages
from lms.reports.models import PayRate, Report
from lms.users.models import User
from teams.models import PlannedSession, Session, Team, Topic
from teams.services import reviewing, submissions

COURSES = ("nop-ho-so-dich-vu-cong", "nhan-biet-lua-dao")
LEADING = {"nop-ho-so-dich-vu-cong": "dich-vu-cong", "nhan-biet-lua-dao": "lua-dao"}
"""Which course a topic's sheet leads to."""
Say = Callable[[str], None]
FILLED: tuple[tuple[type[Any], str, Callable[[], None]], ...] = (
    (Population, "Ghi dân số mẫu…", populations.make),
    (Target, "Giao vài chỉ tiêu mẫu…", targets.make),
    (Meeting, "Mở vài cuộc họp mẫu…", committees.make),
    (Report, "Nộp vài báo cáo mẫu…", reports.make),
    (PayRate, "Ghi mức hỗ trợ mẫu…", payments.make),
    (OpenFigure, "Chốt số công khai của các tháng đã qua…", public.make),
)
"""What is made where there is none yet, in this order."""


def load(say: Say, *, communes: int | None = None) -> None:
    """Load what is missing; `say` tells each part as it begins. Teams and sessions of their own
    are made for so many communes, or for all."""
    if people.are_missing():
        say("Dựng dữ liệu trình diễn: thôn xóm, cơ quan, tài khoản…")
        with transaction.atomic():
            villages.load_demo_villages()
            shelves = [reading.read(_folder(code)).course["section"] for code in COURSES]
            sign_ins = people.make(shelves)
        # Killed before this line, the next start gives everybody a new password.
        accounts.keep(sign_ins)
    for code in COURSES:
        if not Course.objects.filter(code=code).exists():
            say(f"Phát hành khóa học mẫu: {code}…")
            publish(code, by=User.objects.get(email=people.EDITOR.email))
    for code, topic in LEADING.items():
        course = Course.objects.filter(code=code).first()
        Topic.objects.filter(code=topic, course=None).update(course=course)
    if not Session.objects.exists():
        say("Ghi vài buổi hướng dẫn mẫu…")
        with transaction.atomic():
            _sessions()
    if fieldwork.are_missing():
        say("Mở tổ ở các xã, ghi ba tháng buổi hướng dẫn mẫu…")
        with transaction.atomic():
            fieldwork.make(communes)
    if not PlannedSession.objects.exists():
        say("Lên lịch vài buổi sắp tới…")
        with transaction.atomic():
            plans.make()
    _fold()
    for model, words, make in FILLED:
        if not model.objects.exists():
            say(words)
            with transaction.atomic():
                make()
    _fold()


def _fold() -> None:
    """Figures are there at the first look; from then on a job keeps them up."""
    now = clock.now()
    while folding.fold(now=now):
        pass
    while periods.count_one(now=now):
        pass


def publish(code: str, *, by: User) -> None:
    """Load a course of the demo and publish it at once."""
    course_files.load_course(_folder(code), by=by)
    for queue in Job.Queue.values:
        running.drain(queue)


def _sessions() -> None:
    leader = User.objects.get(login_phones__number=people.LEADER_PHONE)
    reviewer = User.objects.get(email=people.REVIEWER.email)
    team = Team.objects.get(memberships__person=leader)
    now = clock.now()
    logs = (
        (12, 18, ["vneid"], {"e_identity": 9, "bank_account": 2}),
        (6, 23, ["dich-vu-cong"], {"online_service": 7}),
    )
    helpers = list(team.memberships.open().values_list("person__public_id", flat=True))
    for days, heads, topics, acts in (*logs, (1, 15, ["lua-dao"], {})):
        document = {
            "held_on": (clock.today() - timedelta(days=days)).isoformat(),
            "type": "class_session",
            "start_time": "19:30",
            "duration_min": 90,
            "venue": "Nhà văn hóa thôn",
            "venue_kind": "culture_house",
            "helpers": helpers,
            "topics": topics,
            "heads": heads,
            "female": heads // 2,
            "older": heads // 3,
            "first_time": heads // 4,
            "devices_ok": heads // 2,
            "difficulties": ["forgotten_password", "weak_network"],
            "acts": acts,
        }
        envelope = submissions.Envelope(record_id=uuid7(), rev=1, team=team, captured_at=now)
        session = submissions.receive(leader, envelope, document, now=now).session
        if session and days > 1:
            reviewing.verify(session, by=reviewer, now=now)


def _folder(code: str) -> Path:
    return Path(settings.BASE_DIR) / "courses" / "demo" / code
