"""What allauth asks us: words, limits, mail, and when to ask again who is there."""

from io import BytesIO
from typing import Any, override

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from lms.audit import services as audit
from lms.notifications import services as notifications
from lms.users import devices, http, policies, sealing
from lms.users.models import User

# The messages of allauth we say, in our words; the others stay unsaid.
_SAID = {
    "account/messages/password_changed.txt": _("Đã đổi mật khẩu. Các máy khác đã được đăng xuất."),
    "account/messages/password_set.txt": _("Đã đặt mật khẩu."),
    "mfa/messages/totp_activated.txt": _("Đã bật mã hai lớp."),
    "mfa/messages/totp_deactivated.txt": _("Đã tắt mã hai lớp trên máy cũ."),
}


class AccountAdapter(DefaultAccountAdapter):
    """allauth with our words, our outbox and limits that do not lock a classroom out."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Tài khoản này đang tạm khóa."),
        "email_password_mismatch": _("Thư điện tử hoặc mật khẩu chưa đúng."),
        "enter_current_password": _("Mật khẩu đang dùng chưa đúng."),
        "incorrect_code": _("Mã chưa đúng. Xem lại mã mới nhất."),
        "incorrect_password": _("Mật khẩu chưa đúng."),
        "invalid_login": _("Thư điện tử hoặc mật khẩu chưa đúng."),
        "invalid_password_reset": _("Yêu cầu này đã hết hạn. Làm lại từ đầu giúp mình."),
        "rate_limited": _("Thử nhiều lần quá rồi. Đợi 5 phút rồi thử lại."),
        "too_many_login_attempts": _("Thử nhiều lần quá rồi. Đợi 5 phút rồi thử lại."),
    }

    @override
    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        if said := message or _SAID.get(message_template or ""):
            messages.add_message(request, level, said, extra_tags=extra_tags)

    @override
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        notifications.send_mail(
            to=email,
            subject=render_to_string(f"{template_prefix}_subject.txt", context).strip(),
            body=render_to_string(f"{template_prefix}_message.txt", context).strip(),
            kind=template_prefix.rsplit("/", 1)[-1],
            is_secret="code" in context,
        )

    @override
    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Tries from a device that once signed in count apart, so strangers lock nobody out."""
        login = str(credentials.get("email", "")).lower()
        device = devices.of(request)
        return f"{device.id}:{login}" if device.knows(login) else login

    @override
    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        audit.record("sign_in.refused", device=devices.of(request).id)

    @override
    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        if user.email:
            devices.remember_login(request, user.email)
        if policies.second_factor_due(user):
            request.session.set_expiry(http.STAFF_SESSION)
        audit.record("sign_in.done", subject=user, actor=user)
        return super().post_login(request, user, **details)

    @override
    def is_reauthentication_required(self, *, app: str, **_details: Any) -> bool:
        return not http.proved_lately(context.request)


class FactorAdapter(DefaultMFAAdapter):
    """The second factor with our name in the app and a QR code of our own making."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": _("Bật mã hai lớp trước đã."),
        "incorrect_code": _("Mã chưa đúng. Nhập mã đang hiện trên ứng dụng."),
    }

    @override
    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    @override
    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text)

    @override
    def get_totp_issuer(self) -> str:
        return "Học số"

    @override
    def build_totp_svg(self, url: str) -> str:
        picture = BytesIO()
        segno.make(url, error="m").save(
            picture, kind="svg", scale=6, border=2, light="white", xmldecl=False
        )
        return picture.getvalue().decode()
