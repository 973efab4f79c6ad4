"""The demo province: people of every kind, their agencies and teams, two courses, a few sessions.

Everything goes through the services the product itself uses. Loading twice changes nothing.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from certificates.models import Issuer
from courses import policies as course_policies
from courses.files import reading
from courses.models import Course, Section
from courses.services import importing as course_files
from courses.services import sections
from lms.common import clock
from lms.common.ids import uuid7
from lms.home.starting import accounts
from lms.home.starting.accounts import SignIn
from lms.jobs import running
from lms.jobs.models import Job
from lms.places.models import Unit
from lms.places.services import villages
from lms.users.models import Agency, RoleGrant, User
from lms.users.services import agencies, demo, grants
from teams.models import Session, Team, TeamMembership
from teams.services import membership, reviewing, submissions

Role = RoleGrant.Role
COURSES = ("nop-ho-so-dich-vu-cong", "nhan-biet-lua-dao")
COMMUNE_CODE = "13795"
STAFF_DOOR, PHONE_DOOR = "/dang-nhap/can-bo/", "/dang-nhap/"
RESIDENT_PHONE, LEADER_PHONE = "+84912000001", "+84912000002"
Say = Callable[[str], None]


def load(say: Say) -> None:
    """Load what is missing; `say` tells each part as it begins."""
    if not accounts.kept():
        say("Dựng dữ liệu trình diễn: thôn xóm, cơ quan, tài khoản…")
        with transaction.atomic():
            villages.load_demo_villages()
            accounts.keep(_people(_agencies()))
    for code in COURSES:
        if not Course.objects.open().filter(code=code).exists():
            say(f"Phát hành khóa học mẫu: {code}…")
            _publish(code)
    if not Session.objects.exists():
        say("Ghi vài buổi hướng dẫn mẫu…")
        _sessions()


def _agencies() -> dict[str, Agency]:
    commune = _commune()
    province = commune.parent
    assert province is not None  # noqa: S101 - every commune has a province, by constraint
    top = agencies.open_agency(
        "UBND tỉnh Ninh Bình", code="UBND-TINH", kind="province_committee", unit=province
    )
    office = agencies.open_agency(
        "Sở Khoa học và Công nghệ", code="SKHCN", kind="department", unit=province, parent=top
    )
    agencies.open_agency(
        "Trung tâm Chuyển đổi số", code="TTCDS", kind="public_unit", unit=province, parent=office
    )
    town = agencies.open_agency(
        f"UBND {commune.name}", code="UBND-YYEN", kind="commune_committee", unit=commune, parent=top
    )
    Issuer.objects.get_or_create(
        agency=office,
        defaults={
            "superior_name": "UBND tỉnh Ninh Bình",
            "name": "Sở Khoa học và Công nghệ",
            "place": "Ninh Bình",
            "series": "GCN-KNS",
            "signatory_title": "Giám đốc",
            "signatory_name": "Trần Văn Minh",
            "is_default": not Issuer.objects.filter(is_default=True).exists(),
        },
    )
    return {"office": office, "town": town}


def _people(bodies: dict[str, Agency]) -> list[SignIn]:
    commune = _commune()
    village = commune.children.filter(level=Unit.Level.VILLAGE).sorted()[0]
    province = commune.parent
    hoa = demo.make_resident("Trần Thị Hoa", number=RESIDENT_PHONE, home_unit=village)
    User.objects.filter(pk=hoa.pk).update(birth_year=1958, form_of_address="bac")
    lan = demo.make_resident("Nguyễn Thị Lan", number=LEADER_PHONE, home_unit=village)
    _team(village, lan)
    sign_ins = [
        SignIn("Người dân (bác Hoa)", PHONE_DOOR, "0912 000 001"),
        SignIn("Tổ trưởng (chị Lan)", PHONE_DOOR, "0912 000 002"),
    ]

    def staff(who: str, name: str, login: str) -> User:
        account = demo.make_staff(name, email=f"{login}@hocso.example")
        email = account.person.email or ""
        sign_ins.append(SignIn(who, STAFF_DOOR, email, account.password))
        return account.person

    shelves = _sections()
    editor = staff("Biên tập khóa học", "Phạm Anh Tuấn", "tuan")
    author = staff("Biên soạn khóa học", "Lê Thùy Dung", "dung")
    for section in shelves:
        grants.grant(editor, Role.CONTENT_EDITOR, scope=section, by=None)
    grants.grant(author, Role.CONTENT_AUTHOR, scope=shelves[0], by=None)
    reviewer = staff("Cán bộ xã duyệt buổi", "Vũ Ngọc Bích", "bich")
    grants.grant(reviewer, Role.COMMUNE_REVIEWER, unit=commune, by=None)
    town_manager = staff("Quản lý xã (lập tổ, thành viên)", "Phạm Văn Thắng", "thang")
    grants.grant(town_manager, Role.COMMUNE_MANAGER, unit=commune, by=None)
    manager = staff("Quản lý cơ quan", "Đinh Quốc Khánh", "khanh")
    grants.grant(manager, Role.AGENCY_MANAGER, agency=bodies["office"], by=None)
    official = staff("Công chức", "Hoàng Thị Mai", "mai")
    official.posts.create(
        agency=bodies["office"], kind="civil_servant", job_title="Chuyên viên", staff_no="CB001"
    )
    officer = staff("Cấp giấy chứng nhận", "Ngô Thị Thu", "thu")
    grants.grant(officer, Role.CERTIFICATE_OFFICER, agency=bodies["office"], by=None)
    admin = staff("Quản trị tỉnh, hệ thống", "Lê Hồng Sơn", "son")
    for role in (Role.PROVINCE_ADMIN, Role.SYSTEM_ADMIN):
        grants.grant(admin, role, unit=province, by=None)
    return sign_ins


def _sections() -> list[tuple[str, str]]:
    """Scopes of the sections that the demo courses name, made if they are missing."""
    names = [reading.read(_folder(code)).course["section"] for code in COURSES]
    for name in names:
        if sections.page_of(name) is None:
            sections.create_section(name, by=None)
    return [course_policies.scope_of(Section.objects.get(name=name)) for name in names]


def _team(village: Unit, leader: User) -> Team:
    since = clock.today() - timedelta(days=300)
    team = Team.objects.filter(unit=village).first() or membership.open_team(
        f"Tổ công nghệ số {village.name[:1].lower()}{village.name[1:]}",
        unit=village,
        by=None,
        on=since,
        decision_no="12/QĐ-UBND",
        households_count=210,
    )
    role = TeamMembership.Role.LEADER
    membership.join(team, leader, role=role, on=since, by=None, organisation="Hội Phụ nữ")
    return team


def _publish(code: str) -> None:
    editor = User.objects.get(email="tuan@hocso.example")
    course_files.load_course(_folder(code), by=editor)
    for queue in Job.Queue.values:
        running.drain(queue)


def _sessions() -> None:
    leader = User.objects.get(login_phones__number=LEADER_PHONE)
    reviewer = User.objects.get(email="bich@hocso.example")
    team = Team.objects.get(memberships__person=leader)
    now = clock.now()
    logs = (
        (12, 18, ["vneid"], {"e_identity": 9}),
        (6, 23, ["dich-vu-cong"], {"online_service": 7}),
    )
    for days, heads, topics, acts in (*logs, (1, 15, ["lua-dao"], {})):
        document = {
            "held_on": (clock.today() - timedelta(days=days)).isoformat(),
            "type": "class_session",
            "venue": "Nhà văn hóa thôn",
            "topics": topics,
            "heads": heads,
            "female": heads // 2,
            "older": heads // 3,
            "first_time": heads // 4,
            "acts": acts,
        }
        envelope = submissions.Envelope(record_id=uuid7(), rev=1, team=team, captured_at=now)
        session = submissions.receive(leader, envelope, document, now=now).session
        if session and days > 1:
            reviewing.verify(session, by=reviewer, now=now)


def _commune() -> Unit:
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE, code=COMMUNE_CODE)
    return communes.valid_on(clock.today()).select_related("parent").get()


def _folder(code: str) -> Path:
    return Path(settings.BASE_DIR) / "courses" / "demo" / code
