"""Photos of sessions: awaited once a log names them, brought in parts, kept, shown, erased.

The log is there before its photos and counts without them. A part that comes twice changes
nothing; what is not the bytes the log named is kept out.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common import clock
from lms.common.ids import public_id
from lms.media import orphans, snapshots
from lms.media.pictures import Picture
from lms.media.refusals import FileRefused
from lms.users.models import User
from teams.models import Evidence, EvidencePart, Session, SessionPaper
from teams.services.session_form import SessionFacts

FOLDER = "evidence"
MOST_PART = 64 * 1024
DROPPED_KEPT = timedelta(days=7)
PARTS_KEPT = timedelta(days=90)
AT_ONCE = 200
State = Evidence.State


class PhotoRefused(Exception):
    """What came is not the photo the log named, or no photo at all; the words say what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Progress:
    """What a phone is told: how far the photo is; "gone" needs nothing more from it."""

    state: str
    offset: int
    size: int

    @classmethod
    def of(cls, photo: Evidence) -> "Progress":
        if photo.state == State.ERASED or photo.dropped_at:
            return cls("gone", 0, photo.size)
        if photo.is_kept:
            return cls("kept", photo.size, photo.size)
        end = photo.parts.aggregate(end=Max("end"))["end"] or 0
        return cls("awaited", end, photo.size)


def await_all(told: Iterable[tuple[Session, SessionFacts]]) -> None:
    """Note the photos these logs name; nothing is asked where there are none.

    One that was erased on request is not awaited again, whoever names it.
    """
    rows = [
        Evidence(
            session=session,
            sha256=name,
            size=photo.size,
            taken_at=photo.taken_at,
            has_children=photo.has_children,
        )
        for session, facts in told
        for name, photo in facts.pictured.photos.items()
    ]
    if not rows:
        return
    # Held, so that what is erased at this very moment is known, or knows of these.
    same = Evidence.objects.filter(sha256__in={row.sha256 for row in rows}).order_by("pk")
    held = same.select_for_update(no_key=True).values_list("sha256", "asked_at")
    unwanted = {name: asked_at for name, asked_at in held if asked_at}
    for row in rows:
        if row.sha256 in unwanted:
            row.state, row.asked_at = State.ERASED, unwanted[row.sha256]
    Evidence.objects.bulk_create(rows, ignore_conflicts=True)


def follow(session: Session) -> None:
    """After a revision: what no log that counts or waits names any more is dropped.

    A photo that is named again within the week in which its file still lies there is back.
    """
    told = [session.submission.told(), *([session.pending.told()] if session.pending else [])]
    named = {name: photo for one in told for name, photo in one.get("photos", {}).items()}
    rows = Evidence.objects.filter(session=session)
    if not rows.exists():
        return
    # The night has taken its file; the phone may bring it once more.
    taken = rows.filter(state=State.ERASED, asked_at=None, dropped_at__isnull=False)
    taken.filter(sha256__in=named).update(state=State.AWAITED, kept_at=None)
    rows.filter(sha256__in=named).update(dropped_at=None)
    unnamed = rows.exclude(sha256__in=named).exclude(state=State.ERASED)
    unnamed.filter(dropped_at=None).update(dropped_at=clock.now())
    for has_children in (True, False):
        alike = [name for name, one in named.items() if one["has_children"] is has_children]
        rows.filter(sha256__in=alike).exclude(has_children=has_children).update(
            has_children=has_children
        )


def of_session(session: Session) -> list[Evidence]:
    """The photos its log names, and those that were erased on request; by when they were taken."""
    rows = session.evidence.filter(dropped_at=None)
    return list(rows.order_by("taken_at", "created_at", "sha256"))


def find(session: Session, sha256: str) -> Evidence | None:
    return session.evidence.filter(sha256=sha256).first()


def take_part(photo: Evidence, content: bytes, *, start: int, now: datetime) -> Progress:
    """Add what comes next; the same part again changes nothing, a later one is not taken.

    With the last part the photo is kept. Raises PhotoRefused where it is another one or none; then
    all of it is forgotten, and the next part is the first again.
    """
    with transaction.atomic():
        held = Evidence.objects.select_for_update().get(pk=photo.pk)
        so_far = Progress.of(held)
        if so_far.state != "awaited" or start > so_far.offset:
            return so_far
        fresh = content[so_far.offset - start :][: held.size - so_far.offset]
        end = so_far.offset + len(fresh)
        if fresh:
            EvidencePart.objects.create(
                evidence=held, start=so_far.offset, end=end, content=fresh, received_at=now
            )
    if end < held.size:
        return Progress("awaited", end, held.size)
    # Not while others wait for the database: making a picture anew takes a moment.
    try:
        picture = _picture(held)
    except PhotoRefused:
        with transaction.atomic():
            held = Evidence.objects.select_for_update().get(pk=photo.pk)
            if held.state != State.AWAITED:
                # The same part, sent at the same moment, was faster and took the parts along.
                return Progress.of(held)
            held.parts.all().delete()
        raise
    keep(held, picture, now=now)
    return Progress("kept", held.size, held.size)


def keep(photo: Evidence, picture: Picture, *, now: datetime) -> bool:
    """Keep a photo that is whole and made anew; true only for the call that did."""
    # Whoever looks asks by another name than that of the file.
    name = f"{FOLDER}/{public_id()}{public_id()}"
    file = default_storage.save(f"{name}.jpg", ContentFile(picture.content))
    shrunk = snapshots.small(picture)
    small_file = default_storage.save(f"{name}-s.jpg", ContentFile(shrunk.content))
    with transaction.atomic():
        kept = Evidence.objects.filter(pk=photo.pk, state=State.AWAITED).update(
            state=State.KEPT,
            file=file,
            small_file=small_file,
            width=picture.width,
            height=picture.height,
            kept_at=now,
        )
        EvidencePart.objects.filter(evidence=photo.pk).delete()
    if not kept:
        # Another part of the same photo, sent at the same moment, was faster.
        for one in (file, small_file):
            default_storage.delete(one)
    return bool(kept)


def keep_all(session: Session, pictures: Mapping[str, Picture], *, now: datetime) -> None:
    """Keep photos that came together with their log, from the plain form."""
    for photo in session.evidence.filter(sha256__in=pictures, state=State.AWAITED):
        keep(photo, pictures[photo.sha256], now=now)


def _picture(photo: Evidence) -> Picture:
    """Its parts in one piece, made anew; raises PhotoRefused where they are not what was named."""
    parts = photo.parts.order_by("start").values_list("content", flat=True)
    whole = b"".join(map(bytes, parts))
    if hashlib.sha256(whole).hexdigest() != photo.sha256:
        raise PhotoRefused("wrong_hash", _("Ảnh tới nơi không nguyên vẹn. Máy gửi lại từ đầu."))
    try:
        return snapshots.snapshot(whole)
    except FileRefused as error:
        raise PhotoRefused("no_photo", str(error)) from error


def erase(photo: Evidence, *, by: User, now: datetime) -> bool:
    """Take a photo out for good because somebody asked; true only for the call that did.

    Whoever shows in it asks about the photo, not about a session: it goes wherever the very same
    one was named. The rows stay, so a phone that still brings it is told that nobody wants it.
    """
    with transaction.atomic():
        same = Evidence.objects.filter(sha256=photo.sha256)
        list(same.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        # Asked for anew: a log that held them, too, has named the photo meanwhile.
        same = same.select_related("session")
        rows = list(same.exclude(state=State.ERASED, asked_at__isnull=False))
        is_first = any(row.pk == photo.pk and row.state != State.ERASED for row in rows)
        _forget(rows)
        same.filter(asked_at=None).update(asked_at=now)
        audit.record_all("session.photo_erased", [row.session for row in rows], actor=by, at=now)
    return is_first


def _forget(photos: Sequence[Evidence]) -> int:
    """Erase these photos, and their files once that is sure; pages that show them go, too."""
    rows = Evidence.objects.filter(pk__in=[one.pk for one in photos])
    files = [name for pair in rows.values_list("file", "small_file") for name in pair if name]
    gone = rows.exclude(state=State.ERASED).update(state=State.ERASED, file="", small_file="")
    EvidencePart.objects.filter(evidence__in=rows).delete()
    SessionPaper.objects.filter(session__in={one.session_id for one in photos}).delete()

    def delete_files() -> None:
        for name in files:
            default_storage.delete(name)

    transaction.on_commit(delete_files)
    return gone


def reused(photos: Sequence[Evidence]) -> dict[str, list[Session]]:
    """By the hash, other sessions that name the very same photo."""
    names = {one.sha256 for one in photos}
    if not names:
        return {}
    others = Evidence.objects.filter(sha256__in=names, dropped_at=None)
    others = others.exclude(session__in={one.session_id for one in photos})
    found: dict[str, list[Session]] = {}
    for other in others.select_related("session__team", "session__unit").order_by("created_at"):
        found.setdefault(other.sha256, []).append(other.session)
    return found


def forget_old(*, now: datetime) -> int:
    """What the night does: erase what nobody names any more or what is past its time; how many.

    A session that was taken back drops its photos; put back within the week, it has them again.
    One that was merged into its twin keeps them: a reviewer may put it back at any time.
    """
    taken_back = Evidence.objects.filter(
        session__status=Session.Status.WITHDRAWN, session__duplicate_of=None, dropped_at=None
    )
    taken_back.update(dropped_at=now)
    oldest = clock.local(now).date() - timedelta(days=settings.PHOTOS_KEPT_DAYS)
    over = Q(dropped_at__lt=now - DROPPED_KEPT) | Q(session__held_on__lt=oldest)
    erased = 0
    while rows := list(Evidence.objects.filter(over).exclude(state=State.ERASED)[:AT_ONCE]):
        with transaction.atomic():
            erased += _forget(rows)
    erased += _forget_unwanted(now=now)
    EvidencePart.objects.filter(received_at__lt=now - PARTS_KEPT).delete()
    named = (
        name
        for pair in Evidence.objects.values_list("file", "small_file").iterator()
        for name in pair
    )
    orphans.forget([FOLDER], named, now=now)
    return erased


def _forget_unwanted(*, now: datetime) -> int:
    """What was named while the very same photo was erased on request, before both were told."""
    asked = Evidence.objects.filter(asked_at__isnull=False)
    with transaction.atomic():
        late = Evidence.objects.filter(asked_at=None, sha256__in=asked.values("sha256"))
        rows = list(late[:AT_ONCE])
        gone = _forget(rows)
        Evidence.objects.filter(pk__in=[row.pk for row in rows]).update(asked_at=now)
    return gone
