"""Photos of a session: on addresses nobody can guess, for those who may see who came."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.users.http import AuthenticatedRequest, factor_where_due
from lms.users.models import User
from teams import policies
from teams.models import Evidence, Session
from teams.services import evidence


@require_safe
@factor_where_due
def photo(
    request: AuthenticatedRequest, code: str, record_id: UUID, photo_id: str, size: str = ""
) -> HttpResponse:
    """The photo itself, or the small one."""
    row = _photo(request, code, record_id, photo_id)
    name = row.small_file if size else row.file
    try:
        with default_storage.open(name or "khong-co") as file:
            answer = HttpResponse(file.read(), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@factor_where_due
def photo_erase(
    request: AuthenticatedRequest, code: str, record_id: UUID, photo_id: str
) -> HttpResponse:
    """Take one photo out for good, because somebody in it asked."""
    row = _photo(request, code, record_id, photo_id)
    if not policies.may_see_names(request.user, row.session):
        raise PermissionDenied
    if evidence.erase(row, by=request.user, now=clock.now()):
        messages.success(request, "Đã xóa ảnh. Buổi và các số vẫn giữ nguyên.")
    if policies.may_see_team(request.user, row.session.team):
        return redirect("teams:session", code=code, record_id=record_id)
    return redirect("teams:mine")


@dataclass(frozen=True)
class Reused:
    """Another session that names the same photo, and whether the one who looks may know which."""

    session: Session
    may_see: bool


@dataclass(frozen=True)
class Shown:
    photo: Evidence
    reused: list[Reused] = field(default_factory=list)


def album(user: User, session: Session) -> dict[str, Any]:
    """What a page of the session shows of its photos."""
    rows = evidence.of_session(session)
    may_see = policies.may_see_photos(user, session)
    reviews = policies.may_review_in(user, session.unit)
    others = evidence.reused(rows) if reviews else {}
    return {
        "album": [
            Shown(one, [_named(user, other) for other in others.get(one.sha256, [])])
            for one in rows
            if one.is_kept and may_see
        ],
        "photo_count": sum(one.is_kept for one in rows),
        "photos_missing": sum(one.is_awaited for one in rows),
        "photos_erased": sum(one.state == Evidence.State.ERASED for one in rows),
        "may_erase_photos": may_see and policies.may_see_names(user, session),
    }


def _named(user: User, other: Session) -> Reused:
    return Reused(other, policies.may_review_in(user, other.unit))


def _photo(request: AuthenticatedRequest, code: str, record_id: UUID, photo_id: str) -> Evidence:
    rows = Evidence.objects.select_related("session__team__unit", "session__unit")
    wanted = {"session__team__code": code, "session__record_id": record_id, "dropped_at": None}
    row = get_object_or_404(rows, public_id=photo_id, **wanted)
    if not policies.may_see_photos(request.user, row.session):
        raise PermissionDenied
    return row
