"""A phone that finds no line: its sessions go by a sealed file that another phone brings."""

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.users.services import people
from teams.models import Session
from teams.services import membership
from tests.browser.leader import log, states, visit_team
from tests.browser.learner import sign_in, wait_until
from tests.people import make_person


@pytest.fixture
def helper(team):
    """Another member, with a phone that has a line."""
    person = make_person("Trần Thị Hoa")
    people.attach_phone(person, "+84912345602", verified_at=clock.now(), by=None)
    membership.join(team, person, on=team.valid_from, by=None)
    return person


def make_file(page, folder):
    page.goto("/buoi/")
    page.get_by_text("Lâu chưa có mạng?").click()
    with page.expect_download() as told:
        page.get_by_role("button", name="Nhờ máy khác gửi hộ").click()
    file = folder / told.value.suggested_filename
    told.value.save_as(file)
    return file


@pytest.mark.large
def test_sessions_go_by_file_and_the_phone_compares_later(
    page, phone, team, line, helper, tmp_path, screenshot
):
    visit_team(page, team)
    page.goto("/buoi/")
    expect(page.get_by_text("Lâu chưa có mạng?")).to_be_hidden()
    line.cut()
    log(page, team)
    log(page, team, venue="Chợ Cồn")
    file = make_file(page, tmp_path)
    assert file.name.startswith("buoi-ghi-")
    assert b"Ch" not in file.read_bytes()[:40]
    expect(page.get_by_text("(2 buổi) ở mục Tải xuống")).to_be_visible()
    screenshot(page, "log-handover", full=True)
    assert states(page) == ["waiting", "waiting"]
    # Or it would send them itself.
    page.goto("about:blank")
    line.mend()
    other = phone()
    visit_other(other, team)
    for words in ("Buổi mới tới", "Đã có từ trước, không tính lại"):
        other.get_by_label("Tệp của máy kia").set_input_files(file)
        other.get_by_role("button", name="Gửi hộ").click()
        row = other.locator("dl.kv > div", has_text=words)
        expect(row).to_contain_text("2")
    screenshot(other, "log-handover-taken", full=True)
    assert Session.objects.count() == 2
    page.goto("/buoi/")
    wait_until(page, lambda: states(page) == ["arrived", "arrived"])
    assert Session.objects.count() == 2


# What opens the sealed rows is ready only after a while.
SLOWLY = """
const make = crypto.subtle.generateKey.bind(crypto.subtle);
crypto.subtle.generateKey = async (...told) => {
  await new Promise((done) => setTimeout(done, 4000));
  return make(...told);
};
"""


@pytest.mark.large
def test_a_file_wanted_before_the_log_is_opened_holds_it_all_the_same(
    page, phone, team, line, helper, tmp_path
):
    visit_team(page, team)
    line.cut()
    log(page, team)
    page.add_init_script(SLOWLY)
    file = make_file(page, tmp_path)
    # Or it would send it itself, now that there is a line.
    page.close()
    line.mend()
    other = phone()
    visit_other(other, team)
    other.get_by_label("Tệp của máy kia").set_input_files(file)
    other.get_by_role("button", name="Gửi hộ").click()
    expect(other.locator("dl.kv > div", has_text="Buổi mới tới")).to_contain_text("1")
    assert Session.objects.count() == 1


def visit_other(page, team):
    sign_in(page, number="+84912345602", come_back=f"/to/{team.code}/gui-ho/")
