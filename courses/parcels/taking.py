"""A course that was brought here: what it would change, and its drafts written.

Only what differs is written, so the same parcel twice is once. Everything is a draft; who
publishes here decides when residents see it. All of it is written in one transaction, and files
made meanwhile go when that fails.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from courses import policies
from courses.models import (
    Binned,
    Course,
    CoursePage,
    LessonPage,
    ProcedureCard,
    Question,
    Section,
    SectionPage,
    SharedLessonPage,
    StepIdentity,
)
from courses.parcels import files, writing
from courses.parcels.sealing import Opened, ParcelWrong
from courses.parcels.writing import OF_COURSE, OF_LESSON, Doc
from courses.services import authoring, binning, compiling, procedures, sharing
from courses.services.cloning import OF_QUESTION, in_json
from lms.audit import services as audit
from lms.users.models import User

SAME, NEW, CHANGED, GONE, LEAVES = "same", "new", "changed", "gone", "leaves"
"""Of a lesson that is no longer in the parcel: `GONE` to the bin, or it `LEAVES` a course it was
only lent to and stays where it lies."""
WRONG_SHAPE = (
    *(KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError),
    *(ValidationError, DatabaseError, RecursionError),
)
"""What comes of a list that is signed and yet no course."""


@dataclass(frozen=True)
class Piece:
    """One part of a parcel and what taking it would do here."""

    kind: str
    title: str
    fate: str


@dataclass(frozen=True)
class Preview:
    """What taking a parcel would do; `page` is the course as it is here, None for a new one."""

    title: str
    page: CoursePage | None
    pieces: list[Piece]

    @property
    def is_same(self) -> bool:
        return self.page is not None and all(one.fate == SAME for one in self.pieces)

    def of(self, fate: str) -> list[Piece]:
        return [one for one in self.pieces if one.fate == fate]

    def told(self) -> Doc:
        """As it is kept."""
        pieces = [[one.kind, one.title, one.fate] for one in self.pieces]
        return {"title": self.title, "page": self.page and self.page.pk, "pieces": pieces}

    @classmethod
    def kept(cls, told: Doc) -> "Preview":
        page = CoursePage.objects.filter(pk=told["page"]).first()
        return cls(told["title"], page, [Piece(*piece) for piece in told["pieces"]])


def preview(opened: Opened, section: Section) -> Preview:
    """Compare a parcel with what is here; raises ParcelWrong where it cannot be taken."""
    with _in_words():
        doc = opened.doc
        page = _page_of(doc, section)
        here = writing.write(page).doc if page else {}
        _refuse_foreign(doc, section)
        return Preview(str(doc["course"]["title"])[:255], page, list(_pieces(doc, here, page)))


@contextmanager
def _in_words() -> Iterator[None]:
    """Says of a list of the wrong shape that it is none."""
    try:
        yield
    except writing.FileGone as gone:
        raise ParcelWrong(str(gone)) from gone
    except WRONG_SHAPE as error:
        message = _("Gói ghi không đúng cách nên không nhận. Nhờ nơi gửi làm lại gói.")
        raise ParcelWrong(message) from error


def _page_of(doc: Doc, section: Section) -> CoursePage | None:
    uid = doc["course"]["uid"]
    course = Course.objects.filter(public_id=str(uid)).first() if uid else None
    if course is None:
        return None
    if course.section_id != section.pk:
        raise ParcelWrong(
            _("Khóa học này đã có ở mục khác. Chọn đúng mục, hoặc nhờ người ở mục đó.")
        )
    page = CoursePage.objects.filter(course=course).first()
    if page is None or _is_away(Binned.Kind.COURSE, page.pk):
        raise ParcelWrong(_("Khóa học này đang ở thùng rác, hoặc đã xóa hẳn. Lấy lại trước đã."))
    return page


def _is_away(kind: str, pk: int) -> bool:
    return Binned.objects.filter(kind=kind, object_id=pk).exists()


def _refuse_foreign(doc: Doc, section: Section) -> None:
    """What bears these names here must be this section's, and none of it in the bin."""
    uids = [str(one["uid"]) for one in doc["questions"]]
    for question in Question.objects.filter(source__in=uids):
        if question.section_id != section.pk:
            raise ParcelWrong(_("Một câu hỏi trong gói đã có ở mục khác nên không ghi đè."))
        if _is_away(Binned.Kind.QUESTION, question.pk):
            raise ParcelWrong(_("Một câu hỏi trong gói đang ở thùng rác. Lấy lại trước đã."))
    keys = [UUID(str(one["uid"])) for one in doc["lessons"]]
    for lesson in LessonPage.objects.filter(translation_key__in=keys):
        if _is_away(Binned.Kind.LESSON, lesson.pk):
            raise ParcelWrong(_("Một bài trong gói đang ở thùng rác. Lấy lại trước đã."))
        if policies.section_of(lesson) != section:
            raise ParcelWrong(_("Một bài trong gói đã có ở mục khác nên không ghi đè."))
    _refuse_taken_uids(doc)


def _refuse_taken_uids(doc: Doc) -> None:
    known: dict[str, tuple[str, str]] = {}
    for lesson in doc["lessons"]:
        for block_id, uid in lesson["uids"].items():
            if str(uid) in known or not 0 < len(str(uid)) <= 13:
                raise ValueError
            known[str(uid)] = (str(UUID(str(lesson["uid"]))), str(UUID(block_id)))
    taken = list(StepIdentity.objects.filter(uid__in=known))
    lessons = LessonPage.objects.in_bulk([row.lesson_id for row in taken])
    for row in taken:
        lesson = lessons.get(row.lesson_id)
        # A lesson that was deleted for good gives its names to the one that comes back.
        if lesson and (str(lesson.translation_key), str(row.block_id)) != known[row.uid]:
            raise ParcelWrong(_("Một bước trong gói trùng mã với bước khác ở đây nên không nhận."))


def _pieces(doc: Doc, here: Doc, page: CoursePage | None) -> Iterator[Piece]:
    fate = NEW if not here else SAME if _same_course(doc["course"], here["course"]) else CHANGED
    yield Piece(_("Giới thiệu và bài kiểm tra"), str(doc["course"]["title"])[:255], fate)
    lent = _lent(page) if page else set()
    for name, label, title in (
        ("lessons", _("Bài học"), "title"),
        ("questions", _("Câu hỏi"), "prompt"),
    ):
        there = {one["uid"]: one for one in here.get(name, [])}
        order = [one["uid"] for one in doc[name]]
        for one in doc[name]:
            found = there.get(one["uid"])
            fate = NEW if found is None else SAME if found == one else CHANGED
            yield Piece(label, str(one[title])[:255], fate)
        if name == "lessons":
            for uid in [uid for uid in there if uid not in order]:
                yield Piece(label, str(there[uid][title]), LEAVES if uid in lent else GONE)
    for one in doc["procedures"]:
        # A card that is here stays as it is: fees and papers are each province's own.
        fate = SAME if ProcedureCard.objects.filter(code__iexact=one["code"]).exists() else NEW
        yield Piece(_("Thủ tục"), str(one["name"])[:200], fate)


def _lent(page: CoursePage) -> set[str]:
    """The lessons of other courses that stand in this one."""
    places = SharedLessonPage.objects.child_of(page)
    return {str(key) for key in places.values_list("lesson__translation_key", flat=True)}


def _same_course(one: Doc, other: Doc) -> bool:
    """Its address is each site's own."""
    return {**one, "code": ""} == {**other, "code": ""}


def take(opened: Opened, section: Section, *, by: User | None) -> CoursePage:
    """Write the drafts of a parcel; the course's page. Raises ParcelWrong; then nothing is."""
    with _in_words(), files.without_strays() as made, transaction.atomic():
        doc = opened.doc
        page = _page_of(doc, section)
        _refuse_foreign(doc, section)
        taker = _Taker(opened, section, by, made)
        page = taker.take(page)
        # What cannot be compiled would break the pages of its author.
        compiling.compile_course(page)
        audit.record("course.parcel_taken", subject=page.course, actor=by)
    return page


class _Taker:
    """One parcel being written; holds what was found or made for it so far."""

    def __init__(self, opened: Opened, section: Section, by: User | None, made: list[Any]) -> None:
        self.opened, self.doc, self.section, self.by = opened, opened.doc, section, by
        self.media = files.Shelf(opened, section, by, made)
        self.here: Doc = {}
        self.questions: dict[str, int] = {}
        self.cards: dict[str, int] = {}

    def take(self, page: CoursePage | None) -> CoursePage:
        page = page or self._new_page()
        known = writing.write(page)
        self.here, self.media.rows = known.doc, known.rows
        for doc in self.doc["procedures"]:
            self.cards[doc["code"]] = procedures.ensure(doc, by=self.by).pk
        for doc in self.doc["questions"]:
            self.questions[doc["uid"]] = self._question(doc)
        lessons = [self._lesson(page, doc) for doc in self.doc["lessons"]]
        self._drop_others(page, lessons)
        self._order(page, lessons)
        if not _same_course(self.doc["course"], self.here["course"]):
            self._course(page)
        return CoursePage.objects.get(pk=page.pk)

    def _new_page(self) -> CoursePage:
        told = self.doc["course"]
        shelf = SectionPage.objects.get(section=self.section)
        title, code = str(told["title"])[:255], str(told["code"])[:80]
        page = authoring.create_course(shelf, title=title, code=code, by=self.by)
        if len(told["uid"]) != 13:
            raise ValueError
        Course.objects.filter(pk=page.course_id).update(public_id=told["uid"])
        return CoursePage.objects.get(pk=page.pk)

    def _named(self, model: Any, name: Any) -> int | None:
        if model is Question:
            return self.questions[name]
        if model is ProcedureCard:
            return self.cards[name]
        return self.media.row(model, str(name)).pk

    def _blocks(self, row: Any, field: str, blocks: Any) -> str:
        block = row._meta.get_field(field).stream_block
        return in_json(writing.changed(block, blocks, self._named))

    def _question(self, doc: Doc) -> int:
        uid = str(doc["uid"])
        found = Question.objects.filter(source=uid).first()
        if found is not None and doc in self.here["questions"]:
            return found.pk
        question = found or Question(source=uid, live=False, section=self.section)
        fields = {name: doc[name] for name in OF_QUESTION}
        options = self._blocks(question, "options", doc["options"])
        _draft(question, {**fields, "options": options}, by=self.by)
        return question.pk

    def _lesson(self, page: CoursePage, doc: Doc) -> LessonPage:
        key = UUID(str(doc["uid"]))
        lesson = LessonPage.objects.filter(translation_key=key).first()
        if lesson is None:
            new = LessonPage(translation_key=key, title=str(doc["title"])[:255])
            lesson = authoring.create_lesson(CoursePage.objects.get(pk=page.pk), new, by=self.by)
        elif not lesson.is_child_of(page) and not _place(page, lesson):
            try:
                sharing.share(page, lesson, by=self.by)
            except sharing.NotShared as refusal:
                raise ParcelWrong(str(refusal)) from refusal
        if doc not in self.here["lessons"]:
            fields = {name: doc[name] for name in OF_LESSON}
            steps = self._blocks(lesson, "steps", doc["steps"])
            _draft(lesson, {**fields, "steps": steps}, by=self.by)
        for block_id, uid in doc["uids"].items():
            where = {"lesson_id": lesson.pk, "block_id": UUID(block_id)}
            if not StepIdentity.objects.filter(**where).exists():
                StepIdentity.objects.update_or_create(uid=str(uid), defaults=where)
        return lesson

    def _drop_others(self, page: CoursePage, lessons: list[LessonPage]) -> None:
        wanted = [lesson.pk for lesson in lessons]
        for place in SharedLessonPage.objects.child_of(page).exclude(lesson__in=wanted):
            place.delete()
        for lesson in LessonPage.objects.child_of(page).exclude(pk__in=wanted):
            try:
                binning.put_away(lesson, by=self.by)
            except binning.NotBinned as refusal:
                raise ParcelWrong(str(refusal)) from refusal

    def _order(self, page: CoursePage, lessons: list[LessonPage]) -> None:
        rows: list[Any] = [
            lesson if lesson.is_child_of(page) else _place(page, lesson) for lesson in lessons
        ]
        now = page.get_children().order_by("path").values_list("pk", flat=True)
        if list(now) == [row.pk for row in rows]:
            return
        for row in rows:
            parent = CoursePage.objects.get(pk=page.pk)
            type(row).objects.get(pk=row.pk).move(parent, pos="last-child")

    def _course(self, page: CoursePage) -> None:
        told = self.doc["course"]
        fields = {name: told[name] for name in OF_COURSE}
        fields["final_test"] = self._blocks(page, "final_test", told["final_test"])
        for name, model in (("art_image", files.IMAGE), ("voice", files.RECORDING)):
            fields[f"{name}_id"] = self._named(model, told[name]) if told[name] else None
        _draft(page, fields, by=self.by)


def _place(page: CoursePage, lesson: LessonPage) -> SharedLessonPage | None:
    return SharedLessonPage.objects.child_of(page).filter(lesson=lesson).first()


def _draft(row: Any, fields: Doc, *, by: User | None) -> None:
    """A new draft of a row, as its form would have cleaned it; raises ValidationError."""
    draft = row.get_latest_revision_as_object() if row.pk else row
    for name, value in fields.items():
        kind = draft._meta.get_field(name.removesuffix("_id"))
        is_plain = not name.endswith("_id") and not hasattr(kind, "stream_block")
        cleaned = kind.clean(kind.to_python(value), draft) if is_plain else value
        setattr(draft, name, cleaned)
    if not row.pk:
        draft.save()
    draft.save_revision(user=by, clean=False)
