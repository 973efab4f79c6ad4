"""Members of all teams of a commune from one Excel file: sent, seen, applied, taken back."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.common.forms import SentFileField
from lms.common.workbooks import Heading, answer, workbook
from lms.media.refusals import FileRefused
from lms.users.http import AuthenticatedRequest, second_factor_required
from lms.users.rosters.cells import EXAMPLE
from teams import policies
from teams.models import TeamRoster
from teams.services import exporting, team_lists, team_rosters
from teams.views.manage import managed_commune

SHOWN = 20
STATES = (
    (team_lists.WRONG, "Không nhận", "bad"),
    (team_lists.UNSURE, "Chưa rõ là ai", "wait"),
    (team_lists.NEW, "Thêm người mới", "ok"),
    (team_lists.KNOWN, "Thêm người đã có", "ok"),
    (team_lists.SHARE, "Ghi lại số hộ phụ trách", "ok"),
    (team_lists.SAME, "Đã ở trong tổ", "empty"),
)


class FileForm(forms.Form):
    """One Excel or CSV file."""

    file = SentFileField(label="Tệp danh sách", accept=".xlsx,.csv")


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def roster_list(request: AuthenticatedRequest, code: str) -> HttpResponse:
    place = managed_commune(request, code)
    is_sent = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if is_sent else FileForm()
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sent = team_rosters.stage(
                place, file.name, file.read(), by=request.user, now=clock.now()
            )
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("teams:team-roster", code=code, roster_id=sent.pk)
    rows = TeamRoster.objects.filter(commune=place).select_related("sent_by").defer("lines")
    context = {"commune": place, "form": form, "rosters": rows.order_by("-sent_at")[:SHOWN]}
    status = 422 if is_sent else 200
    return render(request, "teams/rosters/list.html", context, status=status)


@require_safe
@second_factor_required
def model(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The headings and one example, which is never taken for a person."""
    managed_commune(request, code)
    said = [one.example or "Thôn An Hòa" for one in team_lists.COLUMNS]
    said[0] = f"{EXAMPLE} {said[0]}"
    headings = [Heading(one.heading, one.width) for one in team_lists.COLUMNS]
    return answer(workbook("Danh sách", headings, [said]), "thanh-vien-to-mau.xlsx")


@require_safe
@second_factor_required
def export(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Who is in the commune's teams, under the headings the list is read by again."""
    place = managed_commune(request, code)
    has_numbers = policies.may_answer_in(request.user, place)
    rows = exporting.rows(place, on=clock.today(), has_numbers=has_numbers)
    exporting.note(place, by=request.user, rows=len(rows), now=clock.now())
    headings = [Heading(one.heading, one.width) for one in team_lists.COLUMNS]
    return answer(workbook("Thành viên", headings, rows), f"thanh-vien-to-{place.code}.xlsx")


@require_safe
@second_factor_required
def roster(request: AuthenticatedRequest, code: str, roster_id: UUID) -> HttpResponse:
    """Every line with what will be, or was, done about it; what needs somebody stands first."""
    found = _roster(request, code, roster_id)
    lines = team_lists.of(found.lines)
    groups = [
        (label, kind, rows)
        for state, label, kind in STATES
        if (rows := [line for line in lines if line.state == state])
    ]
    context = {
        "commune": found.commune,
        "roster": found,
        "groups": groups,
        "to_do": sum(line.is_to_do for line in lines),
        "may_undo": team_rosters.may_undo(found, now=clock.now()),
    }
    return render(request, "teams/rosters/roster.html", context)


@require_POST
@second_factor_required
def apply(request: AuthenticatedRequest, code: str, roster_id: UUID) -> HttpResponse:
    found = _roster(request, code, roster_id)
    try:
        done = team_rosters.apply(found, by=request.user, now=clock.now())
    except team_rosters.Changed as changed:
        words = f"Dòng {changed.line} không còn hợp nữa, nên chưa nhập ai. Gửi lại tệp giúp mình."
        messages.error(request, words)
    else:
        if done:
            messages.success(request, "Đã nhập. Nhập nhầm thì lấy lại được trong 7 ngày.")
    return redirect("teams:team-roster", code=code, roster_id=roster_id)


@require_POST
@second_factor_required
def cancel(request: AuthenticatedRequest, code: str, roster_id: UUID) -> HttpResponse:
    if team_rosters.cancel(_roster(request, code, roster_id), by=request.user, now=clock.now()):
        messages.success(request, "Đã bỏ danh sách này.")
    return redirect("teams:team-rosters", code=code)


@require_POST
@second_factor_required
def undo(request: AuthenticatedRequest, code: str, roster_id: UUID) -> HttpResponse:
    found = _roster(request, code, roster_id)
    done = team_rosters.undo(found, by=request.user, now=clock.now())
    if done is None:
        messages.info(request, "Danh sách này không lấy lại được nữa.")
    else:
        gone, kept = done
        more = f" Giữ lại {kept} người đã có thay đổi sau đó." if kept else ""
        messages.success(request, f"Đã đưa {gone} người ra khỏi tổ.{more}")
    return redirect("teams:team-roster", code=code, roster_id=roster_id)


def _roster(request: AuthenticatedRequest, code: str, roster_id: UUID) -> TeamRoster:
    place = managed_commune(request, code)
    return get_object_or_404(
        TeamRoster.objects.select_related("commune", "sent_by"), pk=roster_id, commune=place
    )
