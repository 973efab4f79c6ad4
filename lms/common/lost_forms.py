"""What was typed into a form that could not be sent, so that nobody has to type it again."""

import secrets
from typing import Final, TypedDict

from django.core.cache import cache
from django.http import HttpRequest

from lms.common import windows

MOST_VALUES: Final = 200
MOST_SIGNS: Final = 100_000
# Never sent back, not even to who typed them: such a form is opened anew.
SECRET: Final = frozenset({"password", "password1", "password2", "code", "pin"})
TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105  the name of a field
KEPT_IN: Final = "lost_form"
# Seconds: time enough to wait for a code and type it in.
KEPT_FOR: Final = 30 * 60
# Browsers of one network that may put a form aside in so many seconds: more than a whole class.
MOST_BROWSERS: Final = 60
BROWSERS_SECONDS: Final = 600


class LostForm(TypedDict):
    """A form as it was sent, and where to."""

    address: str
    typed: list[tuple[str, str]]
    has_files: bool


def read(request: HttpRequest) -> LostForm:
    """The form of this request; nothing typed when a value is secret or they are too many."""
    typed = _typed(request)
    return LostForm(
        address=request.get_full_path(),
        typed=typed,
        has_files=bool(typed and request.FILES),
    )


def keep(request: HttpRequest) -> bool:
    """Put the form aside for whoever signs in with this browser; false when nothing is kept.

    It takes the place of the form put aside before.
    """
    form = read(request)
    if not form["typed"]:
        return False
    key = request.session.get(KEPT_IN) or secrets.token_urlsafe(16)
    if KEPT_IN not in request.session and _too_many_browsers(request):
        return False
    cache.set(f"{KEPT_IN}:{key}", form, KEPT_FOR)
    request.session[KEPT_IN] = key
    return True


def kept(request: HttpRequest) -> LostForm | None:
    """The form this browser could not send a while ago."""
    key = request.session.get(KEPT_IN)
    form: LostForm | None = cache.get(f"{KEPT_IN}:{key}") if key else None
    return form


def _too_many_browsers(request: HttpRequest) -> bool:
    """True for what no class does: a stranger who fills the cache, where limits are counted too."""
    return windows.count("lost-forms", request, seconds=BROWSERS_SECONDS) > MOST_BROWSERS


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    if SECRET & set(request.POST):
        return []
    values = [(name, str(value)) for name, all_ in request.POST.lists() for value in all_]
    values = [(name, value) for name, value in values if name != TOKEN]
    fits = len(values) <= MOST_VALUES and sum(len(value) for _, value in values) <= MOST_SIGNS
    return values if fits else []
