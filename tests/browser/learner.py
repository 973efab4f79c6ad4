"""What learners do to the pages of the usual course, and what their phones keep."""

import time
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from lms.users.models import PhoneCode
from tests.courses.editions import uids
from tests.users.conftest import NUMBER, last_code

# A phone that keeps nothing yet has no database; the test must not make it one.
KEPT = """(name) => new Promise((done, fail) => {
  const opening = indexedDB.open("hocso");
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onerror = () => (opening.error.name === "AbortError" ? done([]) : fail(opening.error));
  opening.onsuccess = () => {
    const database = opening.result;
    const rows = database.transaction(name).objectStore(name).getAll();
    rows.onsuccess = () => {
      database.close();
      done(rows.result);
    };
  };
})"""

# Transactions are told to be over so many milliseconds late.
SLOW_STORE = """
window.slowStore = 0;
const told = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, "oncomplete");
Object.defineProperty(IDBTransaction.prototype, "oncomplete", {
  ...told,
  set(heard) {
    told.set.call(this, (event) => setTimeout(() => heard(event), window.slowStore));
  },
});
"""


def step_of(edition, name):
    """The address of a step by its name in the usual course."""
    return f"/hoc/{edition.public_id}/{uids(edition)[name]}/"


def kept(page, table):
    """The rows of a table ("events", "progress", "kv") this phone keeps."""
    return page.evaluate(KEPT, table)


def worker_at_work(page):
    """Wait for the service worker; `serviceWorker.ready` waits for ever where none comes."""
    active = "navigator.serviceWorker.getRegistration().then((one) => Boolean(one?.active))"
    wait_until(page, lambda: page.evaluate(active))


def wait_until(page, holds):
    """Wait for what the script does by itself; fails after the usual time."""
    # A first try on a line that is just coming back may hang for ten seconds.
    for _ in range(400):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not happen")


def opened(page, address):
    """Open a page and wait until the phone has been told who is there and has kept it."""
    with page.expect_response("**/api/v1/learning/me"):
        page.goto(address)
    page.wait_for_load_state("networkidle")


def sign_in(page, *, number=NUMBER, come_back="/"):
    """By the pages, with the code of the message."""
    PhoneCode.objects.all().delete()
    page.goto(f"/dang-nhap/?next={come_back}")
    page.get_by_label("Số điện thoại").fill(number)
    page.get_by_role("button", name="Nhắn mã cho tôi").click()
    page.get_by_label("Mã trong tin nhắn").fill(last_code(number))
    page.get_by_role("button", name="Vào học").click()
    page.locator("button[name=person]").click()
    _arrived(page, come_back)


def sign_out(page):
    page.goto("/dang-xuat/")
    page.get_by_role("button", name="Đăng xuất").click()
    _arrived(page, "/")


def _arrived(page, path):
    page.wait_for_url(lambda url: urlsplit(url).path == path)
    page.wait_for_load_state("networkidle")


def signed_in(page, person, site=None):
    """Give this phone a session of `person`, as if she had signed in long ago."""
    client = Client()
    client.force_login(person)
    return with_session(page, client, site)


def with_session(page, client, site=None):
    """Give this phone the session of a client; without `site` the phone asks where it is."""
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    cookie["url"] = site or page.request.get("/healthz").url
    # As the product gives it: it outlasts the browser.
    cookie["expires"] = int(time.time()) + settings.SESSION_COOKIE_AGE
    page.context.add_cookies([cookie])
    return page


def answer(page, *options):
    """Choose options by their words and press the button; what is said then lies on the phone."""
    for words in options:
        page.locator("label.opt:visible", has_text=words).click()
    page.get_by_role("button", name="Trả lời", exact=True).click()
    said = page.locator("[data-panel=right], [data-panel=wrong]").filter(visible=True)
    expect(said).to_be_visible()


def take_test(page, *, right):
    """Answer the final test of the usual course and hand it in."""
    chosen = {
        True: ["dichvucong.gov.vn", "Rõ chữ|Đủ bốn góc", "Sai", "Xem hồ sơ giải quyết đến đâu"],
        False: ["nop-ho-so-nhanh", "Có ngón tay", "Đúng", "Rút tiền"],
    }[right]
    for words in chosen:
        for word in words.split("|"):
            page.locator("label.opt:visible", has_text=word).click()
        page.locator("[data-do=next]").click()
    page.get_by_role("button", name="Nộp bài").click()


def expect_said(page, words):
    """The words stand in the live region at the foot of the page."""
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
