"""Going back to an older draft of a page."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from wagtail.admin.auth import require_admin_access
from wagtail.admin.viewsets.pages import page_viewset_registry
from wagtail.models import Revision

_revert = page_viewset_registry.as_view("revisions_revert", page_id_kwarg="page_id")


@require_admin_access
def revert(request: HttpRequest, page_id: int, revision_id: int) -> HttpResponseBase:
    """Wagtail's own view, which takes 0 for the newest draft and breaks where there is none."""
    drafts = Revision.page_revisions.filter(object_id=str(page_id))
    get_object_or_404(drafts, pk=revision_id)
    answer: HttpResponseBase = _revert(request, page_id=page_id, revision_id=revision_id)
    return answer
