"""What a draft will weigh on a phone: drawn as residents get it, before any of it is published."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from courses.drafting import films, keeping, pictures, voices
from courses.drafting.drafts import Draft
from courses.drafting.freezing import Picture, Reel, Values, Voice
from courses.models import Course, EditionStep, LessonPage
from courses.services import compiling, packages, rendering
from courses.services.compiling import CompiledCourse
from courses.services.packages import Page
from lms.common.numbers import KILOBYTE
from lms.media.models import Film, Recording

MOST_WORDS = 6 * KILOBYTE
"""Of the page of one step as it travels packed."""
MOST_PICTURE = 30 * KILOBYTE
"""Of one picture: a step shows one at a time, so the step stays within its 75 KB."""


@dataclass
class Scales:
    """Names the files of a draft as publishing will, and notes what each weighs."""

    sizes: dict[str, int] = field(default_factory=dict)
    # Of pictures by the id of their image, for whoever must tell which one is heavy.
    by_image: dict[int, int] = field(default_factory=dict)

    def picture(self, image: Any) -> Picture | None:
        found = pictures.weighed(image)
        if found is None:
            return None
        named, size = found
        self.sizes[named.asset] = self.by_image[image.pk] = size
        return named

    def voice(self, recording: Recording | None) -> Voice | None:
        named = voices.named(recording)
        if named:
            self.sizes[named.asset] = keeping.size_of(named.recording.phone_file)
        return named

    def film(self, film: Film | None) -> Reel | None:
        named = films.named(film)
        if named:
            self.sizes[named.poster] = keeping.size_of(named.film.poster)
            if named.captions:
                self.sizes[named.captions] = len(named.film.captions.encode())
        return named


@dataclass(frozen=True)
class Weighed:
    """A draft compiled in memory, with the bytes of every file it names but films."""

    draft: Draft
    compiled: CompiledCourse
    sizes: dict[str, int]
    by_image: dict[int, int]
    _pages: dict[str, Page] = field(default_factory=dict)

    def words(self, step: EditionStep) -> int:
        """What the page of a step weighs by itself."""
        return self._page(step).size

    def steps_of(self, lesson: LessonPage) -> list[EditionStep]:
        number = [one.pk for one in self.draft.lessons].index(lesson.pk) + 1
        return [step for step in self.compiled.steps if step.lesson_no == number]

    def step_bytes(self, step: EditionStep) -> int:
        """The page of a step and all it shows, its voice included; a film comes only on a tap."""
        page = self._page(step)
        return page.size + self._assets(set(page.files))

    def lesson_bytes(self, lesson: LessonPage) -> int:
        """What a phone fetches for this lesson beside the frame, which it has from the first."""
        pages = [self._page(step) for step in self.steps_of(lesson)]
        shown = {address for page in pages for address in page.files}
        return sum(page.size for page in pages) + self._assets(shown)

    def course_bytes(self) -> int:
        """What taking the course along will cost, as its page tells residents."""
        pages = list(self._drawn())
        shown = {address for page in pages for address in page.files}
        shown |= packages.addresses("".join(packages.beside(self.compiled.edition)))
        frame = sum(file.size for file in packages.frame_files(shown))
        return sum(page.size for page in pages) + frame + self._assets(shown)

    def _page(self, step: EditionStep) -> Page:
        """Drawn once, however often it is asked for."""
        if step.uid not in self._pages:
            html = rendering.step_html(self.compiled.edition, step, release=settings.RELEASE)
            self._pages[step.uid] = self._packed(html)
        return self._pages[step.uid]

    def _packed(self, html: str) -> Page:
        return packages.packed(self.compiled.edition, "", html)[0]

    def _drawn(self) -> Iterator[Page]:
        """As `packages` draws an edition."""
        edition, release = self.compiled.edition, settings.RELEASE
        yield self._packed(rendering.course_html(edition.course, edition, release=release))
        yield from map(self._page, self.compiled.steps)
        if edition.test:
            review = _reviews(edition.test, self.compiled.steps)
            yield self._packed(rendering.test_html(edition, release=release, review=review))
        yield self._packed(rendering.finish_html(edition, release=release))
        yield self._packed(rendering.say_html(edition, release=release))

    def _assets(self, shown: set[str]) -> int:
        names = {address.rsplit("/", 1)[1] for address in shown if address.startswith("/tep/")}
        return sum(self.sizes.get(name, 0) for name in names)


def weigh(draft: Draft) -> Weighed:
    """Compile a draft to be weighed; writes nothing but what makes the next time quicker."""
    scales = Scales()
    compiled = compiling.compile_course(
        draft.page,
        draft=draft,
        picture_of=scales.picture,
        voice_of=scales.voice,
        film_of=scales.film,
    )
    course = draft.page.course
    # As it will stand open, under the address it has or will get.
    compiled.edition.course = Course(
        code=course.code if course else "ban-nhap", state=Course.State.OPEN
    )
    compiled.edition.number = 1
    return Weighed(draft, compiled, scales.sizes, scales.by_image)


def _reviews(test: Values, steps: list[EditionStep]) -> dict[str, str]:
    asked = {step.values["question"]: step.uid for step in steps if step.kind == "question"}
    slots = test["slots"]
    return {s["slot"]: asked[s["question"]] for s in slots if s["question"] in asked}
