"""Examples at the desk: who could be proposed, what is proposed, decided, shown and taken down."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.audit import services as audit
from lms.common import clock, workbooks
from lms.meetings import policies
from lms.meetings.forms import ReasonForm
from lms.meetings.forms_praising import (
    ApproveForm,
    CriterionForm,
    PaperConsentForm,
    ProposeForm,
    PublishForm,
    all_valid,
)
from lms.meetings.models import Criterion, Exemplar, ExemplarPerson
from lms.meetings.services import criteria, praising, proposals
from lms.meetings.services.praising import NotAllAgree, Wanted
from lms.meetings.services.proposals import Proposal
from lms.places.models import Unit
from lms.users.http import AuthenticatedRequest, second_factor_required
from lms.users.models import Consent, User
from teams.models import Team

A_PAGE = 30
FIRST_YEAR = 2022
STALE = "Đề nghị này vừa có thay đổi. Xem lại giúp mình."


@require_safe
@second_factor_required
def desk(request: AuthenticatedRequest) -> HttpResponse:
    """What this person decides about, serves or proposed."""
    if not policies.may_see_desk(request.user):
        raise PermissionDenied
    rows = Exemplar.objects.filter(policies.exemplars_of(request.user))
    reach = policies.reads(request.user)
    units = Unit.objects.filter(reach.units(), level__in=policies.LEVELS).valid_on(clock.today())
    held = [one for one in units.sorted()[:200] if policies.may_list(request.user, one)]
    context = {
        "page": Paginator(rows.order_by("-proposed_at"), A_PAGE).get_page(request.GET.get("trang")),
        "link": "?trang=",
        # The province's list has the communes in it.
        "units": [one for one in held if one.level == Unit.Level.PROVINCE] or held,
        "may_set": policies.may_set_criteria(request.user),
    }
    return render(request, "meetings/praise/desk.html", context)


@require_safe
@second_factor_required
def listed(request: AuthenticatedRequest, unit_id: UUID) -> HttpResponse:
    """R10: whoever meets the criteria of a year, with values and evidence."""
    unit = _listed_by(request, unit_id)
    year = _year(request.GET.get("nam", ""))
    rows = proposals.listed(unit, year=year)
    known = set(Exemplar.objects.filter(unit=unit).values_list("title", flat=True))
    context = {
        "unit": unit,
        "year": year,
        "years": range(clock.today().year, FIRST_YEAR - 1, -1),
        "rows": rows,
        "known": known,
    }
    return render(request, "meetings/praise/listed.html", context)


@require_safe
@second_factor_required
def listed_file(request: AuthenticatedRequest, unit_id: UUID) -> HttpResponse:
    """The same as a workbook; that names left is written down."""
    unit = _listed_by(request, unit_id)
    year = _year(request.GET.get("nam", ""))
    rows = proposals.listed(unit, year=year)
    audit.record("exemplar.list_taken", subject=unit, actor=request.user, rows=len(rows))
    return workbooks.answer(proposals.file(rows), f"de-nghi-khen-thuong-{year}.xlsx")


@require_POST
@second_factor_required
def listed_print(request: AuthenticatedRequest, unit_id: UUID) -> HttpResponse:
    unit = _listed_by(request, unit_id)
    year = _year(request.POST.get("nam", ""))
    made = proposals.make(unit, year=year, by=request.user, now=clock.now())
    messages.success(request, _("Đã lập danh sách với số liệu lúc này. Tệp PDF đang được in."))
    return redirect(made)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def propose(request: AuthenticatedRequest, unit_id: UUID) -> HttpResponse:
    """Somebody of the list with the values of this moment, or a way of working."""
    unit = _listed_by(request, unit_id)
    year = _year(request.GET.get("nam", ""))
    key = request.GET.get("ai", "")
    row = next((one for one in proposals.listed(unit, year=year) if one.key == key), None)
    if key and row is None:
        raise Http404
    given = {"title": row.name} if row else {}
    form = ProposeForm(unit, request.POST or None, is_way=row is None, initial=given)
    if form.is_bound and form.is_valid():
        made = praising.propose(
            form.cleaned_data["to"],
            _wanted(unit, row, form.cleaned_data),
            public_id=form.cleaned_data["key"],
            by=request.user,
            now=clock.now(),
        )
        messages.success(request, _("Đã gửi đề nghị. Ban Chỉ đạo được báo."))
        return redirect(made.desk_url)
    context = {"unit": unit, "row": row, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/praise/propose.html", context, status=status)


def _wanted(unit: Unit, row: Proposal | None, said: dict[str, Any]) -> Wanted:
    if row is None:
        told = {name: said[name] for name in ("problem", "steps", "result", "contact")}
        return Wanted(Exemplar.Kind.WAY, said["title"], about=said["place"], **told)
    kind, _colon, pk = row.key.partition(":")
    team = Team.objects.get(pk=pk) if kind == "team" else None
    about = Unit.objects.get(pk=pk) if kind == "unit" else unit
    people = [User.objects.get(pk=pk)] if kind == "user" else []
    return Wanted(
        row.kind,
        said["title"],
        said["story"],
        team=team,
        about=about,
        people=people,
        values=row.values,
    )


@require_safe
@second_factor_required
def file(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    return _page(request, _found(request, public_id))


@require_POST
@second_factor_required
def approve(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    one = _decided_by(request, public_id)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return _page(request, one, approve_form=form)
    done = praising.approve(one, **form.cleaned_data, by=request.user, now=clock.now())
    _say(request, done, _("Đã chọn. Người được nêu được hỏi ý kiến trước khi công bố."))
    return redirect(one.desk_url)


@require_POST
@second_factor_required
def decline(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    one = _decided_by(request, public_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, one, reason_form=form)
    reason = form.cleaned_data["reason"][:400]
    done = praising.decline(one, reason, by=request.user, now=clock.now())
    _say(request, done, _("Đã ghi là không chọn lần này."))
    return redirect(one.desk_url)


@require_POST
@second_factor_required
def publish(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    one = _held_by(request, public_id)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, one, publish_form=form)
    try:
        day = form.cleaned_data["expires_on"]
        done = praising.publish(one, expires_on=day, by=request.user, now=clock.now())
    except NotAllAgree:
        form.add_error(None, _("Còn người chưa đồng ý. Có đủ sự đồng ý rồi mới công bố được."))
        return _page(request, one, publish_form=form)
    _say(request, done, _("Đã công bố. Mọi người xem được ngay."))
    return redirect(one.desk_url)


@require_POST
@second_factor_required
def take_down(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    one = _held_by(request, public_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, one, reason_form=form)
    reason = form.cleaned_data["reason"][:400]
    done = praising.take_down(one, reason, by=request.user, now=clock.now())
    _say(request, done, _("Đã gỡ. Không ai xem được nữa."))
    return redirect(one.desk_url)


@require_POST
@second_factor_required
def consent(request: AuthenticatedRequest, place_id: int) -> HttpResponse:
    """Somebody without a phone signed on paper, or took it back so."""
    rows = ExemplarPerson.objects.select_related("exemplar__unit", "person", "consent")
    place = get_object_or_404(rows, pk=place_id)
    one = place.exemplar
    if not policies.may_see_exemplar(request.user, one):
        raise PermissionDenied
    if request.POST.get("viec") == "rut":
        done = praising.refuse(place, by=request.user, now=clock.now())
        _say(request, done, _("Đã ghi là người này không đồng ý. Trang đã được gỡ."))
        return redirect(one.desk_url)
    form = PaperConsentForm(request.POST)
    if not form.is_valid() or one.state != Exemplar.State.APPROVED:
        return _page(request, one, paper_form=form)
    done = praising.agree(place, channel=Consent.Channel.PAPER, by=request.user, now=clock.now())
    _say(request, done, _("Đã ghi sự đồng ý bằng giấy."))
    return redirect(one.desk_url)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def bars(request: AuthenticatedRequest) -> HttpResponse:
    """The criteria: which are used, from which value, and how many each lists."""
    if not policies.may_set_criteria(request.user):
        raise PermissionDenied
    is_sent = request.method == "POST"
    rows = Criterion.objects.order_by("position")
    forms = [CriterionForm(one, *((request.POST,) if is_sent else ())) for one in rows]
    if is_sent and all_valid(forms):
        for form in forms:
            criteria.set_bar(form.criterion, **form.cleaned_data, by=request.user, now=clock.now())
        messages.success(request, _("Đã lưu tiêu chí. Danh sách đề nghị theo mức mới."))
        return redirect("meetings:criteria")
    context = {
        "rows": [(form, criteria.word_of(form.criterion)) for form in forms],
        "has_errors": is_sent,
    }
    status = 422 if is_sent else 200
    return render(request, "meetings/praise/criteria.html", context, status=status)


def _page(request: AuthenticatedRequest, one: Exemplar, **forms: Any) -> HttpResponse:
    people = list(one.people.select_related("person", "consent").order_by("pk"))
    state, user = one.state, request.user
    holds = policies.may_hold(user, one.unit)
    context = {
        "one": one,
        "steps": one.steps.splitlines(),
        "people": people,
        "may_decide": state == "proposed" and policies.may_decide(user, one),
        "may_publish": state == "approved" and holds,
        "may_take_down": state == "published" and holds,
        "may_take_consent": state == "approved",
        "waits_for_others": state == "proposed" and one.proposed_by_id == user.pk,
        "is_shown": Exemplar.objects.shown(clock.today()).filter(pk=one.pk).exists(),
        "approve_form": ApproveForm(),
        "reason_form": ReasonForm(),
        "publish_form": PublishForm(),
        "paper_form": PaperConsentForm(),
        "has_errors": bool(forms),
        **forms,
    }
    status = 422 if forms else 200
    return render(request, "meetings/praise/file.html", context, status=status)


def _found(request: AuthenticatedRequest, public_id: str) -> Exemplar:
    rows = Exemplar.objects.select_related("unit", "team", "about", "proposed_by", "decided_by")
    one = get_object_or_404(rows, public_id=public_id)
    if not policies.may_see_exemplar(request.user, one):
        raise PermissionDenied
    return one


def _decided_by(request: AuthenticatedRequest, public_id: str) -> Exemplar:
    one = _found(request, public_id)
    if not policies.may_decide(request.user, one):
        raise PermissionDenied
    return one


def _held_by(request: AuthenticatedRequest, public_id: str) -> Exemplar:
    one = _found(request, public_id)
    if not policies.may_hold(request.user, one.unit):
        raise PermissionDenied
    return one


def _listed_by(request: AuthenticatedRequest, unit_id: UUID) -> Unit:
    unit = get_object_or_404(Unit.objects.select_related("parent"), pk=unit_id)
    if not policies.may_list(request.user, unit):
        raise PermissionDenied
    return unit


def _say(request: AuthenticatedRequest, done: bool, words: str) -> None:  # noqa: FBT001
    if done:
        messages.success(request, words)
    else:
        messages.info(request, _(STALE))


def _year(written: str) -> int:
    this_year = clock.today().year
    if written.isascii() and written.isdigit() and len(written) == 4:
        return min(max(int(written), FIRST_YEAR), this_year)
    return this_year
