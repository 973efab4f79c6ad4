"""Files no row names any more: replaced, deleted, or left by work that failed.

What an edition shows is a copy of its own, so nothing learners read is touched.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db.models import Model

from lms.media.models import CustomImage, CustomRendition, Film, Recording

# A file is stored a little before the row that names it.
AGE = timedelta(days=2)
_SOUNDS = ("recordings", "voices")
_VIDEOS = ("film_originals", "films")
# Covered or replaced; deleting them at once can have been cut short.
_PICTURES = ("original_images",)
_COPIES = ("images",)


def forget_media(*, now: datetime) -> int:
    """Throw away the files of voices, films and pictures that nobody can reach; how many."""
    return (
        forget(_SOUNDS, _named(Recording, "file", "phone_file"), now=now)
        + forget(_VIDEOS, _named(Film, "file", "clear", "light", "poster"), now=now)
        + forget(_PICTURES, _named(CustomImage, "file"), now=now)
        + forget(_COPIES, _named(CustomRendition, "file"), now=now)
    )


def _named(model: type[Model], *columns: str) -> Iterable[str]:
    for names in model._default_manager.values_list(*columns).iterator():  # noqa: SLF001  of any
        yield from names


def forget(folders: Iterable[str], named: Iterable[str], *, now: datetime) -> int:
    """Throw away what lies in the folders of the store and is not named; how many."""
    lying = [path for folder in folders for path in _in(folder)]
    # Read after the folders: what came meanwhile is named, or not in the list.
    known = set(named)
    strays = [path for path in lying if path not in known and _is_old(path, now)]
    for path in strays:
        default_storage.delete(path)
    return len(strays)


def _in(folder: str) -> list[str]:
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    return [f"{folder}/{name}" for name in names]


def _is_old(path: str, now: datetime) -> bool:
    return default_storage.get_modified_time(path) < now - AGE
