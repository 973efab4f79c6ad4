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
RECIPE = 2
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


def byte_count(image: Any, picture: Picture) -> int:
    """What the file of a named picture weighs."""
    known: int | None = cache.get(_weight_key(picture.asset))
    if known is None:
        asset = Asset.objects.filter(pk=picture.asset[:64]).first()
        known = asset.byte_count if asset else len(_made(image)[1])
        cache.set(_weight_key(picture.asset), known, DAYS_30)
    return known


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
    return Picture(*known) if known else None


def _weight_key(asset: str) -> str:
    return f"phone-picture-bytes:{asset}"


def _key(image: Any) -> str:
    return f"phone-picture:{RECIPE}:{image.get_file_hash()}"


def _made(image: Any) -> tuple[Picture, bytes]:
    try:
        made = media.phone_picture(image)
    except (OSError, SourceImageIOError, FileRefused) as error:
        raise PictureUnreadable from error
    name = sha256(made.content).hexdigest() + made.extension
    picture = Picture(name, made.width, made.height)
    cache.set(_key(image), (picture.asset, picture.width, picture.height), DAYS_30)
    cache.set(_weight_key(name), len(made.content), DAYS_30)
    return picture, made.content
