"""What lines, phones and people do wrong while photos are sent: none lost, none for another."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.users.services import people
from lms.users.sessions import SessionStore
from teams.models import Evidence, EvidencePart, Session
from tests.browser import driving
from tests.browser.leader import (
    NUMBER,
    chip,
    go_on,
    make_leader,
    make_team,
    send,
    states,
    visit_team,
)
from tests.browser.learner import sign_in, sign_out, wait_until
from tests.browser.photos import (
    LOOKED_AT,
    PUT,
    add,
    all_there,
    photos_kept,
    to_photos,
    with_photos,
)
from tests.people import make_person
from tests.users.conftest import NUMBER as HOA_NUMBER

# A phone with room for words and none for photos.
NO_ROOM = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (row) {
    if (row.blob) throw new DOMException("full", "QuotaExceededError");
    return put.call(this, row);
  };
}"""
NEARLY_FULL = """navigator.storage.estimate = async () => ({ quota: 9000000, usage: 8000000 });"""


@pytest.fixture
def lan(line):
    return make_leader()


@pytest.fixture
def team(lan):
    return make_team(lan)


@pytest.fixture
def page(page, team):
    """Lan's phone, which has seen the team's page."""
    visit_team(page, team)
    return page


@pytest.mark.large
@pytest.mark.parametrize("way", ["refused", "told"])
def test_quota_full_with_photos_says_so_and_keeps_the_log(page, line, team, way):
    line.cut()
    to_photos(page, team)
    page.evaluate(NO_ROOM if way == "refused" else NEARLY_FULL)
    add(page, 1)
    expect(page.get_by_text("Máy gần đầy nên chưa giữ được ảnh.")).to_be_visible()
    expect(page.get_by_text("Máy này chưa giữ được buổi")).to_be_hidden()
    go_on(page, 4)
    send(page)
    assert states(page) == ["waiting"]
    assert photos_kept(page) == []
    line.mend()
    page.evaluate(LOOKED_AT)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()


@pytest.mark.large
def test_kill_between_json_and_photo(browser, line, team):
    page = browser()
    visit_team(page, team)
    page.route(PUT, lambda route: route.abort())
    with_photos(page, team, 1)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()
    expect(page.get_by_text("Còn 1 ảnh chờ gửi.")).to_be_visible()
    assert Session.objects.get().status == "received"
    assert Evidence.objects.get().state == "awaited"
    page.context.close()
    page = browser()
    page.goto(f"{line.address}/")
    all_there(page, 1)
    assert Session.objects.count() == 1


@pytest.mark.large
def test_at_64_kbit_a_broken_photo_goes_on_where_it_stopped(page, line, team):
    line.cut()
    with_photos(page, team, 1)
    line.mend()
    driving.slow_down(page, kilobits=64, delay_ms=600, cpu=1)
    page.evaluate(LOOKED_AT)
    wait_until(page, EvidencePart.objects.exists)
    line.cut()
    page.wait_for_timeout(300)
    before = max(EvidencePart.objects.values_list("end", flat=True))
    assert before < Evidence.objects.get().size
    line.asked.clear()
    line.mend()
    page.evaluate(LOOKED_AT)
    wait_until(page, lambda: Evidence.objects.get().is_kept)
    puts = [one for one in line.asked if one.startswith("PUT /api/v1/field/photos/")]
    left = Evidence.objects.get().size - before
    assert len(puts) <= -(-left // 32768) + 1, puts
    wait_until(page, lambda: photos_kept(page) == [])


@pytest.mark.large
def test_an_answer_lost_leaves_one_photo(page, line, team):
    line.unheard = "PUT /api/v1/field/photos/"
    with_photos(page, team, 1)
    wait_until(page, lambda: EvidencePart.objects.count() == 1)
    line.mend()
    page.evaluate(LOOKED_AT)
    all_there(page, 1)


@pytest.mark.large
def test_two_tabs_send_a_photo_once(page, line, team):
    line.cut()
    with_photos(page, team, 1, 2)
    other = page.context.new_page()
    other.goto("/buoi/")
    line.mend()
    for tab in (page, other):
        tab.evaluate("dispatchEvent(new Event('online'))")
    all_there(page, 2)
    assert Evidence.objects.count() == 2


@pytest.mark.large
def test_what_the_province_refuses_is_told_and_can_be_given_up(page, line, team):
    told = {"code": "no_photo", "message": "Ảnh bị hỏng hoặc chưa tải đủ."}
    page.route(PUT, lambda route: route.fulfill(status=422, json=told))
    with_photos(page, team, 1)
    expect(page.get_by_text("Ảnh chưa gửi được: Ảnh bị hỏng hoặc chưa tải đủ.")).to_be_visible()
    page.goto("/buoi/")
    page.get_by_role("button", name="Bỏ ảnh").click()
    page.get_by_role("button", name="Bấm lần nữa để bỏ").click()
    wait_until(page, lambda: photos_kept(page) == [])
    expect(page.get_by_text("Ảnh chưa gửi được")).to_be_hidden()
    assert Session.objects.get().heads_count == 18


@pytest.mark.large
def test_of_photos_on_a_shared_phone_nothing_is_sent_for_another(page, line, team):
    page.route(PUT, lambda route: route.abort())
    with_photos(page, team, 1)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()
    sign_out(page)
    hoa = make_person("Trần Thị Hoa")
    people.attach_phone(hoa, HOA_NUMBER, verified_at=clock.now(), by=None)
    sign_in(page, come_back="/toi/")
    page.unroute(PUT)
    page.goto("/buoi/")
    page.evaluate(LOOKED_AT)
    page.wait_for_timeout(1500)
    assert len(photos_kept(page)) == 1
    assert not EvidencePart.objects.exists()
    sign_out(page)
    sign_in(page, number=NUMBER, come_back="/buoi/")
    all_there(page, 1)


@pytest.mark.large
def test_leaving_a_borrowed_phone_sends_its_photos_first(page, line, team):
    page.route(PUT, lambda route: route.abort())
    with_photos(page, team, 1)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()
    (key,) = [one["value"] for one in page.context.cookies() if one["name"] == "sessionid"]
    signed_in = SessionStore(session_key=key)
    signed_in["borrowed"] = True
    signed_in.save()
    page.goto("/dang-xuat/")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_text("Còn 1 việc chưa gửi được.")).to_be_visible()
    page.unroute(PUT)
    page.reload()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    assert Evidence.objects.get().is_kept
    assert photos_kept(page) == []


@pytest.mark.large
def test_a_photo_of_a_log_that_was_dropped_stays_for_a_day_and_goes(page, line, team):
    line.cut()
    to_photos(page, team)
    add(page, 1)
    expect(page.get_by_text("Đã giữ ảnh trong máy.")).to_be_visible()
    page.goto("/buoi/")
    page.get_by_role("button", name="Xóa").click()
    page.get_by_role("button", name="Xóa buổi này").click()
    line.mend()
    page.evaluate(LOOKED_AT)
    wait_until(page, lambda: any(row.get("lost") for row in photos_kept(page)))
    page.get_by_role("button", name="Lấy lại").click()
    page.get_by_role("link", name="Ghi tiếp").click()
    for part in (2, 3):
        go_on(page, part)
    expect(page.locator("canvas")).to_have_count(1)
