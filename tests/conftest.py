"""What every test may ask for."""

import gc
import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connections, transaction
from django.test.utils import setup_databases
from django_tasks import task_backends
from django_tasks.backends.immediate import ImmediateBackend
from hypothesis import settings as hypothesis_settings

from tests import databases, pairs

pytest_plugins = ["tests.grouping", "tests.people", "tests.units"]

# A busy machine is no failure of the code.
hypothesis_settings.register_profile("steady", deadline=None, max_examples=pairs.examples(100))
hypothesis_settings.load_profile("steady")


OPENS_PAGES = {"client", "hostile", "world"}
TALKS_TO_THE_API = "hoas_browser"
COMMITTED = pytest.StashKey[bool]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """After a test that commits, the next one finds the migrated database again, whole."""
    stash = item.session.stash
    if stash.get(COMMITTED, False):
        connections.close_all()
        if _on_sqlite():
            databases.take_anew(connections["default"])
        else:
            databases.take_on_server(connections["default"])
    stash[COMMITTED] = _commits(item)


def pytest_collection_modifyitems(config, items):
    """What is the same on every database is in SQLite's run alone.

    That is what asks for none, what is marked `one_database`, what pages say and do (the access
    table has them all and is asked on every database), and the second and later values the API is
    asked with; not what is marked `every_database`. The proof of the pairs leaves out nothing.
    """
    if _on_sqlite() or os.environ.get(pairs.EVERY_PAIR):
        return
    asked, left_out, kept = set(), [], []
    for item in items:
        call = (item.path, item.originalname) if TALKS_TO_THE_API in item.fixturenames else None
        is_kept = _asks_for_one(item) and not _is_alike(item) and call not in asked
        (kept if is_kept else left_out).append(item)
        asked |= {call} - {None}
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def pytest_collection_finish():
    """What Django, Wagtail and the tests themselves are made of stays to the end: nobody looks
    through it again for what could be thrown away, one twentieth of the time otherwise."""
    gc.collect()
    gc.freeze()


def _is_alike(item) -> bool:
    if any(item.get_closest_marker(name) for name in ("every_database", "postgres")):
        return False
    marked = item.get_closest_marker("one_database") is not None
    return marked or bool(OPENS_PAGES & {*item.fixturenames})


def _asks_for_one(item) -> bool:
    marks = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    # Without one of these pytest-django refuses every query.
    fixtures = {"db", "transactional_db", "live_server", "django_db_setup"}
    return marks or bool(fixtures & {*item.fixturenames})


def _on_sqlite() -> bool:
    return "sqlite" in django_settings.DATABASES["default"]["ENGINE"]


def _commits(item):
    marker = item.get_closest_marker("django_db")
    is_marked = marker is not None and marker.kwargs.get("transaction", False)
    return is_marked or bool({"transactional_db", "live_server"} & {*item.fixturenames})


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, tmp_path_factory):
    """A database of this process: a copy of one migrated file on SQLite, a new one elsewhere."""
    with django_db_blocker.unblock():
        if not _on_sqlite():
            # Workers side by side have databases of their own.
            worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
            databases.begin_on_server(connections["default"], f"test_hocso_{worker}")
            databases.leave_flushing_to_the_copy(connections["default"])
            yield
            connections.close_all()
            databases.drop_on_server(connections["default"], f"test_hocso_{worker}")
            return
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connections["default"].settings_dict["TEST"]["NAME"] = str(file)
        _migrated(file)
        databases.leave_flushing_to_the_copy(connections["default"])
        yield
        connections.close_all()


def _migrated(file: Path) -> None:
    template = databases.template()
    with databases.alone(template):
        if not template.exists():
            setup_databases(verbosity=0, interactive=False, keepdb=True)
            databases.keep(file, template)
            return
    databases.take(template, file)
    connection = connections["default"]
    connection.close()
    connection.settings_dict["NAME"] = str(file)


@pytest.fixture(scope="module")
def standing(request, django_db_setup, django_db_blocker):
    """`standing(make)`: what `make` returns, its rows there for every test of the file, made once.

    None where a test of the file commits, fills the search index or is marked `own_rows`: each test
    makes its own there. A test asks for the row afresh, for the one before may have changed it.
    """
    beside = [item for item in request.session.items if item.path == request.path]
    if any(_needs_its_own(item) for item in beside):
        yield lambda _make: None
        return
    around = transaction.atomic()
    # As around a test: what must not be inside another transaction may be inside this one.
    around._from_testcase = True
    with django_db_blocker.unblock():
        around.__enter__()

    def make(what):
        with django_db_blocker.unblock():
            return what()

    yield make
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="module", autouse=True)
def _standing_from_the_first(request):
    """What one test of a file stands on is there for all of them, in whatever order they run."""
    beside = [item for item in request.session.items if item.path == request.path]
    named = {name for item in beside for name in item.fixturenames}
    for name in sorted(named):
        if name.startswith("standing_"):
            request.getfixturevalue(name)


def _needs_its_own(item):
    marked = item.get_closest_marker("own_rows") is not None
    return marked or _commits(item) or "indexed" in item.fixturenames


@pytest.fixture(autouse=True)
def _fresh_caches(settings):
    """No limit, code or cached body survives from one test to the next."""
    from django.core.cache import caches

    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture(scope="module")
def indexed():
    """Wagtail's own index follows every save, as it does in the product (see `settings.test`)."""
    usual = task_backends["default"]
    task_backends["default"] = ImmediateBackend("default", {})
    yield
    task_backends["default"] = usual


@pytest.fixture
def run_jobs():
    """Work off every due job as a worker would; how many. Fails the test if one of them did."""
    from lms.jobs import running
    from lms.jobs.models import Job

    def run(*, may_fail=False):
        total = 0
        while taken := sum(running.drain(queue) for queue in Job.Queue.values):
            total += taken
        errors = list(Job.objects.exclude(error="").values_list("kind", "error"))
        assert may_fail or not errors
        return total

    return run
