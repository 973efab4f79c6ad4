"""Sessions near somebody, open to everybody: see them, say one comes, take them into a calendar."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock, http, icalendar, windows
from lms.places.models import Unit
from lms.users.models import User
from teams.forms.plans import ComeForm
from teams.models import Coming, PlannedSession, Team
from teams.services import coming, planning
from teams.views import own_phone

PAGE_SIZE = 15
# From one address: a whole hall that taps at once, not a machine that does so all day.
TAPS, TAPS_SECONDS = 300, 600
FEED_AGE = 600


def chosen_commune(request: HttpRequest) -> Unit | None:
    """The commune asked for; without one, that of whoever is known."""
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(clock.today())
    if code := request.GET.get("xa", ""):
        return communes.filter(code=code).select_related("parent").first()
    home = request.user.home_unit if isinstance(request.user, User) else None
    if home is None or "xa" in request.GET:
        return None
    return home if home.level == Unit.Level.COMMUNE else home.parent


def communes_of_today() -> list[Unit]:
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(clock.today())
    return list(communes.sorted())


@require_safe
@never_cache
def near(request: HttpRequest) -> HttpResponse:
    """First the commune, then what its teams will hold; for somebody known, at once."""
    commune = chosen_commune(request)
    rows = planning.near(commune, now=clock.now()) if commune else PlannedSession.objects.none()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    who = own_phone.who(request)
    said = Coming.objects.filter(who.own, plan__in=[plan.pk for plan in page])
    context = {
        "commune": commune,
        "communes": [] if commune else communes_of_today(),
        "page": page,
        "link": f"?xa={commune.code}&trang=" if commune else "",
        "mine": set(said.values_list("plan_id", flat=True)) if page.object_list else set(),
    }
    return render(request, "teams/plans/near.html", context)


@require_safe
@never_cache
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    found = _plan(plan_id)
    return _page(request, found, ComeForm(initial={"people": 1}))


@require_POST
@never_cache
def come(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Tôi sẽ đến."""
    found = _plan(plan_id)
    form = ComeForm(request.POST)
    if windows.count("comings", request, seconds=TAPS_SECONDS) > TAPS:
        return render(request, "429.html", status=429)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    who, key = own_phone.who_writes(request)
    answer = redirect(found)
    try:
        coming.come(found, who, **form.cleaned_data, now=clock.now())
    except coming.TooLate:
        messages.info(request, _("Buổi này đã qua hoặc đã hoãn. Xem buổi khác giúp mình."))
        return answer
    except coming.TooMany:
        messages.info(request, _("Máy này đã báo đến nhiều buổi quá. Bỏ bớt một buổi rồi báo lại."))
        return answer
    messages.success(request, _("Đã báo với tổ. Đổi ý thì bấm “Thôi không đến”."))
    return own_phone.keep(answer, key)


@require_POST
@never_cache
def stay_away(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    found = _plan(plan_id)
    if coming.stay_away(found, own_phone.who(request)):
        messages.success(request, _("Đã báo lại với tổ là không đến."))
    return redirect(found)


@require_safe
def plan_calendar(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """One session, to be put into the phone's calendar."""
    found = _plan(plan_id)
    event = planning.event(found, site=http.printed_site(request))
    return _calendar(found.topic.name, [event], "buoi")


@require_safe
def commune_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """What all teams of a commune hold, for a calendar that fetches it again and again."""
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE, code=code).valid_on(clock.today())
    commune = get_object_or_404(communes)
    rows = planning.fed(PlannedSession.objects.within(commune), now=clock.now())
    site = http.printed_site(request)
    events = [planning.event(row, site=site) for row in rows[:1000]]
    return _calendar(f"{_('Buổi hướng dẫn')}, {commune.name}", events, "xa")


@require_safe
def team_calendar(request: HttpRequest, code: str) -> HttpResponse:
    team = get_object_or_404(Team, code=code)
    rows = planning.fed(PlannedSession.objects.filter(team=team), now=clock.now())
    site = http.printed_site(request)
    return _calendar(team.name, [planning.event(row, site=site) for row in rows[:1000]], "to")


def _calendar(name: str, events: list[icalendar.Event], file: str) -> HttpResponse:
    answer = HttpResponse(icalendar.calendar(name, events), content_type=icalendar.MEDIA_TYPE)
    answer["Content-Disposition"] = f'inline; filename="{file}.ics"'
    answer["Cache-Control"] = f"public, max-age={FEED_AGE}"
    return answer


def _plan(plan_id: UUID) -> PlannedSession:
    rows = PlannedSession.objects.select_related("team__unit__parent", "topic").with_expected()
    return get_object_or_404(rows, pk=plan_id)


def _page(
    request: HttpRequest, found: PlannedSession, form: ComeForm, *, status: int = 200
) -> HttpResponse:
    said = coming.said(found, own_phone.who(request))
    if said and not form.is_bound:
        form = ComeForm(initial={"people": said.people_count, "name": said.name})
    context = {
        "plan": found,
        "form": form,
        "said": said,
        "is_open": found.cancelled_at is None and coming.is_open(found, now=clock.now()),
        "is_known": request.user.is_authenticated,
    }
    return render(request, "teams/plans/plan.html", context, status=status)
