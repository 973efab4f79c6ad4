"""Two people stand behind what goes out: whoever wrote all of it does not publish it alone.

Where the section has one editor only, nobody else could look: she publishes, and the audit says so.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, TaskState, WorkflowState

from courses import policies
from courses.drafting.drafts import Draft
from courses.drafting.problems import Problem
from courses.models import CoursePage, CourseReviewState, Question
from lms.users.models import User


def writers(draft: Draft) -> set[int]:
    """The ids of all who wrote in these drafts since what is out; machines have none."""
    rows: list[Page] = [draft.page, *draft.lessons]
    pages = {str(row.pk): row.live_revision_id or 0 for row in rows}
    asked = {str(row.pk): row.live_revision_id or 0 for row in draft.questions.values()}
    found = [
        *_written(Revision.page_revisions.all(), pages),
        *_written(Revision.objects.filter(content_type=_type_of_questions()), asked),
    ]
    return {writer for writer in found if writer is not None}


def _type_of_questions() -> ContentType:
    return ContentType.objects.get_for_model(Question)


def _written(revisions: Any, out: dict[str, int]) -> list[int | None]:
    """Who wrote each revision that is newer than the one of its row that is out."""
    if not out:
        return []
    newer = revisions.filter(object_id__in=out, pk__gt=min(out.values()))
    rows = newer.values_list("object_id", "pk", "user")
    return [writer for row, revision, writer in rows if revision > out[row]]


def may_approve(person: User, page: CoursePage, draft: Draft, *, sent_by: User | None) -> bool:
    """An editor of the section, who neither sent the drafts nor wrote all of them."""
    if not policies.may_publish(person, page) or person == sent_by:
        return False
    return writers(draft) != {person.pk}


def is_missing(page: CoursePage, draft: Draft, content_hash: str, *, by: User) -> bool:
    """Whether `by` wrote all of this, nobody else approved it, and somebody else could."""
    if writers(draft) != {by.pk}:
        return False
    return not is_approved(page, content_hash, not_by=by) and bool(others(page, by=by))


def is_approved(page: CoursePage, content_hash: str, *, not_by: User | None = None) -> bool:
    """Whether exactly this text was approved, and not sent back since."""
    states = WorkflowState.objects.for_instance(page).values("pk")
    answers = CourseReviewState.objects.filter(
        workflow_state__in=states,
        status__in=[TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED],
        content_hash=content_hash,
    ).order_by("-finished_at", "-pk")
    for status, answered_by in answers.values_list("status", "finished_by"):
        if status == TaskState.STATUS_REJECTED:
            return False
        if not_by is None or answered_by != not_by.pk:
            return True
    return False


def others(page: CoursePage, *, by: User | None) -> list[User]:
    """The editors of the section beside `by`, by name."""
    section = policies.section_of(page)
    found = policies.editors_of(section) if section else []
    return [person for person in found if person != by]


def active(page: CoursePage) -> WorkflowState | None:
    """The review that waits for an answer or for mending."""
    states = WorkflowState.objects.for_instance(page).active()
    return states.select_related("requested_by", "current_task_state").first()


def went_out(page: CoursePage, content_hash: str, *, by: User | None) -> None:
    """The drafts are being published: a review of them that still waits has its answer.

    `by` is None where nobody but their writer has seen them.
    """
    state = active(page)
    if state is None:
        return
    waits = state.status == WorkflowState.STATUS_IN_PROGRESS
    if waits and by is not None and by != state.requested_by:
        task_state = state.current_task_state.specific
        # What goes out may have been written after it was sent.
        task_state.content_hash = content_hash
        task_state.approve(user=by)
        return
    state.cancel(user=by)


def problem(page: CoursePage) -> Problem:
    """What is said to whoever would publish alone."""
    said = _(
        "Bản này do anh/chị tự soạn từ đầu đến cuối. Gửi duyệt để một biên tập viên khác của mục "
        "xem trước, rồi phát hành."
    )
    url = reverse("courses_editor:publish", args=[page.pk])
    return Problem(said, _("Duyệt trước khi phát hành"), f"{url}#review")
