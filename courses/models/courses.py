"""A course as a plain row that records point at; its pages are Wagtail's."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.common import clock
from lms.common.ids import public_id
from lms.common.models import PeersManager


class Section(models.Model):
    """A section of the catalogue; authors and editors have rights in one section."""

    code = models.SlugField("mã", max_length=60, unique=True)
    name = models.CharField("tên", max_length=120)
    collection = models.OneToOneField(
        "wagtailcore.Collection",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="bộ hình và tệp",
    )
    """Where its pictures and documents lie; `services.sections.collection_of` makes it."""

    objects = PeersManager()

    class Meta:
        verbose_name = "mục khóa học"
        verbose_name_plural = "mục khóa học"

    def __str__(self) -> str:
        return self.name


class CourseQuerySet(models.QuerySet["Course"]):
    def open(self) -> Self:
        """Courses the public sees and may start."""
        return self.filter(state=Course.State.OPEN, current_edition__isnull=False)


class Course(models.Model):
    """A course for ever, whatever happens to its pages."""

    class State(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        OPEN = "open", "Đang mở"
        HIDDEN = "hidden", "Đã ẩn"
        WITHDRAWN = "withdrawn", "Đã thu hồi"
        RETIRED = "retired", "Đang khép lại"
        CLOSED = "closed", "Đã đóng"
        TEMPLATE = "template", "Khóa mẫu"

    public_id = models.CharField(max_length=13, unique=True, default=public_id, editable=False)
    code = models.SlugField("mã", max_length=80, unique=True)
    section = models.ForeignKey(Section, models.PROTECT, related_name="courses", verbose_name="mục")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.DRAFT)
    current_edition = models.ForeignKey(
        "courses.CourseEdition", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What those are told who come looking for a withdrawn course.
    withdrawn_reason = models.CharField("lý do thu hồi", max_length=300, blank=True)
    # A retired course is learnt to its end by those who are in it, up to this day.
    closes_on = models.DateField("ngày đóng", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="khóa thay",
    )
    created_at = models.DateTimeField(default=clock.now)
    # Grows with each answer that is put under a step or taken away: pages are kept under it.
    said_count = models.PositiveIntegerField(default=0, editable=False)
    # Who answers for it that it is still right; empty where that person is no longer there.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người phụ trách",
    )
    review_by = models.DateField("xem lại trước ngày", null=True, blank=True)

    objects = PeersManager.from_queryset(CourseQuerySet)()

    class Meta:
        verbose_name = "khóa học"
        verbose_name_plural = "khóa học"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="open") | Q(current_edition__isnull=False),
                name="course_open_has_edition",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["retired", "closed"]) | Q(closes_on__isnull=False),
                name="course_retired_has_day",
            ),
        ]
        indexes: ClassVar = [
            # Every night, and the queue of what to look at again.
            models.Index(fields=["review_by"], name="course_review_by"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return f"/khoa-hoc/{self.code}/"
