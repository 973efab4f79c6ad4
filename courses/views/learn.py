"""The pages of a course as learners see them; none of them knows who is looking."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from courses.models import Course, CourseEdition, EditionStep
from courses.services import answers, reading, rendering
from lms.common import ids, pages


@require_safe
def course(request: HttpRequest, code: str) -> HttpResponse:
    """The course as its current edition has it."""
    found = (
        Course.objects.filter(code=code, current_edition__isnull=False)
        .values_list(
            "state",
            "closes_on",
            "successor__code",
            "current_edition__public_id",
            "current_edition__content_hash",
        )
        .first()
    )
    if found is None:
        raise Http404
    state, *ending, public_id, content_hash = found
    if shut := gone(request, state, public_id):
        return shut
    how = [state, *(str(one) for one in ending if one)]
    return _course(request, public_id, key("course", public_id, content_hash, *how))


@require_safe
def edition(request: HttpRequest, public_id: str) -> HttpResponse:
    """The course as one edition has it, for learners who stay on that edition."""
    content_hash, state = frozen(public_id)
    if shut := gone(request, state, public_id):
        return shut
    how = [state]
    if state == Course.State.RETIRED:
        ending = Course.objects.filter(editions__public_id=public_id)
        closes_on, successor = ending.values_list("closes_on", "successor__code").get()
        how += [str(one) for one in (closes_on, successor) if one]
    return _course(request, public_id, key("course", public_id, content_hash, *how))


@require_safe
def step(request: HttpRequest, public_id: str, uid: str) -> HttpResponse:
    content_hash, state, said = frozen_and_said(public_id)
    if shut := gone(request, state, public_id):
        return shut
    saving = pages.saves_data(request)
    name = key("step", public_id, content_hash, uid, *(["saving"] if saving else []), str(said))

    def make() -> str:
        row = get_object_or_404(
            EditionStep.objects.select_related("edition__course"),
            edition__public_id=public_id,
            uid=uid,
        )
        sizes = reading.picture_sizes(row) if saving else None
        answered = answers.under([uid]) if said else {}
        return rendering.step_html(
            row.edition,
            row,
            release=settings.RELEASE,
            sizes=sizes,
            answers=answered.get(uid, ()),
        )

    return pages.kept(request, name, make, vary=[pages.SAVE_DATA])


@require_safe
def numbered(_request: HttpRequest, public_id: str, number: str) -> HttpResponse:
    """The address of a step as it is typed from paper; its place in an edition never changes."""
    edition = ids.read_code(public_id).lower()
    uids = EditionStep.objects.filter(edition__public_id=edition, position=int(number))
    uid = uids.values_list("uid", flat=True).first()
    if uid is None:
        raise Http404
    return redirect("courses:step", public_id=edition, uid=uid)


@require_safe
def final_test(request: HttpRequest, public_id: str) -> HttpResponse:
    content_hash, state = frozen(public_id)
    if shut := gone(request, state, public_id):
        return shut

    def make() -> str:
        row = edition_of(public_id)
        if not row.test:
            raise Http404
        review = reading.reviews(row)
        return rendering.test_html(row, release=settings.RELEASE, review=review)

    return pages.kept(request, key("test", public_id, content_hash), make)


@require_safe
def finish(request: HttpRequest, public_id: str) -> HttpResponse:
    content_hash, state = frozen(public_id)
    if shut := gone(request, state, public_id):
        return shut

    def make() -> str:
        return rendering.finish_html(edition_of(public_id), release=settings.RELEASE)

    return pages.kept(request, key("finish", public_id, content_hash), make)


@require_safe
def say(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where one asks about a step or tells what is wrong with it."""
    content_hash, state = frozen(public_id)
    if shut := gone(request, state, public_id):
        return shut

    def make() -> str:
        return rendering.say_html(edition_of(public_id), release=settings.RELEASE)

    return pages.kept(request, key("say", public_id, content_hash), make)


@require_safe
def refresher(request: HttpRequest, public_id: str, end: str = "") -> HttpResponse:
    """What a major edition changed, in a few steps; nobody has to open it."""
    content_hash, state = frozen(public_id)
    if shut := gone(request, state, public_id):
        return shut

    def make() -> str:
        row = _refreshing(public_id)
        return rendering.refresher_html(row, release=settings.RELEASE, is_over=bool(end))

    return pages.kept(request, key("refresher", public_id, content_hash, end), make)


@require_safe
def refresher_step(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """One changed step, with the next changed one after it."""
    content_hash, state = frozen(public_id)
    if shut := gone(request, state, public_id):
        return shut
    saving = pages.saves_data(request)
    more = [str(number), *(["saving"] if saving else [])]

    def make() -> str:
        row = _refreshing(public_id)
        uids = (row.refresher or {"steps": []})["steps"]
        if not 1 <= number <= len(uids):
            raise Http404
        step = row.steps.get(uid=uids[number - 1])
        sizes = reading.picture_sizes(step) if saving else None
        way = rendering.refresher_way(row, number)
        return rendering.step_html(row, step, release=settings.RELEASE, sizes=sizes, way=way)

    name = key("refresher-step", public_id, content_hash, *more)
    return pages.kept(request, name, make, vary=[pages.SAVE_DATA])


def _refreshing(public_id: str) -> CourseEdition:
    row = edition_of(public_id)
    if not row.refresher:
        raise Http404
    return row


def frozen(public_id: str) -> tuple[str, str]:
    """The content hash of an edition and the state of its course."""
    content_hash, state, _said = frozen_and_said(public_id)
    return content_hash, state


def frozen_and_said(public_id: str) -> tuple[str, str, int]:
    """And how often an answer was put under a step of the course or taken away."""
    found = (
        CourseEdition.objects.filter(public_id=public_id)
        .values_list("content_hash", "course__state", "course__said_count")
        .first()
    )
    if found is None:
        raise Http404
    return found


def key(kind: str, public_id: str, content_hash: str, *more: str) -> str:
    """The name a page is kept under: all it is made of, and the release of our code."""
    return "-".join([kind, public_id, content_hash[:16], *more, settings.RELEASE])


def edition_of(public_id: str) -> CourseEdition:
    named = CourseEdition.objects.select_related("course__successor__current_edition")
    return named.get(public_id=public_id)


def _course(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    def make() -> str:
        row = edition_of(public_id)
        return rendering.course_html(
            row.course, row, release=settings.RELEASE, since=reading.last_major(row)
        )

    return pages.kept(request, key, make)


def gone(request: HttpRequest, state: str, public_id: str) -> HttpResponse | None:
    """What stands in place of all pages of a course that is no more; None while it is taught."""
    if state == Course.State.WITHDRAWN:
        return withdrawn(request)
    return closed(request, public_id) if state == Course.State.CLOSED else None


def closed(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page in place of a course whose day has passed; it names the course that follows."""
    row = CourseEdition.objects.select_related("course__successor__current_edition").get(
        public_id=public_id
    )
    heir = row.course.successor
    name = key("closed", public_id, row.content_hash, str(row.course.closes_on), str(heir))
    return pages.kept(
        request, name, lambda: rendering.closed_html(row, release=settings.RELEASE), status=410
    )


def withdrawn(request: HttpRequest) -> HttpResponse:
    key = f"withdrawn-{settings.RELEASE}"
    return pages.kept(
        request, key, lambda: rendering.withdrawn_html(release=settings.RELEASE), status=410
    )
