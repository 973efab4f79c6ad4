"""A stand-in voice for a course written as files: espeak-ng reads each step until a person does.

Only for whoever writes the files: the clips lie beside them, so loading needs neither espeak-ng nor
ffmpeg. Saying it is a machine is part of what is written down.
"""

import re
import shutil
import subprocess
import tomllib
import wave
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from lms.media.sound import converting

PROGRAM = "espeak-ng"
VOICE = ("-v", "vi", "-s", "135")
PAUSE_SECONDS = 0.45
# Worth less than a person's voice, so it may weigh less.
BITRATES = ("12k",)
_STEP = re.compile(r"(?m)^\[\[lessons\.steps\]\]\n")
_VOICE_LINE = re.compile(r"(?m)^voice = .*\n")
_TEST_QUESTIONS = re.compile(r"(?ms)(?<=^questions = )\[(?:[^\n]*\]$|.*?^\]$)")
_TITLE_LINE = re.compile(r"(?m)^title = .*\n")


class CannotSpeak(Exception):
    """This machine has no espeak-ng."""


def needs_voice(folder: Path) -> list[str | None]:
    """For each step in order, the name of the clip a machine may read; None where a person did."""
    course = tomllib.loads((folder / "course.toml").read_text(encoding="utf-8"))
    return [
        None if "voice" in step and not step["voice"].get("placeholder") else _clip(lesson, step)
        for lesson in course["lessons"]
        for step in lesson["steps"]
    ]


def needs_test_voice(folder: Path) -> list[str | None]:
    """The same for each question of the final test."""
    return [
        None if slot.get("voice") and not slot["voice"].get("placeholder") else _slot_clip(slot)
        for slot in _slots((folder / "course.toml").read_text(encoding="utf-8"))
    ]


def needs_card_voice(folder: Path) -> str | None:
    """The same for what the course is called and good for."""
    course = tomllib.loads((folder / "course.toml").read_text(encoding="utf-8"))
    spoken = course.get("voice")
    return None if spoken and not spoken.get("placeholder") else "giong-gioi-thieu.m4a"


def _slots(text: str) -> list[dict[str, Any]]:
    listed = tomllib.loads(text).get("test", {}).get("questions", [])
    return [{"id": slot} if isinstance(slot, str) else slot for slot in listed]


def _slot_clip(slot: dict[str, Any]) -> str:
    return f"giong-{slot['id']}.m4a"


def _clip(lesson: dict[str, str], step: dict[str, str]) -> str:
    return f"giong-{lesson['id']}-{step['id']}.m4a"


def speak(sentences: Iterable[str]) -> tuple[bytes, list[float]]:
    """A clip for phones of the sentences, and the second at which each begins."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise CannotSpeak
    whole = BytesIO()
    marks: list[float] = []
    with wave.open(whole, "wb") as out:
        for sentence in sentences:
            said = subprocess.run(  # noqa: S603  our own words, read from standard input
                [program, *VOICE, "--stdin", "--stdout"],
                input=sentence.encode(),
                stdout=subprocess.PIPE,
                check=True,
            ).stdout
            if not marks:
                with wave.open(BytesIO(said)) as first:
                    out.setparams(first.getparams())
            marks.append(round(out.tell() / out.getframerate(), 1))
            # Behind the header, whose length is unknown where it is written to a pipe.
            out.writeframes(said[44:])
            out.writeframes(bytes(2 * int(PAUSE_SECONDS * out.getframerate())))
    return converting.for_phone(whole.getvalue(), BITRATES).content, marks


def written(text: str, voices: list[tuple[str, list[float]] | None]) -> str:
    """The text of a `course.toml` with a `voice` of a machine for each step that is given one."""
    head, *steps = _STEP.split(text)
    made = [_with_voice(*pair) for pair in zip(steps, voices, strict=True)]
    return "[[lessons.steps]]\n".join([head, *made])


def written_card(text: str, voice: tuple[str, list[float]] | None) -> str:
    """The same for the course itself."""
    head, lessons, rest = text.partition("\n[[lessons]]")
    return _with_voice(head, voice) + lessons + rest


def written_test(text: str, voices: list[tuple[str, list[float]] | None]) -> str:
    """The same for the questions of its final test, each in a line of its own."""
    lines = [_slot_line(*pair) for pair in zip(_slots(text), voices, strict=True)]
    if not lines:
        return text
    begin = text.index("\n[test]")
    listed = "\n".join(["[", *lines, "]"])
    return text[:begin] + _TEST_QUESTIONS.sub(lambda _found: listed, text[begin:], count=1)


def _slot_line(slot: dict[str, Any], voice: tuple[str, list[float]] | None) -> str:
    told = slot.get("voice") or {}
    if voice is not None:
        told = {"file": voice[0], "marks": voice[1], "placeholder": True}
    points = f", points = {slot['points']}" if "points" in slot else ""
    spoken = f'file = "{told["file"]}", marks = {told.get("marks", [])}'
    placeholder = ", placeholder = true" if told.get("placeholder") else ""
    return f'  {{ id = "{slot["id"]}"{points}, voice = {{ {spoken}{placeholder} }} }},'


def _with_voice(step: str, voice: tuple[str, list[float]] | None) -> str:
    if voice is None:
        return step
    name, marks = voice
    line = f'voice = {{ file = "{name}", marks = {marks}, placeholder = true }}\n'
    bare = _VOICE_LINE.sub("", step, count=1)
    return _TITLE_LINE.sub(lambda title: title[0] + line, bare, count=1)
