"""Checking TOML tables: known keys of the right kind, everything wrong told at once."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
FILE = re.compile(r"[a-z0-9][a-z0-9-]*\.(?:svg|png|jpg|jpeg|webp)")
PHOTO = re.compile(r"[a-z0-9][a-z0-9-]*\.(?:png|jpg|jpeg|webp)")
VIDEO = re.compile(r"[a-z0-9][a-z0-9-]*\.mp4")
CAPTIONS = re.compile(r"[a-z0-9][a-z0-9-]*\.vtt")
CLIP = re.compile(r"[a-z0-9][a-z0-9-]*\.m4a")
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]*")

Table = dict[str, Any]


class CourseFileWrong(Exception):
    """A course file that cannot be loaded; one line for each thing to mend."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Key:
    """What one key of a table may hold; without a default it must be there."""

    kind: type | tuple[type, ...]
    default: Any = ...
    choices: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    longest: int = 5000

    def fault(self, value: Any) -> str:
        """What is wrong with a value; empty when nothing is."""
        # A bool is an int to Python, and never meant as one.
        if not isinstance(value, self.kind) or (isinstance(value, bool) and self.kind is not bool):
            return "is of the wrong kind"
        if self.choices and value not in self.choices:
            return f"is not one of {', '.join(self.choices)}"
        if isinstance(value, str):
            return self._text_fault(value)
        return "is empty" if value == [] and self.default is ... else ""

    def _text_fault(self, value: str) -> str:
        if self.default is ... and not value.strip():
            return "is empty"
        if self.pattern and not self.pattern.fullmatch(value):
            return f"does not look like {self.pattern.pattern}"
        return f"is longer than {self.longest}" if len(value) > self.longest else ""


class Reader:
    """Reads tables against their keys and keeps a list of what is wrong."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def wrong(self, where: str, what: str) -> None:
        self.faults.append(f"{where}: {what}")

    def table(self, value: Any, keys: dict[str, Key], where: str) -> Table:
        """The table with defaults filled in; what is wrong is noted and left out."""
        if not isinstance(value, dict):
            self.wrong(where, "is not a table")
            value = {}
        for key in value.keys() - keys.keys():
            self.wrong(f"{where}.{key}", "is not known")
        return {name: self._value(value, name, key, where) for name, key in keys.items()}

    def _value(self, table: Table, name: str, key: Key, where: str) -> Any:
        if name not in table:
            if key.default is ...:
                self.wrong(f"{where}.{name}", "is missing")
                return _empty(key)
            return key.default
        if fault := key.fault(table[name]):
            self.wrong(f"{where}.{name}", fault)
            return _empty(key)
        return table[name]

    def once(self, ids: list[str], where: str) -> None:
        """Note ids that come twice."""
        for name in sorted({name for name in ids if name and ids.count(name) > 1}):
            self.wrong(where, f"the id {name} comes twice")


def _empty(key: Key) -> Any:
    kind = key.kind[0] if isinstance(key.kind, tuple) else key.kind
    return None if kind is date else kind()
