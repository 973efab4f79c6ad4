"""The borders the map of the boards is drawn with: taken in, replaced, taken away, looked up."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common import clock
from lms.dashboards.models import Boundary, BoundaryFile
from lms.dashboards.services.boards import asking
from lms.dashboards.services.boundaries import reading, simplifying
from lms.media.refusals import FileRefused
from lms.places.models import Unit
from lms.users.models import User

MOST_REFUSED = 200


@dataclass(frozen=True)
class Sent:
    """A file as somebody sent it."""

    content: bytes
    name: str
    credit: str
    as_of: date


class NothingTaken(FileRefused):
    """No feature is a commune of today; `refused` says of each why."""

    def __init__(self, refused: list[tuple[str, str]]) -> None:
        super().__init__(_("Không nhận được ranh giới nào. Bản đồ đang dùng vẫn như cũ."))
        self.refused = refused


def standing() -> BoundaryFile | None:
    """The file that draws the map today."""
    return BoundaryFile.objects.filter(removed_at=None).first()


def of(file: BoundaryFile) -> dict[object, Boundary]:
    """Its borders by unit, in one query."""
    return {one.unit_id: one for one in file.boundaries.all()}


def communes() -> list[Unit]:
    """The communes of today."""
    province, _formers = asking.provinces()
    if province is None:
        return []
    found = Unit.objects.within(province).filter(level=Unit.Level.COMMUNE)
    return list(found.valid_on(clock.today()).sorted())


def missing(file: BoundaryFile) -> list[Unit]:
    """The communes of today it has no border of: those stay tiles."""
    known = set(file.boundaries.values_list("unit", flat=True))
    return [one for one in communes() if one.pk not in known]


def take(sent: Sent, *, by: User, now: datetime) -> BoundaryFile:
    """Read, simplify and keep a file in the place of the one that stands, all or nothing.

    Raises FileRefused, and everything stays as it was. The same file again changes nothing.
    """
    digest = hashlib.sha256(sent.content).hexdigest()
    found = reading.read(sent.content, communes())
    drawn = (
        simplifying.draw([(unit.pk, polygons) for unit, polygons in found.found])
        if found.found
        else None
    )
    refused = [*found.refused]
    for unit, _polygons in found.found:
        if drawn and unit.pk not in drawn.shapes:
            refused.append((unit.name, _("vùng này nhỏ quá, không vẽ được.")))
    if drawn is None or not drawn.shapes:
        raise NothingTaken(refused)
    with transaction.atomic():
        # Of two that send at once, one waits and takes the place of the other.
        before = BoundaryFile.objects.select_for_update().filter(removed_at=None).first()
        if before and (before.file_sha256, before.credit, before.as_of) == (
            digest,
            sent.credit,
            sent.as_of,
        ):
            return before
        _remove(before, by=by, now=now)
        file = BoundaryFile.objects.create(
            credit=sent.credit,
            as_of=sent.as_of,
            file_name=sent.name[:200],
            file_sha256=digest,
            wide=drawn.wide,
            high=drawn.high,
            points_count=found.points_count,
            refused=refused[:MOST_REFUSED],
            uploaded_by=by,
            uploaded_at=now,
        )
        Boundary.objects.bulk_create(
            Boundary(file=file, unit_id=pk, path=one.path, x=one.x, y=one.y, room=one.room)
            for pk, one in drawn.shapes.items()
        )
        audit.record(
            "boundaries.taken", subject=file, actor=by, at=now, count=str(len(drawn.shapes))
        )
    return file


def remove(file: BoundaryFile, *, by: User, now: datetime) -> bool:
    """Go back to tiles; whether this file stood until now."""
    with transaction.atomic():
        held = BoundaryFile.objects.select_for_update().filter(pk=file.pk, removed_at=None).first()
        return _remove(held, by=by, now=now)


def _remove(file: BoundaryFile | None, *, by: User, now: datetime) -> bool:
    if file is None:
        return False
    BoundaryFile.objects.filter(pk=file.pk).update(removed_at=now, removed_by=by)
    # What it drew is in the file; who sent it and when stays.
    file.boundaries.all().delete()
    audit.record("boundaries.removed", subject=file, actor=by, at=now)
    return True
