"""Pages for what went wrong: plain words, what is kept, and the way home."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import render

MOST_VALUES: Final = 200
MOST_SIGNS: Final = 100_000
# Never sent back, not even to who typed them: such a form is opened anew.
SECRET: Final = {"password", "password1", "password2", "code", "pin"}
TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105  the name of a field


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is too old comes back with what was typed, ready to be sent again.

    Only what our own page sent comes back: otherwise a stranger's page could have people send
    what the stranger wrote.
    """
    typed = _typed(request) if _is_ours(request, reason) else []
    context = {
        "typed": typed,
        "has_files": bool(typed and request.FILES),
        "address": request.get_full_path(),
    }
    return render(request, "403_csrf.html", context, status=403)


def maintenance(request: HttpRequest) -> HttpResponse:
    """Nothing can be used for some minutes."""
    response = render(request, "503.html", status=503)
    response["Retry-After"] = str(settings.MAINTENANCE_MINUTES * 60)
    return response


def _is_ours(request: HttpRequest, reason: str) -> bool:
    """The browser names the page a form came from, and Django found it to be ours."""
    bad_origin = REASON_BAD_ORIGIN.split("%", maxsplit=1)[0]
    return "Origin" in request.headers and not reason.startswith(bad_origin)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Every value of the form; none at all when one is secret or they are too many."""
    if SECRET & set(request.POST):
        return []
    values = [(name, str(value)) for name, all_ in request.POST.lists() for value in all_]
    values = [(name, value) for name, value in values if name != TOKEN]
    fits = len(values) <= MOST_VALUES and sum(len(value) for _, value in values) <= MOST_SIGNS
    return values if fits else []
