"""The province words its indicators and weighs its groups; what was said before is kept."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.common import clock
from lms.dashboards import policies
from lms.dashboards.forms_wording import GroupWordingForm, IndicatorWordingForm, MemberForm
from lms.dashboards.models import Indicator, IndicatorGroup
from lms.dashboards.services import groups, wording
from lms.users.http import AuthenticatedRequest, second_factor_required

CHANGES_SHOWN = 20
CHANGED = "changed"
LABELS = {
    **IndicatorWordingForm.Meta.labels,
    **GroupWordingForm.Meta.labels,
    **{name: field.label or name for name, field in MemberForm.base_fields.items()},
}


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def indicator(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Change the words of an indicator."""
    _check(request)
    asked = get_object_or_404(Indicator.objects.current(), code=code)
    is_sent = request.method == "POST"
    # A form writes what was sent into its row, so it gets a row of its own.
    form = IndicatorWordingForm(
        request.POST if is_sent else None, instance=Indicator.objects.get(pk=asked.pk)
    )
    if is_sent and form.is_valid():
        try:
            is_new = wording.word_indicator(
                asked,
                form.cleaned_data,
                saw=request.POST.get("seen", ""),
                by=request.user,
                now=clock.now(),
            )
        except wording.ChangedMeanwhile:
            form.add_error(None, _changed_meanwhile())
        else:
            _tell(request, is_new=is_new)
            return redirect(f"/so-lieu/chi-so/{asked.code}/sua/")
    return _page(request, asked, asked.name, form, [])


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def group(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Change the name of a group, and what its members weigh or have to reach."""
    _check(request)
    found = IndicatorGroup.objects.prefetch_related("members")
    asked = get_object_or_404(found, code=code)
    is_sent = request.method == "POST"
    said = request.POST if is_sent else None
    form = GroupWordingForm(said, instance=IndicatorGroup.objects.get(pk=asked.pk))
    members = groups.in_order(asked)
    codes = [member.code for member in members]
    known = Indicator.objects.current().filter(code__in=codes)
    names = dict(known.values_list("code", "name"))
    is_index = asked.kind == IndicatorGroup.Kind.INDEX
    parts = [
        MemberForm(one, names.get(one.code, one.code), said, is_index=is_index) for one in members
    ]
    # Each is looked at, so that all that is wrong is told at once.
    wrong = [one for one in (form, *parts) if not one.is_valid()]
    if is_sent and not wrong:
        try:
            is_new = wording.word_group(
                asked,
                form.cleaned_data,
                {part.member.code: part.cleaned_data for part in parts},
                saw=request.POST.get("seen", ""),
                by=request.user,
                now=clock.now(),
            )
        except wording.ChangedMeanwhile:
            form.add_error(None, _changed_meanwhile())
        else:
            _tell(request, is_new=is_new)
            return redirect(f"/so-lieu/nhom/{asked.code}/sua/")
    return _page(request, asked, asked.name, form, parts)


def _page(
    request: AuthenticatedRequest,
    about: Indicator | IndicatorGroup,
    title: str,
    form: Any,
    parts: list[MemberForm],
) -> HttpResponse:
    is_told = request.method != "POST" or form.has_error(NON_FIELD_ERRORS, CHANGED)
    changes = wording.changes_of(about)[:CHANGES_SHOWN]
    context = {
        "about": about,
        "title": title,
        "is_group": isinstance(about, IndicatorGroup),
        "form": form,
        "parts": parts,
        # What was on the screen first, until somebody was told that it is no longer so.
        "seen": wording.seen(about) if is_told else request.POST.get("seen", ""),
        "changes": [(one, wording.differences(one, LABELS)) for one in changes],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "dashboards/wording.html", context, status=status)


def _tell(request: AuthenticatedRequest, *, is_new: bool) -> None:
    if is_new:
        messages.success(request, _("Đã lưu. Lời cũ còn trong phần “Đã sửa những gì”."))
    else:
        messages.info(request, _("Không có gì khác trước, nên không lưu gì."))


def _changed_meanwhile() -> ValidationError:
    words = _(
        "Có người vừa sửa mục này. Những gì anh/chị ghi còn nguyên dưới đây; xem lại phần “Đã sửa "
        "những gì” rồi lưu lần nữa."
    )
    return ValidationError(words, code=CHANGED)


def _check(request: AuthenticatedRequest) -> None:
    if not policies.may_word_catalogue(request.user):
        raise PermissionDenied
