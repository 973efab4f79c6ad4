"""What an edition says about right and done, read once by a process: editions never change."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from threading import Lock
from typing import Any

from django.db.models import Max, OuterRef, Subquery

from courses.evidence import watching
from courses.models import CourseEdition, EditionStep
from lms.common.ids import PUBLIC_ID_LENGTH
from lms.common.text import fold

KEPT = 200
"""Editions a process remembers; one takes some ten kilobytes."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a screen, in percent of the picture."""

    is_target: bool
    x: float
    y: float
    w: float
    h: float
    typed: str | None
    """What must be typed, folded; None where a tap is enough."""


@dataclass(frozen=True, slots=True)
class Screen:
    width: int
    height: int
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Exit:
    """Where an answer leads: to the turn of this number, from zero, or to an end."""

    next: int
    end: str


@dataclass(frozen=True, slots=True)
class Step:
    uid: str
    kind: str
    mode: str = ""
    screens: tuple[Screen, ...] = ()
    options: frozenset[str] = frozenset()
    right: frozenset[str] = frozenset()
    check_count: int = 0
    part_count: int = 0
    signs: frozenset[int] = frozenset()
    turns: tuple[tuple[Exit, ...], ...] = ()
    bucket_count: int = 0
    """The parts a film is cut into."""


@dataclass(frozen=True, slots=True)
class TestSlot:
    """A question of the final test; `key` never leaves the server."""

    slot: str
    question: Any
    version: Any
    options: frozenset[str]
    right: frozenset[str]
    points: Decimal


@dataclass(frozen=True, slots=True)
class Outline:
    """What a learner's summary needs of an edition."""

    public_id: str
    course_code: str
    title: str
    uids: tuple[str, ...]
    pass_mark: Decimal | None
    attempts: int | None
    has_test: bool
    drills: tuple[tuple[str, str], ...] = ()
    """The uid and the title of each drill, in order."""


@dataclass(frozen=True, slots=True)
class Edition:
    pk: int
    course_id: int
    number: int
    line: int
    published_at: datetime
    rule: dict[str, Any]
    required: frozenset[str]
    outline: Outline
    steps: dict[str, Step]
    test: dict[str, TestSlot] = field(default_factory=dict)

    @property
    def public_id(self) -> str:
        return self.outline.public_id


_known: OrderedDict[str, Edition] = OrderedDict()
_lock = Lock()


def editions(public_ids: Iterable[str]) -> dict[str, Edition]:
    """The editions there are among `public_ids`; two queries when one is new to this process."""
    # Other signs are in no public id, and some of them no database takes in a question.
    wanted = {n for n in public_ids if len(n) == PUBLIC_ID_LENGTH and n.isascii() and n.isalnum()}
    with _lock:
        found = {name: _known[name] for name in wanted if name in _known}
        for name in found:
            _known.move_to_end(name)
    if len(found) < len(wanted):
        loaded = _load(wanted - found.keys())
        _remember(loaded)
        found |= loaded
    return found


def _remember(loaded: dict[str, Edition]) -> None:
    with _lock:
        _known.update(loaded)
        while len(_known) > KEPT:
            _known.popitem(last=False)


def _load(public_ids: set[str]) -> dict[str, Edition]:
    rows = list(with_line(CourseEdition.objects.filter(public_id__in=public_ids)))
    steps: dict[int, dict[str, Step]] = {row.pk: {} for row in rows}
    if rows:
        for step in EditionStep.objects.filter(edition__in=rows).only(
            "edition_id", "uid", "kind", "values"
        ):
            steps[step.edition_id][step.uid] = read_step(step.uid, step.kind, step.values)
    return {row.public_id: _read(row, steps[row.pk]) for row in rows}


def with_line(editions: Any) -> Any:
    """Annotate each edition with `line`, the number of the major edition it goes on from."""
    majors = CourseEdition.objects.filter(
        course=OuterRef("course"),
        number__lte=OuterRef("number"),
        level=CourseEdition.Level.MAJOR,
    )
    newest = majors.order_by().values("course").annotate(line=Max("number")).values("line")
    return editions.select_related("course").annotate(line=Subquery(newest))


def _read(row: Any, steps: dict[str, Step]) -> Edition:
    return Edition(
        pk=row.pk,
        course_id=row.course_id,
        number=row.number,
        line=row.line or 1,
        published_at=row.published_at,
        rule=row.rule,
        required=frozenset(row.rule["required"]),
        outline=outline_of(row),
        steps=steps,
        test=_read_test(row.test, row.test_key),
    )


def outline_of(edition: CourseEdition) -> Outline:
    """From a row whose `course` is loaded."""
    pass_mark = edition.rule["pass_mark"]
    steps = [step for lesson in edition.outline["lessons"] for step in lesson["steps"]]
    return Outline(
        public_id=edition.public_id,
        course_code=edition.course.code,
        title=edition.title,
        uids=tuple(step["uid"] for step in steps),
        drills=tuple((s["uid"], s["title"]) for s in steps if s["kind"] == "drill"),
        pass_mark=None if pass_mark is None else Decimal(pass_mark),
        attempts=edition.rule["attempts"],
        has_test=edition.outline["test"] is not None,
    )


def read_step(uid: str, kind: str, values: dict[str, Any]) -> Step:
    options, parts = values.get("options", []), values.get("parts", [])
    return Step(
        uid=uid,
        kind=kind,
        mode=values.get("mode", ""),
        screens=tuple(_read_screen(screen) for screen in values.get("screens", [])),
        options=frozenset(option["key"] for option in options),
        right=frozenset(option["key"] for option in options if option["right"]),
        check_count=len(values.get("checklist", [])),
        part_count=len(parts),
        signs=frozenset(number for number, part in enumerate(parts) if part["sign"]),
        turns=tuple(
            tuple(Exit(choice["next"] - 1, choice["end"]) for choice in turn["choices"])
            for turn in values.get("turns", [])
        ),
        bucket_count=watching.bucket_count((values.get("film") or {}).get("seconds", 0)),
    )


def _read_screen(screen: dict[str, Any]) -> Screen:
    return Screen(
        width=screen["width"],
        height=screen["height"],
        spots=tuple(
            Spot(
                is_target=spot["role"] == "target",
                x=spot["x"],
                y=spot["y"],
                w=spot["w"],
                h=spot["h"],
                typed=fold(spot["text"]) if spot["gesture"] == "type" else None,
            )
            for spot in screen["spots"]
        ),
    )


def _read_test(test: dict[str, Any] | None, key: dict[str, Any]) -> dict[str, TestSlot]:
    slots = test["slots"] if test else []
    return {
        slot["slot"]: TestSlot(
            slot=slot["slot"],
            question=slot["question"],
            version=slot["version"],
            options=frozenset(option["key"] for option in slot["options"]),
            right=frozenset(key[slot["slot"]]["right"]),
            points=Decimal(str(key[slot["slot"]]["points"])),
        )
        for slot in slots
    }
