"""Lessons being made from photos of a phone's screens: kept as they grow, on two devices at once.

A sketch gets its id from the page that begins it, so that a page nobody used leaves nothing.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from math import isfinite
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Collection

from courses.models import CoursePage, LessonSketch
from courses.policies import section_of
from courses.services import in_pages, sections, spoken
from lms.audit import services as audit
from lms.common import clock, text
from lms.media import services as media
from lms.media import takes
from lms.media.models import CustomImage, Recording
from lms.media.refusals import FileRefused
from lms.users.models import User

KIND = "courses.sweep_sketches"
MOST_SHOTS = 12
KEPT = timedelta(days=30)
"""How long a sketch stays after it was dropped or made into a lesson."""
_KEY = re.compile(r"[0-9A-Za-z.-]{1,40}")
_LONGEST_ASK = 200
_LONGEST_TITLE = 200

Shot = dict[str, Any]


class SketchWrong(ValueError):
    """What a page sent is no sketch; the text is for the author."""


class SketchIsNewer(Exception):
    """Somebody, or the same person on another device, has changed it meanwhile."""

    def __init__(self, sketch: LessonSketch) -> None:
        super().__init__(sketch.version)
        self.sketch = sketch


def dropped(page: CoursePage) -> QuerySet[LessonSketch]:
    """What was put away and can still be brought back, the latest first."""
    return page.sketches.filter(lesson=None, dropped_at__gte=clock.now() - KEPT).order_by(
        "-dropped_at"
    )


def under_way(page: CoursePage) -> QuerySet[LessonSketch]:
    """The sketches of a course that no lesson was made of yet, the latest first."""
    kept = page.sketches.filter(lesson=None, dropped_at=None)
    return kept.select_related("made_by").order_by("-changed_at")


def find(page: CoursePage, sketch_id: UUID) -> LessonSketch:
    """The sketch with this id in this course, or an empty one that is not saved.

    Raises SketchWrong where another course has it.
    """
    sketch = LessonSketch.objects.filter(pk=sketch_id).first()
    if sketch is None:
        return LessonSketch(pk=sketch_id, page=page, title=proposed_title(page))
    if sketch.page_id != page.pk:
        raise SketchWrong(_("Bài này thuộc khóa học khác."))
    return sketch


def proposed_title(page: CoursePage) -> str:
    """A name for the next lesson of a course, so that nobody has to type one."""
    title = page.draft_title[: _LONGEST_TITLE - 20]
    number = page.numchild + under_way(page).count() + 1
    if number == 1:
        return title
    return _("%(title)s: bài %(number)s") % {"title": title, "number": number}


def take_shot(
    page: CoursePage, sketch_id: UUID, *, key: str, file: "File[bytes]", by: User
) -> LessonSketch:
    """Add a picture as the last screen; the same key again adds nothing.

    Raises FileRefused for what is no photo of a screen, SketchWrong beyond `MOST_SHOTS`.
    """
    if not _KEY.fullmatch(key):
        raise SketchWrong(_("Ảnh này gửi lên chưa đúng cách. Tải lại trang rồi chọn lại ảnh."))
    with transaction.atomic():
        sketch = _locked(page, sketch_id, by)
        if sketch.shot(key):
            return sketch
        if len(sketch.shots) >= MOST_SHOTS:
            raise SketchWrong(
                _("Một bài chỉ nên có %(most)s màn hình. Làm thêm bài nữa cho phần sau.")
                % {"most": MOST_SHOTS}
            )
        image = _image(page, file, by)
        sketch.images = [*sketch.images, image.pk]
        empty: Shot = {"ask": "", "spot": None, "voice": None}
        sketch.shots = [*sketch.shots, {"key": key, "image": image.pk, **empty}]
        _changed(sketch)
    return sketch


def _image(page: CoursePage, file: "File[bytes]", by: User) -> CustomImage:
    section = section_of(page)
    title = _line(file.name or "")[:200] or _("Ảnh màn hình")
    image = media.make_image(
        title=title,
        description="",
        file=file,
        collection=sections.collection_of(section) if section else None,
        by=by,
    )
    if image.is_svg():
        image.file.delete(save=False)
        raise FileRefused(_("Đây là hình vẽ. Chọn ảnh chụp màn hình (PNG hoặc JPG)."))
    return image


def take_voice(
    page: CoursePage,
    sketch_id: UUID,
    *,
    key: str,
    title: str,
    file: "File[bytes]",
    collection: Collection,
    by: User,
) -> Recording:
    """What an author said for a screen; `change` then says for which. The same key, the same voice.

    Raises FileRefused for what nobody can use, TakeWrong for a key that is none.
    """
    with transaction.atomic():
        key = spoken.key_of(_locked(page, sketch_id, by), key)
        return takes.receive(key=key, title=title, file=file, collection=collection, by=by)


def change(
    page: CoursePage,
    sketch_id: UUID,
    *,
    version: int,
    title: str,
    shots: list[Mapping[str, Any]],
    by: User,
) -> LessonSketch:
    """Keep what an author wrote; raises SketchIsNewer or SketchWrong, having kept nothing."""
    with transaction.atomic():
        sketch = _locked(page, sketch_id, by)
        if sketch.version != version:
            raise SketchIsNewer(sketch)
        sketch.title = _line(str(title))[:_LONGEST_TITLE]
        sketch.shots = _checked(sketch, shots)
        _changed(sketch)
    return sketch


def _checked(sketch: LessonSketch, shots: list[Mapping[str, Any]]) -> list[Shot]:
    try:
        found = [_shot(shot) for shot in shots]
    except (TypeError, KeyError, ValueError, OverflowError) as error:
        raise SketchWrong(_("Bài gửi lên chưa đúng cách. Tải lại trang rồi làm tiếp.")) from error
    keys = {shot["key"] for shot in found}
    if len(found) > MOST_SHOTS or len(keys) < len(found):
        raise SketchWrong(_("Có màn hình ghi hai lần. Tải lại trang rồi làm tiếp."))
    if not {shot["image"] for shot in found} <= set(sketch.images):
        raise SketchWrong(_("Có ảnh không thuộc bài này. Tải lại trang rồi làm tiếp."))
    if spoken.strangers(sketch, found):
        raise SketchWrong(_("Có giọng không còn trong bài này. Ghi lại, hoặc bỏ giọng đó."))
    return found


def _shot(raw: Mapping[str, Any]) -> Shot:
    key, spot = raw["key"], raw.get("spot")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise ValueError(key)
    return {
        "key": key,
        "image": int(raw["image"]),
        "ask": _line(str(raw.get("ask") or ""))[:_LONGEST_ASK],
        "spot": None if spot is None else _spot(spot),
        "voice": spoken.read(raw.get("voice")),
    }


def _line(words: str) -> str:
    return " ".join(text.nfc(words).split())


def _spot(sides: Any) -> list[float]:
    """Left, top, width and height in per cent, wholly on the picture."""
    x, y, w, h = (round(float(side), 2) for side in sides)
    if not all(map(isfinite, (x, y, w, h))) or min(w, h) <= 0:
        raise ValueError(sides)
    w, h = min(w, 100), min(h, 100)
    return [min(max(x, 0), 100 - w), min(max(y, 0), 100 - h), w, h]


def drop(sketch: LessonSketch, *, by: User) -> None:
    """Put it away; it can be brought back for `KEPT`."""
    LessonSketch.objects.filter(pk=sketch.pk, lesson=None).update(dropped_at=clock.now())
    audit.record("sketch.dropped", subject=sketch.page, actor=by)


def bring_back(sketch: LessonSketch, *, by: User) -> None:
    LessonSketch.objects.filter(pk=sketch.pk).update(dropped_at=None)
    audit.record("sketch.brought_back", subject=sketch.page, actor=by)


def sweep() -> int:
    """Remove sketches put away or made into lessons long ago; their number.

    The pictures of those put away go, too, and the voices of all, where nothing else uses them.
    """
    before = clock.now() - KEPT
    old = LessonSketch.objects.filter(
        Q(dropped_at__lt=before) | Q(lesson__isnull=False, changed_at__lt=before)
    )
    return sum(_remove(old.filter(pk=pk)) for pk in old.values_list("pk", flat=True))


def _remove(still_old: QuerySet[LessonSketch]) -> int:
    with transaction.atomic():
        # Somebody may have brought it back this very moment.
        sketch = still_old.select_for_update(of=("self",)).first()
        if sketch is None:
            return 0
        if not sketch.lesson_id:
            _delete_pictures(sketch)
        # Those a lesson was made of have been joined into one.
        spoken.forget(sketch)
        sketch.delete()
    return 1


def _delete_pictures(sketch: LessonSketch) -> None:
    for image in CustomImage.objects.filter(pk__in=sketch.images):
        if not in_pages.is_named(image):
            image.delete()


def _locked(page: CoursePage, sketch_id: UUID, by: User) -> LessonSketch:
    """The row to write in, made when this is the first thing to keep."""
    if not LessonSketch.objects.filter(pk=sketch_id).exists():
        new = {"page": page, "made_by": by, "title": proposed_title(page)}
        LessonSketch.objects.get_or_create(pk=sketch_id, defaults=new)
    sketch = LessonSketch.objects.select_for_update().get(pk=sketch_id)
    if sketch.page_id != page.pk:
        raise SketchWrong(_("Bài này thuộc khóa học khác."))
    if sketch.lesson_id:
        raise SketchWrong(_("Bài này đã thành bài học. Sửa tiếp ở trang soạn bài."))
    return sketch


def _changed(sketch: LessonSketch) -> None:
    sketch.version += 1
    sketch.changed_at = clock.now()
    sketch.dropped_at = None
    sketch.save()
