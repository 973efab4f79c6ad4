"""Lets Django's static files find the joined files, built when they are asked for."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import utils
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

from lms.common.frontend import building


class JoinedFinder(BaseFinder):
    """Finds `css/site.css`, its companions and `js/<kind>.js`; never what they are made of."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        self.sources = Path(settings.FRONTEND_SOURCES)
        self.target = Path(settings.FRONTEND_BUILD)
        self.storage = FileSystemStorage(location=self.target)
        self.built: tuple[tuple[str, int], ...] | None = None
        self.alone = Lock()

    def check(self, **_kwargs: Any) -> list[CheckMessage]:
        return []

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        self._build()
        for path in utils.get_files(self.storage, [*(ignore_patterns or ())]):
            yield path, self.storage

    def find(self, path: str, find_all: bool = False) -> Any:  # noqa: FBT001, FBT002
        if path.startswith(("css/", "js/")):
            self._build()
            file = self.target / path
            if file.is_file():
                return [str(file)] if find_all else str(file)
        return []

    def _build(self) -> None:
        # A page asks for its stylesheet and its script at once, from two threads.
        with self.alone:
            now = building.signature(self.sources)
            if now != self.built:
                building.write(self.sources, self.target)
                self.built = now
