"""From an empty data folder to a product that answers: database, static files, base data."""

import gc
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from courses.services import vocabulary
from lms.common.frontend import fingerprint
from lms.dashboards.services import catalogue
from lms.home.starting import tables
from lms.meetings.services import criteria
from lms.places.models import Unit
from lms.places.services import importing
from lms.reports.services import rounds
from teams.services import entries

# The key stays: this process has read it, and the ones it starts must read the same.
KEPT_AT_RESET = {"secret_key", "supervisor.lock"}
ADDRESS = "address"
# All that the embedded product writes into its data folder.
OURS = (
    *(ADDRESS, "beat-schedule*", "closed", "closed.half", "db.sqlite3*", "demo_accounts.*"),
    *("frontend", "media", "queue", "static", *KEPT_AT_RESET),
)
Say = Callable[[str], None]


class NotOurs(Exception):
    """A folder holds something that the product did not put there."""


class Bar:
    """A progress bar on a terminal; a line now and then where there is none."""

    WIDTH = 24

    def __init__(self, title: str, total: int, out: TextIO | None = None) -> None:
        self.title, self.total = title, max(total, 1)
        self.out = out or sys.stdout
        self.done = 0

    def step(self, by: int = 1) -> None:
        self.done = min(self.done + by, self.total)
        full = self.WIDTH * self.done // self.total
        line = f"  {'█' * full}{'░' * (self.WIDTH - full)} {self.done}/{self.total} {self.title}"
        if self.out.isatty():
            self.out.write(f"\r{line}" + ("\n" if self.done == self.total else ""))
            self.out.flush()
        elif self.done == self.total or self.done % max(self.total // 4, 1) == 0:
            self.out.write(f"{line}\n")
            self.out.flush()


def reset(folder: Path) -> None:
    """Empty a data folder; its key stays. Raises NotOurs, having touched nothing."""
    items = sorted(folder.iterdir()) if folder.exists() else []
    for item in items:
        if not any(fnmatch(item.name, pattern) for pattern in OURS):
            raise NotOurs(item.name)
    for item in items:
        if item.name in KEPT_AT_RESET:
            continue
        if item.is_dir() and not item.is_symlink():
            shutil.rmtree(item)
        else:
            item.unlink()


def keep_address(address: str) -> None:
    """Let every process begun from now on name this address in its links, commands too."""
    (Path(settings.DATA_DIR) / ADDRESS).write_text(address.rstrip("/"), encoding="utf-8")


def migrate() -> None:
    """Bring the database to today's tables, showing how far it is."""
    bar: list[Bar] = []

    def told(action: str, *_: object) -> None:
        if action == "apply_success":
            bar[0].step()

    took = tables.take(connections["default"])
    executor = MigrationExecutor(connections["default"], told)
    leaves = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(leaves)
    if plan or took:
        before = len(executor.loader.applied_migrations) if took else 0
        bar.append(Bar("bước chuẩn bị cơ sở dữ liệu", before + len(plan)))
        if before:
            bar[0].step(before)
        with rare_collections():
            executor.migrate(leaves, plan)
        # Permissions and content types come after the tables.
        call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let the collector run seldom: a long migration keeps most of what it makes, and looking it
    through again and again is a tenth of its time. Costs about 80 MB while it lasts."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def collect_static() -> Callable[[], None]:
    """Begin to join and copy styles and scripts, when they have changed, in a process beside this
    one; the answer waits for the end. Raises CalledProcessError there."""
    stamp = Path(settings.STATIC_ROOT) / "fingerprint"
    wanted = fingerprint.of_sources()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return lambda: None
    manage = str(settings.BASE_DIR / "manage.py")
    command = [sys.executable, manage, "collectstatic", "--no-input", "--verbosity=0"]
    beside = subprocess.Popen(command)  # noqa: S603 - our own words

    def wait() -> None:
        if code := beside.wait():
            raise subprocess.CalledProcessError(code, command)
        stamp.write_text(wanted, encoding="utf-8")
        _read_names()

    return wait


def _read_names() -> None:
    """What was joined beside this process is known to it, too; its own list is that of its start,
    and demo courses are weighed with the files they need."""
    if isinstance(staticfiles_storage, ManifestFilesMixin):
        found = staticfiles_storage.load_manifest()
        staticfiles_storage.hashed_files, staticfiles_storage.manifest_hash = found


def base_data() -> None:
    """What every installation needs: the province's units, the usual lists of teams and authors,
    the usual indicators, criteria and reports."""
    if not Unit.objects.exists():
        importing.import_units()
    entries.ensure_usual()
    vocabulary.ensure_usual()
    catalogue.ensure_usual()
    criteria.ensure_usual()
    rounds.ensure_usual()
