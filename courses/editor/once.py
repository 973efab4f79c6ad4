"""A page or question that is being made is made once, although two requests ask for it.

The editor saves by itself while one types. Whoever presses "Lưu bản nháp" while the first of those
requests is still under way would send the form to "make a new one" a second time. The token a form
was opened with names it, so the second request waits for the first and goes on to edit its page.
"""

import time
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from wagtail.admin.auth import require_admin_access
from wagtail.admin.viewsets.pages import page_viewset_registry

View = Callable[..., HttpResponseBase]

UNDER_WAY = ""
LIFETIME = 12 * 60 * 60
PATIENCE = 10.0
PAUSE = 0.1
# The form is sent on as it is.
KEEP_METHOD = 307


def made_once(view: View) -> View:
    """A view that makes something; `remember` tells where that is edited."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = _key(request)
        if not key:
            return view(request, *args, **kwargs)
        if not cache.add(key, UNDER_WAY, LIFETIME) and (address := _wait(key)):
            return HttpResponseRedirect(address, status=KEEP_METHOD)
        try:
            return view(request, *args, **kwargs)
        finally:
            if not cache.get(key):
                cache.delete(key)

    return guarded


def remember(request: HttpRequest, address: str) -> None:
    """The form of this request has made what is edited at `address`."""
    if key := _key(request):
        cache.set(key, address, LIFETIME)


def remember_draft(request: HttpRequest, page_id: int, draft: str) -> None:
    """The form of this request has made this draft of the page."""
    if key := _key(request):
        cache.set(f"{key}:{page_id}", draft, LIFETIME)


def draft_of(request: HttpRequest, page_id: int) -> str:
    """The draft its form made last; empty for none."""
    key = _key(request)
    found: str = cache.get(f"{key}:{page_id}", "") if key else ""
    return found


def _key(request: HttpRequest) -> str:
    token = request.POST.get("csrfmiddlewaretoken", "") if request.method == "POST" else ""
    if not token:
        return ""
    return f"courses.once:{request.user.pk}:{sha256(token.encode()).hexdigest()[:32]}"


def _wait(key: str) -> str:
    """The address the other request leaves; empty when it made nothing."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        address = cache.get(key)
        if address is None or address:
            return address or ""
        time.sleep(PAUSE)
    return ""


def page_address(page_id: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])


create_page = require_admin_access(
    made_once(
        page_viewset_registry.as_view(
            "add",
            app_label_kwarg="content_type_app_name",
            model_name_kwarg="content_type_model_name",
        )
    )
)
