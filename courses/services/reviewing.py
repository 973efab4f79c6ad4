"""Sending a course for review, answering it, taking it back: Wagtail's workflow, course by course.

A course and its lessons go as one, so the workflow runs on the course's page alone and the answer
is given of one text: the hash of the edition the drafts would make. Approval publishes nothing; it
says that a second person has read exactly this.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from wagtail.models import Comment, Page, Workflow, WorkflowState, WorkflowTask

from courses import policies
from courses.drafting.drafts import Draft
from courses.models import CoursePage, CourseReview, CourseReviewState
from courses.services import publishing, second_eyes, telling
from courses.services.publishing import PublishRefused
from lms.audit import services as audit
from lms.users.models import User

NAME = "Duyệt khóa học"
SHOWN = 10


class ReviewMoved(Exception):
    """The review went on meanwhile, or somebody wrote what the reviewer did not see."""


class NobodyReviews(Exception):
    """The section has no other editor."""


class NotTheirs(Exception):
    """This person may not answer or take back this review."""


@dataclass(frozen=True)
class Round:
    """One sending and what became of it."""

    sent_by: str
    sent_at: datetime
    words: str
    status: str
    answered_by: str
    answered_at: datetime | None
    comment: str


@dataclass(frozen=True)
class Remarks:
    """Comments in the form of one page that nobody has settled yet."""

    page_id: int
    title: str
    count: int


@dataclass(frozen=True)
class Standing:
    """Where the review of a course is, as one person sees it."""

    status: str
    sent_by: User | None
    may_answer: bool
    may_cancel: bool
    is_approved: bool
    reviewers: list[User]
    rounds: list[Round]
    remarks: list[Remarks]

    @property
    def is_waiting(self) -> bool:
        return self.status == WorkflowState.STATUS_IN_PROGRESS

    @property
    def is_sent_back(self) -> bool:
        return self.status == WorkflowState.STATUS_NEEDS_CHANGES


def standing(page: CoursePage, draft: Draft, content_hash: str, *, seen_by: User) -> Standing:
    state = second_eyes.active(page)
    sender = state.requested_by if state else None
    waits = state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS
    may_answer = waits and second_eyes.may_approve(seen_by, page, draft, sent_by=sender)
    return Standing(
        status=state.status if state else "",
        sent_by=sender,
        may_answer=may_answer,
        may_cancel=state is not None and _may_cancel(seen_by, page, state),
        is_approved=second_eyes.is_approved(page, content_hash),
        reviewers=second_eyes.others(page, by=seen_by),
        rounds=rounds(page),
        remarks=remarks(draft),
    )


def rounds(page: CoursePage) -> list[Round]:
    """The last sendings with their answers, the newest first."""
    states = WorkflowState.objects.for_instance(page).values("pk")
    rows = CourseReviewState.objects.filter(workflow_state__in=states)
    rows = rows.select_related("workflow_state__requested_by", "finished_by").order_by("-pk")
    return [
        Round(
            sent_by=str(row.workflow_state.requested_by or ""),
            sent_at=row.started_at,
            words=row.words,
            status=row.status,
            answered_by=str(row.finished_by or ""),
            answered_at=row.finished_at,
            comment=row.comment,
        )
        for row in rows[:SHOWN]
    ]


def remarks(draft: Draft) -> list[Remarks]:
    """What was written beside the fields of the course and its lessons, in their order."""
    pages: list[Page] = [draft.page, *draft.lessons]
    rows = Comment.objects.filter(page__in=[page.pk for page in pages], resolved_at=None)
    counts = Counter(rows.values_list("page", flat=True))
    return [Remarks(page.pk, page.title, counts[page.pk]) for page in pages if counts[page.pk]]


def send(page: CoursePage, *, by: User, words: str = "") -> WorkflowState:
    """Lay the drafts before the other editors of the section, anew where they were sent back.

    Raises PublishRefused for drafts that could not be published, NobodyReviews, ReviewMoved.
    """
    with transaction.atomic():
        state = _locked(page)
        if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
            raise ReviewMoved
        found = publishing.review(page)
        if found.errors:
            raise PublishRefused(found.errors)
        readers = second_eyes.others(page, by=by)
        if not readers:
            raise NobodyReviews
        state = _begin(page, state, by=by)
        asked = CourseReviewState.objects.filter(pk=state.current_task_state_id)
        asked.update(words=words, content_hash=found.content_hash)
        audit.record("course.review_sent", subject=page, actor=by)
        telling.tell_sent(page, words, by=by, to=readers)
    return state


def _begin(page: CoursePage, state: WorkflowState | None, *, by: User) -> WorkflowState:
    if state is None:
        started: WorkflowState = _workflow().start(page, by)
        return started
    state.requested_by = by
    state.resume(user=by)
    return state


def _workflow() -> Workflow:
    """The one workflow, with its one task."""
    found = Workflow.objects.filter(workflow_tasks__task__in=CourseReview.objects.all()).first()
    if found is not None:
        return found
    workflow = Workflow.objects.create(name=NAME)
    WorkflowTask.objects.create(workflow=workflow, task=CourseReview.objects.create(name=NAME))
    return workflow


def approve(page: CoursePage, *, by: User, seen: str, comment: str = "") -> None:
    """Say that this text may go out; `seen` is the hash of what the reviewer read.

    Raises NotTheirs, and ReviewMoved where the drafts or the review went on since.
    """
    with transaction.atomic():
        state, found = _to_answer(page, by=by, seen=seen)
        task_state = state.current_task_state.specific
        task_state.content_hash = found.content_hash
        task_state.approve(user=by, comment=comment)
        audit.record("course.review_approved", subject=page, actor=by)
        telling.tell_answer(page, comment, approved=True, by=by, to=_concerned(page, found, state))


def send_back(page: CoursePage, *, by: User, comment: str) -> None:
    """Ask for mending, in words; raises as `approve`, but never for what was written since."""
    with transaction.atomic():
        state, found = _to_answer(page, by=by, seen=None)
        state.current_task_state.specific.reject(user=by, comment=comment)
        audit.record("course.review_returned", subject=page, actor=by)
        telling.tell_answer(page, comment, approved=False, by=by, to=_concerned(page, found, state))


def cancel(page: CoursePage, *, by: User) -> None:
    """Take the request back; raises NotTheirs, ReviewMoved."""
    with transaction.atomic():
        state = _locked(page)
        if state is None:
            raise ReviewMoved
        if not _may_cancel(by, page, state):
            raise NotTheirs
        state.cancel(user=by)
        audit.record("course.review_cancelled", subject=page, actor=by)


def _may_cancel(person: User, page: CoursePage, state: WorkflowState) -> bool:
    """Whoever sent it, and the editors of the section."""
    return person == state.requested_by or policies.may_publish(person, page)


def _to_answer(
    page: CoursePage, *, by: User, seen: str | None
) -> tuple[WorkflowState, publishing.Review]:
    state = _locked(page)
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
        raise ReviewMoved
    found = publishing.review(page)
    if not second_eyes.may_approve(by, page, found.draft, sent_by=state.requested_by):
        raise NotTheirs
    if seen is not None and seen != found.content_hash:
        raise ReviewMoved
    return state, found


def _locked(page: CoursePage) -> WorkflowState | None:
    """The review under way, nobody else's hand on it; two who begin one wait for each other."""
    CoursePage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    return second_eyes.active(page)


def _concerned(page: CoursePage, found: publishing.Review, state: WorkflowState) -> list[User]:
    """Who sent it, who began the course and who wrote in it."""
    ids = second_eyes.writers(found.draft) | {state.requested_by_id, page.owner_id}
    return list(User.objects.filter(pk__in=ids - {None}).order_by("pk"))


def statuses(pages: list[CoursePage]) -> dict[int, tuple[str, int | None]]:
    """The status of each page's review under way and who sent it; one query."""
    if not pages:
        return {}
    rows = WorkflowState.objects.active().filter(
        base_content_type=pages[0].get_base_content_type(),
        object_id__in=[str(page.pk) for page in pages],
    )
    return {
        int(pk): (status, by)
        for pk, status, by in rows.values_list("object_id", "status", "requested_by")
    }
