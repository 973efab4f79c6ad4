"""What learners say comes back: how useful a lesson was, what is wrong with a step, questions."""

from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.common import clock
from lms.common.models import PeersManager


class StepSignalQuerySet(models.QuerySet["StepSignal"]):
    def standing(self) -> Self:
        """Those that nobody took back."""
        return self.exclude(value="")


class StepSignal(models.Model):
    """What one person says of one step of one edition, in a word of ours; the last one counts.

    It is folded from learning events: of all that came about this person, step and edition, the
    latest by canonical order. An empty `value` is one taken back. The person goes when erased,
    and the words with her; what stays is that somebody said it.
    """

    class Kind(models.TextChoices):
        FELT = "felt", "Có ích không"
        FAULTY = "faulty", "Báo lỗi bước"

    class Face(models.TextChoices):
        GOOD = "good", "Có ích"
        SO = "so", "Tạm được"
        BAD = "bad", "Chưa có ích"

    class Reason(models.TextChoices):
        """Why a lesson was or was not of use."""

        CLEAR = "clear", "Dễ hiểu"
        DOABLE = "doable", "Làm theo được"
        HARD = "hard", "Khó hiểu"
        LONG = "long", "Dài quá"
        SMALL = "small", "Khó nhìn, khó nghe"
        USELESS = "useless", "Không phải việc tôi cần"

    class Fault(models.TextChoices):
        SCREEN = "screen", "Màn hình khác rồi"
        WRONG = "wrong", "Nội dung sai"
        STUCK = "stuck", "Bấm không được, không chạy"
        MEDIA = "media", "Hình hoặc tiếng hỏng"
        UNCLEAR = "unclear", "Đọc không hiểu"
        OTHER = "other", "Lỗi khác"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="step_signals"
    )
    edition = models.ForeignKey(
        "courses.CourseEdition", models.PROTECT, related_name="signals", db_index=False
    )
    step = models.CharField(max_length=13)
    kind = models.CharField(max_length=6, choices=Kind)
    value = models.CharField(max_length=8, blank=True)
    reason = models.CharField(max_length=8, blank=True)
    text = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    order_key = models.CharField(max_length=100)
    # A fault the author has looked after; saying it anew opens it again.
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PeersManager.from_queryset(StepSignalQuerySet)()

    class Meta:
        verbose_name = "góp ý về bước"
        verbose_name_plural = "góp ý về bước"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "edition", "step", "kind"], name="step_signal_once"
            ),
        ]
        indexes: ClassVar = [
            # All that is said of an edition, step by step.
            models.Index(name="signals_of_step", fields=["edition", "kind", "step"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.step}"


class StepQuestionQuerySet(models.QuerySet["StepQuestion"]):
    def waiting(self) -> Self:
        return self.filter(state=StepQuestion.State.WAITING)

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def asked_of_team(self) -> Self:
        return self.filter(to=StepQuestion.To.TEAM)


class StepQuestion(models.Model):
    """A question somebody asks about a step, in words or by voice, and what she is answered.

    `id` is that of the event that asked it, or asked it last while nobody had answered: until then
    there is one for each person, step and edition. `public_question` and `public_answer` are what
    an author approved to stand under the step: never the asker's own row of text, so nothing
    personal stands there by itself. `unit` is where the asker lived when she asked her team.
    """

    class To(models.TextChoices):
        TEAM = "team", "Tổ công nghệ số ở thôn"
        AUTHOR = "author", "Người soạn bài"

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ trả lời"
        ANSWERED = "answered", "Đã trả lời"
        CLOSED = "closed", "Đã đóng"

    class Voice(models.TextChoices):
        NONE = "", "Không có tiếng"
        AWAITED = "awaited", "Tiếng chưa tới"
        MAKING = "making", "Đang làm bản nghe"
        READY = "ready", "Nghe được"
        FAILED = "failed", "Không nghe được"

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="step_questions"
    )
    edition = models.ForeignKey(
        "courses.CourseEdition", models.PROTECT, related_name="asked", db_index=False
    )
    step = models.CharField(max_length=13)
    to = models.CharField(max_length=6, choices=To)
    unit = models.ForeignKey("places.Unit", models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=500, blank=True)
    voice = models.CharField(max_length=8, choices=Voice, blank=True)
    voice_hash = models.CharField(max_length=64, blank=True)
    voice_file = models.FileField(upload_to="asked", blank=True)
    asked_at = models.DateTimeField()
    order_key = models.CharField(max_length=100)
    received_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    answer = models.CharField("trả lời", max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    public_question = models.CharField("câu hỏi", max_length=200, blank=True)
    public_answer = models.CharField("trả lời", max_length=400, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PeersManager.from_queryset(StepQuestionQuerySet)()

    class Meta:
        verbose_name = "câu hỏi về bước"
        verbose_name_plural = "câu hỏi về bước"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "edition", "step"],
                condition=Q(state="waiting"),
                name="step_question_waits_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer=""), name="step_question_answered"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(public_question="") & ~Q(public_answer=""),
                name="step_question_published_words",
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="questions_of_step", fields=["edition", "step"]),
            # What stands under a step, in whichever course it is shown.
            models.Index(
                name="questions_under_step",
                fields=["step"],
                condition=Q(published_at__isnull=False),
            ),
            models.Index(
                name="questions_of_place",
                fields=["unit", "asked_at"],
                condition=Q(to="team"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"

    @classmethod
    def named(cls, event_id: UUID, person_id: int) -> "StepQuestion | None":
        """The question this event of this person asked."""
        return cls.objects.filter(pk=event_id, person=person_id).first()


class EditionFigures(models.Model):
    """How one edition is learnt, counted at night; nothing in it tells of fewer than five.

    `steps` maps a uid to `{"reached", "left", "repeated", "minutes", "hints", "missed":
    [[screen, column, row, people], ...], "good", "so", "bad", "reasons": {reason: n}}`; what would
    tell of too few is left out, and counts are rounded down (see `courses.services.counting`).
    """

    edition = models.OneToOneField(
        "courses.CourseEdition", models.CASCADE, primary_key=True, related_name="figures"
    )
    made_at = models.DateTimeField(default=clock.now)
    people = models.PositiveIntegerField(default=0)
    is_sample = models.BooleanField(default=False)
    steps = models.JSONField(default=dict)

    objects = PeersManager()

    class Meta:
        verbose_name = "số liệu của bản phát hành"
        verbose_name_plural = "số liệu của bản phát hành"

    def __str__(self) -> str:
        return f"{self.edition_id}"
