"""The way in by an identity provider that speaks OpenID Connect, such as VNeID.

allauth speaks the protocol. Whom the identity means is decided here: by a link somebody made on
purpose, and never by a like phone number, name or e-mail address.
"""

import time
from typing import Any, TypedDict, override

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.adapter import get_adapter as social_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from lms.audit import services as audit
from lms.common import clock
from lms.users import devices
from lms.users.forms.entrance import ArrivalForm
from lms.users.http import AuthenticatedRequest, proved_lately_required, safe_next
from lms.users.models import User
from lms.users.services import arrivals, consents, identities
from lms.users.views.entering import enter

PENDING = "oidc_pending"
LASTS = 15 * 60
# What a provider that is down, half set up or dishonest makes of the conversation.
TROUBLE = (RequestException, OAuth2Error, KeyError, TypeError, ValueError)


class Pending(TypedDict):
    """An identity proved in this session that is linked to nobody yet."""

    uid: str
    name: str
    next: str
    at: float


class Conversation(OpenIDConnectOAuth2Adapter):
    """allauth's, with every token checked by the provider's key and nothing of it kept."""

    @override
    def complete_login(self, *args: Any, **kwargs: Any) -> SocialLogin:
        login = super().complete_login(*args, **kwargs)
        login.account.extra_data = {}
        return login

    @override
    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        self.did_fetch_access_token = False
        claims: dict[str, Any] = super()._decode_id_token(app, id_token)
        return claims


class Decisions(DefaultSocialAccountAdapter):
    """allauth hands over once the identity is proved, or once it is not."""

    @override
    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        """Only the name, to be offered on arrival; this person is never saved."""
        person: User = sociallogin.user
        person.rename(str(data.get("name") or "")[:200])
        return person

    @override
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        raise ImmediateHttpResponse(_proved(request, sociallogin))

    @override
    def on_authentication_error(self, request: HttpRequest, *_args: Any, **_more: Any) -> None:
        raise ImmediateHttpResponse(_failed(request))


@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """To the provider; for whoever is signed in, to link what it proves."""
    _only_where_offered()
    process = AuthProcess.CONNECT if request.user.is_authenticated else AuthProcess.LOGIN
    provider = social_adapter().get_provider(request, settings.OIDC_PROVIDER)
    try:
        answer: HttpResponse = provider.redirect(
            request, process=process, next_url=safe_next(request)
        )
    except TROUBLE:
        return _failed(request)
    return answer


@never_cache
@devices.with_device
@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    _only_where_offered()
    if provider_id != settings.OIDC_PROVIDER:
        raise Http404
    view = OAuth2CallbackView.adapter_view(Conversation(request, provider_id))
    try:
        answer: HttpResponse = view(request)
    except TROUBLE:
        return _failed(request)
    return answer


@never_cache
@devices.with_device
@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request: HttpRequest) -> HttpResponse:
    """The first time: somebody who learnt here before signs in and links; others begin here."""
    _only_where_offered()
    pending = _pending(request)
    if pending is None or request.user.is_authenticated:
        return redirect("users:oidc-link" if pending else "users:sign-in")
    form = ArrivalForm(request.POST or None, initial={"full_name": pending["name"]})
    if request.method == "POST" and form.is_valid():
        now, said = clock.now(), form.cleaned_data
        about = {key: said[key] for key in ("form_of_address", "birth_year", "home_unit")}
        try:
            with transaction.atomic():
                person = arrivals.arrive(
                    "",
                    full_name=said["full_name"],
                    wording=str(consents.LEARNING_WORDING),
                    now=now,
                    **about,
                )
                identities.link(person, pending["uid"], now=now)
        except identities.IdentityTaken:
            # The same form sent twice: who came of the first is there already.
            return redirect("users:oidc")
        del request.session[PENDING]
        return enter(request, person, method="oidc", come_back=pending["next"])
    page = {"form": form, "wording": consents.LEARNING_WORDING, "provider": settings.OIDC_NAME}
    return render(request, "users/oidc_arrive.html", page)


@proved_lately_required
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: AuthenticatedRequest) -> HttpResponse:
    """The identity proved just now and the record that is signed in: linked only by a yes."""
    _only_where_offered()
    pending = _pending(request)
    if pending is None:
        return redirect("users:my-data")
    if request.method == "POST":
        del request.session[PENDING]
        try:
            identities.link(request.user, pending["uid"], now=clock.now())
        except identities.IdentityTaken:
            messages.error(request, _of_another())
        else:
            said = _("Đã nối. Lần sau vào bằng %(provider)s được.")
            messages.success(request, said % {"provider": settings.OIDC_NAME})
        return redirect("users:my-data")
    page = {"name": pending["name"], "provider": settings.OIDC_NAME, "nav": "mine"}
    return render(request, "users/oidc_link.html", page)


@proved_lately_required
@require_POST
def unlink(request: AuthenticatedRequest) -> HttpResponse:
    _only_where_offered()
    try:
        if identities.unlink(request.user, now=clock.now()):
            messages.success(request, _("Đã bỏ nối. Việc đã học vẫn còn."))
    except identities.LastWayIn:
        messages.error(request, _("Bỏ thì không còn cách nào đăng nhập. Thêm số điện thoại trước."))
    return redirect("users:my-data")


def _proved(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    account = login.account
    owner = account.user if account.pk else None
    come_back = login.state.get("next") or ""
    if owner and request.user.is_authenticated:
        if owner == request.user:
            messages.info(request, _("Đã nối từ trước rồi."))
        else:
            messages.error(request, _of_another())
        return redirect("users:my-data")
    if owner:
        return enter(request, owner, method="oidc", come_back=come_back)
    request.session[PENDING] = Pending(
        uid=account.uid, name=login.user.full_name, next=come_back, at=time.time()
    )
    return redirect("users:oidc-link" if request.user.is_authenticated else "users:oidc-arrive")


def _failed(request: HttpRequest) -> HttpResponse:
    audit.record("sign_in.refused", device=devices.of(request).id)
    said = _("Chưa vào được bằng %(provider)s. Thử lại, hoặc dùng số điện thoại, thẻ học.")
    messages.error(request, said % {"provider": settings.OIDC_NAME})
    return redirect("users:my-data" if request.user.is_authenticated else "users:sign-in")


def _of_another() -> str:
    said = _("%(provider)s này đã nối với một hồ sơ khác. Nhờ xã gộp hai hồ sơ làm một.")
    return said % {"provider": settings.OIDC_NAME}


def _pending(request: HttpRequest) -> Pending | None:
    pending: Pending | None = request.session.get(PENDING)
    if pending is None or time.time() - pending["at"] > LASTS:
        return None
    return pending


def _only_where_offered() -> None:
    if not settings.OIDC_NAME:
        raise Http404
