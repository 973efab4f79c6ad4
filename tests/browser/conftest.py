"""A phone and a computer that open the real product."""

import os

import pytest
from django.core.management import call_command
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect, sync_playwright
from whitenoise import WhiteNoise

from tests import databases
from tests.browser import driving
from tests.browser import product as products
from tests.browser.chromium import ARGUMENTS, CHROMIUM, DESKTOP, PHONE
from tests.browser.leader import make_leader, make_team
from tests.browser.line import line_to
from tests.courses.editions import make_edition

# Playwright keeps an event loop in this thread; the tests beside it are plain.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

expect.set_options(timeout=15_000)
LONGEST = {"test_whole_job.py", "test_every_page.py"}
SLOW = 60_000
"""Milliseconds for what a bad line or a busy worker may take."""


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
    # The longest come first, so that the others are shared out around them.
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture
def lan(line):
    """Who leads the team whose sessions are logged."""
    return make_leader()


@pytest.fixture
def team(lan):
    return make_team(lan)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(transactional_db):
    """The address of the running product: every middleware, static files included."""
    yield from _serve()


@pytest.fixture(scope="session")
def _packed_files(tmp_path_factory):
    """Where the processes of this run find them, packed by the first that asks."""
    folder = tmp_path_factory.getbasetemp()
    return (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "packed"


@pytest.fixture(scope="session")
def _packed_names():
    """What lies in the folder of packed files, by its address: the same for every test."""
    return {}


@pytest.fixture
def packed_site(transactional_db, settings, monkeypatch, _packed_files, _packed_names):
    """The same with hashed, packed static files, as people get them; for measuring."""
    settings.WHITENOISE_AUTOREFRESH = False
    settings.WHITENOISE_USE_FINDERS = False
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "lms.common.frontend.storage.PackedStorage"},
    }
    with databases.alone(_packed_files):
        if not _packed_files.exists():
            settings.STATIC_ROOT = _packed_files.with_suffix(".half")
            call_command("collectstatic", interactive=False, verbosity=0)
            settings.STATIC_ROOT.rename(_packed_files)
    settings.STATIC_ROOT = _packed_files
    find = WhiteNoise.update_files_dictionary

    def find_once(server, root, prefix):
        # Some thousand files: looking at each of them takes as long as a page.
        if root not in _packed_names:
            before, server.files = server.files, {}
            find(server, root, prefix)
            _packed_names[root], server.files = server.files, before
        server.files.update(_packed_names[root])

    monkeypatch.setattr(WhiteNoise, "update_files_dictionary", find_once)
    yield from _serve()


def _serve():
    # WhiteNoise answers for static files, as it does outside tests.
    thread = LiveServerThread("127.0.0.1", static_handler=lambda application: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
    connections.close_all()


@pytest.fixture
def expected_faults():
    """Statuses from 500 up that are no failure of the test; a file of tests may say others."""
    return frozenset()


@pytest.fixture
def visit(chromium, expected_faults):
    """Opens pages and fails the test for a script error or a broken security policy.

    Without a service worker, whose fetches a test could not break into, unless told otherwise.
    """
    contexts, problems = [], []

    def opened(options, site):
        options = {"service_workers": "block", **options}
        context = chromium.new_context(base_url=site, locale="vi-VN", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on("response", lambda answer: problems.extend(_broken(answer, expected_faults)))
        page.on("console", lambda message: problems.extend(_policy(message)))
        # A busy machine is no failure of the page.
        page.set_default_timeout(20_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


def _broken(answer, expected):
    is_fault = answer.status >= 500 and answer.status not in expected
    return [f"{answer.status} {answer.url}"] if is_fault else []


def _policy(message):
    return [message.text] if "Content Security Policy" in message.text else []


@pytest.fixture
def phone(visit, site):
    """`page = phone()`: 360×740 with touch; takes options of a Playwright context."""
    return lambda **options: visit({**PHONE, **options}, site)


@pytest.fixture
def desktop(visit, site):
    """`page = desktop()`: 1280×800."""
    return lambda **options: visit({**DESKTOP, **options}, site)


@pytest.fixture
def packed_phone(visit, packed_site):
    """A phone on the site with packed files."""
    return lambda **options: visit({**PHONE, **options}, packed_site)


@pytest.fixture
def assert_accessible():
    """`assert_accessible(page)`: no axe error, in light and dark."""
    return driving.assert_accessible


@pytest.fixture
def assert_fits():
    """`assert_fits(page)`: no sideways scroll at 320 and 360 px, text at 100 and 200 %."""
    return driving.assert_fits


@pytest.fixture
def screenshot():
    """`screenshot(page, "home-dark", full=True)` keeps a picture where `SHOTS=1` asks for them."""
    return driving.screenshot


@pytest.fixture
def browser(chromium, line, tmp_path):
    """`page = browser()` opens the browser of one phone; closing its context closes it whole."""
    running, problems = [], []

    def open_again():
        context = chromium.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=CHROMIUM,
            args=ARGUMENTS,
            base_url=line.address,
            locale="vi-VN",
            **PHONE,
        )
        running.append(context)
        page = context.pages[0]
        context.on("weberror", lambda fault: problems.append(str(fault.error)))
        page.set_default_timeout(SLOW)
        return page

    yield open_again
    for context in running:
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def line(packed_site):
    """The line to the site with packed files; phones open `line.address`."""
    with line_to(packed_site) as line:
        yield line


@pytest.fixture
def edition(line):
    """A published course behind the line."""
    return make_edition()


@pytest.fixture
def page(visit, line):
    """A page on a phone whose worker may work, behind the line."""
    return visit({**PHONE, "service_workers": "allow"}, line.address)


@pytest.fixture
def product(tmp_path_factory):
    """The product as `make run` starts it, with a demo province of few communes."""
    running = products.start(tmp_path_factory.mktemp("product"), "--demo-communes=3")
    yield running
    running.stop()
