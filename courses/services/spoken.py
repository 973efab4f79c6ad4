"""The voices of a sketch: each screen's sentence as its author says it, typed or not."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.models import LessonSketch
from courses.policies import section_of
from courses.services import in_pages, sections, speech
from lms.media import joining
from lms.media.joining import Part
from lms.media.models import Recording
from lms.media.sound import kinds
from lms.media.sound.joining import GAP_SECONDS
from lms.users.models import User

MOST_SECONDS = 20
"""Of the recorder: a sentence takes five, and twelve screens must fit into one voice."""
_MARK = "sketch-"
_FOLDER = f"recordings/{_MARK}"
_LARGEST_ID = 2**63 - 1

Shot = dict[str, Any]


def key_of(sketch: LessonSketch, key: str) -> str:
    """What begins the name of a take's file, so that all of a sketch's can be found."""
    return f"{_MARK}{sketch.pk.hex}-{key}"


def of(sketch: LessonSketch) -> QuerySet[Recording]:
    """Every voice ever recorded for the sketch."""
    return Recording.objects.filter(file__startswith=f"{_FOLDER}{sketch.pk.hex}-")


def by(user: User) -> QuerySet[Recording]:
    """What this person said in any sketch that is still there."""
    return Recording.objects.filter(uploaded_by_user=user, file__startswith=_FOLDER)


def read(raw: Any) -> int | None:
    """The voice a page names; raises ValueError or TypeError for what is none."""
    if raw is None:
        return None
    voice = int(raw)
    if not 0 < voice <= _LARGEST_ID:
        raise ValueError(raw)
    return voice


def strangers(sketch: LessonSketch, shots: Sequence[Shot]) -> set[int]:
    """The voices named here that were never recorded for this sketch."""
    named = {shot["voice"] for shot in shots if shot["voice"]}
    new = named - {shot.get("voice") for shot in sketch.shots}
    return new - {*of(sketch).filter(pk__in=new).values_list("pk", flat=True)} if new else set()


def heard(sketch: LessonSketch) -> dict[int, Recording]:
    """The voices of the screens as they stand, by id; without those deleted meanwhile."""
    named = [shot["voice"] for shot in sketch.shots if shot.get("voice")]
    return Recording.objects.in_bulk(named) if named else {}


def lacks(sketch: LessonSketch) -> Iterator[tuple[str, str]]:
    """What keeps its voices from becoming one: words, and the key of the screen."""
    known, heard_of = heard(sketch), dict[str, float]()
    for shot in sketch.shots:
        if not shot.get("voice"):
            continue
        voice = known.get(shot["voice"])
        if voice is None:
            yield _("Giọng này không còn trong thư viện. Nói lại, hoặc bỏ giọng."), shot["key"]
        elif voice.state == Recording.State.FAILED:
            yield voice.error, shot["key"]
        else:
            heard_of[shot["key"]] = voice.seconds + GAP_SECONDS
    if is_whole(sketch) and sum(heard_of.values()) > kinds.MAX_SECONDS:
        message = _("Giọng của cả bài dài quá %(minutes)s phút. Nói lại câu này cho ngắn.")
        longest = max(heard_of, key=heard_of.__getitem__)
        yield message % {"minutes": kinds.MAX_SECONDS // 60}, longest


def is_whole(sketch: LessonSketch) -> bool:
    """Whether every screen is spoken: half a voice would leave the other half unread."""
    return bool(sketch.shots) and all(shot.get("voice") for shot in sketch.shots)


def joined(sketch: LessonSketch, asks: Sequence[str], *, by: User) -> Recording | None:
    """The voice of the practice with these sentences, asked for; None unless all are spoken."""
    if not is_whole(sketch):
        return None
    parts = [
        Part(shot["voice"], _lengths(ask)) for shot, ask in zip(sketch.shots, asks, strict=True)
    ]
    section = section_of(sketch.page)
    return joining.join(
        parts,
        title=_("%(title)s: giọng đọc") % {"title": sketch.title},
        collection=sections.collection_of(section) if section else None,
        by=by,
    )


def _lengths(ask: str) -> list[int]:
    reader = speech.Reader()
    reader.plain(ask)
    return [len(sentence) for sentence in reader.sentences]


def remarks(sketch: LessonSketch) -> Iterator[str]:
    """What the author of a lesson made of this sketch should mend in its words and voices."""
    if silent := _numbers(shot for shot in _with_place(sketch) if not shot[1]["ask"]):
        yield (
            _(
                "Chưa viết câu ở màn hình %(numbers)s: bài tạm ghi chỗ chạm nằm phía nào của màn "
                "hình. Viết lại ở bước đọc và bước tập lúc nào cũng được."
            )
            % {"numbers": silent}
        )
    if not any(shot["ask"] for shot in sketch.shots):
        yield _("Chưa có câu nào được viết nên bài chưa có câu hỏi. Thêm câu hỏi ở đây.")
    unspoken = _numbers(shot for shot in _with_place(sketch) if not shot[1].get("voice"))
    if unspoken and any(shot.get("voice") for shot in sketch.shots):
        yield (
            _(
                "Chưa có giọng ở màn hình %(numbers)s nên bước tập chưa có giọng đọc. Ghi một "
                "giọng cho cả bước ở đây; các bản đã ghi còn 30 ngày ở mục Giọng đọc."
            )
            % {"numbers": unspoken}
        )


def _with_place(sketch: LessonSketch) -> Iterator[tuple[int, Shot]]:
    return enumerate(sketch.shots, start=1)


def _numbers(shots: Iterator[tuple[int, Shot]]) -> str:
    return ", ".join(str(number) for number, _shot in shots)


def forget(sketch: LessonSketch) -> None:
    """Delete its voices that nothing else uses."""
    for voice in of(sketch):
        if not in_pages.is_named(voice):
            voice.delete()
