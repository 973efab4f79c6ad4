"""A phone several people share: who may be picked on it by name and picture.

The list lies on the phone only, in a signed cookie of the sign-in pages, and names nobody: ids
drawn at random, with the pictures people chose. Names are read beside it while the page is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.common import clock
from lms.users import borrowed, policies
from lms.users.models import User

KEY = "shared"
"""Where the session says with which picture somebody learns here."""
COOKIE, PATH, SALT = "chung", "/dang-nhap/", "lms.users.shared"
AGE = 400 * 24 * 60 * 60
MOST = 5
# Who has not been here for so long makes room.
STAYS = timedelta(days=180)

PICTURES: dict[str, str | Promise] = {
    "chicken": _("Con gà"),
    "buffalo": _("Con trâu"),
    "rice": _("Bông lúa"),
    "boat": _("Con thuyền"),
    "lotus": _("Hoa sen"),
    "fish": _("Con cá"),
    "hat": _("Nón lá"),
    "palm": _("Cây dừa"),
    "stork": _("Con cò"),
    "sunrise": _("Mặt trời"),
}


class Full(Exception):
    """Five people are on this phone already."""


class PictureTaken(Exception):
    """Somebody else on this phone has the picture."""


@dataclass(frozen=True)
class Place:
    """One person's place on this phone; `day` is when she last came in, as a day's number."""

    person: str
    picture: str
    day: int

    @property
    def label(self) -> str | Promise:
        return PICTURES[self.picture]


@dataclass(frozen=True)
class Picked:
    """Somebody who may be picked here."""

    person: User
    place: Place


def places(request: HttpRequest) -> list[Place]:
    """The places of this phone that are still in use; none where the cookie is not ours."""
    try:
        rows = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
        found = [Place(*row) for row in rows]
    except (signing.BadSignature, TypeError):
        return []
    oldest = (clock.today() - STAYS).toordinal()
    return [place for place in found if place.day >= oldest and place.picture in PICTURES]


def people(request: HttpRequest) -> list[Picked]:
    """Who may be picked on this phone, in the order they came."""
    found = places(request)
    named = {
        person.public_id: person
        for person in User.objects.filter(public_id__in=[place.person for place in found])
        if policies.may_use_card(person)
    }
    return [Picked(named[place.person], place) for place in found if place.person in named]


def place_of(request: HttpRequest, person: User) -> Place | None:
    return next((one for one in places(request) if one.person == person.public_id), None)


def free_pictures(request: HttpRequest, person: User) -> dict[str, str | Promise]:
    """What nobody else on this phone has chosen."""
    taken = {one.place.picture for one in people(request) if one.person != person}
    return {name: label for name, label in PICTURES.items() if name not in taken}


def is_full(request: HttpRequest, person: User) -> bool:
    """Whether five others are on this phone."""
    return sum(one.person != person for one in people(request)) >= MOST


def join(request: HttpRequest, answer: HttpResponseBase, person: User, picture: str) -> None:
    """Give the person signed in a place here, or another picture; raises Full or PictureTaken."""
    if is_full(request, person):
        raise Full
    if picture not in free_pictures(request, person):
        raise PictureTaken
    place = Place(person.public_id, picture, _today())
    kept = [one.place for one in people(request)]
    own = [one for one in kept if one.person == place.person]
    _write(answer, [place if one in own else one for one in kept] if own else [*kept, place])
    _begin(request, answer, place)


def come_in(request: HttpRequest, answer: HttpResponseBase, person: User) -> bool:
    """On a shared phone the sign-in ends by itself; true where the person has a place here."""
    found = places(request)
    if not found:
        return False
    place = place_of(request, person)
    if place is None:
        borrowed.begin(request, answer)
        return False
    now = replace(place, day=_today())
    _write(answer, [now if one == place else one for one in found])
    _begin(request, answer, now)
    return True


def forget(request: HttpRequest, answer: HttpResponseBase, person: User) -> None:
    """Take the person from the list of this phone."""
    _write(answer, [one for one in places(request) if one.person != person.public_id])


def _begin(request: HttpRequest, answer: HttpResponseBase, place: Place) -> None:
    borrowed.begin(request, answer)
    request.session[KEY] = place.picture


def _today() -> int:
    return clock.today().toordinal()


def _write(answer: HttpResponseBase, kept: Sequence[Place]) -> None:
    if not kept:
        answer.delete_cookie(COOKIE, path=PATH, samesite="Lax")
        return
    answer.set_cookie(
        COOKIE,
        signing.dumps([[one.person, one.picture, one.day] for one in kept], salt=SALT),
        max_age=AGE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
