"""The reviewer's pages: what waits, the oldest first; confirming, returning, looking again."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.places.models import Unit
from lms.users.http import AuthenticatedRequest, second_factor_required
from teams import policies
from teams.forms import sessions as forms
from teams.models import Session
from teams.services import comparing, handing, likeness, periods, reviewing, settling
from teams.views import photos
from teams.views.commune import commune_of
from teams.views.team import flags_told

PAGE_SIZE = 50
LATELY = 5
PK_LENGTH = 19
CHANGED = "Buổi này vừa có thay đổi, có thể người khác đã xem trước. Xem lại rồi hãy quyết."

LOCKED = "Kỳ báo cáo có buổi này đã khóa số liệu. Đánh dấu ô đồng ý rồi bấm lại."
CHANGE_WAITS = "Bản kia còn một bản sửa chờ xem. Mở bản kia, quyết bản sửa trước, rồi gộp."
CHOICES = {
    "other": (settling.take_other, "Đã dùng bản kia. Xem lại rồi xác nhận."),
    "keep": (settling.keep_ours, "Đã giữ bản đang dùng. Bản kia vẫn xem lại được."),
    "again": (settling.ask_again, "Hai bản lại chờ chọn."),
}


@require_safe
@second_factor_required
def review_list(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """What waits, the oldest first; below, what I decided last, to be taken back."""
    place = _reviewed(request, code)
    sessions = Session.objects.within(place).select_related("team", "logged_by")
    rows = sessions.waiting().order_by("held_on", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    lately = sessions.filter(reviewed_by=request.user).order_by("-reviewed_at")
    context = {
        "commune": place,
        "page": page,
        "alike": likeness.among(list(page)).keys(),
        "lately": lately[:LATELY],
    }
    return render(request, "teams/review_list.html", context)


@require_safe
@second_factor_required
def review(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    place, session = _under_review(request, code, record_id)
    return _review_page(request, place, session, forms.ReturnForm())


@require_POST
@second_factor_required
def verify(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    place, session = _under_review(request, code, record_id)
    said = "Đã xác nhận. Buổi này được tính từ bây giờ."
    agreed = partial(reviewing.verify, is_agreed=_is_agreed(request))
    return _decide(request, place, session, agreed, said)


@require_POST
@second_factor_required
def send_back(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    place, session = _under_review(request, code, record_id)
    form = forms.ReturnForm(request.POST)
    if not form.is_valid():
        return _review_page(request, place, session, form, status=422)
    if reviewing.counts_in_locked(session) and not (session.pending_id or _is_agreed(request)):
        # Here what was written stays in its field.
        messages.error(request, LOCKED)
        return _review_page(request, place, session, form, status=422)
    reason = form.cleaned_data["reason"]
    back = partial(reviewing.return_for_fix, reason=reason, is_agreed=_is_agreed(request))
    return _decide(request, place, session, back, "Đã trả lại cho tổ kèm lời nhắn.")


@require_POST
@second_factor_required
def choose(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    """Between two bodies of one session: the other one, the one that counts, or undo that."""
    place, session = _under_review(request, code, record_id)
    asked = next((name for name in CHOICES if name in request.POST), "other")
    other = request.POST.get(asked, "")
    key = int(other) if other.isascii() and other.isdigit() and len(other) < PK_LENGTH else 0
    settle, said = CHOICES[asked]
    return _decide(request, place, session, partial(settle, other_id=key), said, is_done=False)


@require_POST
@second_factor_required
def merge_twin(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    """Keep this session and take back the other log of it."""
    place, session = _under_review(request, code, record_id)
    try:
        twin = UUID(request.POST.get("twin", ""))
    except ValueError:
        twin = session.record_id
    merge = partial(settling.merge_twin, twin_id=twin, is_agreed=_is_agreed(request))
    said = "Đã gộp. Chỉ giữ một bản của buổi này."
    return _decide(request, place, session, merge, said, is_done=False)


@require_POST
@second_factor_required
def look_again(request: AuthenticatedRequest, code: str, record_id: UUID) -> HttpResponse:
    """Take a decision back: the session waits again and does not count."""
    place, session = _under_review(request, code, record_id)
    said = "Đã lấy lại quyết định. Buổi này lại chờ xem."
    again = partial(reviewing.look_again, is_agreed=_is_agreed(request))
    return _decide(request, place, session, again, said)


def _decide(
    request: AuthenticatedRequest,
    place: Unit,
    session: Session,
    decide: Callable[..., bool],
    said: str,
    *,
    is_done: bool = True,
) -> HttpResponse:
    """Do it to what was on the screen; say so when somebody was faster.

    Whoever is done with the session goes on to the list, others look at it again.
    """
    if _seen_rev(request, session) != session.latest_rev:
        messages.info(request, CHANGED)
        return redirect("teams:review", code=place.code, record_id=session.record_id)
    if (seen := request.POST.get("status", "")) in Session.Status:
        session.status = seen
    try:
        done = decide(session, by=request.user, now=clock.now())
    except reviewing.NotYours as error:
        raise PermissionDenied from error
    except reviewing.PeriodLocked:
        messages.error(request, LOCKED)
        return redirect("teams:review", code=place.code, record_id=session.record_id)
    except settling.ChangeWaits:
        messages.error(request, CHANGE_WAITS)
        return redirect("teams:review", code=place.code, record_id=session.record_id)
    if done:
        messages.success(request, said)
    else:
        messages.info(request, CHANGED)
    if done and is_done:
        return redirect("teams:review-list", code=place.code)
    return redirect("teams:review", code=place.code, record_id=session.record_id)


def _is_agreed(request: AuthenticatedRequest) -> bool:
    """Whether it was ticked that figures of a closed period change."""
    return bool(request.POST.get("off_period"))


def _reviewed(request: AuthenticatedRequest, code: str) -> Unit:
    place = commune_of(request, code)
    if not policies.may_review_in(request.user, place):
        raise PermissionDenied
    return place


def _under_review(
    request: AuthenticatedRequest, code: str, record_id: UUID
) -> tuple[Unit, Session]:
    place = _reviewed(request, code)
    rows = Session.objects.within(place)
    rows = rows.select_related(
        *("team__unit", "logged_by", "unit", "submission", "pending__submitter", "reviewed_by")
    )
    return place, get_object_or_404(rows, record_id=record_id)


def _twins(session: Session) -> list[tuple[Session, bool]]:
    """Sessions that look like this one, and whether merging each away changes closed figures."""
    found = likeness.twins(session)
    locks = periods.over([twin.unit for twin in found])
    return [(twin, reviewing.counts_in_locked(twin, locks)) for twin in found]


def _seen_rev(request: AuthenticatedRequest, session: Session) -> int:
    """The revision on the reviewer's screen, so that nothing unseen is confirmed."""
    seen = request.POST.get("rev", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else session.latest_rev


def _review_page(
    request: AuthenticatedRequest,
    place: Unit,
    session: Session,
    form: forms.ReturnForm,
    *,
    status: int = 200,
) -> HttpResponse:
    mine = policies.may_review(request.user, session)
    is_waiting = session.status in reviewing.WAITING or session.pending_id is not None
    context = {
        "commune": place,
        "session": session,
        "form": form,
        "flags": flags_told(session, session.latest.flags),
        "written_by": handing.written_by(session),
        "change": comparing.change(session),
        "others": comparing.others(session),
        "may_choose": mine,
        "twins": _twins(session),
        "is_off_period": reviewing.is_off_period(session),
        "is_closed": reviewing.counts_in_locked(session),
        "may_verify": mine and is_waiting,
        "may_return": mine and session.status in reviewing.DECIDABLE,
        "photo_base": session.get_absolute_url(),
        **photos.album(request.user, session),
        "may_look_again": mine and reviewing.may_be_taken_back(session),
        "may_print": policies.may_see_team(request.user, session.team),
    }
    return render(request, "teams/review.html", context, status=status)
