"""Two people write in one lesson, and a draft that is being published is typed on: nothing is lost.

The editor saves by itself over the draft it saved before. So what somebody else saved, or what a
publishing is made of, could be written over, or a form could be refused for being late. Here each
such form makes a draft of its own, and whoever was not alone is told where both texts are.

Whoever presses "Lưu bản nháp" while the editor saves by itself, or whose line was lost before the
answer to such a save came, sends a form that knows of no draft but the one it was opened with. The
token the form was opened with tells that the newer draft is its own.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page, Revision

from courses.editor import once
from courses.services import publishing
from lms.common import clock

THEIRS = "courses_theirs"


def before_edit(request: HttpRequest, page: Page) -> None:
    """See whether somebody saved since the form was opened, and keep both drafts."""
    if request.method != "POST":
        return
    latest = page.get_latest_revision()
    if latest is None:
        return
    over = request.POST.get("overwrite_revision_id", "")
    if over == str(latest.pk):
        if publishing.is_needed(page, latest):
            _begin_anew(request, latest)
    elif _is_behind(request, over, latest):
        if _is_own(request, page, latest):
            _begin_anew(request, latest)
        elif _by_hand(request):
            setattr(request, THEIRS, latest)
            _begin_anew(request, latest)


def remember(request: HttpRequest, page: Page) -> None:
    """The latest draft is what this form saved by itself; one saved by hand opens a new form."""
    own = page.get_latest_revision()
    if own is not None and not _by_hand(request):
        once.remember_draft(request, page.pk, _name(own))


def _is_own(request: HttpRequest, page: Page, latest: Revision) -> bool:
    return once.draft_of(request, page.pk) == _name(latest)


def _name(draft: Revision) -> str:
    """Another one each time the draft is written over."""
    return f"{draft.pk} {draft.created_at.isoformat()}"


def _by_hand(request: HttpRequest) -> bool:
    """Saved with the button: what saves itself is told of the newer draft by the editor."""
    return request.accepts("text/html")


def _is_behind(request: HttpRequest, over: str, latest: Revision) -> bool:
    loaded = over or request.POST.get("loaded_revision_id", "")
    if not loaded:
        return False
    if loaded != str(latest.pk):
        return True
    at = request.POST.get("loaded_revision_created_at", "")
    return not over and bool(at) and at != latest.created_at.isoformat()


def _begin_anew(request: HttpRequest, latest: Revision) -> None:
    """Let the form make a new draft on top of the latest one."""
    form = request.POST.copy()
    form.pop("overwrite_revision_id", None)
    form["loaded_revision_id"] = str(latest.pk)
    form["loaded_revision_created_at"] = latest.created_at.isoformat()
    request.POST = form  # type: ignore[assignment]  # as a form that was sent so


def after_edit(request: HttpRequest, page: Page) -> None:
    """Note whose the draft is; where there are two, say so, with the ways to both."""
    remember(request, page)
    theirs: Revision | None = getattr(request, THEIRS, None)
    own = page.latest_revision
    if theirs is None or own is None or own.pk == theirs.pk:
        return
    said = _(
        "Trong lúc anh/chị sửa, %(who)s đã lưu một bản khác lúc %(at)s. Không mất gì: bản của "
        "anh/chị là bản nháp mới nhất, bản kia nằm ngay trước đó."
    )
    told = {"who": _who(request, theirs), "at": f"{clock.local(theirs.created_at):%H:%M %d/%m/%Y}"}
    messages.warning(request, said % told, buttons=_ways(page, theirs, own))


def _who(request: HttpRequest, theirs: Revision) -> str:
    if theirs.user is None:
        return str(_("máy"))
    if theirs.user_id == request.user.pk:
        return str(_("chính anh/chị (ở cửa sổ khác)"))
    return str(theirs.user)


def _ways(page: Page, theirs: Revision, own: Revision) -> list[Any]:
    compare = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, theirs.pk, own.pk])
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, theirs.pk])
    return [
        messages.button(compare, _("Xem hai bản khác gì nhau")),
        messages.button(revert, _("Mở bản kia")),
    ]
