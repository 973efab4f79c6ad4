"""A card and a poster as they come out of the printer, and the way back from paper."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

from courses.services import paper
from tests.browser import driving
from tests.courses.editions import make_edition


@pytest.fixture
def edition(site):
    return make_edition()


def printed(page, folder):
    """The PDF the browser would print, and its pages as pictures."""
    file = folder / "sheet.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    subprocess.run(["pdftoppm", "-r", "110", "-png", file, folder / "sheet"], check=True)
    return file, sorted(folder.glob("sheet*.png"))


def scanned(pictures):
    """What a camera reads off the sheets."""
    # A page without a code is a failure to it.
    words = ["zbarimg", "--quiet", "--raw", *map(str, pictures)]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    return set(done.stdout.split())


def text_of(pdf):
    done = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True)
    return " ".join(done.stdout.split())


@pytest.mark.parametrize("theme", [pytest.param("light", marks=pytest.mark.large), "dark"])
def test_a_card_is_printed_and_its_codes_lead_back_to_the_very_step(
    phone, edition, site, tmp_path, screenshot, theme
):
    page = phone(color_scheme=theme)
    page.goto(f"/khoa-hoc/{edition.course.code}/")
    page.get_by_role("link", name="In ra giấy").click()
    page.get_by_role("link", name="Thẻ bài 1").click()
    expect(page.get_by_role("button", name="In tờ này")).to_be_visible()
    driving.assert_fits(page)
    driving.assert_accessible(page)
    assert not driving.small_targets(page)
    page.emulate_media(color_scheme=theme)
    screenshot(page, f"paper-card-{theme}", full=True)
    file, pictures = printed(page, tmp_path)
    assert len(pictures) == page.locator(".sheet").count()
    found = scanned(pictures)
    uids = paper.places(edition, 1)
    assert found == {f"{site}/hoc/{edition.public_id}/{uid}/" for uid in uids}
    text = text_of(file)
    assert edition.outline["lessons"][0]["title"] in text
    assert "In tờ này" not in text
    assert "Chọn tờ muốn in" not in text
    page.goto(min(found))
    expect(page.locator("[data-step]")).to_be_visible()
    exact = page.url
    short = re.search(rf"{re.escape(site.partition('//')[2])}/hoc/\w+/\d+", text)[0]
    page.goto(f"http://{short}")
    expect(page.locator("[data-step]")).to_be_visible()
    assert {exact, page.url} <= found


def test_every_card_prints_on_as_many_pages_as_it_has_sheets(phone, edition, tmp_path):
    page = phone()
    for number in paper.lesson_numbers(edition):
        page.goto(f"/hoc/{edition.public_id}/in/{number}/")
        folder = tmp_path / str(number)
        folder.mkdir()
        _file, pictures = printed(page, folder)
        assert len(pictures) == page.locator(".sheet").count(), number


def test_a_poster_is_one_sheet_of_a4_and_leads_to_the_course(
    phone, edition, site, tmp_path, screenshot
):
    page = phone()
    page.goto(f"/hoc/{edition.public_id}/in/")
    driving.assert_fits(page)
    driving.assert_accessible(page)
    screenshot(page, "paper-poster", full=True)
    file, pictures = printed(page, tmp_path)
    assert len(pictures) == 1
    told = subprocess.run(["pdfinfo", file], check=True, capture_output=True, text=True).stdout
    assert "(A4)" in told
    assert scanned(pictures) == {f"{site}/khoa-hoc/{edition.course.code}/"}


def test_the_button_prints(phone, edition):
    page = phone()
    page.add_init_script("window.print = () => { window.printed = (window.printed || 0) + 1; }")
    page.goto(f"/hoc/{edition.public_id}/in/")
    page.get_by_role("button", name="In tờ này").click()
    assert page.evaluate("window.printed") == 1
