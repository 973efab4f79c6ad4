"""Photos of an evening: as small as a phone sends them, and a small one beside for lists."""

from io import BytesIO

from django.utils.translation import gettext
from PIL import Image

from lms.media import colours, pictures
from lms.media.pictures import Picture
from lms.media.refusals import FileRefused

SIDE = 1600
MAX_BYTES = 150 * 1024
SMALL_SIDE = 400
# A hall full of people fits only when it is smaller, too.
_TRIES = ((SIDE, 82), (SIDE, 70), (SIDE, 58), (1280, 62), (1024, 58), (800, 50))


def snapshot(content: bytes) -> Picture:
    """The photo as JPEG, at most 1,600 points and 150 KB, with nothing but what can be seen.

    A JPEG that is small enough keeps its own grid, so passing here twice costs nothing to see.
    Raises FileRefused for whatever is no photo.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"GIF8")):
        raise FileRefused(gettext("Tệp này không phải ảnh chụp. Chọn ảnh JPG, PNG hoặc WebP."))
    clean = pictures.clean(content)
    is_small = max(clean.width, clean.height) <= SIDE and len(clean.content) <= MAX_BYTES
    if is_small and clean.extension == ".jpg":
        return clean
    with pictures.opened(clean.content) as image:
        plain = _opaque(image)
        tried = _jpeg(plain, *_TRIES[0])
        for side, quality in _TRIES[1:]:
            if len(tried.content) <= MAX_BYTES:
                break
            tried = _jpeg(plain, side, quality)
    return tried


def small(picture: Picture) -> Picture:
    """What stands in a list in place of a snapshot."""
    with pictures.opened(picture.content) as image:
        return _jpeg(_opaque(image), SMALL_SIDE, 70)


def _opaque(image: Image.Image) -> Image.Image:
    plain = colours.plain(image)
    if plain.mode != "RGBA":
        return plain.convert("RGB")
    ground = Image.new("RGB", plain.size, "white")
    ground.paste(plain, mask=plain.getchannel("A"))
    return ground


def _jpeg(image: Image.Image, side: int, quality: int) -> Picture:
    scale = min(1, side / max(image.size))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    fit = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)
    out = BytesIO()
    colours.bare(fit).save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return Picture(out.getvalue(), ".jpg", *size)
