"""What others told us: never overwritten, only withdrawn; each figure says what it restates."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from lms.common import clock
from lms.common.models import PeersManager


class StatedQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Neither taken back nor followed by another figure for the same."""
        return self.filter(withdrawn_at=None)

    def stood(self, at: datetime) -> Self:
        """What stood at that moment. One that stands again since keeps no word of having been
        replaced: of those of the same that were there, the newest stood."""
        there = Q(withdrawn_at=None) | Q(withdrawn_at__gt=at)
        there &= Q(created_at__lte=at)
        same = {name: OuterRef(name) for name in self.model.SAME}
        every = self.model._default_manager  # noqa: SLF001 (any of ours)
        newer = every.filter(there, pk__gt=OuterRef("pk"), **same)
        return self.filter(there & ~Exists(newer))


class Stated(models.Model):
    """A figure by a source as of a day; nothing of it changes but that it is withdrawn: by undoing
    its import, or because a later one says otherwise of the same."""

    SAME: ClassVar[tuple[str, ...]] = ()
    """The columns that make two figures say something of the same; of these one stands."""
    SAID: ClassVar[tuple[str, ...]] = ()
    """The columns that hold what is said."""

    as_of = models.DateField("thời điểm số liệu")
    source = models.CharField("nguồn số liệu", max_length=200)
    batch = models.ForeignKey(
        "dashboards.DataImport", models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    restated_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="restated_by"
    )
    """The figure of the same that this one took the place of; of several, all but one are
    withdrawn."""
    created_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(StatedQuerySet)()

    class Meta:
        abstract = True

    @property
    def key(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.SAME)

    def says_as(self, other: "Stated") -> bool:
        """Whether the number is the same."""
        return all(getattr(self, name) == getattr(other, name) for name in self.SAID)


STANDS = Q(withdrawn_at=None)
