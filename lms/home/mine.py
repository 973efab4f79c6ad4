"""A person's own page: what she learns, what she must, and the doors her roles open."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.services import progress, refreshing
from courses.services.progress import CourseProgress
from courses.services.refreshing import Offer
from lms.common import clock
from lms.dashboards import policies as figures
from lms.meetings import policies as meetings
from lms.meetings.services import praising
from lms.notifications import inbox
from lms.reports import policies as reports
from lms.users import policies as users
from lms.users.http import AuthenticatedRequest, signed_in
from lms.users.models import RoleGrant, User
from teams import feedback_policies as feedback
from teams import policies as teams

Role = RoleGrant.Role
EXEMPLARS_SHOWN = 2


@dataclass(frozen=True)
class Line:
    """A course on one's own page."""

    course: CourseProgress
    done_count: int
    percent: int
    url: str
    mark: str
    """As marks are written here, 8,5; "" where there was no test."""
    refresher: Offer | None = None
    """What changed since it was finished, where that is offered."""


@dataclass(frozen=True)
class Door:
    """A place of work this person may enter."""

    icon: str
    title: str
    url: str


@require_safe
@signed_in
def mine(request: AuthenticatedRequest) -> HttpResponse:
    courses = progress.of_person(request.user)
    duties, known = progress.asked_and_known(request.user)
    finished = {course.course for course in courses if course.completed_at}
    offers = refreshing.offers(request.user) if finished else {}
    lines = [_line(course, offers.get(course.course)) for course in courses]
    found = doors(request.user)
    context = {
        "page_kind": "mine",
        "nav": "mine",
        "under_way": [line for line in lines if not line.course.completed_at],
        "finished": [line for line in lines if line.course.completed_at],
        "drills": progress.drills_due(courses, on=clock.today()),
        "duties": duties,
        "known": [line for line in known if line.course not in finished],
        "doors": found,
        # What others do well is for those who have work to do here.
        "exemplars": praising.shown(clock.today())[:EXEMPLARS_SHOWN] if found else [],
        "may_share": users.may_use_card(request.user),
        "unread_count": inbox.unread_count(request.user),
        "has_password": request.user.has_usable_password(),
    }
    return render(request, "home/mine.html", context)


def _line(course: CourseProgress, refresher: Offer | None) -> Line:
    done = len(course.done)
    step = f"/hoc/{course.edition}/{course.current}/" if course.current else ""
    return Line(
        course=course,
        done_count=done,
        percent=100 * done // max(course.step_count, 1),
        url=step or f"/khoa-hoc/{course.course}/",
        mark=f"{float(course.mark):g}".replace(".", ",") if course.mark else "",
        refresher=refresher,
    )


def doors(person: User) -> list[Door]:
    """Only what exists for this person; at most four queries, two for a resident."""
    found = []
    if users.has_role(person, Role.VILLAGE_HEAD) or teams.memberships_of(person).exists():
        found.append(Door("people", _("Tổ công nghệ số của tôi"), "/to/"))
    if users.has_any_role(person, *teams.BOARD_READERS):
        found.append(Door("place", _("Xã, phường của tôi"), "/xa/"))
    if feedback.answers_any(person):
        found.append(Door("mail", _("Điểm nghẽn chờ trả lời"), "/diem-nghen/"))
    if users.has_role(person, Role.AGENCY_MANAGER):
        found.append(Door("list", _("Việc học của cơ quan"), "/co-quan/"))
    found += _figures(person)
    found += _of_committees(person)
    if users.has_role(person, Role.CERTIFICATE_OFFICER):
        found.append(Door("award", _("Sổ cấp giấy chứng nhận"), "/cap-giay/"))
    # Groups follow grants, so whoever holds none has no permission to look up.
    holds_any = person.is_superuser or users.grants_of(person)
    if holds_any and person.has_perm("wagtailadmin.access_admin"):
        found.append(Door("pencil", _("Soạn bài, quản trị"), "/quan-tri/"))
    return found


def _of_committees(person: User) -> list[Door]:
    if meetings.reads(person):
        return [Door("people", _("Ban Chỉ đạo"), "/ban-chi-dao/")]
    if users.has_role(person, Role.AGENCY_MANAGER):
        return [Door("check", _("Việc được giao"), "/viec-giao/")]
    return []


def _figures(person: User) -> list[Door]:
    found = []
    if figures.may_see_catalogue(person):
        found.append(Door("chart", _("Bảng chỉ tiêu các xã"), "/bang/"))
        found.append(Door("list", _("Chỉ số và số liệu"), "/so-lieu/"))
    elif figures.enters_for(person):
        found.append(Door("list", _("Số liệu đơn vị nhập"), "/so-lieu/nhap/"))
    elif figures.may_decide_some(person):
        found.append(Door("list", _("Số liệu chờ duyệt"), "/so-lieu/duyet/"))
    if reports.may_see_province(person) or reports.reads_for(person):
        found.append(Door("document", _("Báo cáo"), "/bao-cao/"))
        found.append(Door("book", _("Sách hướng dẫn xã và tỉnh"), "/huong-dan/xa-va-tinh/"))
    return found
