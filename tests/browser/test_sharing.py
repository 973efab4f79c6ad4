"""A course goes from one phone to another as a file, and only as the province made it."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.learner import step_of, wait_until, worker_at_work
from tests.browser.taking import take_along, things_kept


@pytest.fixture
def other(visit, line, page):
    """A second phone that has been at the site once."""
    other = visit({**PHONE, "service_workers": "allow"}, line.address)
    other.goto("/da-tai/")
    worker_at_work(other)
    expect(other.get_by_text("Chưa tải khóa học nào")).to_be_visible()
    return other


def given_away(page, folder):
    """The file a phone that has the course gives."""
    page.goto("/da-tai/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Gửi cho máy khác").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    expect(page.get_by_text("Đã lưu tệp vào mục Tải xuống")).to_be_visible()
    return file


def test_a_course_goes_to_another_phone_as_a_file(page, other, line, edition, tmp_path):
    take_along(page)
    line.cut()
    file = given_away(page, tmp_path)
    assert file.name == "nop-ho-so-truc-tuyen.hocso.txt"
    other.get_by_label("Chọn tệp khóa học").set_input_files(file)
    expect(other.get_by_text("Đã nhận khóa học")).to_be_visible()
    other.get_by_role("link", name=edition.title).click()
    expect(other.get_by_role("heading", name=edition.title)).to_be_visible()
    other.goto(step_of(edition, "tim"))
    expect(other.get_by_role("img").first).to_be_visible()
    other.goto("/da-tai/")
    other.get_by_label("Chọn tệp khóa học").set_input_files(file)
    expect(other.get_by_text("Máy này đã có khóa học")).to_be_visible()


# The sheet of a phone, which browsers without a screen do not have; `answer` may refuse.
SHEET = """
window.given = [];
window.answer = "";
navigator.canShare = ({ files }) => files.every((file) => file instanceof File);
navigator.share = async ({ files }) => {
  if (window.answer) throw new DOMException("", window.answer);
  for (const file of files) window.given.push([file.name, file.type, await file.text()]);
};
"""


@pytest.mark.large
def test_a_phone_with_a_share_sheet_gives_the_file_by_it(page, other, line, edition, tmp_path):
    page.add_init_script(SHEET)
    take_along(page)
    page.goto("/da-tai/")
    give = page.get_by_role("button", name="Gửi cho máy khác")
    saved = page.get_by_text("Đã lưu tệp vào mục Tải xuống")
    # She closes the sheet again: nothing lies among her downloads.
    page.evaluate("window.answer = 'AbortError'")
    give.click()
    page.wait_for_timeout(500)
    expect(saved).to_be_hidden()
    page.evaluate("window.answer = ''")
    give.click()
    wait_until(page, lambda: page.evaluate("window.given.length"))
    ((name, kind, text),) = page.evaluate("window.given")
    # The kind a sheet of Android lets through.
    assert (name, kind) == ("nop-ho-so-truc-tuyen.hocso.txt", "text/plain")
    expect(saved).to_be_hidden()
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    other.get_by_label("Chọn tệp khóa học").set_input_files(file)
    expect(other.get_by_text("Đã nhận khóa học")).to_be_visible()
    # Where the sheet does not open, the file is saved.
    page.evaluate("window.answer = 'NotAllowedError'")
    with page.expect_download():
        give.click()
    expect(saved).to_be_visible()


def spoilt_word(file):
    whole = json.loads(file.read_text(encoding="utf-8"))
    part = next(name for name, text in whole["things"].items() if "data-step" in text)
    whole["things"][part] = whole["things"][part].replace("data-step", "data-khac", 1)
    return json.dumps(whole)


def spoilt_list(file):
    whole = json.loads(file.read_text(encoding="utf-8"))
    whole["listed"] = whole["listed"].replace("Nộp hồ sơ", "Nộp tiền")
    return json.dumps(whole)


def cut_off(file):
    text = file.read_text(encoding="utf-8")
    return text[: len(text) // 2]


SPOILT = [
    (spoilt_word, "không do tỉnh phát hành hoặc đã bị sửa"),
    (spoilt_list, "không do tỉnh phát hành hoặc đã bị sửa"),
    (cut_off, "không phải khóa học, hoặc bị hỏng"),
]


@pytest.mark.large
def test_a_file_that_was_changed_on_the_way_is_not_taken(page, other, line, edition, tmp_path):
    take_along(page)
    file = given_away(page, tmp_path)
    for spoil, words in SPOILT:
        spoilt = tmp_path / f"{spoil.__name__}.txt"
        spoilt.write_text(spoil(file), encoding="utf-8")
        other.get_by_label("Chọn tệp khóa học").set_input_files(spoilt)
        expect(other.get_by_text(words)).to_be_visible()
        assert things_kept(other) == 0
    expect(other.get_by_text("Chưa tải khóa học nào")).to_be_visible()
