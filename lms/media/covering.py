"""Names and numbers in a picture are covered for good: the points under a cover are gone."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from math import ceil, floor
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.utils.translation import gettext
from PIL import Image, ImageStat

from lms.audit import services as audit
from lms.media import colours, kinds, pictures
from lms.media.models import CustomImage
from lms.media.pictures import EXTENSIONS, Picture
from lms.media.refusals import FileRefused
from lms.media.uploads import vouch_for

MOST_BOXES = 50
# Blocks of a JPEG with its colours halved: what is outside of them has not met what is inside.
_JPEG_BLOCK = 16
_QUALITY = 88

type Box = tuple[float, float, float, float]


class PictureChanged(Exception):
    """Somebody put another picture in its place since it was looked at."""


def checked(boxes: object) -> list[Box]:
    """Rectangles in percent of the picture, of whatever was sent; raises FileRefused."""
    if not isinstance(boxes, list) or not 0 < len(boxes) <= MOST_BOXES:
        raise _no_boxes()
    return [_checked(box) for box in boxes]


def _checked(box: object) -> Box:
    if not isinstance(box, list) or len(box) != 4:
        raise _no_boxes()
    if not all(_is_share(part) for part in box):
        raise _no_boxes()
    x, y, w, h = (float(part) for part in box)
    if x >= 100 or y >= 100 or not w or not h:
        raise _no_boxes()
    return x, y, w, h


def _is_share(part: object) -> bool:
    """A percentage; asked before it is made a float, for which a number can be too long."""
    return isinstance(part, int | float) and not isinstance(part, bool) and 0 <= part <= 100


def _no_boxes() -> FileRefused:
    return FileRefused(
        gettext("Chưa có chỗ nào để che. Kéo trên hình để vẽ, nhiều nhất %(most)s chỗ.")
        % {"most": MOST_BOXES}
    )


def covered(content: bytes, boxes: Sequence[Box]) -> Picture:
    """The picture with each rectangle in one colour, the average of what was there.

    A single colour cannot be read back, which coarse squares and blur can. Raises FileRefused for
    a drawing, whose words would go on lying in its file.
    """
    if content.lstrip().startswith(b"<"):
        raise FileRefused(
            gettext(
                "Hình vẽ SVG không che được: chữ vẫn nằm trong tệp. Sửa hình vẽ rồi tải lên lại."
            )
        )
    with pictures.opened(content) as image:
        kind = "PNG" if image.format == "GIF" else image.format or "PNG"
        plain = colours.plain(image).copy()
    for box in boxes:
        area = _points(box, plain.size, _JPEG_BLOCK if kind == "JPEG" else 1)
        plain.paste(_average(plain.crop(area)), area)
    return _written(plain, kind)


def _points(box: Box, size: tuple[int, int], grid: int) -> tuple[int, int, int, int]:
    """The whole blocks the rectangle touches."""
    x, y, w, h = box
    ends = (x, y, x + w, y + h)
    whole = [end * size[at % 2] / 100 for at, end in enumerate(ends)]
    left, top = (floor(part / grid) * grid for part in whole[:2])
    right, bottom = (ceil(part / grid) * grid for part in whole[2:])
    return left, top, min(right, size[0]), min(bottom, size[1])


def _average(part: Image.Image) -> Any:
    return tuple(round(level) for level in ImageStat.Stat(part).mean)


def _written(plain: Image.Image, kind: str) -> Picture:
    if kind == "JPEG" and plain.mode not in {"L", "RGB"}:
        plain = plain.convert("RGB")
    options: dict[str, Any] = {"optimize": True}
    if kind == "JPEG":
        options |= {"quality": _QUALITY, "progressive": True}
    if kind == "WEBP":
        options = {"quality": _QUALITY, "method": 4}
    out = BytesIO()
    colours.bare(plain).save(out, kind, **options)
    return Picture(out.getvalue(), EXTENSIONS[kind], plain.width, plain.height)


def cover(
    image_id: int, boxes: Sequence[Box], *, seen: str, by: AbstractBaseUser | None, held: int = 0
) -> CustomImage:
    """The image with these places covered; its old file and all copies are deleted.

    `seen` is the hash of the file the places were drawn on: raises PictureChanged when the image
    has another by now, FileRefused when it cannot be covered. `held`, how many published courses
    keep it as it was, is written down, too.
    """
    with transaction.atomic():
        image = CustomImage.objects.select_for_update().get(pk=image_id)
        if image.get_file_hash() != seen:
            raise PictureChanged
        copies = list(image.renditions.all())
        gone = [(row.file.storage, row.file.name) for row in (image, *copies)]
        with image.open_file() as file:
            made = covered(file.read(), boxes)
        content = ContentFile(made.content, kinds.safe_name(image.filename, made.extension))
        vouch_for(content)
        image.file = content
        image._set_image_file_metadata()  # noqa: SLF001  what Wagtail's own form calls
        image.save()
        image.renditions.all().delete()
        audit.record("picture.covered", subject=image, actor=by, places=len(boxes), held=held)
        transaction.on_commit(lambda: _throw_away(gone))
    return image


def _throw_away(files: Iterable[tuple[Storage, str]]) -> None:
    for storage, name in files:
        storage.delete(name)
