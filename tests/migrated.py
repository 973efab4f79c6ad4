"""Make the databases that all test processes copy, where there are none yet: both at once."""

import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from tests import databases, postgres

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")


def on_sqlite() -> None:
    with tempfile.TemporaryDirectory() as folder:
        databases.make(Path(folder))


def on_postgres() -> None:
    with suppress(postgres.NoPostgres), postgres.server() as address:
        databases.make_on_server(address)


def made(target: Path, make: Callable[[], None]) -> None:
    # Whoever is making it is waited for.
    with databases.alone(target):
        there = target.exists()
    if not there:
        make()


def main() -> None:
    wanted = {databases.template(): on_sqlite, databases.dump(): on_postgres}
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(made, *one) for one in wanted.items()]:
            done.result()


if __name__ == "__main__":
    main()
