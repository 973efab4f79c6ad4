"""Pictures of drafts as files of editions: phone-sized, named by their content, kept for ever."""

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from mimetypes import guess_type
from typing import Any

from django.core.cache import cache
from wagtail.images.models import SourceImageIOError

from courses.drafting import keeping
from courses.drafting.drafts import Draft
from courses.drafting.freezing import Picture
from courses.models import Asset
from lms.media import services as media
from lms.media.refusals import FileRefused

# Raise it when pictures are to be made in another way.
RECIPE = 3
PREVIEW = "xem-truoc/"
PLACEHOLDER = Picture(f"{PREVIEW}0", 320, 240)
DAYS_30 = 30 * 24 * 3600


class PictureUnreadable(Exception):
    """The file of an image is gone or is no picture."""


def of(draft: Draft) -> Iterator[Any]:
    """Every image of a draft, each once."""
    seen = set()
    for image in _all(draft):
        if image is not None and image.pk not in seen:
            seen.add(image.pk)
            yield image


def _all(draft: Draft) -> Iterator[Any]:
    yield draft.page.art_image
    for _lesson, block in draft.blocks():
        if block.block_type == "read":
            yield block.value["picture"]["image"]
        elif block.block_type == "simulate":
            yield from (screen["image"] for screen in block.value["screens"])


def named(image: Any) -> Picture | None:
    """What the picture will be called, without keeping it; None for one that cannot be read."""
    if image is None:
        return None
    with suppress(PictureUnreadable):
        return _remembered(image) or _made(image)[0]
    return None


def weighed(image: Any) -> tuple[Picture, int] | None:
    """As `named`, with what the file weighs; one look into the cache for both."""
    if image is None:
        return None
    with suppress(PictureUnreadable):
        known = cache.get(_key(image))
        if known:
            return Picture(*known[:3]), known[3]
        picture, content = _made(image)
        return picture, len(content)
    return None


def kept(image: Any) -> Picture:
    """The picture as an asset that exists; raises PictureUnreadable."""
    known = _remembered(image)
    if known and Asset.objects.filter(pk=known.asset[:64]).exists():
        return known
    picture, content = _made(image)
    keeping.keep(
        picture.asset,
        content,
        content_type=guess_type(picture.asset)[0] or "application/octet-stream",
        width=picture.width,
        height=picture.height,
    )
    return picture


def shown(image: Any) -> Picture:
    """The picture as the preview shows it: straight from the editor's images."""
    if image is None:
        return PLACEHOLDER
    return Picture(f"{PREVIEW}{image.pk}", image.width, image.height)


def _remembered(image: Any) -> Picture | None:
    known = cache.get(_key(image))
    return Picture(*known[:3]) if known else None


def _key(image: Any) -> str:
    return f"phone-picture:{RECIPE}:{image.get_file_hash()}"


def _made(image: Any) -> tuple[Picture, bytes]:
    try:
        made = media.phone_picture(image)
    except (OSError, SourceImageIOError, FileRefused) as error:
        raise PictureUnreadable from error
    name = sha256(made.content).hexdigest() + made.extension
    picture = Picture(name, made.width, made.height)
    told = (picture.asset, picture.width, picture.height, len(made.content))
    cache.set(_key(image), told, DAYS_30)
    return picture, made.content
