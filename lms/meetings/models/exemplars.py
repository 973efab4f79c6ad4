"""Whom and what others are shown as an example, by which criteria, and who took it up."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from lms.common import clock
from lms.common.ids import public_id, uuid7
from lms.common.models import PeersManager


class Criterion(models.Model):
    """One thing by which people, teams or communes are proposed; the province sets the bar."""

    class Subject(models.TextChoices):
        PERSON = "person", "Cá nhân"
        TEAM = "team", "Tổ"
        UNIT = "unit", "Xã, phường"

    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=120)
    how = models.CharField("cách tính", max_length=300)
    subject = models.CharField("cho ai", max_length=6, choices=Subject)
    least = models.DecimalField("từ mức", max_digits=12, decimal_places=2)
    most_count = models.PositiveSmallIntegerField("nhiều nhất mấy nơi", default=5)
    is_offered = models.BooleanField("đang dùng", default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PeersManager()

    class Meta:
        verbose_name = "tiêu chí nêu gương"
        verbose_name_plural = "tiêu chí nêu gương"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(least__gte=0), name="criterion_not_negative"),
            models.CheckConstraint(condition=Q(most_count__gte=1), name="criterion_lists_some"),
        ]

    def __str__(self) -> str:
        return self.name


class ExemplarQuerySet(models.QuerySet["Exemplar"]):
    def shown(self, day: date) -> Self:
        """What everybody sees on `day`: published, in its time, and nobody named took back the
        consent that was given for it."""
        people = ExemplarPerson.objects.filter(exemplar=OuterRef("pk"))
        unwilling = people.filter(Q(consent=None) | Q(consent__withdrawn_at__isnull=False))
        found = self.filter(state=Exemplar.State.PUBLISHED, expires_on__gte=day)
        return found.exclude(Exists(unwilling))


class Exemplar(models.Model):
    """A person, a team, a unit or a way of working that is shown to others for a time."""

    class Kind(models.TextChoices):
        PERSON = "person", "Cá nhân"
        TEAM = "team", "Tổ công nghệ số"
        UNIT = "unit", "Xã, phường"
        WAY = "way", "Cách làm hay"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Chờ quyết định"
        APPROVED = "approved", "Đã quyết định, chưa công bố"
        DECLINED = "declined", "Không chọn"
        PUBLISHED = "published", "Đang công bố"
        TAKEN_DOWN = "taken_down", "Đã gỡ"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    public_id = models.CharField(max_length=13, unique=True, default=public_id, editable=False)
    kind = models.CharField("loại", max_length=6, choices=Kind)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    """Whose committee decides about it."""
    team = models.ForeignKey(
        "teams.Team", models.PROTECT, null=True, blank=True, related_name="exemplars"
    )
    about = models.ForeignKey(
        "places.Unit", models.PROTECT, null=True, blank=True, related_name="exemplars"
    )
    """The unit that is shown, or where the person, team or way is at home."""
    title = models.CharField("tên gọi", max_length=150)
    story = models.TextField("thành tích", max_length=2000, blank=True)
    problem = models.TextField("vấn đề", max_length=1000, blank=True)
    steps = models.TextField("các bước", max_length=3000, blank=True)
    result = models.TextField("kết quả", max_length=1000, blank=True)
    contact = models.CharField("liên hệ", max_length=300, blank=True)
    values = models.JSONField(default=list, blank=True)
    """Criteria it was proposed by: name, value and evidence, as they were then."""
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_no = models.CharField("số quyết định", max_length=60, blank=True)
    decision_on = models.DateField("ngày quyết định", null=True, blank=True)
    declined_reason = models.CharField("lý do không chọn", max_length=400, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField("công bố đến hết ngày", null=True, blank=True)
    taken_down_at = models.DateTimeField(null=True, blank=True)
    taken_down_reason = models.CharField("lý do gỡ", max_length=400, blank=True)

    objects = PeersManager.from_queryset(ExemplarQuerySet)()

    class Meta:
        verbose_name = "nêu gương"
        verbose_name_plural = "nêu gương"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="team") | Q(team__isnull=False), name="exemplar_team_is_one"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("unit", "way")) | Q(about__isnull=False),
                name="exemplar_has_a_place",
            ),
            models.CheckConstraint(
                condition=~Q(kind="way") | ~Q(problem="") & ~Q(steps="") & ~Q(result=""),
                name="exemplar_way_is_told",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "published"))
                | Q(decided_by__isnull=False, decided_at__isnull=False, decision_on__isnull=False)
                & ~Q(decision_no=""),
                name="exemplar_decided_by_a_paper",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_reason=""),
                name="exemplar_declined_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(published_at__isnull=False, expires_on__isnull=False),
                name="exemplar_published_for_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken_down")
                | Q(taken_down_at__isnull=False) & ~Q(taken_down_reason=""),
                name="exemplar_taken_down_says_why",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="exemplar_not_decided_by_oneself",
            ),
        ]
        indexes: ClassVar = [
            # What everybody sees, the newest first.
            models.Index(
                name="exemplar_shown", fields=["-published_at"], condition=Q(state="published")
            ),
            # What a committee has to decide about.
            models.Index(name="exemplar_of_unit", fields=["unit", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    def get_absolute_url(self) -> str:
        return f"/neu-guong/{self.public_id}/"

    @property
    def desk_url(self) -> str:
        """Where it is decided about."""
        return f"/neu-guong/ho-so/{self.public_id}/"

    @property
    def purpose(self) -> str:
        """What a consent to be shown is given for: this one alone."""
        return f"exemplar:{self.public_id}"


class ExemplarPerson(models.Model):
    """Somebody an exemplar names, and the consent to that; without it nothing is shown."""

    exemplar = models.ForeignKey(Exemplar, models.CASCADE, related_name="people")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="exemplar_places"
    )
    consent = models.ForeignKey(
        "users.Consent", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    refused_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "người được nêu gương"
        verbose_name_plural = "người được nêu gương"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exemplar", "person"], name="exemplar_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.exemplar_id} {self.person_id}"

    @property
    def is_willing(self) -> bool:
        return self.consent is not None and self.consent.withdrawn_at is None


class Adoption(models.Model):
    """A place that took up a way of working, since when and what came of it."""

    exemplar = models.ForeignKey(Exemplar, models.PROTECT, related_name="adoptions")
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    since = models.DateField("áp dụng từ ngày")
    note = models.CharField("ghi chú", max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "nơi đã áp dụng"
        verbose_name_plural = "nơi đã áp dụng"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["exemplar", "unit"],
                condition=Q(withdrawn_at=None),
                name="adoption_once_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exemplar_id} {self.unit_id}"
