"""Forms of one page or question are written one after another.

The editor saves by itself while one types. Wagtail refuses such a save when somebody saved since,
but looks before it writes: a save by hand that came in between would be undone by the older words.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.auth import require_admin_access
from wagtail.admin.viewsets.pages import page_viewset_registry

View = Callable[..., HttpResponseBase]

PATIENCE = 10.0
PAUSE = 0.05
# A server that dies while it writes holds up nobody for longer.
LONGEST = 30


def in_turn(view: View) -> View:
    """A view whose forms wait until an earlier one to the same address is answered.

    After `PATIENCE` seconds a form goes on all the same: what was typed must not be refused.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        key = f"courses.turn:{request.path}"
        ours = _wait(key)
        try:
            return view(request, *args, **kwargs)
        finally:
            if ours:
                cache.delete(key)

    return guarded


def _wait(key: str) -> bool:
    """Whether it is our turn; false when that took too long."""
    until = time.monotonic() + PATIENCE
    while not cache.add(key, "taken", LONGEST):
        if time.monotonic() > until:
            return False
        time.sleep(PAUSE)
    return True


edit_page = require_admin_access(
    in_turn(page_viewset_registry.as_view("edit", page_id_kwarg="page_id"))
)
