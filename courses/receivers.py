"""What courses do when something happens elsewhere."""

from typing import Any

from courses.models import CoursePage
from courses.services import duties, giving, publishing, sections
from lms.common import clock


def page_unpublished(sender: Any, instance: CoursePage, **_kwargs: Any) -> None:  # noqa: ARG001
    """Every way to unpublish a course page ends here."""
    if instance.course is not None:
        publishing.hide(instance.course)


def grants_changed(sender: Any, person_id: int, **_kwargs: Any) -> None:  # noqa: ARG001
    sections.follow_grants(person_id)


def course_completed(sender: Any, enrolment_id: int, **_kwargs: Any) -> None:  # noqa: ARG001
    duties.close(enrolment_id)


def posts_opened(sender: Any, official_ids: list[int], **_kwargs: Any) -> None:  # noqa: ARG001
    giving.follow_posts(official_ids, now=clock.now())


def say_nothing(**_kwargs: Any) -> None:
    """In place of a letter the library would write."""
