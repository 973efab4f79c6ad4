"""When a phone sends what waits: by itself and at each good moment, without Background Sync."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from courses.models import LearningEvent
from lms.common.frontend import building
from tests.browser import driving
from tests.browser.learner import answer, kept, opened, signed_in, step_of, wait_until
from tests.browser.taking import take_along
from tests.browser.test_outbox import NO_LATER, RIGHT

# As in a WebView, in Firefox and on iPhones.
NO_SYNC = """
delete window.SyncManager;
delete window.PeriodicSyncManager;
delete window.BackgroundFetchManager;
for (const name of ["sync", "periodicSync", "backgroundFetch"]) {
  delete ServiceWorkerRegistration.prototype[name];
}
"""
HAS_SYNC = """async () => {
  const registration = await navigator.serviceWorker.ready;
  return "SyncManager" in window || "sync" in registration;
}"""
LOOKED_AT = "document.dispatchEvent(new Event('visibilitychange'))"


def online_again(page):
    page.context.set_offline(True)
    page.context.set_offline(False)


OCCASIONS = {
    "load": lambda page: page.reload(),
    "another page": lambda page: page.goto("/da-tai/"),
    "online": online_again,
    "looked at": lambda page: page.evaluate(LOOKED_AT),
}


@pytest.mark.parametrize("occasion", driving.first_of(OCCASIONS))
def test_without_background_sync_each_occasion_sends_what_waits_once(
    page, line, edition, hoa, occasion
):
    page.add_init_script(NO_SYNC + NO_LATER)
    signed_in(page, hoa, line.address)
    take_along(page)
    assert not page.evaluate(HAS_SYNC)
    opened(page, step_of(edition, "tin-nhan"))
    wait_until(page, lambda: kept(page, "events") == [])
    line.cut()
    answer(page, RIGHT)
    expect(page.get_by_role("heading", name="Đúng rồi!")).to_be_visible()
    line.mend()
    page.wait_for_timeout(1_000)
    assert [row["kind"] for row in kept(page, "events")] == ["answered"]
    OCCASIONS[occasion](page)
    wait_until(page, lambda: kept(page, "events") == [])
    assert LearningEvent.objects.filter(kind="answered").count() == 1


def test_no_script_of_ours_asks_for_background_sync():
    wanted = re.compile(r"SyncManager|[bB]ackgroundFetch|\.sync\b|\"(?:periodic)?sync\"")
    texts = building.files(settings.FRONTEND_SOURCES)
    assert "js/worker.js" in texts
    assert [name for name, text in texts.items() if wanted.search(text)] == []
