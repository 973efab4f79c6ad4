"""A course as a phone keeps it: a signed list of all it needs, every part named by what is in it.

Pages say of their edition only its id and its number. Both are left open in a part and filled in
on the phone, so a page that a new edition leaves as it was is the same part, and a phone that has
it does not fetch it again.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches

from courses.models import Asset, CourseEdition, EditionStep
from courses.services import answers, reading, rendering
from courses.services.outline import Outline
from lms.common import keys
from lms.common.frontend.content import Stored, stored
from lms.common.templatetags.assets import art

FORMAT = 1
QUALITIES = ("light", "clear")
PURPOSE = "course-package"
"""What the key is for that signs these lists; see `lms.common.keys`."""

OPEN_ID, OPEN_NUMBER = "~edition~", "~number~"
# Only as the value of an attribute: words may speak of any address.
_FILES = re.compile(r'(?<==")/(?:tep|static)/[\w./-]+\.\w+(?=")')
_FONTS = ("fonts/be-vietnam-pro-vi-400.woff2", "fonts/be-vietnam-pro-vi-700.woff2")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the course: its address below `/hoc/<edition>/`, and the part it is made from.

    `size` is what the part weighs as it travels; `files` are the addresses it shows.
    """

    path: str
    part: str
    size: int
    files: list[str]


@dataclass(frozen=True, slots=True)
class Package:
    """What a phone must have to learn one edition without a network; sizes in bytes.

    Pages stand in the order they are learnt, with the page of the course first; the final test, the
    end and the page where one asks come last. `films` are the light and the clear copies of its
    films: fetched only by who chose them, and not in `size`. `newest` is the edition that whoever
    learns this one moves on to, or itself; `picture` and `voice` the markup of the course's picture
    and of the button that reads its name, empty where nobody does.
    """

    edition: str
    newest: str
    number: int
    course: str
    title: str
    minutes: int
    steps: int
    picture: str
    voice: str
    release: str
    pages: list[Page]
    files: list[Stored]
    films: dict[str, list[Stored]]
    size: int
    format: int = FORMAT
    parts: dict[str, str] = field(default_factory=dict)
    """Part by its name; not in the list that phones are given."""

    def listed(self) -> str:
        """The list as JSON, the very text that is signed."""
        told = asdict(self)
        del told["parts"]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def signed(package: Package) -> str:
    """`{"listed": text, "signature": base64url}`, the signature over the text in UTF-8."""
    text = package.listed()
    return json.dumps({"listed": text, "signature": keys.sign(PURPOSE, text.encode())})


def of(edition: CourseEdition) -> Package:
    """The package of an edition as this release draws it; kept by this process."""
    newest = reading.newest_of_line(edition)
    course = edition.course
    shown_as = f"{course.state}-{course.closes_on}-{course.successor_id}-{course.said_count}"
    state = f"{edition.content_hash[:16]}-{shown_as}-{newest}-{settings.RELEASE}"
    key = f"package-{edition.public_id}-{state}"
    bodies = caches["bodies"]
    package: Package | None = bodies.get(key)
    if package is None:
        package = _make(edition, newest)
        bodies.set(key, package)
    return package


def _make(edition: CourseEdition, newest: str) -> Package:
    pages, parts = [], {}
    for path, html in _drawn(edition):
        page, text = packed(edition, path, html)
        parts[page.part] = text
        pages.append(page)
    picture, voice = beside(edition)
    shown = {address for page in pages for address in page.files} | addresses(picture + voice)
    films = _films(edition)
    files = _files(shown - {copy.address for copies in films.values() for copy in copies})
    known = {file.address for file in files}
    pages = [replace(page, files=[one for one in page.files if one in known]) for page in pages]
    outline = Outline.of(edition)
    return Package(
        edition=edition.public_id,
        newest=newest,
        number=edition.number,
        course=edition.course.code,
        title=edition.title,
        minutes=int(edition.outline["minutes"]),
        steps=len(outline.places),
        picture=picture,
        voice=voice,
        release=settings.RELEASE,
        pages=pages,
        files=files,
        films=films,
        size=sum(page.size for page in pages) + sum(file.size for file in files),
        parts=parts,
    )


def packed(edition: CourseEdition, path: str, html: str) -> tuple[Page, str]:
    """A page as phones keep it, and the part it is made from."""
    text = html.replace(edition.public_id, OPEN_ID).replace(
        f'data-edition-number="{edition.number}"', f'data-edition-number="{OPEN_NUMBER}"'
    )
    name = hashlib.sha256(text.encode()).hexdigest()
    size = len(gzip.compress(text.encode(), 6))
    return Page(path, name, size, sorted(addresses(text))), text


def beside(edition: CourseEdition) -> tuple[str, str]:
    """The markup of the course's picture and of the button that reads its name."""
    return str(art(edition.outline.get("art") or "default")), rendering.card_voice_html(edition)


def addresses(html: str) -> set[str]:
    """The files of ours that a page shows."""
    return set(_FILES.findall(html))


def _drawn(edition: CourseEdition) -> Iterator[tuple[str, str]]:
    release, since = settings.RELEASE, reading.last_major(edition)
    yield "", rendering.course_html(edition.course, edition, release=release, since=since)
    steps = {step.uid: step for step in edition.steps.all()}
    answered = answers.under(steps) if edition.course.said_count else {}
    for uid in (place.uid for place in Outline.of(edition).places):
        said = answered.get(uid, ())
        yield f"{uid}/", rendering.step_html(edition, steps[uid], release=release, answers=said)
    if edition.test:
        review = reading.reviews(edition)
        yield "kiem-tra/", rendering.test_html(edition, release=release, review=review)
    yield "xong/", rendering.finish_html(edition, release=release)
    yield "gop-y/", rendering.say_html(edition, release=release)


def _files(shown: set[str]) -> list[Stored]:
    """Everything that is shown, and the letters it is shown in."""
    static = frame_files(shown)
    own = shown - {file.address for file in static}
    named = {address.split("/")[-1].split(".")[0]: address for address in own}
    rows = Asset.objects.filter(pk__in=named).values_list("pk", "byte_count")
    files = [Stored(named[sha256], sha256, size) for sha256, size in rows]
    return sorted([*files, *static], key=lambda file: file.address)


def frame_files(shown: set[str]) -> list[Stored]:
    """Of what is shown the styles, scripts and drawings of the product, and its letters."""
    static = {address for address in shown if address.startswith(settings.STATIC_URL)}
    static |= {staticfiles_storage.url(font) for font in _FONTS}
    files = []
    for address in static:
        # An author may link to one that never was.
        with suppress(FileNotFoundError):
            files.append(stored(address))
    return files


def _films(edition: CourseEdition) -> dict[str, list[Stored]]:
    """By quality; none where the course has no film."""
    steps = edition.steps.filter(kind=EditionStep.Kind.WATCH).order_by("position")
    reels = [step.values["film"]["copies"] for step in steps if step.values["film"]]
    by_quality = dict(zip(QUALITIES, zip(*reels, strict=True), strict=True)) if reels else {}
    return {
        quality: [Stored(f"/tep/{one['asset']}", one["asset"][:64], one["bytes"]) for one in copies]
        for quality, copies in by_quality.items()
    }


def public_keys() -> list[dict[str, str]]:
    """The public keys phones check lists against: today's, then those before it still taken."""
    return [keys.jwk(key) for key in keys.pairs(PURPOSE)]
