"""A leader takes photos in a hall without signal: made small, kept, sent after the log."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image
from playwright.sync_api import expect

from lms.common import clock
from lms.users.services import grants, people
from teams.models import Evidence, EvidencePart, Session
from tests.browser import driving
from tests.browser.leader import (
    NUMBER,
    begin,
    chip,
    go_on,
    log,
    logs_kept,
    make_leader,
    make_team,
    send,
    states,
    visit_team,
)
from tests.browser.learner import kept, sign_in, sign_out, wait_until
from tests.browser.photos import add, photos_kept
from tests.people import make_person
from tests.people import sign_in as factor_passed
from tests.users.conftest import NUMBER as HOA_NUMBER

AGREED = "Người trong ảnh đồng ý cho chụp"
LOOKED_AT = "document.dispatchEvent(new Event('visibilitychange'))"
DESK = {"width": 1280, "height": 800}
PUT = "**/api/v1/field/photos/**"
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


def to_photos(page, team, *, venue="Nhà văn hóa xóm 5"):
    begin(page, team)
    page.locator("input[name=topics][value=vneid]").check()
    page.locator("[name=start_time]").fill("19:30")
    page.locator("[name=venue]").fill(venue)
    go_on(page, 2)
    page.locator("[name=heads]").fill("18")
    go_on(page, 3)
    expect(page.get_by_role("heading", name="Ảnh buổi hướng dẫn")).to_be_visible()


def with_photos(page, team, *seeds, **more):
    """Log a session with photos, up to sending it."""
    to_photos(page, team, **more)
    add(page, *seeds)
    expect(page.locator("canvas:visible")).to_have_count(len(seeds))
    page.get_by_text(AGREED, exact=True).click()
    go_on(page, 4)
    expect(page.locator("[data-review]")).to_contain_text(f"{len(seeds)} ảnh")
    send(page)


def at_the_office(page, person, line):
    """Signed in with a second factor."""
    client = Client()
    factor_passed(client, person)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([{**cookie, "url": line.address}])
    return page


def all_there(page, count):
    wait_until(page, lambda: Evidence.objects.filter(state="kept").count() == count)
    wait_until(page, lambda: photos_kept(page) == [])


def test_in_flight_mode_a_session_with_photos_outlasts_the_browser_and_the_reviewer_sees_it(
    browser, visit, line, team, bich
):
    page = browser()
    visit_team(page, team)
    line.cut()
    with_photos(page, team, 1, 2)
    expect(page.get_by_text("Còn 2 ảnh chờ gửi.")).to_be_visible()
    page.context.close()
    page = browser()
    page.goto(f"{line.address}/buoi/")
    expect(chip(page, "Chờ gửi")).to_be_visible()
    expect(page.get_by_text("Còn 2 ảnh chờ gửi.")).to_be_visible()
    line.mend()
    page.reload()
    all_there(page, 2)
    expect(page.get_by_text("ảnh chờ gửi")).to_be_hidden()
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()
    for row in Evidence.objects.all():
        assert row.size <= 150 * 1024
        with default_storage.open(row.file) as file:
            image = Image.open(file)
            assert image.size == (1600, 1200)
            assert not image.getexif()
    grants.grant(bich, "commune_reviewer", unit=team.unit.parent, by=None)
    office = at_the_office(visit({"viewport": DESK}, line.address), bich, line)
    office.goto(f"/xa/13741/duyet/{Session.objects.get().record_id}/")
    expect(office.get_by_role("img", name="Ảnh 1 của buổi")).to_be_visible()
    natural = "all => all.map((one) => one.naturalWidth)"
    office.wait_for_load_state("networkidle")
    office.mouse.wheel(0, 9000)
    wait_until(office, lambda: office.locator(".figure img").evaluate_all(natural) == [400, 400])


def test_a_photo_is_made_small_and_what_the_camera_wrote_stays_behind(page, line, team):
    line.cut()
    to_photos(page, team)
    add(page, 1)
    expect(page.get_by_text("Đã giữ ảnh trong máy.")).to_be_visible()
    [row] = photos_kept(page)
    [draft] = logs_kept(page)
    photo = draft["document"]["photos"][row["sha"]]
    assert photo["size"] <= 150 * 1024
    assert {key for key, value in photo.items() if value} == {"size"}
    assert "gps" not in {key for key, value in draft["document"].items() if value}


def test_when_and_where_are_told_only_with_a_tick_each(page, line, team):
    line.cut()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 20.30049, "longitude": 106.12345, "accuracy": 18})
    to_photos(page, team)
    add(page, 1)
    page.get_by_text("Ghi kèm giờ chụp").click()
    page.get_by_text("Ghi vị trí của buổi").click()
    expect(page.get_by_text("Đã có vị trí, lệch khoảng 18 m.")).to_be_visible()
    page.get_by_text("Trong ảnh có trẻ em").click()
    page.get_by_text(AGREED, exact=True).click()
    go_on(page, 4)
    expect(page.locator("[data-review]")).to_contain_text("1 ảnh · có vị trí")
    send(page)
    line.mend()
    page.evaluate(LOOKED_AT)
    all_there(page, 1)
    row, session = Evidence.objects.get(), Session.objects.get()
    assert row.taken_at
    assert row.has_children
    assert (str(session.latitude), str(session.longitude)) == ("20.300", "106.123")


def test_without_a_position_the_session_is_logged_all_the_same(page, line, team):
    to_photos(page, team)
    page.get_by_text("Ghi vị trí của buổi").click()
    expect(page.get_by_text("Không bắt được định vị. Vẫn ghi được")).to_be_visible()
    expect(page.locator("[data-where]")).not_to_be_checked()
    go_on(page, 4)
    send(page)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()


def test_the_tick_that_they_agreed_is_asked_for(page, line, team):
    to_photos(page, team)
    add(page, 1)
    expect(page.locator("canvas:visible")).to_have_count(1)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_text("Chỉ gửi ảnh khi người trong ảnh đồng ý cho chụp.")).to_be_visible()
    page.get_by_text(AGREED, exact=True).click()
    expect(page.get_by_text("Chỉ gửi ảnh khi người trong ảnh")).to_be_hidden()
    go_on(page, 4)


def test_at_most_three_each_once_and_one_that_was_taken_out_comes_back(page, line, team):
    to_photos(page, team)
    add(page, 1)
    expect(page.locator("canvas:visible")).to_have_count(1)
    add(page, 1)
    expect(page.get_by_text("Ảnh đó có rồi.")).to_be_visible()
    page.locator("[data-pick-file]").set_input_files(
        {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"khong phai anh"}
    )
    expect(page.get_by_text("Máy không đọc được ảnh đó.")).to_be_visible()
    add(page, 2, 3, 4)
    expect(page.get_by_text("Mỗi buổi nhiều nhất 3 ảnh.")).to_be_visible()
    expect(page.locator("canvas:visible")).to_have_count(3)
    expect(page.get_by_role("button", name="Chụp ảnh")).to_be_disabled()
    page.get_by_role("button", name="Bỏ ảnh này: Ảnh 2").click()
    expect(page.locator("canvas:visible")).to_have_count(2)
    page.get_by_role("button", name="Lấy lại").click()
    expect(page.locator("canvas:visible")).to_have_count(3)
    page.reload()
    expect(page.locator("canvas:visible")).to_have_count(3)


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


def test_an_answer_lost_leaves_one_photo(page, line, team):
    line.unheard = "PUT /api/v1/field/photos/"
    with_photos(page, team, 1)
    wait_until(page, lambda: EvidencePart.objects.count() == 1)
    line.mend()
    page.evaluate(LOOKED_AT)
    all_there(page, 1)


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


def test_mending_what_has_arrived_keeps_its_photos(page, line, team):
    with_photos(page, team, 1)
    all_there(page, 1)
    page.get_by_role("link", name="Sửa", exact=True).click()
    go_on(page, 2)
    page.locator("[name=heads]").fill("19")
    go_on(page, 3)
    expect(page.get_by_text("Ảnh 1 · đã tới tỉnh")).to_be_visible()
    go_on(page, 4)
    send(page)
    wait_until(page, lambda: Session.objects.get().heads_count == 19)
    assert Evidence.objects.get().is_kept
    assert Evidence.objects.get().dropped_at is None


def test_the_part_about_photos_can_be_read_and_touched(page, line, team):
    to_photos(page, team)
    add(page, 1)
    expect(page.get_by_text("Đã giữ ảnh trong máy.")).to_be_visible()
    driving.assert_fits(page)
    driving.assert_accessible(page)
    assert not driving.small_targets(page)


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


def test_a_session_without_photos_fetches_no_more_than_before(page, line, team):
    log(page, team)
    line.asked.clear()
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert not any("photos" in one for one in line.asked)
    assert not any(row["key"].startswith("photo/") for row in kept(page, "kv"))


def test_their_part_of_the_form_comes_only_when_somebody_gets_there(page, line, team):
    begin(page, team)
    page.wait_for_load_state("networkidle")
    names = "performance.getEntriesByType('resource').map((one) => one.name)"
    assert not any("photos" in one for one in page.evaluate(names))
    assert page.locator("[data-photo-part]").count() == 0


def test_photos_open_in_a_picture_of_their_own(page, line, team):
    with_photos(page, team, 1)
    all_there(page, 1)
    row = Evidence.objects.get()
    answer = page.request.get(f"{row.session.get_absolute_url()}anh/{row.public_id}/")
    assert answer.headers["cache-control"] == "private, no-store"
    assert Image.open(BytesIO(answer.body())).format == "JPEG"
