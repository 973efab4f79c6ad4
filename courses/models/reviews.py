"""A second pair of eyes on a course before it goes out, kept by Wagtail's workflow."""

from typing import ClassVar

from django.db import models
from wagtail.models import Task, TaskState


class CourseReviewState(TaskState):
    """One round of a review: what the sender said, and of which text the answer was given.

    Wagtail keeps who asked, who answered, when, and the answer's words. The revision it keeps is
    that of the course's own page; lessons and questions go with it, so what was read is known by
    `content_hash`, that of the edition the drafts would make.
    """

    content_hash = models.CharField(max_length=64, blank=True)
    words = models.CharField("lời nhắn", max_length=1000, blank=True)

    class Meta:
        verbose_name = "lượt duyệt khóa học"
        verbose_name_plural = "lượt duyệt khóa học"


class CourseReview(Task):
    """The one task of the workflow; who may do it is asked of `courses.policies`."""

    task_state_class: ClassVar = CourseReviewState

    class Meta:
        verbose_name = "duyệt khóa học"
        verbose_name_plural = "duyệt khóa học"
