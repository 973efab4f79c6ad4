"""Videos of drafts as files of editions: named by their content, kept for ever."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from django.db.models.fields.files import FieldFile

from courses.drafting import keeping
from courses.drafting.drafts import Draft
from courses.drafting.freezing import Reel
from courses.drafting.pictures import PREVIEW
from courses.models import Asset
from lms.media.models import Film

VIDEO, POSTER, CAPTIONS = "video/mp4", "image/webp", "text/vtt"


def of(draft: Draft) -> Iterator[Film]:
    """Every film of a draft, each once."""
    found = (chosen(block) for _lesson, block in draft.blocks())
    yield from {film.pk: film for film in found if film}.values()


def chosen(block: Any) -> Film | None:
    film: Film | None = block.value.get("film")
    return film


def named(film: Film | None) -> Reel | None:
    """What its files will be called, without keeping them; None for one that is not ready."""
    if film is None or film.state != Film.State.READY:
        return None
    captions = f"{sha256(film.captions.encode()).hexdigest()}.vtt" if film.captions else ""
    copies = (_name(film.light), _name(film.clear))
    return Reel(copies, _name(film.poster), captions, film)


def kept(film: Film) -> Reel | None:
    """Its files as assets that exist; None for one that is not ready."""
    reel = named(film)
    if reel is None:
        return None
    _keep(film.poster, POSTER, width=film.width, height=film.height)
    for copy in (film.light, film.clear):
        _keep(copy, VIDEO)
    if reel.captions and not Asset.objects.filter(pk=reel.captions[:64]).exists():
        keeping.keep(reel.captions, film.captions.encode(), content_type=CAPTIONS)
    return reel


def shown(film: Film | None) -> Reel | None:
    """The film as the preview plays it: straight from the editor's shelf."""
    ready = named(film)
    if ready is None:
        return None
    folder = f"{PREVIEW}phim/{ready.film.pk}"
    captions = f"{folder}/captions" if ready.captions else ""
    return Reel((f"{folder}/light", f"{folder}/clear"), f"{folder}/poster", captions, ready.film)


def _keep(file: FieldFile, content_type: str, *, width: int = 0, height: int = 0) -> None:
    name = _name(file)
    if Asset.objects.filter(pk=name[:64]).exists():
        return
    with file.open("rb") as opened:
        content = opened.read()
    keeping.keep(name, content, content_type=content_type, width=width, height=height)


def _name(file: FieldFile) -> str:
    """Files are stored under what is in them; a store may add to a name, never take away."""
    path = PurePosixPath(str(file.name))
    return f"{path.name[:64]}{path.suffix}"
