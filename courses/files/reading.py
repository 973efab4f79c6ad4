"""A folder with a `course.toml` as checked, plain tables; docs/course-files.md is the contract."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from courses.files.tables import (
    CAPTIONS,
    CLIP,
    CODE,
    FILE,
    ID,
    PHOTO,
    VIDEO,
    CourseFileWrong,
    Key,
    Reader,
    Table,
)
from courses.models import CoursePage, TestOutRule

MOST_DAYS = 365
LINES = Key(list)
TEXT = Key(str)
OPTIONAL = Key(str, "")
COURSE = {
    "code": Key(str, pattern=ID, longest=80),
    "title": Key(str, longest=200),
    "section": Key(str, longest=120),
    "summary": Key(str, longest=400),
    "can_do": LINES,
    "prepare": Key(str, "", longest=400),
    "art": Key((str, dict), "default"),
    "voice": Key(dict, None),
    "gives_certificate": Key(bool, default=True),
    "note": Key(str, "", longest=200),
    "procedures": Key(list, []),
    "lessons": LINES,
    "questions": Key(list, []),
    "test": Key(dict, None),
}
PICTURE = {"file": Key(str, pattern=FILE), "alt": Key(str, longest=300), "caption": OPTIONAL}
LESSON = {
    "id": Key(str, pattern=ID, longest=80),
    "title": Key(str, longest=200),
    "minutes": Key(int),
    "module": Key(str, "", longest=120),
    "steps": LINES,
}
STEP = {
    "id": Key(str, pattern=ID, longest=80),
    "kind": Key(str, choices=("read", "watch", "simulate", "question", "do", "teach", "drill")),
    "title": Key(str, longest=200),
    "required": Key(bool, default=True),
    "voice": Key(dict, None),
}
VOICE = {
    "file": Key(str, pattern=CLIP),
    "marks": Key(list, []),
    "placeholder": Key(bool, default=False),
}
FILM = {
    "light": Key(str, pattern=VIDEO),
    "clear": Key(str, pattern=VIDEO),
    "poster": Key(str, pattern=PHOTO),
    "captions": Key(str, pattern=CAPTIONS),
}
KIND_KEYS = {
    "watch": {"intro": OPTIONAL, "film": Key(dict)},
    "read": {
        "text": TEXT,
        "picture": Key(dict, None),
        "after": OPTIONAL,
        "note": Key(dict, None),
        "procedure": OPTIONAL,
    },
    "simulate": {
        "mode": Key(str, "alone", choices=("watch", "follow", "alone", "test")),
        "app": Key(str, "", longest=60),
        "app_version": Key(str, "", longest=30),
        "screens": LINES,
    },
    "question": {"question": Key(str, pattern=ID)},
    "do": {"task": TEXT, "checklist": LINES, "help": OPTIONAL, "procedure": OPTIONAL},
    "drill": {
        "channel": Key(str, "sms", choices=("sms", "call", "chat", "web")),
        "intro": Key(str, longest=300),
        "sender": Key(str, longest=120),
        "sender_why": Key(str, "", longest=300),
        "parts": LINES,
        "turns": LINES,
    },
    "teach": {"intro": TEXT, "points": LINES, "help": OPTIONAL},
}
PART = {
    "text": Key(str, longest=300),
    "sign": Key(str, "none", choices=("none", "link", "pressure", "money", "secret", "other")),
    "why": Key(str, "", longest=300),
}
TURN = {"says": Key(str, longest=400), "choices": LINES}
CHOICE = {
    "text": Key(str, longest=200),
    "said": Key(str, longest=300),
    "next": Key(int, None),
    "end": Key(str, "on", choices=("on", "safe", "harmed")),
}
NOTE = {"kind": Key(str, choices=("tip", "scam")), "title": OPTIONAL, "text": TEXT}
SCREEN = {
    "picture": Key(dict),
    **{key: Key(str, longest=300) for key in ("ask", "hint", "missed", "right")},
    "spots": LINES,
}
SPOT = {
    "role": Key(str, choices=("target", "decoy")),
    "rect": LINES,
    "label": Key(str, longest=100),
    "gesture": Key(str, "tap", choices=("tap", "type", "scroll")),
    "text": Key(str, "", longest=100),
    "said": Key(str, "", longest=300),
}
PROCEDURE = {
    "code": Key(str, pattern=CODE, longest=40),
    "name": Key(str, longest=200),
    "papers": Key(list, []),
    "days": Key(int, None),
    **{key: Key(str, "", longest=120) for key in ("fee_counter", "fee_online")},
    "legal_basis": Key(str, "", longest=1000),
    "valid_from": Key(date, None),
    "valid_to": Key(date, None),
    "example": Key(bool, default=False),
}
QUESTION = {
    "id": Key(str, pattern=ID, longest=80),
    "kind": Key(str, "single", choices=("single", "multiple", "true_false")),
    "prompt": Key(str, longest=400),
    "stimulus": Key(dict, None),
    "options": LINES,
    "explanation": Key(str, longest=600),
}
STIMULUS = {
    "kind": Key(str, choices=("sms", "call", "web")),
    "from": Key(str, "", longest=120),
    "text": Key(str, longest=600),
}
OPTION = {
    "text": Key(str, longest=200),
    "right": Key(bool, default=False),
    "said": Key(str, "", longest=300),
}
TEST = {
    "title": Key(str, "Bài kiểm tra cuối khóa", longest=200),
    "intro": OPTIONAL,
    "pass_mark": Key((float, int), 5.0),
    "attempts": Key(int, None),
    "minutes": Key(int, 10),
    "online_only": Key(bool, default=False),
    "test_out": Key(str, TestOutRule.ADVICE, choices=tuple(TestOutRule.values)),
    "questions": LINES,
}
SLOT = {
    "id": Key(str, pattern=ID),
    "points": Key((int, float), 1),
    "placement": Key(bool, default=True),
    "voice": Key(dict, None),
}


@dataclass(frozen=True)
class CourseFile:
    """A course as its folder has it, every table complete; pictures and clips lie in `folder`."""

    folder: Path
    course: Table

    def beside(self, name: str) -> Path:
        """A picture or clip of the folder."""
        return self.folder / name


def read(folder: Path) -> CourseFile:
    """The folder's course; raises CourseFileWrong with everything that is wrong."""
    try:
        raw = tomllib.loads((folder / "course.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CourseFileWrong([f"course.toml: {error}"]) from error
    reader = Reader()
    course = _Course(reader, folder).read(raw)
    if reader.faults:
        raise CourseFileWrong(reader.faults)
    return CourseFile(folder, course)


class _Course:
    """Goes through a course table by table; holds what all of them need."""

    def __init__(self, reader: Reader, folder: Path) -> None:
        self.reader = reader
        self.folder = folder

    def read(self, raw: Table) -> Table:
        course = self.reader.table(raw, COURSE, "course")
        course["art"] = self._art(course["art"])
        if course["voice"] is not None:
            course["voice"] = self._voice(course["voice"], "course.voice")
        course["procedures"] = self._each(course["procedures"], self._procedure, "procedures")
        course["questions"] = self._each(course["questions"], self._question, "questions")
        course["lessons"] = self._each(course["lessons"], self._lesson, "lessons")
        if course["test"] is not None:
            course["test"] = self._test(course["test"])
        self._check_ids(course)
        return course

    def _each(self, rows: list[Any], read: Any, where: str) -> list[Table]:
        return [read(row, f"{where}[{number}]") for number, row in enumerate(rows, start=1)]

    def _art(self, value: Any) -> Any:
        if isinstance(value, dict):
            return self._picture(value, "course.art")
        if value not in CoursePage.Art.values:
            self.reader.wrong("course.art", f"is not one of {', '.join(CoursePage.Art.values)}")
        return value

    def _picture(self, value: Any, where: str) -> Table:
        return self._with_file(self.reader.table(value, PICTURE, where), where)

    def _with_file(self, table: Table, where: str) -> Table:
        if table["file"] and not (self.folder / table["file"]).is_file():
            self.reader.wrong(f"{where}.file", f"{table['file']} is not in the folder")
        return table

    def _voice(self, value: Any, where: str) -> Table:
        voice = self._with_file(self.reader.table(value, VOICE, where), where)
        marks = voice["marks"]
        if not all(type(mark) in {int, float} for mark in marks) or marks != sorted(set(marks)):
            self.reader.wrong(f"{where}.marks", "are not seconds that grow")
        return voice

    def _film(self, value: Any, where: str) -> Table:
        film = self.reader.table(value, FILM, where)
        for key, name in film.items():
            if name and not (self.folder / name).is_file():
                self.reader.wrong(f"{where}.{key}", f"{name} is not in the folder")
        return film

    def _lesson(self, value: Any, where: str) -> Table:
        lesson = self.reader.table(value, LESSON, where)
        if not 1 <= lesson["minutes"] <= 60:
            self.reader.wrong(f"{where}.minutes", "is not between 1 and 60")
        lesson["steps"] = self._each(lesson["steps"], self._step, f"{where}.steps")
        self.reader.once([step["id"] for step in lesson["steps"]], f"{where}.steps")
        return lesson

    def _step(self, value: Any, where: str) -> Table:
        kind = value.get("kind") if isinstance(value, dict) else None
        step = self.reader.table(value, STEP | KIND_KEYS.get(str(kind), {}), where)
        if step.get("voice") is not None:
            step["voice"] = self._voice(step["voice"], f"{where}.voice")
        if "film" in step:
            step["film"] = self._film(step["film"], f"{where}.film")
        if step.get("picture") is not None:
            step["picture"] = self._picture(step["picture"], f"{where}.picture")
        if step.get("note") is not None:
            step["note"] = self.reader.table(step["note"], NOTE, f"{where}.note")
        if "screens" in step:
            step["screens"] = self._each(step["screens"], self._screen, f"{where}.screens")
        if "turns" in step:
            step["parts"] = self._each(step["parts"], self._part, f"{where}.parts")
            step["turns"] = self._each(step["turns"], self._turn, f"{where}.turns")
        return step

    def _part(self, value: Any, where: str) -> Table:
        return self.reader.table(value, PART, where)

    def _turn(self, value: Any, where: str) -> Table:
        turn = self.reader.table(value, TURN, where)
        turn["choices"] = self._each(turn["choices"], self._choice, f"{where}.choices")
        return turn

    def _choice(self, value: Any, where: str) -> Table:
        return self.reader.table(value, CHOICE, where)

    def _screen(self, value: Any, where: str) -> Table:
        screen = self.reader.table(value, SCREEN, where)
        screen["picture"] = self._picture(screen["picture"], f"{where}.picture")
        screen["spots"] = self._each(screen["spots"], self._spot, f"{where}.spots")
        return screen

    def _spot(self, value: Any, where: str) -> Table:
        spot = self.reader.table(value, SPOT, where)
        rect = spot["rect"]
        if len(rect) != 4 or not all(type(side) in {int, float} for side in rect):
            self.reader.wrong(f"{where}.rect", "is not four numbers")
        return spot

    def _procedure(self, value: Any, where: str) -> Table:
        card = self.reader.table(value, PROCEDURE, where)
        if not all(isinstance(paper, str) for paper in card["papers"]):
            self.reader.wrong(f"{where}.papers", "is not a list of lines")
        if card["days"] is not None and not 0 <= card["days"] <= MOST_DAYS:
            self.reader.wrong(f"{where}.days", f"is not between 0 and {MOST_DAYS}")
        days = (card["valid_from"], card["valid_to"])
        if any(isinstance(day, datetime) for day in days):
            self.reader.wrong(where, "has a time where a day is meant")
        elif all(days) and days[1] < days[0]:
            self.reader.wrong(f"{where}.valid_to", "is before valid_from")
        return card

    def _question(self, value: Any, where: str) -> Table:
        question = self.reader.table(value, QUESTION, where)
        question["options"] = self._each(question["options"], self._option, f"{where}.options")
        if question["stimulus"] is not None:
            question["stimulus"] = self.reader.table(
                question["stimulus"], STIMULUS, f"{where}.stimulus"
            )
        return question

    def _option(self, value: Any, where: str) -> Table:
        return self.reader.table(value, OPTION, where)

    def _test(self, value: Any) -> Table:
        test = self.reader.table(value, TEST, "test")
        test["questions"] = self._each(test["questions"], self._slot, "test.questions")
        return test

    def _slot(self, value: Any, where: str) -> Table:
        slot = self.reader.table({"id": value} if isinstance(value, str) else value, SLOT, where)
        if slot["voice"] is not None:
            slot["voice"] = self._voice(slot["voice"], f"{where}.voice")
        return slot

    def _check_ids(self, course: Table) -> None:
        """Ids that come twice, and questions that are named and not there."""
        known = [question["id"] for question in course["questions"]]
        self.reader.once(known, "questions")
        self.reader.once([lesson["id"] for lesson in course["lessons"]], "lessons")
        steps = [step for lesson in course["lessons"] for step in lesson["steps"]]
        wanted = [step["question"] for step in steps if step.get("question")]
        wanted += [slot["id"] for slot in (course["test"] or {}).get("questions", [])]
        for name in sorted(set(wanted) - set(known)):
            self.reader.wrong("questions", f"there is no question {name}")
        cards = [card["code"] for card in course["procedures"]]
        self.reader.once(cards, "procedures")
        for code in sorted({step.get("procedure") or "" for step in steps} - {"", *cards}):
            self.reader.wrong("procedures", f"there is no procedure {code}")
