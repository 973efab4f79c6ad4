"""Later work as rows: the row is the truth, the queue only a bell."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.common import clock
from lms.common.ids import uuid7
from lms.common.models import PeersManager


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, now: datetime) -> Self:
        """Waiting, and their time has come."""
        return self.filter(state=Job.State.WAITING, due_at__lte=now)

    def lapsed(self, now: datetime) -> Self:
        """Taken by a worker that has not been heard of since its lease ended."""
        return self.filter(state=Job.State.RUNNING, lease_until__lt=now)

    def broken(self) -> Self:
        """Failed, or waiting after a failure: what a person may give a fresh start."""
        return self.filter(state__in=Job.BROKEN_STATES, failed_count__gt=0)

    def ours(self, job: "Job") -> Self:
        """The row of `job`, if the claim it was read from is still the newest."""
        return self.filter(pk=job.pk, attempt=job.attempt, state=Job.State.RUNNING)


class Job(models.Model):
    """One piece of later work, written in the transaction that needs it.

    `attempt` grows at every claim and is the fence: only the holder of the newest number may
    finish. `failed_count` counts the failures since the last part that went well.
    """

    class Queue(models.TextChoices):
        NOW = "now", "Làm ngay"
        BULK = "bulk", "Làm dần"

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        RUNNING = "running", "Đang làm"
        DONE = "done", "Đã xong"
        FAILED = "failed", "Không làm được"

    BROKEN_STATES = (State.FAILED, State.WAITING)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("việc", max_length=60)
    queue = models.CharField("hàng đợi", max_length=10, choices=Queue, default=Queue.NOW)
    key = models.CharField(max_length=200, unique=True)
    ids = models.JSONField(default=dict)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.WAITING)
    attempt = models.PositiveIntegerField("lần nhận", default=0)
    failed_count = models.PositiveIntegerField("số lần hỏng", default=0)
    max_attempts = models.PositiveIntegerField(default=8)
    due_at = models.DateTimeField("làm từ lúc", default=clock.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    error = models.TextField("lỗi", blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("tạo lúc", default=clock.now)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)

    objects = PeersManager.from_queryset(JobQuerySet)()

    class Meta:
        verbose_name = "việc chạy nền"
        verbose_name_plural = "việc chạy nền"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False),
                name="job_running_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False),
                name="job_done_has_end",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error=""),
                name="job_failed_has_error",
            ),
        ]
        indexes: ClassVar = [
            # drain(): the next due row of a queue.
            models.Index(
                name="job_due",
                fields=["queue", "due_at"],
                condition=Q(state="waiting"),
            ),
            # The sweeper: rows whose lease ran out.
            models.Index(name="job_lease", fields=["lease_until"], condition=Q(state="running")),
            # The page of jobs: the newest failed ones, and how many were finished lately.
            models.Index(name="job_failed", fields=["-id"], condition=Q(state="failed")),
            models.Index(name="job_finished", fields=["finished_at"], condition=Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_broken(self) -> bool:
        """True when a person may give it a fresh start."""
        return self.state in self.BROKEN_STATES and self.failed_count > 0

    def is_stuck(self, now: datetime) -> bool:
        """True when its worker has not been heard of since its lease ended."""
        if self.state != self.State.RUNNING or self.lease_until is None:
            return False
        return self.lease_until < now
