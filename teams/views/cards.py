"""A team's learning cards: who has one, a new one, another one, stopping one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock, qr
from lms.common.http import printed_site
from lms.places.services import succession
from lms.users.http import AuthenticatedRequest, factor_where_due
from lms.users.models import User
from lms.users.services import cards as learning_cards
from lms.users.services import consents
from teams import policies
from teams.forms.cards import CardForm
from teams.models import Team
from teams.services import cards as services

PAGE_SIZE = 50
NEW = "moi"


@require_safe
@factor_where_due
def cards(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Who has a card, and the way to give one."""
    team = _team(request, code)
    page = Paginator(services.holders(team), PAGE_SIZE).get_page(request.GET.get("trang"))
    place = succession.standing(team.unit)
    may_list = policies.may_list_residents(request.user, place)
    context = {"team": team, "page": page, "link": "?trang=", "place": place, "may_list": may_list}
    return render(request, "teams/cards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def card_new(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The form, then who that may be, then the sheet to print."""
    team = _team(request, code)
    start = {"home_unit": succession.standing(team.unit)}
    form = CardForm(request.POST or None, team=team, initial=start)
    context: dict[str, Any] = {"team": team, "form": form}
    if request.method != "POST":
        return render(request, "teams/card_new.html", context)
    if not form.is_valid() or "chinh-sua" in request.POST:
        return render(request, "teams/card_new.html", context, status=422)
    if "ai" not in request.POST:
        return _choose(request, context)
    if "agrees" not in request.POST:
        return _choose(request, context | {"must_agree": True}, status=422)
    return _give(request, context)


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def card_again(request: AuthenticatedRequest, code: str, person: str) -> HttpResponse:
    """Another card for somebody who lost the card or forgot the PIN: a question, then the sheet."""
    team = _team(request, code)
    holder = _holder(team, person)
    if request.method == "POST":
        try:
            printed = services.issue_to(
                team, holder, drawn=request.POST.get("phieu", ""), by=request.user, now=clock.now()
            )
        except (services.NotOffered, learning_cards.NotForCard):
            messages.error(request, NOT_FOR_CARD)
        except learning_cards.AlreadyIssued:
            messages.info(request, SAID_ONCE)
        else:
            return _sheet(request, team, printed)
        return redirect("teams:cards", code=code)
    context = {"team": team, "person": holder, "ticket": services.ticket(team)}
    return render(request, "teams/card_again.html", context)


@require_POST
@factor_where_due
def card_pin(request: AuthenticatedRequest, code: str, person: str) -> HttpResponse:
    """Another PIN for the same card, for somebody who forgot hers."""
    team = _team(request, code)
    holder = _holder(team, person)
    try:
        pin = services.renew_pin(team, holder, by=request.user, now=clock.now())
    except (services.NotOffered, learning_cards.NotForCard):
        messages.error(request, NOT_FOR_CARD)
        return redirect("teams:cards", code=code)
    context = {"team": team, "person": holder, "pin": pin, "page_kind": "paper"}
    return render(request, "teams/card_sheet.html", context)


@require_POST
@factor_where_due
def card_stop(request: AuthenticatedRequest, code: str, person: str) -> HttpResponse:
    """A lost card lets nobody in any more."""
    team = _team(request, code)
    if learning_cards.stop(_holder(team, person), by=request.user, now=clock.now()):
        messages.success(request, _("Đã dừng thẻ. Không ai vào bằng thẻ đó được nữa."))
    return redirect("teams:cards", code=code)


NOT_FOR_CARD = (
    "Không cấp thẻ cho người này được: thẻ chỉ dành cho bà con trong địa bàn, không có chức vụ "
    "hay vai trò quản lý. Người đó đăng nhập bằng điện thoại hoặc thư điện tử."
)
SAID_ONCE = (
    "Thẻ đã được cấp lúc nãy và mã PIN chỉ hiện một lần. Chưa kịp in thì bấm “Cấp thẻ khác”."
)
AGAIN = "Danh sách vừa có thay đổi. Chọn lại giúp mình."


def _give(request: AuthenticatedRequest, context: dict[str, Any]) -> HttpResponse:
    team, form = context["team"], context["form"]
    chosen = request.POST["ai"]
    try:
        printed = services.issue(
            team,
            form.wanted(),
            chosen="" if chosen == NEW else chosen,
            drawn=request.POST.get("phieu", ""),
            by=request.user,
            now=clock.now(),
        )
    except services.NotOffered:
        messages.info(request, AGAIN)
        return _choose(request, context)
    except learning_cards.NotForCard:
        messages.error(request, NOT_FOR_CARD)
        return _choose(request, context)
    except learning_cards.AlreadyIssued:
        messages.info(request, SAID_ONCE)
        return redirect("teams:cards", code=team.code)
    return _sheet(request, team, printed)


def _choose(
    request: AuthenticatedRequest, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    team, form = context["team"], context["form"]
    found = services.alike(team, form.wanted())
    context |= {
        "found": found,
        "ticket": services.ticket(team, found),
        "wording": consents.LEARNING_WORDING,
    }
    return render(request, "teams/card_choose.html", context, status=status)


def _sheet(
    request: AuthenticatedRequest, team: Team, printed: learning_cards.Printed
) -> HttpResponse:
    """Shown as the answer to the form itself: asking for it again does not bring the PIN back."""
    site = printed_site(request)
    context = {
        "team": team,
        "person": printed.card.person,
        "code": printed.code,
        "pin": printed.pin,
        "qr": qr.drawing(f"{site}/the/{printed.code}/"),
        "address": f"{site.partition('//')[2]}/the",
        "page_kind": "paper",
    }
    return render(request, "teams/card_sheet.html", context)


def _team(request: AuthenticatedRequest, code: str) -> Team:
    found = get_object_or_404(Team.objects.select_related("unit__parent"), code=code)
    if not policies.may_give_cards(request.user, found):
        raise PermissionDenied
    return found


def _holder(team: Team, public_id: str) -> User:
    """Somebody who has a card in use and lives where the team works."""
    card = get_object_or_404(services.holders(team), person__public_id=public_id)
    return card.person
