"""The e-mail address of a resident: proved by a code sent to it, before it is written down."""

import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.notifications import services as notifications
from lms.users.models import User

DIGITS = 6
SALT = "lms.users.emails"


class EmailTaken(Exception):
    """Another record has this address."""


def send_code(person: User, email: str) -> str:
    """Send a code to the address; what it hashes to, for `is_right`.

    The owner of an address that another record has is told so by mail, and nobody else.
    """
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    is_taken = User.objects.filter(email=email).exclude(pk=person.pk).exists()
    if is_taken:
        body = _(
            "Có người vừa nhập địa chỉ này vào một hồ sơ khác trên Học số. "
            "Địa chỉ này đang thuộc một hồ sơ rồi nên không dùng thêm được.\n\n"
            "Không phải bà con nhập thì bỏ qua thư này."
        )
    else:
        body = _(
            "Mã xác nhận thư điện tử trên Học số: %(code)s\n\n"
            "Mã dùng được trong 10 phút. Không đọc mã cho ai, kể cả người xưng là cán bộ.\n"
            "Không phải bà con nhập thì bỏ qua thư này."
        ) % {"code": code}
    notifications.send_mail(
        to=email,
        subject=_("Học số: xác nhận thư điện tử"),
        body=body,
        kind="email_code",
        person=person,
        is_secret=True,
    )
    return hash_of(email, "" if is_taken else code)


def is_right(email: str, code: str, kept: str) -> bool:
    return bool(code) and constant_time_compare(hash_of(email, code), kept)


def hash_of(email: str, code: str) -> str:
    return salted_hmac(SALT, f"{email}:{code}", algorithm="sha256").hexdigest()


def attach(person: User, email: str) -> None:
    """Write down a proved address in place of the one before, which is told; raises EmailTaken."""
    before = person.email
    if before == email:
        return
    try:
        with transaction.atomic():
            User.objects.filter(pk=person.pk).update(email=email)
            audit.record("email.attached", subject=person, actor=person)
            if before:
                _tell_old(person, before)
    except IntegrityError as taken:
        raise EmailTaken from taken
    person.email = email


def detach(person: User) -> bool:
    """Forget the person's address; true only for the call that did it."""
    with transaction.atomic():
        if not User.objects.filter(pk=person.pk).exclude(email=None).update(email=None):
            return False
        audit.record("email.detached", subject=person, actor=person)
    if person.email:
        _tell_old(person, person.email)
    person.email = None
    return True


def tell_no_password(person: User) -> None:
    """Whoever asked for a resident's password is told, at her address, how she comes in."""
    notifications.send_mail(
        to=person.email or "",
        subject=_("Học số: bà con không cần mật khẩu"),
        body=_(
            "Có người vừa xin đặt mật khẩu Học số cho địa chỉ thư này. "
            "Hồ sơ của bà con không dùng mật khẩu.\n\n"
            "Bà con vào học bằng số điện thoại hoặc thẻ học: %(address)s\n"
            "Mất số, mất thẻ thì nhờ tổ công nghệ số của thôn hoặc Ủy ban nhân dân xã.\n\n"
            "Không phải bà con xin thì bỏ qua thư này."
        )
        % {"address": f"{settings.WAGTAILADMIN_BASE_URL}{reverse('users:sign-in')}"},
        kind="no_password",
        person=person,
    )


def _tell_old(person: User, address: str) -> None:
    notifications.send_mail(
        to=address,
        subject=_("Học số: đã bỏ thư điện tử này"),
        body=_(
            "Địa chỉ này vừa được bỏ khỏi hồ sơ Học số của bà con. "
            "Không phải bà con làm thì báo Ủy ban nhân dân xã hoặc tổ công nghệ số."
        ),
        kind="email_detached",
        person=person,
    )
