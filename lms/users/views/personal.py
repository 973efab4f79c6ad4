"""Dữ liệu của tôi: see, change, take away, erase."""

from typing import Any

from allauth.account.internal.flows.logout import logout
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.audit import services as audit
from lms.common import clock
from lms.places.models import Unit
from lms.users import policies
from lms.users.forms.personal import AboutMeForm, EraseForm
from lms.users.http import AuthenticatedRequest, proved_lately_required, signed_in
from lms.users.models import User
from lms.users.services import consents, identities, people, personal

# Parts with a section of their own on the page, where they are changed.
SECTIONS = frozenset({"phones", "consents"})


@signed_in
@require_safe
def my_data(request: AuthenticatedRequest) -> HttpResponse:
    user = request.user
    page = {
        "parts": [part for part in _kept(user) if part["name"] not in SECTIONS],
        "phones": user.login_phones.order_by("created_at"),
        "consents": user.consents.filter(withdrawn_at=None).order_by("given_at"),
        "provider": settings.OIDC_NAME,
        "is_linked": bool(settings.OIDC_NAME) and identities.of(user).exists(),
        "has_card": user.cards.open().exists(),
        "has_password": user.has_usable_password(),
        "needs_factor": policies.second_factor_due(user),
        "nav": "mine",
    }
    return render(request, "users/my_data.html", page)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def about_me(request: AuthenticatedRequest) -> HttpResponse:
    user = request.user
    commune = _commune_of(user.home_unit)
    now = {
        "full_name": user.full_name,
        "form_of_address": user.form_of_address,
        "birth_year": user.birth_year,
        "home_unit": commune,
        "village": user.home_unit,
    }
    form = AboutMeForm(request.POST or None, initial=now, commune=commune)
    if request.method == "POST" and form.is_valid():
        home = form.home(now=user.home_unit)
        people.rename(user, form.cleaned_data["full_name"], by=user)
        people.settle(
            user,
            form_of_address=form.cleaned_data["form_of_address"],
            birth_year=form.cleaned_data["birth_year"],
            home_unit=home,
            by=user,
        )
        if home and home != commune and home.children.exists():
            messages.success(request, _("Đã ghi lại. Giờ chọn thôn, xóm ở dưới."))
            return redirect("users:about-me")
        messages.success(request, _("Đã ghi lại."))
        return redirect("users:my-data")
    return render(request, "users/about_me.html", {"form": form, "nav": "mine"})


@signed_in
@require_POST
def download(request: AuthenticatedRequest) -> HttpResponse:
    content = personal.export(request.user)
    audit.record("person.exported", subject=request.user, actor=request.user)
    answer = JsonResponse(
        content,
        encoder=DjangoJSONEncoder,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    answer["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.json"'
    return answer


@signed_in
@require_POST
def withdraw(request: AuthenticatedRequest, purpose: str) -> HttpResponse:
    """Take one consent back; without the first of them nothing may be kept at all."""
    if purpose == consents.LEARNING:
        return redirect("users:erase")
    if consents.withdraw(request.user, purpose, by=request.user, now=clock.now()):
        messages.success(request, _("Đã rút lại sự đồng ý."))
    return redirect("users:my-data")


@signed_in
@require_POST
def sign_out_elsewhere(request: AuthenticatedRequest) -> HttpResponse:
    if request.user.has_usable_password():
        return redirect("account_change_password")
    people.end_sessions(request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Đã đăng xuất ở mọi máy khác."))
    return redirect("users:my-data")


@signed_in
@require_safe
def erase(request: AuthenticatedRequest) -> HttpResponse:
    """The first step: what goes, what stays, and why."""
    page = {
        "parts": _kept(request.user),
        "may_erase": policies.may_erase_self(request.user),
        "nav": "mine",
    }
    return render(request, "users/erase.html", page)


@proved_lately_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase_for_good(request: AuthenticatedRequest) -> HttpResponse:
    if not policies.may_erase_self(request.user):
        return redirect("users:erase")
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        personal.erase(request.user, by=request.user, now=clock.now())
        logout(request, show_message=False)
        request.session.flush()
        return redirect("users:erased")
    return render(request, "users/erase_for_good.html", {"form": form, "nav": "mine"})


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "users/erased.html")


def _kept(user: User) -> list[dict[str, Any]]:
    """The parts that hold something of this person, each with its sentences."""
    found = [_shown(part, user) for part in personal.parts()]
    return [part for part in found if part["lines"]]


def _shown(part: personal.Part, user: User) -> dict[str, Any]:
    return {
        "name": part.name,
        "label": part.label,
        "goes": part.erase is not None,
        "stays": part.stays,
        "lines": list(part.describe(user)) if part.describe else _counted(part.export(user)),
    }


def _counted(content: Any) -> list[str]:
    if not content:
        return []
    if isinstance(content, list):
        return [_("%(count)s mục") % {"count": len(content)}]
    return [_("Có lưu")]


def _commune_of(home: Unit | None) -> Unit | None:
    return home.parent if home and home.level == Unit.Level.VILLAGE else home
