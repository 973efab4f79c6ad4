"""allauth's forms in our words and with our look; a second-factor code counts once."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.users import policies
from lms.users.models import User
from lms.users.services import emails

EMAIL = _("Thư điện tử")
PASSWORD = _("Mật khẩu")
NEW_PASSWORD = _("Mật khẩu mới")
NEW_PASSWORD_AGAIN = _("Nhập lại mật khẩu mới")
ADVICE = _("Ít nhất 10 ký tự. Một câu dễ nhớ, có dấu cách, là mật khẩu tốt.")


class OurWords(forms.Form):
    """Labels of ours instead of placeholders, and the class our stylesheet knows."""

    words: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    classes = "input"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.words.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.error_messages["required"] = _("Chưa điền ô này.")
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["class"] = self.classes


class LoginForm(OurWords, account.LoginForm):
    words = {"login": EMAIL, "password": PASSWORD}


class ReauthenticateForm(OurWords, account.ReauthenticateForm):
    words = {"password": PASSWORD}


class ChangePasswordForm(OurWords, account.ChangePasswordForm):
    words = {
        "oldpassword": _("Mật khẩu đang dùng"),
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD_AGAIN,
    }
    hints = {"password1": ADVICE}


class SetPasswordForm(OurWords, account.SetPasswordForm):
    words = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD_AGAIN}
    hints = {"password1": ADVICE}


class ResetPasswordForm(OurWords, account.ResetPasswordForm):
    """The page answers alike for everybody; only the mail says what is to be done."""

    words = {"email": EMAIL}

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        for resident in [one for one in self.users if not policies.may_have_password(one)]:
            emails.tell_no_password(resident)
            self.users.remove(resident)
        address: str = super().save(request, **kwargs)
        return address


class ResetPasswordCodeForm(OurWords, account.ConfirmPasswordResetCodeForm):
    words = {"code": _("Mã trong thư")}


class ResetPasswordKeyForm(OurWords, account.ResetPasswordKeyForm):
    words = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD_AGAIN}
    hints = {"password1": ADVICE}


class FactorForm(OurWords):
    """Six digits from the app, or a recovery code of eight."""

    words = {"code": _("Mã")}
    classes = "input code"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AuthenticateForm(FactorForm, mfa.AuthenticateForm):
    def clean_code(self) -> str:
        return _once(self.user, super().clean_code())


class ReauthenticateFactorForm(FactorForm, mfa.ReauthenticateForm):
    def clean_code(self) -> str:
        return _once(self.user, super().clean_code())


class ActivateForm(FactorForm, totp.ActivateTOTPForm):
    words = {"code": _("6 số trên ứng dụng")}


def _once(user: User, code: str) -> str:
    """allauth remembers a code for one period; with tolerance it would be good for three."""
    lifetime = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    digits = "".join(filter(str.isdigit, code))
    if not cache.add(f"users.factor:{user.pk}:{digits}", 1, timeout=lifetime):
        raise get_adapter().validation_error("incorrect_code")
    return code
