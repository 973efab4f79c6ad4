"""One name for the state of all static sources, ours and our dependencies'."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

PACKAGES = ("django", "wagtail")


def of_sources() -> str:
    """Changes with any file below static/, with the folders of it that are served, or with a
    package that brings files of its own."""
    state = hashlib.sha256()
    for package in PACKAGES:
        state.update(version(package).encode())
    for folder, _path in settings.STATICFILES_DIRS:
        state.update(folder.encode())
    root = Path(settings.BASE_DIR) / "static"
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        state.update(file.relative_to(root).as_posix().encode())
        state.update(hashlib.sha256(file.read_bytes()).digest())
    return state.hexdigest()
