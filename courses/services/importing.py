"""Loading a course written as files: the same pages, checks and publishing as by hand."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from wagtail.models import Collection

from courses.drafting import drafts
from courses.drafting.problems import Problem
from courses.files import blocks, reading
from courses.files.blocks import Shelf
from courses.files.markup import html
from courses.files.reading import CourseFile
from courses.files.tables import CourseFileWrong, Table
from courses.models import Binned, Course, CoursePage, LessonPage, Question, SectionPage
from courses.services import (
    authoring,
    binning,
    compiling,
    procedures,
    publishing,
    sections,
    validation,
)
from courses.services.compiling import CompiledCourse
from lms.media import films, phone_sizes, pictures, recordings
from lms.media import services as media
from lms.media.models import CustomImage, Film, Recording
from lms.media.refusals import FileRefused
from lms.users.models import User


def load_course(
    folder: Path, *, section_page: SectionPage | None = None, by: User | None = None
) -> CoursePage:
    """The course of a folder, its drafts brought up to date and its publishing asked for.

    An unchanged folder changes nothing. Without `section_page` the file's own section is taken,
    or made. Raises CourseFileWrong or PublishRefused; then nothing is written.
    """
    file = reading.read(folder)
    with transaction.atomic(), _without_stray_files() as made:
        page = _Loader(file, by, made).load(section_page)
        publishing.publish_course(page, by=by, note=file.course["note"], by_command=True)
    return page


def check_course(folder: Path) -> list[Problem]:
    """What publishing the folder would say, with nothing written; raises CourseFileWrong."""
    with _looked_at(folder) as page:
        return validation.problems(drafts.latest(page))


def compile_folder(folder: Path) -> CompiledCourse:
    """The folder's course as it would be published, with nothing written; raises
    CourseFileWrong."""
    with _looked_at(folder) as page:
        return compiling.compile_course(page)


@contextmanager
def _looked_at(folder: Path) -> Iterator[CoursePage]:
    with transaction.atomic(), _without_stray_files() as made:
        yield _Loader(reading.read(folder), None, made).load(None)
        transaction.set_rollback(True)
        _delete_files(made)


@contextmanager
def _without_stray_files() -> Iterator[list[FieldFile]]:
    """A list for files made; they go when the transaction around it fails."""
    made: list[FieldFile] = []
    try:
        yield made
    except BaseException:
        _delete_files(made)
        raise


def _delete_files(files: list[FieldFile]) -> None:
    for file in files:
        file.storage.delete(str(file.name))


class _Loader:
    """One loading; holds the file and what was found or made for it so far."""

    def __init__(self, file: CourseFile, by: User | None, made: list[FieldFile]) -> None:
        self.file = file
        self.course = file.course
        self.by = by
        self.made = made
        self.images: dict[str, int] = {}
        self.recordings: dict[str, int] = {}
        self.films: dict[str, int] = {}
        self.questions: dict[str, int] = {}

    def load(self, section_page: SectionPage | None) -> CoursePage:
        page = self._page(section_page)
        section = authoring.ensure_course(page, by=self.by).section
        self.collection = sections.collection_of(section)
        files = (self._image, self._recording, self._film)
        cards = {
            card["code"]: procedures.ensure(card, by=self.by).pk
            for card in self.course["procedures"]
        }
        shelf = Shelf(self.course["code"], *files, self.questions, cards)
        for question in self.course["questions"]:
            self.questions[question["id"]] = self._question(question, section.pk, shelf).pk
        self._lessons(page, shelf)
        self._draft(page, self._course_fields(shelf))
        return CoursePage.objects.get(pk=page.pk)

    def _page(self, section_page: SectionPage | None) -> CoursePage:
        code, name = self.course["code"], self.course["section"]
        course = Course.objects.filter(code=code).first()
        if course is not None:
            page = CoursePage.objects.filter(course=course).first()
            if page is None or Binned.objects.filter(kind="course", object_id=page.pk).exists():
                raise CourseFileWrong([f"course.code: {code} is a course whose page is gone"])
            return page
        shelf = section_page or sections.page_of(name) or sections.create_section(name, by=self.by)
        title = self.course["title"]
        return authoring.create_course(shelf, title=title, code=code, by=self.by)

    def _course_fields(self, shelf: Shelf) -> Table:
        course, test = self.course, self.course["test"]
        art, voice = course["art"], course["voice"]
        fields = {
            **{key: course[key] for key in ("title", "summary", "prepare", "gives_certificate")},
            "can_do": "\n".join(course["can_do"]),
            "address": course["code"],
            "art": art if isinstance(art, str) else CoursePage.Art.DEFAULT,
            "art_image_id": None if isinstance(art, str) else self._image(art),
            "voice_id": self._recording(voice, course["title"]) if voice else None,
        }
        if test is None:
            return {**fields, "pass_mark": None, "final_test": "[]"}
        return {
            **fields,
            "pass_mark": Decimal(str(test["pass_mark"])),
            "attempts": test["attempts"],
            "test_title": test["title"],
            "test_intro": html(test["intro"]),
            "test_minutes": test["minutes"],
            "test_online_only": test["online_only"],
            "test_out": test["test_out"],
            "final_test": json.dumps(blocks.slots(test, shelf)),
        }

    def _lessons(self, page: CoursePage, shelf: Shelf) -> None:
        """Bring the lessons in line: their drafts, their order, and no others."""
        wanted = [lesson["id"] for lesson in self.course["lessons"]]
        for lesson in LessonPage.objects.child_of(page).exclude(slug__in=wanted):
            try:
                binning.put_away(lesson, by=self.by)
            except binning.NotBinned as refusal:
                raise CourseFileWrong([str(refusal)]) from refusal
        for lesson in self.course["lessons"]:
            found = LessonPage.objects.child_of(page).filter(slug=lesson["id"]).first()
            fields = {
                **{key: lesson[key] for key in ("title", "module", "minutes")},
                "steps": json.dumps(blocks.steps(lesson, shelf)),
            }
            if found is None:
                new = LessonPage(slug=lesson["id"], **fields)
                authoring.create_lesson(page, new, by=self.by)
            else:
                self._draft(found, fields)
        self._order(page, wanted)

    def _order(self, page: CoursePage, wanted: list[str]) -> None:
        by_slug = {lesson.slug: lesson.pk for lesson in LessonPage.objects.child_of(page)}
        now = LessonPage.objects.child_of(page).order_by("path").values_list("slug", flat=True)
        if list(now) == wanted:
            return
        for slug in wanted:
            parent = CoursePage.objects.get(pk=page.pk)
            LessonPage.objects.get(pk=by_slug[slug]).move(parent, pos="last-child")

    def _question(self, table: Table, section_id: int, shelf: Shelf) -> Question:
        source = f"{shelf.code}/{table['id']}"
        stimulus = table["stimulus"] or {"kind": "none", "from": "", "text": ""}
        fields = {
            "section_id": section_id,
            **{key: table[key] for key in ("kind", "prompt", "explanation")},
            **{f"stimulus_{key}": stimulus[key] for key in ("kind", "from", "text")},
            "options": json.dumps(blocks.options(table, shelf)),
        }
        found = Question.objects.filter(source=source).first()
        if found is not None:
            return self._draft(found, fields)
        question = Question(source=source, live=False, **fields)
        question.save()
        question.save_revision(user=self.by, clean=False)
        return question

    def _draft(self, row: Any, fields: Table) -> Any:
        """A new draft of a row where it differs from the latest one."""
        draft = row.get_latest_revision_as_object()
        before = _frozen(draft, fields)
        for name, value in fields.items():
            setattr(draft, name, value)
        if _frozen(draft, fields) != before:
            draft.save_revision(user=self.by, clean=False)
        return row

    def _image(self, picture: Table) -> int:
        """The image of a file, made once for each content."""
        content, title = self._named(picture["file"])
        if title not in self.images:
            found = CustomImage.objects.filter(title=title).first()
            self.images[title] = (found or self._new_image(title, picture, content)).pk
        return self.images[title]

    def _recording(self, voice: Table, step: str) -> int:
        """The recording of a clip, made once for each content and its marks."""
        content, name = self._named(voice["file"], *voice["marks"], voice["placeholder"])
        title = f"{step} · {name}"[-255:]
        if title not in self.recordings:
            found = Recording.objects.filter(title=title).first()
            self.recordings[title] = (found or self._new_recording(title, voice, content)).pk
        return self.recordings[title]

    def _film(self, film: Table, step: str) -> int:
        """The film of two copies, a poster and captions, made once for each content."""
        contents = {key: self.file.beside(name).read_bytes() for key, name in film.items()}
        _content, name = self._named(film["clear"], *contents.values())
        if name not in self.films:
            self.films[name] = self._found_film(step[:255], film, contents).pk
        return self.films[name]

    def _named(self, name: str, *more: object) -> tuple[bytes, str]:
        """What is in a file of the folder, and what the row made of it is called."""
        content = self.file.beside(name).read_bytes()
        state = sha256(content + repr(more).encode() if more else content).hexdigest()[:8]
        return content, f"{self.course['code']}/{name} {state}"

    collection: Collection

    def _new_image(self, title: str, picture: Table, content: bytes) -> CustomImage:
        file = ContentFile(content, name=picture["file"])
        image = media.make_image(
            title=title,
            description=picture["alt"][:255],
            file=file,
            collection=self.collection,
            by=self.by,
        )
        self.made.append(image.file)
        return image

    def _new_recording(self, title: str, voice: Table, content: bytes) -> Recording:
        try:
            recording = recordings.make_ready(
                title=title,
                content=content,
                marks=voice["marks"],
                is_placeholder=voice["placeholder"],
                collection=self.collection,
                by=self.by,
            )
        except FileRefused as refusal:
            raise CourseFileWrong([f"{voice['file']}: {refusal}"]) from refusal
        self.made.append(recording.phone_file)
        return recording

    def _found_film(self, title: str, named: Table, contents: dict[str, bytes]) -> Film:
        """Found by what is in it, so that the library can call it what it shows."""
        try:
            parts: dict[str, Any] = {
                "title": title,
                "copies": (contents["light"], contents["clear"]),
                "poster": phone_sizes.for_phone(pictures.clean(contents["poster"]).content),
                "captions": contents["captions"].decode("utf-8", errors="replace"),
            }
            found = films.find_ready(**parts)
            if found is not None:
                return found
            film = films.make_ready(**parts, collection=self.collection, by=self.by)
        except FileRefused as refusal:
            raise CourseFileWrong([f"{named['clear']}: {refusal}"]) from refusal
        self.made += [film.light, film.clear, film.poster]
        return film


def _frozen(row: Any, fields: Table) -> list[Any]:
    """The named fields as they are stored."""
    names = [name.removesuffix("_id") for name in fields]
    return [_canonical(row._meta.get_field(name).value_to_string(row)) for name in names]


def _canonical(value: str) -> str:
    """The same text for the same JSON: PostgreSQL keeps keys in an order of its own."""
    try:
        return json.dumps(json.loads(value), sort_keys=True)
    except ValueError:
        return value
