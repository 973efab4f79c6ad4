"""The people of the demo province, their agencies and their team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from certificates.services import issuers
from courses import policies as course_policies
from courses.models import Section
from courses.services import sections
from lms.common import clock
from lms.home.starting import accounts
from lms.home.starting.accounts import SignIn
from lms.places.models import Unit
from lms.users.models import Agency, Consent, RoleGrant, User
from lms.users.services import agencies, consents, demo, grants
from teams.models import TeamMembership
from teams.services import membership, neighbours

Role = RoleGrant.Role
Scopes = Mapping[str, Sequence[dict[str, Any]]]
COMMUNE_CODE = "13795"
STAFF_DOOR, PHONE_DOOR = "/dang-nhap/can-bo/", "/dang-nhap/"
RESIDENT_PHONE, LEADER_PHONE = "+84912000001", "+84912000002"
RESIDENTS = [
    SignIn("Người dân (bác Hoa)", PHONE_DOOR, "0912 000 001"),
    SignIn("Tổ trưởng (chị Lan)", PHONE_DOOR, "0912 000 002"),
]


@dataclass(frozen=True)
class Staff:
    """Somebody who signs in by password, and their roles, each with the name of its scopes."""

    who: str
    name: str
    login: str
    roles: tuple[tuple[Role, str], ...] = ()

    @property
    def email(self) -> str:
        return f"{self.login}@hocso.example"


EDITOR = Staff("Biên tập khóa học", "Phạm Anh Tuấn", "tuan", ((Role.CONTENT_EDITOR, "shelves"),))
REVIEWER = Staff("Cán bộ xã duyệt buổi", "Vũ Ngọc Bích", "bich", ((Role.COMMUNE_REVIEWER, "town"),))
OFFICIAL = Staff("Công chức", "Hoàng Thị Mai", "mai")
MANAGER = Staff(
    "Quản lý xã (lập tổ, thành viên)", "Phạm Văn Thắng", "thang", ((Role.COMMUNE_MANAGER, "town"),)
)
ADMIN = Staff(
    "Quản trị tỉnh, hệ thống",
    "Lê Hồng Sơn",
    "son",
    ((Role.PROVINCE_ADMIN, "province"), (Role.SYSTEM_ADMIN, "province")),
)
STEERING = Staff("Ban Chỉ đạo tỉnh", "Tô Quang Vinh", "vinh", ((Role.STEERING_MEMBER, "province"),))
COMMUNE_STEERING = Staff(
    "Ban Chỉ đạo xã", "Kiều Văn Sơn", "kieu", ((Role.STEERING_MEMBER, "town"),)
)
STAFF = (
    EDITOR,
    Staff("Biên soạn khóa học", "Lê Thùy Dung", "dung", ((Role.CONTENT_AUTHOR, "first shelf"),)),
    REVIEWER,
    MANAGER,
    Staff("Quản lý cơ quan", "Đinh Quốc Khánh", "khanh", ((Role.AGENCY_MANAGER, "office"),)),
    OFFICIAL,
    Staff("Cấp giấy chứng nhận", "Ngô Thị Thu", "thu", ((Role.CERTIFICATE_OFFICER, "office"),)),
    ADMIN,
    STEERING,
    COMMUNE_STEERING,
)


def are_missing() -> bool:
    """Whether somebody of the demo has no sign-in in this data folder yet."""
    known = {entry.login for entry in _known()}
    return any(staff.email not in known for staff in STAFF)


def make(shelves: Sequence[str]) -> list[SignIn]:
    """Everybody's sign-in; who has one keeps it and what has been made of the account since.

    `shelves` are the names of the sections that are written in.
    """
    known = {entry.login: entry for entry in _known()}
    commune = _commune()
    office = _agencies(commune)
    if not _are_here():
        _residents(commune)
    scopes = _scopes(commune, office, shelves)
    staff = [known.get(one.email) or _sign_in(one, office, scopes) for one in STAFF]
    return [*RESIDENTS, *staff]


def _known() -> list[SignIn]:
    """The sign-ins kept in this folder; none when its database knows nobody of them."""
    return accounts.kept() if _are_here() else []


def _are_here() -> bool:
    return User.objects.filter(is_demo=True).exists()


def _agencies(commune: Unit) -> Agency:
    """The office that issues certificates and is managed, with those around it."""
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
    agencies.open_agency(
        f"UBND {commune.name}", code="UBND-YYEN", kind="commune_committee", unit=commune, parent=top
    )
    issuers.open_issuer(
        office,
        superior_name="UBND tỉnh Ninh Bình",
        name="Sở Khoa học và Công nghệ",
        place="Ninh Bình",
        series="GCN-KNS",
        signatory_title="Giám đốc",
        signatory_name="Trần Văn Minh",
    )
    return office


def _scopes(commune: Unit, office: Agency, names: Sequence[str]) -> Scopes:
    """What the roles of `STAFF` are given over; sections are made where they are missing."""
    for name in names:
        if sections.page_of(name) is None:
            sections.create_section(name, by=None)
    shelves = [
        {"scope": course_policies.scope_of(Section.objects.get(name=name))} for name in names
    ]
    return {
        "shelves": shelves,
        "first shelf": shelves[:1],
        "town": [{"unit": commune}],
        "office": [{"agency": office}],
        "province": [{"unit": commune.parent}],
    }


def _sign_in(staff: Staff, office: Agency, scopes: Scopes) -> SignIn:
    account = demo.make_staff(staff.name, email=staff.email)
    for role, over in staff.roles:
        for scope in scopes[over]:
            grants.grant(account.person, role, **scope, by=None)
    if staff is OFFICIAL:
        account.person.posts.get_or_create(
            agency=office,
            defaults={"kind": "civil_servant", "job_title": "Chuyên viên", "staff_no": "CB001"},
        )
    return SignIn(staff.who, STAFF_DOOR, staff.email, account.password)


def _residents(commune: Unit) -> None:
    """Bác Hoa, and chị Lan with the team she leads."""
    village = commune.children.filter(level=Unit.Level.VILLAGE).sorted()[0]
    hoa = demo.make_resident("Trần Thị Hoa", number=RESIDENT_PHONE, home_unit=village)
    User.objects.filter(pk=hoa.pk).update(birth_year=1958, form_of_address="bac")
    lan = demo.make_resident("Nguyễn Thị Lan", number=LEADER_PHONE, home_unit=village)
    since = clock.today() - timedelta(days=300)
    team = membership.open_team(
        f"Tổ công nghệ số {village.name[:1].lower()}{village.name[1:]}",
        unit=village,
        by=None,
        on=since,
        decision_no="12/QĐ-UBND",
        households_count=210,
    )
    role = TeamMembership.Role.LEADER
    membership.join(team, lan, role=role, on=since, by=None, organisation="Hội Phụ nữ")
    User.objects.filter(pk=lan.pk).update(form_of_address="chi")
    consents.give(
        lan,
        neighbours.CALLS,
        wording=str(neighbours.CALLS_WORDING),
        channel=Consent.Channel.SCREEN,
        by=None,
        now=clock.now(),
    )


def _commune() -> Unit:
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE, code=COMMUNE_CODE)
    return communes.valid_on(clock.today()).select_related("parent").get()
