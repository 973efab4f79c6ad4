"""Units, agencies and sections as an operator names them on the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from courses import policies as course_policies
from courses.models import Section
from lms.common import clock
from lms.places.models import Unit
from lms.users.models import Agency, RoleGrant

Role = RoleGrant.Role
# What a role is given over; all others over a unit and everything below it.
OVER = {
    Role.AGENCY_MANAGER: "agency",
    Role.CERTIFICATE_OFFICER: "agency",
    Role.CONTENT_AUTHOR: "section",
    Role.CONTENT_EDITOR: "section",
}
OPTIONS = {"unit": "--unit MÃ", "agency": "--agency MÃ", "section": "--section TÊN"}


def add_role_arguments(parser: ArgumentParser) -> None:
    titles = "; ".join(f"{role.value}: {role.label}" for role in Role)
    parser.add_argument("role", choices=Role.values, metavar="VAI_TRÒ", help=titles)
    parser.add_argument("email", help="thư điện tử của người đó")
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--unit", metavar="MÃ", help="tỉnh hoặc xã, phường, như 37 hay 13795")
    place.add_argument("--agency", metavar="MÃ", help="cơ quan, như SKHCN")
    place.add_argument("--section", metavar="TÊN", help="mục khóa học, tên như trên trang")


def scope(options: dict[str, Any]) -> dict[str, Any]:
    """The scope of a grant that the options name; raises CommandError."""
    role = Role(options["role"])
    kind = OVER.get(role, "unit")
    named = options[kind]
    if not named:
        raise CommandError(f"Vai trò “{role.label}” cần {OPTIONS[kind]}.")
    if kind == "unit":
        return {"unit": unit(named)}
    if kind == "agency":
        return {"agency": agency(named)}
    found = Section.objects.filter(name=named).first()
    if found is None:
        raise CommandError(f"Không có mục khóa học “{named}”. Quản trị mở mục ở trang quản trị.")
    return {"scope": course_policies.scope_of(found)}


def unit(code: str) -> Unit:
    """The unit that has this code today."""
    found = Unit.objects.valid_on(clock.today()).filter(code=code)
    if len(found) != 1:
        raise CommandError(f"Không có đơn vị hành chính mã {code}. Đã chạy import_units chưa?")
    return found[0]


def agency(code: str) -> Agency:
    found = Agency.objects.filter(code=code).first()
    if found is None:
        raise CommandError(f"Không có cơ quan mã {code}. Mở bằng lệnh open_agency trước.")
    return found
