"""What stands before a view: somebody signed in, and a second factor where a role asks for it."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme

from lms.common import lost_forms
from lms.users import policies
from lms.users.models import User

# Seconds: what is told or changed for good asks again who is there after this long.
PROOF_LASTS = 15 * 60
# Whoever holds a role that needs a second factor signs in anew every working day.
STAFF_SESSION = 12 * 60 * 60


class AuthenticatedRequest(HttpRequest):
    """A request whose user is a person, as `signed_in` promises."""

    user: User


type View[**P] = Callable[Concatenate[AuthenticatedRequest, P], HttpResponseBase]
type OpenView[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
type Gate = Callable[[HttpRequest], HttpResponseBase | None]


def signed_in[**P](view: View[P]) -> OpenView[P]:
    """Lead strangers to the sign-in page and back; the answer is private and never stored."""
    return _guarded(view, lambda request: _way_in(request, settings.LOGIN_URL))


def second_factor_required[**P](view: View[P]) -> OpenView[P]:
    """`signed_in`, and whoever must have a second factor has passed it in this session."""
    return _guarded(view, second_factor_gate)


def factor_where_due[**P](view: View[P]) -> OpenView[P]:
    """`signed_in` for people of a village too; a second factor for whoever's role asks for one."""
    return _guarded(view, lambda request: _factor_gate(request, settings.LOGIN_URL))


def proved_lately_required[**P](view: View[P]) -> OpenView[P]:
    """`signed_in`, and the person proved again who they are a short while ago."""
    return _guarded(view, proof_gate)


def proof_gate(request: HttpRequest) -> HttpResponseBase | None:
    """None for whoever proved lately who they are; otherwise the way to do so."""
    if away := _way_in(request, settings.LOGIN_URL):
        return away
    if proved_lately(request):
        return None
    return HttpResponseRedirect(_with_next(settings.PROOF_URL, request))


def second_factor_gate(request: HttpRequest) -> HttpResponseBase | None:
    """None for whoever may pass; otherwise the way to sign in, set up or confirm."""
    return _factor_gate(request, settings.STAFF_LOGIN_URL)


def second_factor_passed(request: HttpRequest) -> bool:
    """True when this session has proved a second factor of this very person."""
    return any(record["method"] == "mfa" for record in _proofs(request))


def forget_factor(request: HttpRequest) -> None:
    """Have the second factor asked for anew in this session."""
    kept = [record for record in _proofs(request) if record["method"] != "mfa"]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def proved_lately(request: HttpRequest) -> bool:
    """True when this person gave a password, a code or a second factor a short while ago."""
    return any(time.time() - record["at"] < PROOF_LASTS for record in _proofs(request))


def safe_next(request: HttpRequest) -> str:
    """The page of ours the request wants to come back to; empty for anything else."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_own_page(wanted, request) else ""


def with_next(page: str, come_back: str) -> str:
    """The address of a page by its name, with the page of ours to go on to, if any."""
    address = reverse(page)
    return f"{address}?{urlencode({'next': come_back}, safe='/')}" if come_back else address


def is_own_page(address: str, request: HttpRequest) -> bool:
    """True for a path on this very host and nothing that a browser could read as another."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def _factor_gate(request: HttpRequest, address: str) -> HttpResponseBase | None:
    if away := _way_in(request, address):
        return away
    if not policies.second_factor_due(request.user) or second_factor_passed(request):
        return None
    return HttpResponseRedirect(_with_next(settings.SECOND_FACTOR_URL, request))


def _proofs(request: HttpRequest) -> list[dict[str, Any]]:
    if request.user.is_anonymous:
        return []
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return records


def _guarded[**P](view: View[P], gate: Gate) -> OpenView[P]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        answer = gate(request)
        if answer is None:
            answer = view(request, *args, **kwargs)  # type: ignore[arg-type]  # the gate saw to it
        patch_cache_control(answer, no_store=True, private=True)
        return answer

    return guarded


def _way_in(request: HttpRequest, address: str) -> HttpResponseBase | None:
    if request.user.is_authenticated:
        return None
    return HttpResponseRedirect(_with_next(address, request))


def _with_next(address: str, request: HttpRequest) -> str:
    """`address` with the page to come back to; what was being sent waits there, filled in."""
    if request.method in {"GET", "HEAD"}:
        come_back = request.get_full_path()
    elif lost_forms.keep(request):
        come_back = settings.LOST_FORM_URL
    elif request.FILES:
        # Nothing was typed, and a file has to be chosen again: on its own page.
        come_back = request.get_full_path()
    else:
        return address
    return f"{address}?{urlencode({'next': come_back}, safe='/')}"
