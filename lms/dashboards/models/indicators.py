"""What is measured: the catalogue of indicators, and the groups they stand in."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.common import clock
from lms.common.measures import Word
from lms.common.models import PeersManager

WEIGHTS_OF_PROVINCE = "Trọng số do tỉnh đặt"


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def current(self) -> Self:
        """The version of each that counts today."""
        return self.filter(superseded_on=None)

    def offered(self) -> Self:
        return self.current().filter(is_offered=True)

    def open(self) -> Self:
        """Those whose figures everybody may read."""
        return self.offered().filter(is_open=True)


class Indicator(models.Model):
    """One version of what is measured; a change of what is counted is a new version.

    `numerator` and `denominator` name measures ("teams.acts/e_identity" is one part of one,
    "population.adults" a number of people); a computed one has at least the first. An imported or
    entered one may name a denominator only where that is the population.
    """

    class Kind(models.TextChoices):
        COMPUTED = "computed", "Học số tính"
        ENTERED = "entered", "Đơn vị nhập"
        IMPORTED = "imported", "Nhận từ nơi khác"

    class Direction(models.TextChoices):
        UP = "up", "Cao hơn là tốt hơn"
        DOWN = "down", "Thấp hơn là tốt hơn"

    class Aggregation(models.TextChoices):
        SUM = "sum", "Cộng"
        RATIO = "ratio", "Tổng tử số chia tổng mẫu số"
        LAST = "last", "Số cuối kỳ"
        ONCE = "once", "Đếm không trùng cho cả kỳ"

    class Dimension(models.TextChoices):
        NONE = "", "Không chia"
        PROCEDURE = "procedure", "Thủ tục hành chính"
        VENUE_KIND = "venue_kind", "Loại nơi tổ chức"

    code = models.SlugField("mã", max_length=10)
    version = models.PositiveSmallIntegerField("phiên bản", default=1)
    name = models.CharField("tên", max_length=200)
    unit_word = models.CharField("đơn vị tính", max_length=20)
    label = models.CharField("đếm gì", max_length=10, choices=Word, blank=True)
    kind = models.CharField("nguồn", max_length=10, choices=Kind)
    numerator = models.CharField("tử số", max_length=145, blank=True)
    denominator = models.CharField("mẫu số", max_length=145, blank=True)
    numerator_words = models.CharField("tử số là gì", max_length=200)
    denominator_words = models.CharField("mẫu số là gì", max_length=200, blank=True)
    scale = models.PositiveIntegerField("chia cho", default=1)
    """Minutes to hours, for one; of a share it stays 1."""
    direction = models.CharField("hướng", max_length=5, choices=Direction, default=Direction.UP)
    decimals = models.PositiveSmallIntegerField("số lẻ", default=0)
    aggregation = models.CharField("cách cộng", max_length=5, choices=Aggregation)
    dimension = models.CharField("chia theo", max_length=12, choices=Dimension, blank=True)
    owner = models.ForeignKey(
        "users.Agency",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name="cơ quan chủ trì",
    )
    owner_words = models.CharField("cơ quan chủ trì (ghi bằng lời)", max_length=200, blank=True)
    """Who answers for it where no agency of ours is named."""
    evidence = models.CharField("minh chứng cần có", max_length=200, blank=True)
    legal_source = models.CharField("căn cứ", max_length=200, blank=True)
    how = models.CharField("cách tính", max_length=400)
    position = models.PositiveSmallIntegerField("thứ tự", default=100)
    is_offered = models.BooleanField("đang dùng", default=True)
    is_open = models.BooleanField("công khai", default=False)
    """Whether everybody may read its figures; `services.public.opening` says which may be."""
    made_on = models.DateField("dùng từ ngày", default=clock.today)
    superseded_on = models.DateField("thay từ ngày", null=True, blank=True)

    objects = PeersManager.from_queryset(IndicatorQuerySet)()

    class Meta:
        verbose_name = "chỉ số"
        verbose_name_plural = "chỉ số"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="indicator_version_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(superseded_on=None), name="indicator_current_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="computed") | ~Q(numerator=""), name="indicator_computed_of_some"
            ),
            models.CheckConstraint(
                condition=~Q(kind="computed", aggregation="ratio") | ~Q(denominator=""),
                name="indicator_ratio_has_denominator",
            ),
            models.CheckConstraint(
                condition=~Q(aggregation="ratio") & Q(denominator_words="")
                | Q(aggregation="ratio") & ~Q(denominator_words=""),
                name="indicator_ratio_says_of_what",
            ),
            # A stock is no count of heads, turns, acts or people; a share may be one of heads.
            models.CheckConstraint(
                condition=~Q(aggregation="last") | Q(label=""), name="indicator_stock_has_no_label"
            ),
            models.CheckConstraint(
                condition=Q(kind="computed")
                | Q(numerator="") & (Q(denominator="") | Q(denominator__startswith="population.")),
                name="indicator_outside_is_not_counted",
            ),
            models.CheckConstraint(condition=Q(scale__gte=1), name="indicator_scale_from_one"),
            models.CheckConstraint(condition=~Q(how=""), name="indicator_says_how"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_share(self) -> bool:
        """Whether it is read in hundredths."""
        return self.unit_word == "%"

    @property
    def owner_name(self) -> str:
        return self.owner.name if self.owner else self.owner_words


class IndicatorGroup(models.Model):
    """Indicators that are looked at together.

    Of a list one says how many reach what is wanted of them; of an index its members' weights
    make a score, and scores make a rank.
    """

    class Kind(models.TextChoices):
        LIST = "list", "Danh sách chỉ tiêu"
        INDEX = "index", "Bộ chỉ số tính điểm"

    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=200)
    kind = models.CharField("loại", max_length=5, choices=Kind, default=Kind.LIST)
    legal_source = models.CharField("căn cứ", max_length=200, blank=True)
    weights_source = models.CharField(
        "điểm tối đa lấy từ đâu", max_length=200, blank=True, default=WEIGHTS_OF_PROVINCE
    )
    """Who says what the parts of an index weigh; the province, until it names a document."""
    position = models.PositiveSmallIntegerField("thứ tự", default=100)
    is_offered = models.BooleanField("đang dùng", default=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "nhóm chỉ số"
        verbose_name_plural = "nhóm chỉ số"

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """An indicator's place in a group, named by its code, whichever version counts.

    Of an index, `weight` points are earned by a value of `full`, and proportionally less below it;
    where less is better, by `full` or less, and proportionally less above it.
    """

    group = models.ForeignKey(IndicatorGroup, models.CASCADE, related_name="members")
    code = models.SlugField("mã chỉ số", max_length=10)
    wanted = models.DecimalField(
        "mức cần đạt", max_digits=14, decimal_places=4, null=True, blank=True
    )
    weight = models.DecimalField(
        "điểm tối đa", max_digits=7, decimal_places=3, null=True, blank=True
    )
    full = models.DecimalField(
        "đạt đủ điểm ở mức", max_digits=14, decimal_places=4, null=True, blank=True
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=100)

    objects = PeersManager()

    class Meta:
        verbose_name = "chỉ số của nhóm"
        verbose_name_plural = "chỉ số của nhóm"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "code"], name="group_member_once"),
            models.CheckConstraint(
                condition=Q(weight=None, full=None) | Q(weight__gt=0, full__gt=0),
                name="group_member_weight_has_full",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.code}"


class CatalogueChange(models.Model):
    """What somebody changed in the words of an indicator or the weights of a group: what was said
    before and what is said now, column by column."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    group = models.ForeignKey(
        IndicatorGroup, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "lần sửa bộ chỉ số"
        verbose_name_plural = "lần sửa bộ chỉ số"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(indicator=None, group__isnull=False)
                | Q(indicator__isnull=False, group=None),
                name="catalogue_change_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id or self.group_id} {self.changed_at}"
