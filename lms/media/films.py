"""Videos: taken as they come, made into two copies for phones by a job, one copy a turn."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Collection

from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import Again, GiveUp
from lms.media import ffmpeg
from lms.media.film import captions as parsing
from lms.media.film import converting, kinds
from lms.media.film.converting import Copy
from lms.media.models import Film
from lms.media.pictures import Picture
from lms.media.refusals import FileRefused
from lms.media.sound.kinds import mp4_seconds

KIND = "media.film"

NO_PROGRAM = gettext_lazy(
    "Máy chủ chưa có chương trình ffmpeg nên chưa làm được video. Video gốc vẫn còn. "
    "Nhờ người quản trị cài ffmpeg, rồi bấm “Lưu” lần nữa."
)
WENT_WRONG = gettext_lazy(
    "Làm video chưa được. Video gốc vẫn còn. Bấm “Lưu” để thử lại; vẫn vậy thì báo người quản trị."
)


@dataclass(frozen=True)
class Outcome:
    """A copy stored under `name`, perhaps with a poster, or why there can be none."""

    made: Copy | None = None
    name: str = ""
    poster: Picture | None = None
    refusal: str = ""


def make_ready(
    *,
    title: str,
    copies: tuple[bytes, bytes],
    poster: Picture,
    captions: str,
    collection: Collection | None = None,
    by: AbstractBaseUser | None = None,
) -> Film:
    """A film of its light and its clear copy as they are; raises FileRefused for others."""
    light, clear = copies
    cues = parsing.read(captions, seconds=mp4_seconds(clear))
    for content in copies:
        kinds.check(content[: kinds.FIRST_BYTES])
        kinds.check_size(len(content))
    film = Film(
        title=title,
        captions=parsing.written(cues),
        collection=collection or Collection.get_first_root_node(),
        uploaded_by_user_id=by.pk if by else None,
    )
    film.light = _stored(light, ".mp4")
    film.clear = film.file = _stored(clear, ".mp4")
    _set_poster(film, poster)
    film.seconds = round(mp4_seconds(clear), 2)
    film.state = Film.State.READY
    film.save()
    return film


def find_ready(
    *, title: str, copies: tuple[bytes, bytes], poster: Picture, captions: str
) -> Film | None:
    """The film that `make_ready` once made of all this; raises FileRefused for others."""
    light, clear = copies
    cues = parsing.read(captions, seconds=mp4_seconds(clear))
    return Film.objects.filter(
        title=title,
        captions=parsing.written(cues),
        light__startswith=_place(light),
        clear__startswith=_place(clear),
        poster__startswith=_place(poster.content),
    ).first()


def ask_for_copies(film: Film, *, by: Any) -> Job | None:
    """Ask that the file of a waiting film be made fit for phones; one job at a time."""
    if film.state != Film.State.WAITING:
        return None
    stem = f"{KIND}:{film.pk}:{film.file.name}"[:180]
    over = Job.objects.filter(key__startswith=stem, finished_at__isnull=False).count()
    ids = {"film": film.pk, "file": film.file.name}
    return jobs.add(KIND, key=f"{stem}:{over}", ids=ids, requested_by=by)


def prepare(job: Job) -> Outcome:
    """Make and keep the next copy: the clear one of the file, then the light one of that."""
    film = _asked_for(job)
    if film is None:
        return Outcome()
    source, quality = film.file, converting.CLEAR
    if film.clear:
        source, quality = film.clear, converting.LIGHT
    jobs.progress(job, 1 if film.clear else 0, 2, note=_("Đang làm video cho điện thoại"))
    try:
        made = converting.copy(_content(source), quality)
        poster = None if film.clear else converting.poster(made)
    except FileRefused as refusal:
        return Outcome(refusal=str(refusal))
    except ffmpeg.NoProgram as missing:
        raise GiveUp(str(NO_PROGRAM)) from missing
    return Outcome(made, _stored(made.content, ".mp4"), poster)


def take(job: Job, outcome: Outcome) -> Again | None:
    """Put the copy of the job, or why there is none, into its film."""
    film = _asked_for(job)
    if film is None:
        return None
    if outcome.made is None:
        _close(film, outcome.refusal)
        return None
    if outcome.poster:
        _set_poster(film, outcome.poster)
        film.clear, film.seconds = outcome.name, outcome.made.seconds
        film.save(update_fields=["clear", "seconds", "poster", "width", "height"])
        return Again()
    film.light, film.state = outcome.name, Film.State.READY
    film.save(update_fields=["light", "state"])
    jobs.progress(job, 2, 2)
    return None


def note_failure(job: Job) -> None:
    """Tell whoever opens the film that it cannot be used yet, and what to do."""
    film = _asked_for(job)
    if film is not None:
        _close(film, str(WENT_WRONG if ffmpeg.is_possible() else NO_PROGRAM))


def _close(film: Film, why: str) -> None:
    film.state = Film.State.FAILED
    film.error = why[:300]
    film.save(update_fields=["state", "error"])


def _set_poster(film: Film, poster: Picture) -> None:
    film.poster = _stored(poster.content, poster.extension)
    film.width, film.height = poster.width, poster.height


def _stored(content: bytes, extension: str) -> str:
    """Where the content is kept, under what is in it."""
    name = f"{_place(content)}{extension}"
    return str(Film._meta.get_field("light").storage.save(name, ContentFile(content)))


def _place(content: bytes) -> str:
    return f"films/{sha256(content).hexdigest()}"


def _content(file: FieldFile) -> bytes:
    with file.open("rb") as opened:
        return bytes(opened.read())


def _asked_for(job: Job) -> Film | None:
    """The film while it still has the file the job was asked for."""
    return Film.objects.filter(pk=job.ids["film"], file=job.ids["file"]).first()
