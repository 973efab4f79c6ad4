"""The pictures, voices and films of a parcel as rows of this site: found by what is in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha1
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from courses.models import Binned, Section
from courses.parcels.sealing import Opened, ParcelWrong
from courses.services import binning, sections
from lms.media import films, kinds, pictures, recordings
from lms.media.models import CustomImage, Film, Recording
from lms.media.pictures import Picture
from lms.media.refusals import FileRefused
from lms.media.uploads import vouch_for
from lms.users.models import User

IMAGE, RECORDING, FILM = CustomImage, Recording, Film
_OF = {"image": IMAGE, "recording": RECORDING, "film": FILM}


@contextmanager
def without_strays() -> Iterator[list[Any]]:
    """A list for files made; they go when what is done around it fails."""
    made: list[Any] = []
    try:
        yield made
    except BaseException:
        for file in made:
            file.storage.delete(str(file.name))
        raise


class Shelf:
    """Rows by the names their files have in the parcel; `rows` are those the course has here."""

    def __init__(self, opened: Opened, section: Section, by: User | None, made: list[Any]) -> None:
        self.opened, self.by, self.made = opened, by, made
        self.collection = sections.collection_of(section)
        self.rows: dict[str, Any] = {}

    def row(self, model: Any, key: str) -> Any:
        """The row of a file; raises ParcelWrong for a file this site would not take."""
        if key not in self.rows:
            told = self.opened.doc["media"][key]
            if _OF[told["kind"]] is not model:
                raise ValueError(key)
            try:
                self.rows[key] = getattr(self, f"_{told['kind']}")(told)
            except FileRefused as refusal:
                names = {"title": str(told["title"])[:80], "why": str(refusal)}
                raise ParcelWrong(_("Tệp “%(title)s” trong gói: %(why)s") % names) from refusal
        return self.rows[key]

    def _seen(self, model: Any) -> Any:
        away = Binned.objects.filter(kind=binning.KIND_OF[model]).values("object_id")
        return model.objects.filter(collection=self.collection).exclude(pk__in=away)

    def _image(self, told: dict[str, Any]) -> CustomImage:
        content = self.opened.read(str(told["file"]))
        pictures.check_size(len(content))
        picture = clean_picture(content)
        digest = sha1(picture.content, usedforsecurity=False).hexdigest()
        found: CustomImage | None = self._seen(CustomImage).filter(file_hash=digest).first()
        if found is not None:
            return found
        name = kinds.safe_name(str(told["name"]), picture.extension)
        file = ContentFile(picture.content, name)
        vouch_for(file)
        image = CustomImage(
            title=str(told["title"])[:255],
            description=str(told["description"])[:255],
            file=file,
            collection=self.collection,
            uploaded_by_user_id=self.by.pk if self.by else None,
        )
        image._set_image_file_metadata()  # noqa: SLF001  what Wagtail's own form calls
        image.save()
        self.made.append(image.file)
        return image

    def _recording(self, told: dict[str, Any]) -> Recording:
        digest, marks = str(told["file"]), [float(mark) for mark in told["marks"]]
        content = self.opened.read(digest)
        for known in self._seen(Recording).filter(phone_file__startswith=f"voices/{digest}"):
            if known.all_marks() == marks:
                return known
        recording = recordings.make_ready(
            title=str(told["title"])[:255],
            content=content,
            marks=marks,
            is_placeholder=bool(told["is_placeholder"]),
            collection=self.collection,
            by=self.by,
        )
        self.made.append(recording.phone_file)
        return recording

    def _film(self, told: dict[str, Any]) -> Film:
        light, clear, poster = (
            self.opened.read(str(told[name])) for name in ("light", "clear", "poster")
        )
        parts: dict[str, Any] = {
            "title": str(told["title"])[:255],
            "copies": (light, clear),
            "poster": clean_picture(poster),
            "captions": str(told["captions"]),
        }
        found = films.find_ready(**parts)
        transcript = str(told["transcript"])
        if found and found.transcript == transcript and found in self._seen(Film):
            return found
        film = films.make_ready(**parts, collection=self.collection, by=self.by)
        Film.objects.filter(pk=film.pk).update(transcript=transcript)
        # Other films may share these files: the nightly clearing takes what nobody names.
        return film


def clean_picture(content: bytes) -> Picture:
    """The picture as it came where that is safe, or made anew; raises FileRefused.

    What was made anew on the site it comes from is not made anew again: it would be another file
    at each journey.
    """
    cleaned = pictures.clean(content)
    if cleaned.extension == ".svg" or pictures.carries_notes(content):
        return cleaned
    with pictures.opened(content) as image:
        if image.size != (cleaned.width, cleaned.height):
            return cleaned
    return Picture(content, cleaned.extension, cleaned.width, cleaned.height)
