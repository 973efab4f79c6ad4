"""Writing an edition: the part of publishing that a job does."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import Revision

from courses import policies
from courses.drafting import drafts, pictures
from courses.drafting.drafts import Draft, Ids
from courses.drafting.freezing import Picture
from courses.models import Course, CourseEdition, CoursePage, EditionStep, Question
from courses.services import authoring, compiling, levels, pinning
from courses.services.compiling import CompiledCourse
from lms.audit import services as audit
from lms.common import clock
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import GiveUp
from lms.users.models import User


def prepare_pictures(job: Job) -> dict[int, Picture]:
    """Make and keep the phone-sized pictures of the drafts, saying how far it is."""
    images = list(pictures.of(_draft(job.ids)))
    made = {}
    for count, image in enumerate(images):
        jobs.progress(job, count, len(images) + 1, note=_("Đang thu nhỏ hình"))
        try:
            made[image.pk] = pictures.kept(image)
        except pictures.PictureUnreadable as error:
            raise GiveUp(_("Không đọc được hình “%s”.") % image.title) from error
    return made


def write_edition(job: Job, made: Mapping[int, Picture]) -> CourseEdition | None:
    """Write the edition of the job's revisions and make it the course's; None if outdated."""
    draft = _draft(job.ids)
    course = Course.objects.select_for_update().get(pk=draft.page.course_id)
    if _is_outdated(job):
        return None
    if course.state == Course.State.WITHDRAWN:
        raise GiveUp(_("Khóa học đã thu hồi."))
    compiled = compiling.compile_course(
        draft.page,
        draft=draft,
        picture_of=lambda image: made.get(image.pk) if image else None,
        uids=compiling.mint_uids(draft),
    )
    edition = _save(compiled, course, job)
    _open(course, edition, draft)
    make_all_live(job.ids, by=job.requested_by)
    pinning.edition_published(edition)
    jobs.progress(job, len(made) + 1, len(made) + 1)
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


def _open(course: Course, edition: CourseEdition, draft: Draft) -> None:
    if edition.number == 1:
        course.code = authoring.free_code(draft.page)
    course.section = policies.section_of(draft.page) or course.section
    course.current_edition = edition
    course.state = Course.State.OPEN
    course.save(update_fields=["code", "section", "current_edition", "state"])
    CoursePage.objects.filter(pk=draft.page.pk).update(refusal=None)


def make_all_live(ids: Ids, *, by: User | None) -> None:
    """Bring Wagtail's own "live" in line: these revisions are what is out now."""
    pairs = [ids["page"], *ids["lessons"], *ids["questions"]]
    revisions = Revision.objects.in_bulk([revision for _, revision in pairs])
    for _pk, revision_id in [ids["page"], *ids["lessons"]]:
        make_live(revisions[revision_id], by=by, now=True)
    question_revisions = dict(ids["questions"])
    for question in Question.objects.filter(pk__in=question_revisions):
        revision = revisions[question_revisions[question.pk]]
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
