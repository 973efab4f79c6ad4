"""From a sketch to a draft lesson: a step to read, one to practise, a question about the order.

An author gives pictures, places and one sentence each. All else that a step must have is made of
these, in words that are true of any screen; it is a draft, and mended where lessons are written.
A screen that was only spoken gets a sentence true of its place, and no question is made of that.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import LessonPage, LessonSketch, Question
from courses.policies import section_of
from courses.services import authoring, sections, spoken
from lms.audit import services as audit
from lms.common import clock, text
from lms.media import numbered
from lms.media import services as media
from lms.media.models import CustomImage, Recording
from lms.users.models import User

STRIPS = 5
"""Most numbers in one picture: more would not be read on a phone."""
_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")
_VERB = re.compile(
    r"^(chạm|bấm|nhấn|ấn|chọn|gõ|mở)\s+(vào\s+)?((nút|ô|mục|chữ|dòng|hình)\s+)?", re.IGNORECASE
)
_LABEL_LENGTH = 100
_WRONG_ANSWERS = 2
_TOLD = 4
"""Sentences of the order that the explanation of the question repeats."""

Block = dict[str, Any]


@dataclass(frozen=True)
class Lack:
    """What a sketch still needs; `key` names its screen, empty for the sketch as a whole."""

    message: str
    key: str = ""


class SketchLacks(Exception):
    """A sketch is no lesson yet."""

    def __init__(self, lacks: list[Lack]) -> None:
        super().__init__(len(lacks))
        self.lacks = lacks


@dataclass(frozen=True)
class Screen:
    """One screen of a whole sketch."""

    number: int
    image: CustomImage
    typed: str
    spot: numbered.Box

    @property
    def ask(self) -> str:
        """The sentence; where nobody typed one, what is true of any place like this."""
        return self.typed or _("Chạm vào chỗ %(where)s màn hình.") % {"where": self.where}

    @property
    def label(self) -> str:
        """What stands on the place to touch, as far as the sentence tells."""
        if not self.typed:
            return _("Chỗ cần chạm %(where)s") % {"where": self.where}
        if quoted := _QUOTED.search(self.ask):
            return quoted[1].strip()[:_LABEL_LENGTH]
        rest = _VERB.sub("", self.ask).strip(" .!")
        return (rest[:1].upper() + rest[1:])[:_LABEL_LENGTH] or _("Chỗ cần chạm")

    @property
    def alt(self) -> str:
        told = {"label": self.label, "where": self.where, "number": self.number}
        if not self.typed:
            return _("Ảnh chụp màn hình số %(number)s, chỗ cần chạm nằm %(where)s.") % told
        return _("Ảnh chụp màn hình số %(number)s, %(where)s có “%(label)s”.") % told

    @property
    def hint(self) -> str:
        told = {"label": self.label, "where": self.where}
        if not self.typed:
            return _("Chỗ cần chạm nằm %(where)s màn hình.") % told
        return _("Nhìn %(where)s màn hình, tìm “%(label)s”.") % told

    @property
    def where(self) -> str:
        """In which third of the screen the place lies."""
        middle = self.spot[1] + self.spot[3] / 2
        if middle < 100 / 3:
            return _("phía trên")
        return _("ở giữa") if middle < 200 / 3 else _("phía dưới")


def lacks(sketch: LessonSketch) -> list[Lack]:
    """What keeps the sketch from becoming a lesson, in the order of its page."""
    return [*_lacks(sketch)]


def _lacks(sketch: LessonSketch) -> Iterator[Lack]:
    if not sketch.title:
        yield Lack(_("Chưa có tên bài học."))
    if not sketch.shots:
        yield Lack(_("Chưa có ảnh màn hình nào."))
    images = CustomImage.objects.in_bulk(sketch.images)
    for shot in sketch.shots:
        if not _is_there(images.get(shot["image"])):
            yield Lack(_("Ảnh này đã bị xóa khỏi thư viện. Bỏ nó ra rồi chọn lại."), shot["key"])
        if shot["spot"] is None:
            yield Lack(_("Chưa chạm vào hình để chỉ chỗ."), shot["key"])
        if not shot["ask"] and not shot.get("voice"):
            yield Lack(_("Chưa có câu hướng dẫn."), shot["key"])
    for message, key in spoken.lacks(sketch):
        yield Lack(message, key)


def _is_there(image: CustomImage | None) -> bool:
    """Whether the picture and its file are."""
    return image is not None and image.file.storage.exists(image.file.name)


def make_lesson(sketch: LessonSketch, *, by: User) -> LessonPage:
    """The draft lesson of a sketch, its course's last; the same lesson when asked again.

    Raises SketchLacks, having made nothing.
    """
    with transaction.atomic():
        sketch = LessonSketch.objects.select_for_update().get(pk=sketch.pk)
        if sketch.lesson is not None:
            return sketch.lesson
        if found := lacks(sketch):
            raise SketchLacks(found)
        page = sketch.page
        screens = _screens(sketch)
        voice = spoken.joined(sketch, [screen.ask for screen in screens], by=by)
        steps = [*_reading(sketch, screens, by), _practice(sketch, screens, voice)]
        if typed := [screen for screen in screens if screen.typed]:
            steps.append(_asked(_question(sketch, typed, by)))
        lesson = LessonPage(
            title=sketch.title, minutes=ceil(1 + 0.7 * len(screens)), steps=json.dumps(steps)
        )
        authoring.create_lesson(page, lesson, by=by)
        LessonSketch.objects.filter(pk=sketch.pk).update(lesson=lesson, changed_at=clock.now())
        audit.record("lesson.made_of_pictures", subject=lesson, actor=by, screens=len(screens))
    return lesson


def _screens(sketch: LessonSketch) -> list[Screen]:
    images = CustomImage.objects.in_bulk([shot["image"] for shot in sketch.shots])
    return [
        Screen(number, images[shot["image"]], shot["ask"], tuple(shot["spot"]))
        for number, shot in enumerate(sketch.shots, start=1)
    ]


def _reading(sketch: LessonSketch, screens: list[Screen], by: User) -> Iterator[Block]:
    """The whole way at a glance: numbered pictures of at most `STRIPS` places each."""
    parts = ceil(len(screens) / STRIPS)
    for part in range(parts):
        some = screens[part * STRIPS : (part + 1) * STRIPS]
        title = sketch.title
        if parts > 1:
            title = _("%(title)s: phần %(part)s") % {"title": title[:180], "part": part + 1}
        points = "".join(f"<li>{escape(screen.ask, quote=False)}</li>" for screen in some)
        alt = _("Các chỗ cần chạm, theo số trong hình: %(labels)s.") % {
            "labels": "; ".join(f"{at}. {screen.label}" for at, screen in enumerate(some, 1))
        }
        caption = _("Chạm theo số, từ 1 tới %(last)s.") % {"last": len(some)}
        if len(some) == 1:
            caption = _("Chạm vào chỗ có số 1.")
        picture = {"image": _picture(sketch, some, by).pk, "alt": alt[:300], "caption": caption}
        yield _block(
            "read",
            title=title,
            text=f"<p>{_('Làm lần lượt theo số trong hình:')}</p><ol>{points}</ol>",
            picture=picture,
            after="",
            note={"kind": "none", "title": "", "text": ""},
        )


def _picture(sketch: LessonSketch, screens: list[Screen], by: User) -> CustomImage:
    parts: list[tuple[bytes, numbered.Box]] = []
    for screen in screens:
        with screen.image.open_file() as file:
            parts.append((file.read(), screen.spot))
    section = section_of(sketch.page)
    return media.make_image(
        title=_("%(title)s (hình đánh số)") % {"title": sketch.title},
        description="",
        file=ContentFile(numbered.strips(parts), name=f"{text.slug(sketch.title)[:60]}.png"),
        collection=sections.collection_of(section) if section else None,
        by=by,
    )


def _practice(sketch: LessonSketch, screens: list[Screen], voice: Recording | None) -> Block:
    return _block(
        "simulate",
        title=_("Tập: %(title)s") % {"title": sketch.title[:190]},
        mode="alone",
        voice=voice and voice.pk,
        screens=[_item(_screen(screen, is_last=screen is screens[-1])) for screen in screens],
    )


def _screen(screen: Screen, *, is_last: bool) -> Block:
    x, y, w, h = screen.spot
    spot = {"role": "target", "label": screen.label, "gesture": "tap", "text": "", "said": ""}
    right = _("Đúng rồi, xong cả việc.") if is_last else _("Đúng rồi, máy mở màn hình tiếp theo.")
    return {
        "image": screen.image.pk,
        "alt": screen.alt[:300],
        "ask": screen.ask,
        "hint": screen.hint[:300],
        "missed": _("Chỗ này chưa đúng. Thử lại nhé."),
        "right": right,
        "spots": [_item({**spot, "x": x, "y": y, "w": w, "h": h})],
    }


def _question(sketch: LessonSketch, screens: list[Screen], by: User) -> Question:
    """Asks for the first thing to do; where that is not typed or the only one, whether it is to do.

    `screens` are those whose sentence was typed.
    """
    asks = _different([screen.ask for screen in screens])
    told = {"title": sketch.title}
    if len(asks) > 1 and screens[0].number == 1:
        kind, prompt = Question.Kind.SINGLE, _("“%(title)s”: việc đầu tiên là gì?") % told
        said = _("Việc này làm sau.")
        answers = [(ask, False, said) for ask in asks[1 : 1 + _WRONG_ANSWERS]]
        # Not always the first: who remembers the place of an answer has learnt nothing.
        answers.insert(len(sketch.title) % (len(answers) + 1), (asks[0], True, _("Đúng rồi.")))
    else:
        kind = Question.Kind.TRUE_FALSE
        prompt = _("“%(title)s”: phải làm việc này. %(ask)s") % {**told, "ask": asks[0]}
        answers = [(_("Đúng"), True, ""), (_("Sai"), False, _("Xem lại hình ở bước trước nhé."))]
    # As they are numbered in the picture, also where a sentence stands twice.
    first = [f"{screen.number}. {screen.ask.rstrip('.')}" for screen in screens[:_TOLD]]
    order = "; ".join([*first, "…"] if len(screens) > _TOLD else first)
    question = Question(
        section=section_of(sketch.page),
        kind=kind,
        prompt=prompt[:400],
        options=json.dumps([_option(*answer) for answer in answers]),
        explanation=(_("Thứ tự: %(order)s.") % {"order": order}).replace("….", "…")[:600],
        live=False,
    )
    question.save()
    question.save_revision(user=by, clean=False)
    return question


def _different(asks: Sequence[str]) -> list[str]:
    """The sentences, each once however it is spelt."""
    found: dict[str, str] = {}
    for ask in asks:
        found.setdefault(text.fold(ask), ask)
    return list(found.values())


def _option(words: str, right: bool, said: str) -> Block:  # noqa: FBT001  a row of a table
    value = {"text": words[:200], "right": right, "said": said}
    return {"type": "option", "id": str(uuid4()), "value": value}


def _asked(question: Question) -> Block:
    return _block("question", title=_("Hỏi nhanh"), question=question.pk)


def _block(kind: str, **value: Any) -> Block:
    return {
        "type": kind,
        "id": str(uuid4()),
        "value": {"required": True, "voice": None, **value},
    }


def _item(value: Block) -> Block:
    return {"type": "item", "id": str(uuid4()), "value": value}
