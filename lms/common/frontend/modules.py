"""Joins one ES module and all it imports into one file, without a bundler.

Only a plain part of the language is joined, so that what is written is what runs: named imports
of relative files, named exports in front of a declaration, nothing renamed, no circles. All
modules of a page share one scope, so every name at the left margin is there only once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

IMPORT = re.compile(
    r"""^import\s+(?:\{(?P<names>[^}]*)\}\s*from\s*)?["'](?P<path>\.[^"']*)["'];?[^\S\n]*\n""",
    re.MULTILINE,
)
DECLARATION = re.compile(
    r"^(?P<export>export\s+)?(?:async\s+)?(?:function\s*\*?|class|const|let|var)\s*\b(?P<name>[\w$]+)",
    re.MULTILINE,
)
PATTERN = re.compile(r"^(?:export\s+)?(?:const|let|var)\s*[\[{]", re.MULTILINE)
EXPORT = re.compile(r"^export\s+(?=(?:async|function|class|const|let|var)\b)", re.MULTILINE)
LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class JoinError(ValueError):
    """A source cannot be joined; the message names file and reason."""


@dataclass
class _Joined:
    parts: list[str] = field(default_factory=list)
    exports: dict[Path, set[str]] = field(default_factory=dict)
    owners: dict[str, Path] = field(default_factory=dict)


def join(entry: Path) -> str:
    """The text of `entry` below the text of everything it imports; raises JoinError."""
    joined = _Joined()
    _take(entry.resolve(), joined, ())
    return "\n".join(joined.parts)


def _take(file: Path, joined: _Joined, above: tuple[Path, ...]) -> None:
    if file in above:
        raise JoinError(f"{file.name}: imports itself by way of {above[-1].name}")
    if file in joined.exports:
        return
    if not file.is_file():
        raise JoinError(f"{above[-1].name if above else file.name}: there is no {file.name}")
    text = file.read_text(encoding="utf-8")
    for names, path in _imports(text):
        source = (file.parent / path).resolve()
        _take(source, joined, (*above, file))
        for name in names - joined.exports[source]:
            raise JoinError(f"{file.name}: {source.name} does not export {name}")
    joined.exports[file] = set(_declare(text, file, joined))
    joined.parts.append(_bare(text, file))


def _imports(text: str) -> Iterator[tuple[set[str], str]]:
    for found in IMPORT.finditer(text):
        names = {name.strip() for name in (found["names"] or "").split(",")}
        yield names - {""}, found["path"]


def _declare(text: str, file: Path, joined: _Joined) -> Iterator[str]:
    if PATTERN.search(text):
        raise JoinError(f"{file.name}: take a list or object apart inside a function")
    for found in DECLARATION.finditer(text):
        name = found["name"]
        if name in joined.owners:
            raise JoinError(f"{file.name}: {name} is already in {joined.owners[name].name}")
        joined.owners[name] = file
        if found["export"]:
            yield name


def _bare(text: str, file: Path) -> str:
    """The text without the words that only a module of its own needs."""
    bare = EXPORT.sub("", IMPORT.sub("", text))
    if left := LEFT_OVER.search(bare):
        raise JoinError(f"{file.name}: this form is not joined: {left[0]}")
    return bare.strip()
