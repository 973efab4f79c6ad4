"""Tables of a course file as the JSON of StreamField blocks, with ids that stay the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from courses.files.markup import html
from courses.files.tables import Table

NAMESPACE = UUID("6f0d3c0e-3d0b-4a8e-9d55-2b1f4a7c9e10")


@dataclass(frozen=True)
class Shelf:
    """Where blocks find what they point at: images, recordings and films by their table,
    questions by local id, procedures by code."""

    code: str
    image: Callable[[Table], int]
    recording: Callable[[Table, str], int]
    film: Callable[[Table, str], int]
    questions: Mapping[str, int]
    procedures: Mapping[str, int]

    def id(self, *path: object) -> str:
        return str(uuid5(NAMESPACE, "/".join([self.code, *map(str, path)])))


def steps(lesson: Table, shelf: Shelf) -> list[Table]:
    """The stream of a lesson."""
    return [
        {
            "type": step["kind"],
            "id": shelf.id(lesson["id"], step["id"]),
            "value": {
                "title": step["title"],
                "required": step["required"],
                "voice": shelf.recording(step["voice"], step["title"]) if step["voice"] else None,
                **_VALUES[step["kind"]](step, shelf, (lesson["id"], step["id"])),
            },
        }
        for step in lesson["steps"]
    ]


def _read(step: Table, shelf: Shelf, _path: tuple[str, ...]) -> Table:
    note = step["note"] or {"kind": "none", "title": "", "text": ""}
    picture = {"image": None, "alt": "", "caption": ""}
    if step["picture"]:
        picture = {**_picture(step["picture"], shelf), "caption": step["picture"]["caption"]}
    return {
        "text": html(step["text"]),
        "picture": picture,
        "after": html(step["after"]),
        "note": note,
        "procedure": _procedure(step, shelf),
    }


def _watch(step: Table, shelf: Shelf, _path: tuple[str, ...]) -> Table:
    return {"intro": html(step["intro"]), "film": shelf.film(step["film"], step["title"])}


def _picture(picture: Table, shelf: Shelf) -> dict[str, Any]:
    return {"image": shelf.image(picture), "alt": picture["alt"]}


def _simulate(step: Table, shelf: Shelf, path: tuple[str, ...]) -> Table:
    screens = [
        _item(shelf, _screen(screen, shelf, (*path, str(number))), *path, number)
        for number, screen in enumerate(step["screens"])
    ]
    kept = {key: step[key] for key in ("mode", "app", "app_version")}
    return {**kept, "screens": screens}


def _screen(screen: Table, shelf: Shelf, path: tuple[str, ...]) -> Table:
    spots = [
        _item(shelf, _spot(spot), *path, number) for number, spot in enumerate(screen["spots"])
    ]
    sentences = {key: screen[key] for key in ("ask", "hint", "missed", "right")}
    return {**_picture(screen["picture"], shelf), **sentences, "spots": spots}


def _spot(spot: Table) -> Table:
    x, y, w, h = (float(side) for side in spot["rect"])
    kept = {key: spot[key] for key in ("role", "label", "gesture", "text", "said")}
    return {**kept, "x": x, "y": y, "w": w, "h": h}


def _question(step: Table, shelf: Shelf, _path: tuple[str, ...]) -> Table:
    return {"question": shelf.questions[step["question"]]}


def _do(step: Table, shelf: Shelf, _path: tuple[str, ...]) -> Table:
    checklist = "\n".join(step["checklist"])
    texts = {key: html(step[key]) for key in ("task", "help")}
    return {**texts, "checklist": checklist, "procedure": _procedure(step, shelf)}


def _procedure(step: Table, shelf: Shelf) -> int | None:
    return shelf.procedures[step["procedure"]] if step["procedure"] else None


def _drill(step: Table, shelf: Shelf, path: tuple[str, ...]) -> Table:
    kept = {key: step[key] for key in ("channel", "intro", "sender", "sender_why")}
    parts = [_item(shelf, part, *path, "part", number) for number, part in enumerate(step["parts"])]
    turns = [
        _item(shelf, _turn(turn, shelf, (*path, "turn", str(number))), *path, "turn", number)
        for number, turn in enumerate(step["turns"])
    ]
    return {**kept, "parts": parts, "turns": turns}


def _turn(turn: Table, shelf: Shelf, path: tuple[str, ...]) -> Table:
    choices = [
        _item(shelf, choice, *path, "choice", number)
        for number, choice in enumerate(turn["choices"])
    ]
    return {"says": turn["says"], "choices": choices}


def _teach(step: Table, _shelf: Shelf, _path: tuple[str, ...]) -> Table:
    points = "\n".join(step["points"])
    return {"intro": html(step["intro"]), "points": points, "help": html(step["help"])}


_VALUES = {
    "read": _read,
    "watch": _watch,
    "simulate": _simulate,
    "question": _question,
    "do": _do,
    "teach": _teach,
    "drill": _drill,
}


def _item(shelf: Shelf, value: Table, *path: object) -> Table:
    return {"type": "item", "id": shelf.id(*path), "value": value}


def options(question: Table, shelf: Shelf) -> list[Table]:
    """The stream of a question's answers."""
    return [
        {"type": "option", "id": shelf.id("questions", question["id"], number), "value": option}
        for number, option in enumerate(question["options"])
    ]


def slots(test: Table, shelf: Shelf) -> list[Table]:
    """The stream of a final test."""
    return [
        {
            "type": "slot",
            "id": shelf.id("test", slot["id"]),
            "value": {
                "question": shelf.questions[slot["id"]],
                "points": str(slot["points"]),
                "placement": slot["placement"],
                "voice": shelf.recording(slot["voice"], slot["id"]) if slot["voice"] else None,
            },
        }
        for slot in test["questions"]
    ]
