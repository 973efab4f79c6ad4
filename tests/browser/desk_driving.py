"""What trainers do at their desk, for any test that needs a course to be written or published."""

import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from tests.browser.learner import with_session
from tests.people import make_person, sign_in

PERIOD = 30


def make_trainer(full_name, email):
    """A person of the staff, with an authenticator app."""
    person = make_person(full_name, email=email)
    TOTP.activate(person, generate_totp_secret())
    return person


def app_code(secret):
    """What an authenticator app with this secret shows now; it is good once."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))


def come_in(page, person):
    """At the desk, as if this person had signed in just now by password and app; the pages of the
    way in are walked by `test_sign_in` and `test_whole_job`."""
    client = Client()
    sign_in(client, person)
    with_session(page, client)
    page.goto("/quan-tri/")
    expect(page.get_by_role("heading", name="Chào ")).to_be_visible()
    # Most journeys are about the form alone, also on a screen that becomes a phone's halfway.
    page.evaluate("localStorage.setItem('wagtail:side-panel-open', '')")


def open_beside(page):
    """As for somebody new: what residents will see stands open beside a lesson."""
    page.evaluate("localStorage.removeItem('wagtail:side-panel-open')")


def card_of(page, title):
    """The course on the desk."""
    page.goto("/quan-tri/")
    return page.locator(".desk-card", has=page.get_by_role("heading", name=title, exact=True))


def open_course(page, title):
    """The editing page of a course that stands on the desk."""
    card_of(page, title).get_by_role("link", name="Giới thiệu và bài kiểm tra").click()
    expect(page.get_by_label("Tên khóa học").first).to_have_value(title)


def open_check(page, title):
    """The page that says what keeps a course from being published."""
    card_of(page, title).get_by_role("link", name="Kiểm tra và phát hành").click()
    expect(page.get_by_role("heading", name="Kiểm tra và phát hành")).to_be_visible()


def publish_course(page, title, run_jobs):
    """An editor publishes a course that has nothing left to mend; the job is done at once."""
    open_check(page, title)
    page.get_by_role("button", name="Phát hành khóa học").click()
    expect(page.get_by_role("heading", name="Đang phát hành")).to_be_visible()
    run_jobs()
    page.reload()
    expect(page.get_by_text("Bản nháp giống bản bà con đang học.")).to_be_visible()


STANDS = """() => ({
  at: location.pathname,
  button: document.querySelector("button.action-save, footer button[type=submit]")?.outerHTML,
  saving: document.querySelector("#w-autosave-indicator")?.dataset.wAutosaveStateValue,
  warned: document.querySelector("[data-controller~=w-session]")?.dataset.wSessionInterceptValue,
  dialogs: [...document.querySelectorAll("[role=dialog]:not([aria-hidden])")]
    .map((one) => one.innerText),
})"""


def press_save(page):
    """Press once, and the page goes; where it does not, the failure tells how all stood."""
    open_requests = set()
    page.on("request", lambda one: open_requests.add(one.url))
    for ended in ("requestfinished", "requestfailed"):
        page.on(ended, lambda one: open_requests.discard(one.url))
    try:
        with page.expect_navigation(timeout=60_000):
            page.get_by_role("button", name="Lưu bản nháp").click()
    except PlaywrightTimeout as late:
        told = {**page.evaluate(STANDS), "unanswered": open_requests}
        raise AssertionError(f"the draft was not saved: {told}") from late


def save_draft(page):
    """Save what is typed; fails when Wagtail would not take it."""
    press_save(page)
    expect(page.locator(".messages .success").last).to_be_visible()


def type_text(page, words):
    """Type into the rich text field; it hands its words to the form a moment later."""
    page.locator(".Draftail-Editor [contenteditable=true]").first.click()
    page.keyboard.type(words)
    page.wait_for_function(
        """(words) => [...document.querySelectorAll("form [name]")]
          .some((field) => field.value.includes(words))""",
        arg=words,
    )
