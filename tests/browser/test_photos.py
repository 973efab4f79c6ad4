"""A leader takes photos in a hall without signal: made small, kept, sent after the log."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image
from playwright.sync_api import expect

from lms.common import clock
from lms.users.services import grants
from teams.models import Evidence, Session
from teams.services import membership
from tests.browser import driving
from tests.browser.leader import (
    begin,
    chip,
    go_on,
    log,
    logs_kept,
    make_leader,
    make_team,
    send,
    visit_team,
)
from tests.browser.learner import kept, wait_until
from tests.browser.photos import (
    AGREED,
    LOOKED_AT,
    add,
    all_there,
    photos_kept,
    to_photos,
    with_photos,
)
from tests.factories import make_commune, make_village
from tests.people import sign_in as factor_passed

DESK = {"width": 1280, "height": 800}


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


def at_the_office(page, person, line):
    """Signed in with a second factor."""
    client = Client()
    factor_passed(client, person)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([{**cookie, "url": line.address}])
    return page


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


@pytest.mark.large
def test_nothing_is_counted_unsent_once_the_photos_are_there(page, team, line):
    with_photos(page, team, 1)
    all_there(page, 1)
    expect(page.locator("[data-unsent]:visible")).to_have_count(0)


@pytest.mark.large
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


@pytest.mark.large
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


@pytest.mark.large
def test_without_a_position_the_session_is_logged_all_the_same(page, line, team):
    to_photos(page, team)
    page.get_by_text("Ghi vị trí của buổi").click()
    expect(page.get_by_text("Không bắt được định vị. Vẫn ghi được")).to_be_visible()
    expect(page.locator("[data-where]")).not_to_be_checked()
    go_on(page, 4)
    send(page)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()


@pytest.mark.large
def test_the_tick_that_they_agreed_is_asked_for(page, line, team):
    to_photos(page, team)
    add(page, 1)
    expect(page.locator("canvas:visible")).to_have_count(1)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_text("Chỉ gửi ảnh khi người trong ảnh đồng ý cho chụp.")).to_be_visible()
    page.get_by_text(AGREED, exact=True).click()
    expect(page.get_by_text("Chỉ gửi ảnh khi người trong ảnh")).to_be_hidden()
    go_on(page, 4)


@pytest.mark.large
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


@pytest.mark.large
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


@pytest.mark.large
def test_the_part_about_photos_can_be_read_and_touched(page, line, team):
    to_photos(page, team)
    add(page, 1)
    expect(page.get_by_text("Đã giữ ảnh trong máy.")).to_be_visible()
    driving.assert_fits(page)
    driving.assert_accessible(page)
    assert not driving.small_targets(page)


@pytest.mark.large
def test_a_session_without_photos_fetches_no_more_than_before(page, line, team):
    log(page, team)
    line.asked.clear()
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert not any("photos" in one for one in line.asked)
    assert not any(row["key"].startswith("photo/") for row in kept(page, "kv"))


@pytest.mark.large
def test_their_part_of_the_form_comes_only_when_somebody_gets_there(page, line, team):
    begin(page, team)
    page.wait_for_load_state("networkidle")
    names = "performance.getEntriesByType('resource').map((one) => one.name)"
    assert not any("photos" in one for one in page.evaluate(names))
    assert page.locator("[data-photo-part]").count() == 0


@pytest.mark.large
def test_photos_open_in_a_picture_of_their_own(page, line, team):
    with_photos(page, team, 1)
    all_there(page, 1)
    row = Evidence.objects.get()
    answer = page.request.get(f"{row.session.get_absolute_url()}anh/{row.public_id}/")
    assert answer.headers["cache-control"] == "private, no-store"
    assert Image.open(BytesIO(answer.body())).format == "JPEG"


@pytest.mark.large
def test_a_place_that_seems_outside_the_commune_is_told_at_once_and_blocks_nothing(
    page, line, team, lan
):
    """By the distance to the centres, and it says so."""
    near = make_commune("Xã Liên Minh", latitude="20.300", longitude="106.000", code="13750")
    make_commune("Xã Vụ Bản", latitude="20.380", longitude="106.000", code="13999")
    own = membership.open_team("Tổ thôn Cồn", unit=make_village("Thôn Cồn", commune=near), by=None,
                               on=clock.today())  # fmt: skip
    membership.join(own, lan, role="leader", on=clock.today(), by=None)
    page.goto(f"/to/{own.code}/")
    wait_until(page, lambda: sum(row["key"].startswith("team/") for row in kept(page, "kv")) == 2)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 20.375, "longitude": 106.0, "accuracy": 20})
    to_photos(page, own)
    page.get_by_text("Ghi vị trí của buổi").click()
    expect(page.get_by_text("Cách trung tâm Xã Liên Minh khoảng 8 km, ước theo")).to_be_visible()
    driving.assert_fits(page)
    driving.assert_accessible(page)
    go_on(page, 4)
    send(page)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()
    assert "outside" in Session.objects.get().flags
