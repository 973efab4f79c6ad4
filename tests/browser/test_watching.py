"""A film on a phone: chosen by its weight, watched with captions, counted, taken along or left."""

import pytest
from playwright.sync_api import expect

from courses.models import Enrolment, LearningEvent
from tests import films
from tests.browser import driving
from tests.browser.conftest import PHONE
from tests.browser.learner import kept, signed_in, wait_until
from tests.browser.taking import COURSE, open_course, take_along
from tests.courses.editions import make_edition, step_uid
from tests.courses.kinds import watch_values
from tests.courses.lessons import make_asset, read_values
from tests.people import make_person

SECONDS = 8
LIGHT, CLEAR = "Xem bản nhẹ", "Xem bản rõ"


def film_values():
    copies = [films.video(SECONDS, size, rate=5) for size in ("320x240", "640x480")]
    assets = [make_asset(one, width=0, height=0, content_type="video/mp4") for one in copies]
    poster = make_asset(films.poster(), width=320, height=240, content_type="image/webp")
    captions = make_asset(films.CAPTIONS, width=0, height=0, content_type="text/vtt")
    return watch_values(
        [(f"{asset.sha256}.mp4", asset.byte_count) for asset in assets],
        seconds=SECONDS,
        poster=f"{poster.sha256}.webp",
        captions=f"{captions.sha256}.vtt",
    )


@pytest.fixture
def edition(packed_site):
    code = COURSE.strip("/").split("/")[1]
    steps = [
        ("xem", "watch", "Xem cách nộp", 2, film_values()),
        ("tim", "read", "Tìm đúng thủ tục", 2, read_values()),
    ]
    return make_edition(code, lessons=[("Nộp", "", steps)], with_test=False)


@pytest.fixture
def page(visit, line):
    """A phone with a service worker."""
    return visit({**PHONE, "service_workers": "allow"}, line.address)


@pytest.fixture
def step(edition):
    return f"/hoc/{edition.public_id}/{step_uid(edition.course.code, 'xem')}/"


def films_asked(line):
    return [asked for asked in line.asked if ".mp4" in asked]


def films_kept(page):
    return page.evaluate(
        """async () => (await (await caches.open("hocso-files")).keys())
             .map((key) => key.url).filter((url) => url.endsWith(".mp4")).length"""
    )


def on_film(page, asked):
    return page.evaluate(f"() => {{ const v = document.querySelector('video'); return {asked} }}")


def test_a_film_is_chosen_watched_with_captions_and_counted(page, line, edition, step, screenshot):
    hoa = make_person("Trần Thị Hoa")
    signed_in(page, hoa, line.address)
    page.goto(step)
    page.wait_for_load_state("networkidle")
    assert films_asked(line) == []
    expect(page.get_by_role("button", name=LIGHT)).to_contain_text("8 giây · ")
    expect(page.get_by_role("button", name=CLEAR)).to_contain_text("KB")
    driving.assert_accessible(page)
    driving.assert_fits(page)
    assert driving.small_targets(page, least=48) == []
    screenshot(page, "watch")
    page.get_by_role("button", name=LIGHT).click()
    wait_until(page, lambda: on_film(page, "v.currentTime > 0.2"))
    wait_until(page, lambda: on_film(page, "v.textTracks[0].mode") == "showing")
    said = "v.textTracks[0].activeCues[0] && v.textTracks[0].activeCues[0].text"
    wait_until(page, lambda: on_film(page, said) == "Mở Cổng dịch vụ công.")
    assert len({asked.split()[1] for asked in films_asked(line)}) == 1, "one quality only"
    screenshot(page, "watch-playing")
    on_film(page, "v.pause()")
    wait_until(page, lambda: on_film(page, "v.paused"))
    expect(page.get_by_role("heading", name="Xong bước này!")).to_be_hidden()
    on_film(page, "v.playbackRate = 2, v.play(), 0")
    expect(page.get_by_role("heading", name="Xong bước này!")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("Đã xem 100 phần trăm")).to_be_visible()
    screenshot(page, "watch-done")
    uid = step_uid(edition.course.code, "xem")
    wait_until(page, lambda: uid in _done(hoa))
    told = LearningEvent.objects.filter(kind="watched").latest("ordered_at")
    assert told.payload == {"played": [0, 1]}


def _done(person):
    row = Enrolment.objects.filter(learner=person).first()
    return row.done if row else {}


@pytest.mark.large
def test_a_film_taken_along_is_watched_without_a_network(page, line, step):
    open_course(page)
    page.get_by_role("button", name="Tải về máy").click()
    expect(page.get_by_text("Tải kèm video không?")).to_be_visible()
    page.get_by_text("Tải kèm video không?").scroll_into_view_if_needed()
    driving.screenshot(page, "watch-along")
    driving.assert_accessible(page)
    assert driving.small_targets(page, least=48) == []
    page.get_by_role("radio", name="Bản nhẹ, thêm").check()
    page.get_by_role("button", name="Tải", exact=True).click()
    expect(page.get_by_text("Đã tải về máy")).to_be_visible()
    assert films_kept(page) == 1
    line.cut()
    page.goto(step)
    expect(page.get_by_role("button", name=LIGHT)).to_contain_text("đã có trong máy")
    expect(page.get_by_role("button", name=CLEAR)).to_contain_text("KB")
    page.get_by_role("button", name=LIGHT).click()
    wait_until(page, lambda: on_film(page, "v.currentTime > 0.2"))
    # Going to a place asks for a part of the file.
    on_film(page, "v.currentTime = 6")
    wait_until(page, lambda: on_film(page, "v.currentTime > 6.2"))


@pytest.mark.large
def test_a_film_left_behind_is_read_and_may_be_fetched_later(page, line, step):
    take_along(page)
    assert films_kept(page) == 0
    line.cut()
    page.goto(step)
    page.get_by_role("button", name=LIGHT).click()
    expect(page.get_by_text("Chưa mở được.")).to_be_visible(timeout=15_000)
    page.get_by_role("button", name="Tôi đã đọc hết").click()
    expect(page.get_by_role("heading", name="Xong bước này!")).to_be_visible()
    (event,) = [one for one in kept(page, "events") if one["kind"] == "watched"]
    assert event["payload"] == {"played": [], "read": True}
    line.mend()
    open_course(page)
    page.get_by_role("button", name="Chọn video tải kèm").click()
    page.get_by_role("radio", name="Bản rõ, thêm").check()
    page.get_by_role("button", name="Tải", exact=True).click()
    wait_until(page, lambda: films_kept(page) == 1)
    expect(page.get_by_text("Đã tải về máy")).to_be_visible()
    open_course(page)
    page.get_by_role("button", name="Chọn video tải kèm").click()
    expect(page.get_by_role("radio", name="Bản rõ, thêm")).to_be_checked()
    page.get_by_role("radio", name="Không, đọc lời").check()
    page.get_by_role("button", name="Tải", exact=True).click()
    wait_until(page, lambda: films_kept(page) == 0)
