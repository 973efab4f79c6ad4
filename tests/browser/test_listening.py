"""A step read aloud: nothing comes before the tap, the sentence being read is marked, and in flight
mode a course that was taken along still speaks."""

import pytest
from playwright.sync_api import expect

from courses.services import speech
from lms.media.sound import converting
from tests import sounds
from tests.browser import driving
from tests.browser.conftest import PHONE
from tests.browser.learner import step_of, wait_until
from tests.browser.taking import take_along
from tests.courses.editions import make_edition
from tests.courses.lessons import final_test, make_asset, usual_lessons

SENTENCE = 1.4


def spoken(kind, title, values):
    """The values with a hum for each sentence, of a second and a half each."""
    *_, sentences = speech.read_aloud(kind, title, values)
    parts = [part for _ in sentences for part in (SENTENCE - 0.4, 0.4)]
    clip = converting.for_phone(sounds.recording(*parts))
    asset = make_asset(clip.content, width=0, height=0, content_type="audio/mp4")
    marks = [round(number * SENTENCE, 1) for number in range(len(sentences))]
    voice = {"asset": f"{asset.sha256}.m4a", "seconds": clip.seconds, "marks": marks}
    return {**values, "voice": {**voice, "placeholder": True}}


@pytest.fixture
def edition(packed_site):
    lessons = [
        (
            title,
            module,
            [
                (name, kind, named, minutes, spoken(kind, named, values), *more)
                if name in {"tim", "tap-nop"}
                else (name, kind, named, minutes, values, *more)
                for name, kind, named, minutes, values, *more in steps
            ],
        )
        for title, module, steps in usual_lessons()
    ]
    return make_edition(lessons=lessons)


@pytest.fixture
def page(visit, line):
    """A phone with a service worker."""
    return visit({**PHONE, "service_workers": "allow"}, line.address)


def bar(page):
    return page.locator("[data-listen] .play")


def being_read(page):
    return page.locator(".reading").first.get_attribute("data-s")


def read_number(page, number):
    expect(page.locator(f".reading[data-s='{number}']").first).to_be_visible()


def test_a_step_is_heard_sentence_by_sentence(page, line, edition):
    page.goto(step_of(edition, "tim"))
    page.wait_for_load_state("networkidle")
    assert not any(".m4a" in asked or "/listen." in asked for asked in line.asked)
    expect(bar(page)).to_contain_text("giọng máy tạm")
    bar(page).focus()
    page.keyboard.press("Enter")
    expect(bar(page)).to_contain_text("Đang đọc 0:0")
    expect(bar(page)).to_have_attribute("aria-pressed", "true")
    read_number(page, 0)
    read_number(page, 1)
    slow = page.get_by_role("button", name="Chậm")
    slow.click()
    expect(slow).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 0.75
    bar(page).click()
    expect(bar(page)).to_contain_text("Nghe tiếp")
    driving.assert_accessible(page)
    driving.assert_fits(page)
    assert driving.small_targets(page, least=48) == []
    page.reload()
    bar(page).click()
    expect(slow).to_have_attribute("aria-pressed", "true")


@pytest.mark.large
def test_only_the_screen_in_sight_is_read(page, edition):
    page.goto(step_of(edition, "tap-nop"))
    bar(page).click()
    read_number(page, 0)
    expect(bar(page)).to_contain_text("Nghe đọc bước này", timeout=10_000)
    assert page.locator(".reading").count() == 0
    page.evaluate(
        "document.querySelectorAll('[data-screen]').forEach((one, at) => { one.hidden = at !== 1 })"
    )
    bar(page).click()
    read_number(page, 1)


@pytest.mark.large
def test_without_a_network_it_says_so_and_a_course_taken_along_speaks(page, line, edition):
    page.goto(step_of(edition, "tim"))
    page.wait_for_load_state("networkidle")
    line.cut()
    bar(page).click()
    expect(page.get_by_text("Chưa nghe được.")).to_be_visible(timeout=15_000)
    line.state = "up"
    take_along(page)
    line.cut()
    page.goto(step_of(edition, "tim"))
    bar(page).click()
    expect(bar(page)).to_contain_text("Đang đọc 0:0")
    read_number(page, 1)
    # Going to a place in the middle asks for a part of the file.
    page.evaluate("document.querySelector('audio').currentTime = 4.3")
    wait_until(page, lambda: being_read(page) == "3")


@pytest.mark.large
def test_each_question_of_the_final_test_is_heard_by_itself(page, line, packed_site):
    test = final_test()
    slots = [spoken("question", "", slot) for slot in test["slots"]]
    edition = make_edition(test={**test, "slots": slots})
    page.goto(f"/hoc/{edition.public_id}/kiem-tra/")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_load_state("networkidle")
    assert not any(".m4a" in asked for asked in line.asked)
    first = page.locator("[data-slot='s1']")
    first.locator(".play").click()
    expect(first.locator(".reading[data-s='0']").first).to_be_visible()
    expect(first.locator(".reading[data-s='1']").first).to_be_visible()
    driving.assert_accessible(page)
    assert driving.small_targets(page, least=48) == []
    first.locator("label.opt").first.click()
    page.get_by_role("button", name="Câu tiếp theo").click()
    wait_until(page, lambda: page.evaluate("document.querySelector('audio').paused"))
    second = page.locator("[data-slot='s2']")
    expect(second.locator(".play")).to_contain_text("Nghe đọc câu này")
    second.locator(".play").click()
    expect(second.locator(".reading[data-s='0']").first).to_be_visible()
    assert first.locator(".reading").count() == 0


@pytest.mark.large
def test_no_sign_of_the_bar_has_an_edge_of_its_own(page, edition):
    """Rules of other pages lie in the same stylesheet."""
    page.goto(step_of(edition, "tim"))
    edges = """(all) => all.map((one) => getComputedStyle(one).borderBlockEndWidth)"""
    assert set(page.locator(".listen svg").evaluate_all(edges)) == {"0px"}
