"""A course as a document that means the same on every site.

Rows are named by what does not change when they travel: a course by its public id, a lesson by
the key Wagtail gives it, a question by its source, a procedure by its code, a file by what is in
it. Steps bring the uids they bear here.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from wagtail.blocks import FieldBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.models import Page

from courses.drafting import drafts
from courses.drafting.drafts import Draft
from courses.models import CoursePage, LessonPage, ProcedureCard, Question
from courses.services import compiling, procedures
from courses.services.cloning import OF_QUESTION
from lms.common.ids import public_id
from lms.media.models import CustomImage, Film, Recording

Doc = dict[str, Any]
Change = Callable[[Any, Any], Any]
FILES: dict[Any, tuple[str, ...]] = {
    CustomImage: ("file",),
    Recording: ("phone_file",),
    Film: ("light", "clear", "poster"),
}
"""What of a row travels."""


class FileGone(Exception):
    """A file a course shows is no longer in the store; the text names it and where it is shown."""

    def __init__(self, row: Any, page: Page) -> None:
        self.page = page
        names = {"title": row.title, "page": page.get_admin_display_title()}
        super().__init__(
            _(
                "Tệp “%(title)s” ở “%(page)s” không còn trên máy chủ. Mở trang đó, chọn tệp khác "
                "rồi làm lại."
            )
            % names
        )


OF_COURSE = (
    *("title", "summary", "can_do", "prepare", "art", "gives_certificate", "pass_mark"),
    *("attempts", "test_title", "test_intro", "test_minutes", "test_online_only", "test_out"),
)
OF_LESSON = ("title", "module", "minutes")
# Links to pages and files of this site lead nowhere elsewhere; their words stay.
_OWN_LINKS = re.compile(r"<a(?=[^>]* linktype=)[^>]*>(.*?)</a>", re.DOTALL)


@dataclass
class Written:
    """The document, where the bytes of its files are, and the row each file is of here."""

    doc: Doc = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    hashes: dict[Any, str] = field(default_factory=dict)


def give_names(page: CoursePage) -> None:
    """Name the steps and questions of the latest drafts that never had to be named."""
    draft = drafts.latest(page)
    compiling.mint_uids(draft)
    for pk in Question.objects.filter(pk__in=draft.questions, source="").values_list(
        "pk", flat=True
    ):
        Question.objects.filter(pk=pk, source="").update(source=f"goi/{public_id()}")


def look_for_files(page: CoursePage) -> None:
    """Raises FileGone for the first file of the latest drafts that is not in the store."""
    draft = drafts.latest(page)

    def look(model: Any, pk: Any) -> None:
        row = model.objects.filter(pk=pk).first() if model in FILES else None
        for name in FILES[model] if row else ():
            file = getattr(row, name)
            if not file or not file.storage.exists(file.name):
                raise _Gone(row)

    with _shown_on(draft.page):
        look(CustomImage, draft.page.art_image_id)
        look(Recording, draft.page.voice_id)
    for lesson in draft.lessons:
        with _shown_on(lesson):
            changed(lesson.steps.stream_block, lesson.steps.get_prep_value(), look)


class _Gone(Exception):
    """A row whose file is gone, before it is known which page shows it."""

    def __init__(self, row: Any) -> None:
        super().__init__(row)
        self.row = row


@contextmanager
def _shown_on(page: Page) -> Iterator[None]:
    try:
        yield
    except _Gone as gone:
        raise FileGone(gone.row, page) from gone


def write(page: CoursePage) -> Written:
    """The latest drafts of a course; what has no name yet is left without. Raises FileGone."""
    draft = drafts.latest(page)
    with _shown_on(draft.page):
        return _written(page, draft)


def _written(page: CoursePage, draft: Draft) -> Written:
    written = Written()
    media: dict[str, Doc] = {}
    cards: dict[str, Doc] = {}

    def named(model: Any, pk: Any) -> str | None:
        if model is Question:
            return draft.questions[pk].source if pk in draft.questions else None
        row = model.objects.filter(pk=pk).first()
        if isinstance(row, ProcedureCard):
            cards[row.code] = _plain(procedures.as_table(row))
            return row.code
        return _file(row, written, media) if row is not None else None

    course = draft.page
    written.doc = {
        "course": {
            "uid": page.course.public_id if page.course else "",
            "code": page.course.code if page.course else "",
            **{name: _plain(getattr(course, name)) for name in OF_COURSE},
            "test_intro": without_own_links(course.test_intro),
            "art_image": named(CustomImage, course.art_image_id),
            "voice": named(Recording, course.voice_id),
            "final_test": blocks_out(course.final_test, named),
        },
        "lessons": list(_lessons(draft, named)),
        "questions": [_question(one, named) for one in draft.questions.values()],
    }
    written.doc["questions"].sort(key=lambda one: one["uid"])
    written.doc["procedures"] = [cards[code] for code in sorted(cards)]
    written.doc["media"] = media
    return written


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def without_own_links(html: str) -> str:
    return _OWN_LINKS.sub(r"\1", html)


def _lessons(draft: Draft, named: Change) -> Iterator[Doc]:
    uids = compiling.known_uids(draft)
    for lesson in draft.lessons:
        with _shown_on(lesson):
            steps = blocks_out(lesson.steps, named)
        yield {
            "uid": str(lesson.translation_key),
            **{name: getattr(lesson, name) for name in OF_LESSON},
            "steps": steps,
            "uids": dict(_uids(lesson, uids)),
        }


def _uids(lesson: LessonPage, known: Any) -> Iterator[tuple[str, str]]:
    for (lesson_id, block_id), uid in sorted(known.items(), key=str):
        if lesson_id == lesson.pk and any(str(step.id) == str(block_id) for step in lesson.steps):
            yield str(block_id), uid


def _question(question: Question, named: Change) -> Doc:
    return {
        "uid": question.source,
        **{name: getattr(question, name) for name in OF_QUESTION},
        "options": blocks_out(question.options, named),
    }


def blocks_out(stream: Any, named: Change) -> Any:
    """The blocks of a field with rows by their lasting names."""
    return _plain(changed(stream.stream_block, stream.get_prep_value(), named))


def changed(block: Any, value: Any, change: Change) -> Any:
    """The stored form of a block's value with each row it chose put in other words.

    Raises KeyError, TypeError or AttributeError for what is no value of this block.
    """
    if isinstance(block, StreamBlock):
        return [
            {
                "type": one["type"],
                "id": str(one["id"]),
                "value": changed(block.child_blocks[one["type"]], one["value"], change),
            }
            for one in value
        ]
    if isinstance(block, ListBlock):
        return [
            {
                "type": "item",
                "id": str(one["id"]),
                "value": changed(block.child_block, one["value"], change),
            }
            for one in value
        ]
    if isinstance(block, StructBlock):
        return {
            name: changed(child, value[name], change)
            for name, child in block.child_blocks.items()
            if name in value
        }
    if isinstance(block, RichTextBlock):
        return without_own_links(str(value))
    if isinstance(block, FieldBlock) and hasattr(block, "target_model"):
        return None if value in (None, "") else change(block.target_model, value)
    return value


def _file(row: Any, written: Written, media: dict[str, Doc]) -> str:
    known = written.hashes.get((type(row), row.pk))
    if known:
        return known
    try:
        key, doc, files = KINDS[type(row)](row)
    except FileNotFoundError as error:
        raise _Gone(row) from error
    media.setdefault(key, doc)
    written.files |= files
    written.rows.setdefault(key, row)
    written.hashes[type(row), row.pk] = key
    return key


def _image(row: CustomImage) -> tuple[str, Doc, Doc]:
    digest = _sha256(row.file)
    doc = {"kind": "image", "title": row.title, "description": row.description, "file": digest}
    doc["name"] = row.file.name.rsplit("/", 1)[-1]
    return f"image:{digest}", doc, {digest: row.file}


def _recording(row: Recording) -> tuple[str, Doc, Doc]:
    digest = _sha256(row.phone_file)
    doc = {
        "kind": "recording",
        "title": row.title,
        "marks": list(row.all_marks()) if not row.marks else list(row.marks),
        "is_placeholder": row.is_placeholder,
        "file": digest,
    }
    # Two readings of one clip differ by where their sentences begin.
    marks = sha256(repr(doc["marks"]).encode()).hexdigest()[:8]
    return f"recording:{digest}:{marks}", doc, {digest: row.phone_file}


def _film(row: Film) -> tuple[str, Doc, Doc]:
    files = {_sha256(one): one for one in (row.light, row.clear, row.poster)}
    light, clear, poster = (_sha256(one) for one in (row.light, row.clear, row.poster))
    doc = {
        "kind": "film",
        "title": row.title,
        "captions": row.captions,
        "transcript": row.transcript,
        "light": light,
        "clear": clear,
        "poster": poster,
    }
    words = sha256(f"{row.captions}\0{row.transcript}\0{poster}".encode()).hexdigest()[:8]
    return f"film:{clear}:{words}", doc, files


KINDS: dict[Any, Callable[[Any], tuple[str, Doc, Doc]]] = {
    CustomImage: _image,
    Recording: _recording,
    Film: _film,
}


def _sha256(file: Any) -> str:
    with file.storage.open(file.name, "rb") as opened:
        return sha256(opened.read()).hexdigest()
