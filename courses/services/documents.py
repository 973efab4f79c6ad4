"""Lessons being made from a Word or PDF file: what it would become, changed until it is right."""

import json
from datetime import timedelta
from math import ceil
from pathlib import Path, PurePosixPath
from uuid import UUID, uuid4

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from courses.documents import reading, steps
from courses.documents.reading import DocumentRefused
from courses.documents.steps import Piece
from courses.drafting.freezing import html
from courses.models import CoursePage, LessonDocument, LessonPage
from courses.policies import section_of
from courses.services import authoring, in_pages, sections
from lms.audit import services as audit
from lms.common import clock, ids, text
from lms.media import papers
from lms.media import services as media
from lms.media.models import CustomImage
from lms.media.refusals import FileRefused
from lms.users.models import User

KIND = "courses.sweep_documents"
KEPT = timedelta(days=30)
"""How long it stays after it was dropped or made into a lesson."""
MOST_STEPS = 20
SYLLABLES_A_MINUTE = 90
_LONGEST_NAME = 200


class DocumentIsNewer(Exception):
    """Somebody has changed it meanwhile."""


def under_way(page: CoursePage) -> QuerySet[LessonDocument]:
    """What no lesson was made of yet, the latest first."""
    kept = page.documents.filter(lesson=None, dropped_at=None)
    return kept.select_related("made_by").order_by("-changed_at")


def dropped(page: CoursePage) -> QuerySet[LessonDocument]:
    """What was put away and can still be brought back, the latest first."""
    return page.documents.filter(lesson=None, dropped_at__gte=clock.now() - KEPT).order_by(
        "-dropped_at"
    )


def take(page: CoursePage, file: "File[bytes]", *, by: User) -> LessonDocument:
    """What the file would become; raises FileRefused, having kept nothing."""
    papers.check_size(file.size)
    name = _line(file.name or "")[-_LONGEST_NAME:]
    with reading.opened(name, file.read()) as (parts, folder):
        title, pieces = steps.split(parts, name=_line(PurePosixPath(name).stem))
        if len(pieces) > steps.MOST_PIECES:
            raise DocumentRefused(
                _(
                    "Tệp này thành %(count)s bước, quá dài cho một bài học. Tách lấy phần cần dạy "
                    "rồi tải lên."
                )
                % {"count": len(pieces)}
            )
        with transaction.atomic():
            document = LessonDocument(pk=ids.uuid7(), page=page, file_name=name, made_by=by)
            for piece in pieces:
                _keep_picture(document, piece, folder, by)
            document.title = _line(title)[:_LONGEST_NAME]
            document.pieces = [_clean(piece).told() for piece in pieces]
            document.save(force_insert=True)
            audit.record("document.read", subject=page, actor=by, steps=len(pieces))
    return document


def _keep_picture(document: LessonDocument, piece: Piece, folder: Path, by: User) -> None:
    """Put the picture into the library; one that cannot be shown is left out."""
    if not piece.file:
        return
    section = section_of(document.page)
    try:
        image = media.make_image(
            title=piece.title[:200],
            description="",
            file=ContentFile((folder / piece.file).read_bytes(), name=piece.file),
            collection=sections.collection_of(section) if section else None,
            by=by,
        )
    except FileRefused:
        piece.file = ""
        return
    piece.image, piece.file = image.pk, ""
    document.images = [*document.images, image.pk]


def _clean(piece: Piece) -> Piece:
    """Only what a step may hold, whatever the file held."""
    piece.title, piece.alt, piece.caption = map(_line, (piece.title, piece.alt, piece.caption))
    piece.text, piece.after = html(piece.text), html(piece.after)
    return piece


def pieces_of(document: LessonDocument) -> list[Piece]:
    return [Piece(**told) for told in document.pieces]


def change(
    document: LessonDocument,
    *,
    version: int,
    title: str,
    do: str = "",
    at: int = -1,
) -> LessonDocument:
    """Keep the name, and do one thing to the piece `at`: out, back, join or part.

    Raises DocumentIsNewer, or ValueError for what cannot be done.
    """
    with transaction.atomic():
        document = LessonDocument.objects.select_for_update().get(pk=document.pk)
        if document.version != version or document.lesson_id:
            raise DocumentIsNewer
        pieces = pieces_of(document)
        if do:
            if not 0 <= at < len(pieces):
                raise ValueError(at)
            _do(pieces, do, at)
        document.title = _line(title)[:_LONGEST_NAME]
        document.pieces = [piece.told() for piece in pieces]
        document.version += 1
        document.changed_at = clock.now()
        document.save()
    return document


def _do(pieces: list[Piece], do: str, at: int) -> None:
    piece = pieces[at]
    if do == "join" and not may_join(pieces, at):
        raise ValueError(do)
    match do:
        case "out" | "back":
            piece.is_out = do == "out"
        case "join" | "part":
            piece.is_joined = do == "join"
        case _:
            raise ValueError(do)


def may_join(pieces: list[Piece], at: int) -> bool:
    """Whether the step before, with all that joined it, can take this one in."""
    before = steps.joined(pieces[:at])
    return bool(before) and not pieces[at].is_out and steps.may_join(before[-1], pieces[at])


def lacks(document: LessonDocument) -> str:
    """What keeps it from becoming a lesson; empty for nothing."""
    count = len(steps.joined(pieces_of(document)))
    if not document.title:
        return _("Chưa có tên bài học.")
    if not count:
        return _("Chưa lấy bước nào. Bấm “Lấy lại” ở bước muốn giữ.")
    if count > MOST_STEPS:
        return _(
            "Bài có %(count)s bước, nhiều quá để học một lượt. Bỏ bớt hoặc gộp lại, còn nhiều "
            "nhất %(most)s bước."
        ) % {"count": count, "most": MOST_STEPS}
    return ""


def make_lesson(document: LessonDocument, *, by: User) -> LessonPage:
    """The draft lesson, its course's last; the same lesson when asked again.

    Raises ValueError with what is lacking.
    """
    with transaction.atomic():
        document = LessonDocument.objects.select_for_update().get(pk=document.pk)
        if document.lesson is not None:
            return document.lesson
        if lack := lacks(document):
            raise ValueError(lack)
        found = steps.joined(pieces_of(document))
        there = set(CustomImage.objects.filter(pk__in=document.images).values_list("pk", flat=True))
        words = sum(piece.words for piece in found)
        lesson = LessonPage(
            title=document.title,
            minutes=min(60, max(1, ceil(0.5 * len(found) + words / SYLLABLES_A_MINUTE))),
            steps=json.dumps([_block(piece, there) for piece in found]),
        )
        authoring.create_lesson(document.page, lesson, by=by)
        LessonDocument.objects.filter(pk=document.pk).update(lesson=lesson, changed_at=clock.now())
        audit.record("lesson.made_of_document", subject=lesson, actor=by, steps=len(found))
    return lesson


def _block(piece: Piece, there: set[int]) -> dict[str, object]:
    image = piece.image if piece.image in there else None
    value = {
        "title": piece.title,
        "text": piece.text,
        "picture": {
            "image": image,
            "alt": piece.alt if image else "",
            "caption": piece.caption if image else "",
        },
        "after": piece.after,
        "note": {"kind": "none", "title": "", "text": ""},
        "voice": None,
        "required": True,
    }
    return {"type": "read", "id": str(uuid4()), "value": value}


def drop(document: LessonDocument, *, by: User) -> None:
    """Put it away; it can be brought back for `KEPT`."""
    LessonDocument.objects.filter(pk=document.pk, lesson=None).update(dropped_at=clock.now())
    audit.record("document.dropped", subject=document.page, actor=by)


def bring_back(document: LessonDocument, *, by: User) -> None:
    LessonDocument.objects.filter(pk=document.pk).update(dropped_at=None)
    audit.record("document.brought_back", subject=document.page, actor=by)


def sweep() -> int:
    """Remove what was put away or made into lessons long ago; how many.

    The pictures of what was put away go, too, where nothing else uses them.
    """
    before = clock.now() - KEPT
    old = LessonDocument.objects.filter(
        Q(dropped_at__lt=before) | Q(lesson__isnull=False, changed_at__lt=before)
    )
    return sum(_remove(old, pk) for pk in old.values_list("pk", flat=True))


def _remove(old: QuerySet[LessonDocument], pk: UUID) -> int:
    with transaction.atomic():
        # Somebody may have brought it back this very moment.
        document = old.filter(pk=pk).select_for_update(of=("self",)).first()
        if document is None:
            return 0
        if not document.lesson_id:
            _delete_pictures(document)
        document.delete()
    return 1


def _delete_pictures(document: LessonDocument) -> None:
    for image in CustomImage.objects.filter(pk__in=document.images):
        if not in_pages.is_named(image):
            image.delete()


def _line(words: str) -> str:
    return " ".join(text.nfc(words).split())
