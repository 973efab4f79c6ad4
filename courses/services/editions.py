"""Writing an edition: the part of publishing that jobs do.

What takes long (pictures, compiling) is done before the transaction that writes the edition; what
only changes labels editors see is done after it, page by page, by a job of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import Revision

from courses import policies
from courses.drafting import drafts, films, pictures, voices
from courses.drafting.drafts import Draft, Ids
from courses.drafting.freezing import Picture, Reel, Voice
from courses.models import Course, CourseEdition, CoursePage, EditionStep, Question
from courses.services import (
    answers,
    authoring,
    compiling,
    freshness,
    levels,
    pinning,
    procedures,
    refreshing,
    vocabulary,
)
from courses.services.compiling import CompiledCourse
from lms.audit import services as audit
from lms.common import clock
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import Again, GiveUp
from lms.users.models import User

SHOW_KIND = "courses.show_live"


@dataclass(frozen=True)
class Prepared:
    """The compiled draft of a job, and the state of its questions when it was compiled."""

    draft: Draft
    pictures: Mapping[int, Picture]
    voices: Mapping[int, Voice]
    films: Mapping[int, Reel]
    compiled: CompiledCourse
    questions: list[tuple[int, int | None]]


def prepare(job: Job) -> Prepared:
    """Make and keep the files for phones, name new steps and compile, in no transaction."""
    draft = _draft(job.ids)
    return _compiled(job.ids, _kept_pictures(job, draft), _kept_voices(draft), _kept_films(draft))


def _compiled(
    ids: Ids,
    made: Mapping[int, Picture],
    read: Mapping[int, Voice],
    filmed: Mapping[int, Reel],
) -> Prepared:
    # Read first: what changes after this is noticed when the edition is written.
    questions = _question_state(ids)
    draft = _draft(ids)
    compiled = compiling.compile_course(
        draft.page,
        draft=draft,
        picture_of=lambda image: made.get(image.pk) if image else None,
        voice_of=lambda recording: read.get(recording.pk) if recording else None,
        film_of=lambda film: filmed.get(film.pk) if film else None,
        uids=compiling.mint_uids(draft),
    )
    return Prepared(draft, made, read, filmed, compiled, questions)


def _question_state(ids: Ids) -> list[tuple[int, int | None]]:
    """What is out of each question; another course that publishes one may change its version."""
    rows = Question.objects.filter(pk__in=[pk for pk, _ in ids["questions"]]).order_by("pk")
    return list(rows.values_list("version", "live_revision_id"))


def _kept_pictures(job: Job, draft: Draft) -> dict[int, Picture]:
    images = list(pictures.of(draft))
    made = {}
    for count, image in enumerate(images):
        jobs.progress(job, count, len(images) + 1, note=_("Đang thu nhỏ hình"))
        try:
            made[image.pk] = pictures.kept(image)
        except pictures.PictureUnreadable as error:
            raise GiveUp(_("Không đọc được hình “%s”.") % image.title) from error
    return made


def _kept_voices(draft: Draft) -> dict[int, Voice]:
    chosen = [*voices.of(draft), *vocabulary.recordings()]
    found = {recording.pk: voices.kept(recording) for recording in chosen}
    return {pk: voice for pk, voice in found.items() if voice}


def _kept_films(draft: Draft) -> dict[int, Reel]:
    found = {film.pk: films.kept(film) for film in films.of(draft)}
    return {pk: reel for pk, reel in found.items() if reel}


def write_edition(job: Job, prepared: Prepared) -> CourseEdition | None:
    """Write the edition of the job's revisions and make it the course's; None if outdated."""
    course = Course.objects.select_for_update().get(pk=prepared.draft.page.course_id)
    if _is_outdated(job):
        return None
    if course.state == Course.State.WITHDRAWN:
        raise GiveUp(_("Khóa học đã thu hồi."))
    if _question_state(job.ids) != prepared.questions:
        prepared = _compiled(job.ids, prepared.pictures, prepared.voices, prepared.films)
    before = course.current_edition
    edition = _save(prepared.compiled, course, job)
    _open(course, edition, prepared.draft, was=job.ids.get("was"))
    freshness.edition_published(edition, before)
    procedures.edition_published(edition)
    _make_questions_live(job.ids, by=job.requested_by)
    show_live(job.ids, by=job.requested_by, after=str(job.pk))
    pinning.edition_published(edition)
    answers.edition_published(edition)
    count = len(prepared.pictures) + 1
    jobs.progress(job, count, count)
    audit.record("course.published", subject=edition, actor=job.requested_by, level=edition.level)
    return edition


def _draft(ids: Ids) -> Draft:
    try:
        return drafts.at(ids)
    except drafts.DraftGone as error:
        raise GiveUp(_("Bài hoặc câu hỏi đã bị xóa. Phát hành lại nhé.")) from error


def _is_outdated(job: Job) -> bool:
    """True when publishing was asked for again since; the newer request has the newer drafts."""
    stem = f"{job.kind}:{job.ids['page'][0]}:"
    newer = Job.objects.filter(key__startswith=stem, pk__gt=job.pk)
    return newer.exclude(state=Job.State.FAILED).exists()


def _save(compiled: CompiledCourse, course: Course, job: Job) -> CourseEdition:
    edition, current = compiled.edition, course.current_edition
    edition.course = course
    edition.number = current.number + 1 if current else 1
    edition.level = _level(job.ids["level"], current, compiled)
    edition.note = job.ids["note"]
    edition.refresher = refreshing.frozen(
        current,
        compiled,
        number=edition.number,
        level=edition.level,
        asked=bool(job.ids.get("refresher")),
    )
    edition.published_by = job.requested_by
    edition.published_at = clock.now()
    edition.save(force_insert=True)
    for step in compiled.steps:
        step.edition = edition
    EditionStep.objects.bulk_create(compiled.steps)
    return edition


def _level(asked: str, current: CourseEdition | None, compiled: CompiledCourse) -> str:
    """What was asked for, unless the edition now before this one asks for more."""
    if current is None:
        return levels.Level.MAJOR.value
    floor = levels.floor_of(levels.since(current, compiled))
    return asked if levels.at_least(asked, floor) else floor.value


def _open(course: Course, edition: CourseEdition, draft: Draft, *, was: str | None) -> None:
    """Make the edition the course's; who hid the course meanwhile meant this edition, too."""
    hidden_since = course.state == Course.State.HIDDEN and was == Course.State.OPEN
    if edition.number == 1:
        course.code = authoring.free_code(draft.page)
    course.section = policies.section_of(draft.page) or course.section
    course.current_edition = edition
    if not hidden_since and course.state not in (Course.State.RETIRED, Course.State.CLOSED):
        course.state = Course.State.OPEN
    course.save(update_fields=["code", "section", "current_edition", "state"])
    CoursePage.objects.filter(pk=draft.page.pk).update(refusal=None)


def show_live(ids: Ids, *, by: User | None, after: str) -> Job:
    """Ask that Wagtail's own "live" be brought in line: these revisions are what is out.

    `after` names what was done to the course, so that each time has a job of its own.
    """
    # A shared lesson is out when its own course says so.
    own = [pair for pair in ids["lessons"] if pair[0] not in ids.get("shared", [])]
    pages = {"pages": [ids["page"], *own, *ids.get("places", [])]}
    key = f"{SHOW_KIND}:{ids['page'][0]}:{after}"
    return jobs.add(SHOW_KIND, key=key, ids=pages, requested_by=by)


def show_next_live(job: Job) -> Again | None:
    """One page of the job's in a transaction of its own, and again while there are more.

    Stops when the course was closed meanwhile or published once more.
    """
    pages = job.ids["pages"]
    shown = (Course.State.OPEN, Course.State.RETIRED)
    course_page = CoursePage.objects.filter(pk=pages[0][0], course__state__in=shown)
    if not job.done_count:
        pinning.catch_up(pages[0][0])
    if job.done_count >= len(pages) or not course_page.exists() or _is_overtaken(job):
        return None
    revision = Revision.objects.filter(pk=pages[job.done_count][1]).first()
    if revision is not None:
        make_live(revision, by=job.requested_by, now=True)
    jobs.progress(job, job.done_count + 1, len(pages))
    return Again()


def _is_overtaken(job: Job) -> bool:
    stem = f"{SHOW_KIND}:{job.ids['pages'][0][0]}:"
    return Job.objects.filter(key__startswith=stem, pk__gt=job.pk).exists()


def _make_questions_live(ids: Ids, *, by: User | None) -> None:
    """With the edition: a question's version is counted from what is live."""
    revision_ids = dict(ids["questions"])
    revisions = Revision.objects.in_bulk(revision_ids.values())
    for question in Question.objects.filter(pk__in=revision_ids):
        revision = revisions[revision_ids[question.pk]]
        if question.live_revision_id != revision.pk:
            _make_question_live(question, revision, by=by)


def make_live(revision: Revision, *, by: User | None, now: bool = False) -> None:
    """Wagtail's bookkeeping for a page revision that is published, or has a date to be."""
    action = PublishPageRevisionAction(revision, user=by)
    if now:
        action.object.go_live_at = None
    action.execute(skip_permission_checks=True)


def _make_question_live(question: Question, revision: Revision, *, by: User | None) -> None:
    action: Any = PublishRevisionAction(revision, user=by)
    action.object.version = drafts.as_published(question, revision).version
    action.execute(skip_permission_checks=True)
