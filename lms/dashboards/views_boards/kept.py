"""Boards people keep: named, shared, sent, stopped and dropped."""

import json
from dataclasses import asdict
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.common.http import gone
from lms.dashboards.forms_boards import ChangeForm, NewViewForm
from lms.dashboards.models import BoardView
from lms.dashboards.services.boards import asking, keeping, showing
from lms.dashboards.services.boards.keeping import NameTaken, Overtaken, TooMany
from lms.users.http import AuthenticatedRequest, factor_where_due

LIST = "/bang/da-luu/"
TAKEN = "Đã có bảng mang tên này. Đặt tên khác giúp mình."
OVERTAKEN = (
    "Bảng này vừa được sửa ở chỗ khác, nay tên là “%(name)s”. Điều anh/chị viết còn nguyên ở dưới;"
    " bấm Lưu lần nữa nếu vẫn muốn dùng."
)


@require_safe
@factor_where_due
def listed(request: AuthenticatedRequest) -> HttpResponse:
    """One's own boards, and those that others share of places one may see."""
    context = {
        "own": keeping.of(request.user),
        "shared": keeping.shared_with(request.user),
    }
    return render(request, "dashboards/boards/kept.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def keep(request: AuthenticatedRequest) -> HttpResponse:
    """Keep the board the address says, if one may see it."""
    level, key = request.GET.get(showing.LEVEL, ""), request.GET.get(showing.KEY, "")
    found = showing.find(level, key) if level in keeping.HOMES else None
    if found is None:
        # Without a board there is nothing to keep; the list says how one comes there.
        return redirect(LIST)
    if not showing.may_see(request.user, found.place):
        raise PermissionDenied
    form = NewViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = request.GET.dict()
        if form.cleaned_data["is_newest"]:
            said.pop(asking.PERIOD, None)
        key = "" if level == showing.PROVINCE else key
        try:
            keeping.keep(level, key, said, form.wish(), by=request.user, now=clock.now())
        except NameTaken:
            form.add_error("name", _(TAKEN))
        except TooMany:
            form.add_error(None, _("Đã lưu đủ 50 bảng. Xóa bớt bảng không dùng rồi lưu tiếp."))
        else:
            messages.success(request, _("Đã lưu bảng."))
            return redirect(LIST)
    context = {"form": form, "place": found.place}
    return render(request, "dashboards/boards/keep.html", context, status=_status(request))


@require_safe
@factor_where_due
def look(request: AuthenticatedRequest, view_id: UUID) -> HttpResponse:
    """To the board itself, for its owner and, where it is shared, whoever may see the place."""
    view = BoardView.objects.filter(pk=view_id).first()
    if view is None:
        return _gone(request)
    if view.owner_id != request.user.pk and not view.is_shared:
        return _gone(request, HTTPStatus.FORBIDDEN)
    found = keeping.place(view)
    if found is None:
        return _gone(request)
    if not showing.may_see(request.user, found.place):
        raise PermissionDenied
    return redirect(keeping.address(view))


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def change(request: AuthenticatedRequest, view_id: UUID) -> HttpResponse:
    view = _own(request, view_id)
    now = asdict(keeping.wish_of(view))
    form = ChangeForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.change(view, form.wish(), seen=form.seen_wish())
        except NameTaken:
            form.add_error("name", _(TAKEN))
        except Overtaken:
            form.add_error(None, _(OVERTAKEN) % {"name": now["name"]})
        else:
            messages.success(request, _("Đã sửa bảng."))
            return redirect(LIST)
    context = {"form": form, "view": view, "seen": json.dumps([*now.values()])}
    return render(request, "dashboards/boards/keep.html", context, status=_status(request))


@require_POST
@factor_where_due
def stop(request: AuthenticatedRequest, view_id: UUID) -> HttpResponse:
    if keeping.stop(_own(request, view_id)):
        messages.success(request, _("Từ nay không gửi bảng này nữa."))
    return redirect(LIST)


@require_POST
@factor_where_due
def drop(request: AuthenticatedRequest, view_id: UUID) -> HttpResponse:
    if keeping.drop(_own(request, view_id)):
        messages.success(request, _("Đã xóa bảng. Số liệu không mất gì."))
    return redirect(LIST)


def _gone(request: AuthenticatedRequest, status: int = HTTPStatus.NOT_FOUND) -> HttpResponse:
    """For whoever has its address from a colleague or a letter."""
    return gone(
        request,
        _("Bảng này không còn mở được"),
        _("Người lưu đã xóa, thôi chia sẻ, hoặc nơi này không còn. Số liệu không mất gì."),
        back=LIST,
        label=_("Tới các bảng đã lưu"),
        status=status,
    )


def _own(request: AuthenticatedRequest, view_id: UUID) -> BoardView:
    view = get_object_or_404(BoardView.objects.select_related("owner"), pk=view_id)
    if view.owner_id != request.user.pk:
        raise PermissionDenied
    return view


def _status(request: AuthenticatedRequest) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
