"""What a person does to take the usual course along, and what then lies on the phone."""

from playwright.sync_api import expect

from tests.browser.learner import worker_at_work

COURSE = "/khoa-hoc/nop-ho-so-truc-tuyen/"


def open_course(page):
    page.goto(COURSE)
    worker_at_work(page)
    expect(page.get_by_role("heading", name="Học không cần mạng")).to_be_visible()


def begin_download(page):
    open_course(page)
    page.get_by_role("button", name="Tải về máy").click()
    expect(page.get_by_text("học khoảng")).to_be_visible()
    page.get_by_role("button", name="Tải", exact=True).click()


def take_along(page):
    begin_download(page)
    expect(page.get_by_text("Đã tải về máy")).to_be_visible()


def things_kept(page):
    return page.evaluate(
        """async () => {
          let count = 0;
          for (const name of ["hocso-lists", "hocso-parts", "hocso-files"]) {
            count += (await (await caches.open(name)).keys()).length;
          }
          return count;
        }"""
    )
