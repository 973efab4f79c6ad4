"""The door of the editors' area: our sign-in and second factor before every page of it."""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect

from lms.users.http import second_factor_gate

BELOW = "/quan-tri/"
# Wagtail's own sign-in and password pages know no limits and no second factor.
OWN_DOORS = (f"{BELOW}login/", f"{BELOW}password_reset/")
# Rooms of Wagtail nobody works in: its trial of the error page, workflows, which are off, and
# lists for programs that show the pictures and documents of every section.
EMPTY_ROOMS = tuple(
    f"{BELOW}{room}"
    for room in (
        "failwhale/", "test404/", "workflows/", "pages/workflow/", "reports/workflow",
        "api/main/images/", "api/main/documents/",
    )
)  # fmt: skip

# How lists and choosers name the rows that are ticked.
ROW = re.compile(r"[0-9]{1,18}|all")

type Answer = Callable[[HttpRequest], HttpResponseBase]


class AdminDoor:
    """Nothing of the Wagtail admin is answered before the second factor has been passed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        if not request.path_info.startswith(BELOW):
            return None
        if request.path_info.startswith(OWN_DOORS):
            return HttpResponseRedirect(settings.STAFF_LOGIN_URL)
        if away := second_factor_gate(request):
            return away
        # Wagtail would lead them to sign in, and sign-in, where they already are, back here.
        if not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        if request.path_info.startswith(EMPTY_ROOMS):
            raise Http404
        # Wagtail asks the database for whatever stands here, and breaks on what is no number.
        if not all(map(ROW.fullmatch, request.GET.getlist("id"))):
            raise Http404
        return None
