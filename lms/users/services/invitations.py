"""Bringing in somebody who signs in by password, before anybody could bring them in on a page."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.notifications import services as notifications
from lms.users import names
from lms.users.models import User

INVITED = "users.invited"


def invite(full_name: str, *, email: str) -> User:
    """A new person, told by mail how to set password and second factor; raises NameRefused.

    No password is made: who reads the mail of this address sets one.
    """
    with transaction.atomic():
        person = User.objects.create_user(names.clean(full_name), email=email)
        audit.record("person.invited", subject=person, actor=None)
        notifications.send_mail(
            to=person.email or "",
            subject=_("Mời vào Học số"),
            body=letter(person),
            kind=INVITED,
            person=person,
        )
    return person


def letter(person: User) -> str:
    """What the person is to do, with the addresses of this installation."""
    lines = [
        _("Chào %(name)s,") % {"name": person.full_name},
        "",
        _("Tài khoản cán bộ trên Học số đã có. Lần đầu vào, cần làm hai việc:"),
        _("1. Đặt mật khẩu (nhập thư điện tử này, mã sẽ đến hộp thư): %(address)s")
        % {"address": _address("account_reset_password")},
        _("2. Đăng nhập, rồi bật mã hai lớp trên điện thoại khi được hỏi: %(address)s")
        % {"address": _address("account_login")},
    ]
    return "\n".join(lines)


def _address(name: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse(name)}"
