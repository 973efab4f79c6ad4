"""What a commune writes in its report saves by itself: with no line nothing is lost, and nobody's
newer words are written over."""

import re
import unicodedata

from playwright.sync_api import expect

from lms.common import clock
from lms.reports.models import Report
from lms.reports.services import workflow
from lms.reports.services.workflow import Words
from lms.users.services import grants
from tests.browser import driving
from tests.browser.test_reports import people  # noqa: F401  a fixture
from tests.browser.test_rosters import signed_in
from tests.people import make_person

DIFFICULT = "II. Khó khăn, nguyên nhân"
TASKS = "III. Nhiệm vụ kỳ tới"


def comes_to(page, wanted):
    """What was typed last may follow in a save of its own."""
    for _try in range(150):
        if Report.objects.get().difficulties == wanted:
            return
        page.wait_for_timeout(100)
    assert Report.objects.get().difficulties == wanted


def test_words_save_by_themselves(phone, people):  # noqa: F811
    _admin, manager, found, unit = people
    page = signed_in(phone(), manager)
    page.goto(f"/bao-cao/{found.pk}/{unit.pk}/")
    page.get_by_label(DIFFICULT).fill("Sóng yếu.")
    expect(page.get_by_text("Đã lưu lúc")).to_be_visible()
    assert Report.objects.get().difficulties == "Sóng yếu."
    driving.screenshot(page, "selfsaving-saved-360-light")
    # Each save goes on from the one before; the button, too.
    page.get_by_label(TASKS).fill("Mở hai lớp.")
    page.get_by_role("button", name="Lưu, chưa nộp").click()
    expect(page.get_by_text("Đã lưu. Chưa nộp")).to_be_visible()
    assert Report.objects.get().tasks == "Mở hai lớp."
    expect(page.get_by_text("chưa kịp lưu")).to_be_hidden()


def test_words_that_were_tidied_are_no_others(phone, people):  # noqa: F811
    """Blanks at an end and letters in two parts are kept as they are read: nothing was left out."""
    _admin, manager, found, unit = people
    page = signed_in(phone(), manager)
    page.goto(f"/bao-cao/{found.pk}/{unit.pk}/")
    page.get_by_label(DIFFICULT).fill(unicodedata.normalize("NFD", "Sóng  yếu.\n\n"))
    page.get_by_role("button", name="Lưu, chưa nộp").dblclick()
    expect(page.get_by_text("Đã lưu. Chưa nộp")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-aside]")).to_be_hidden()
    expect(page.locator("[data-back]")).to_be_hidden()
    assert Report.objects.get().difficulties == "Sóng yếu."
    # Handed in by two presses that come one upon the other, nobody was faster than herself.
    page.get_by_label(TASKS).fill("Mở hai lớp.")
    page.get_by_role("button", name="Nộp báo cáo").dblclick()
    expect(page.get_by_text("Đã nộp. Số liệu được giữ như lúc này.")).to_be_visible()
    assert Report.objects.get().state == Report.State.SUBMITTED


def test_without_a_line_words_wait_on_the_machine(phone, people):  # noqa: F811
    _admin, manager, found, unit = people
    page = signed_in(phone(), manager)
    here = f"/bao-cao/{found.pk}/{unit.pk}/"
    page.goto(here)
    expect(page.locator("body")).to_have_attribute("data-sends", "me")
    page.wait_for_load_state("networkidle")
    driving.go_offline(page)
    page.get_by_label(DIFFICULT).fill("Viết lúc mất mạng.")
    expect(page.get_by_text("Chưa có mạng nên chưa lưu lên được")).to_be_visible()
    # Another revision was not made meanwhile: opened anew, the words are back and go up.
    page.route("**/tu-luu/", lambda route: route.abort())
    driving.go_online(page)
    page.goto(here)
    expect(page.get_by_text("chưa kịp lưu đã được đặt lại vào ô")).to_be_visible()
    expect(page.get_by_label(DIFFICULT)).to_have_value("Viết lúc mất mạng.")
    driving.screenshot(page, "selfsaving-back-360-light")
    page.unroute("**/tu-luu/")
    page.get_by_label(DIFFICULT).press("End")
    page.get_by_label(DIFFICULT).type(" Nay có mạng.")
    expect(page.get_by_text("Đã lưu lúc")).to_be_visible()
    comes_to(page, "Viết lúc mất mạng. Nay có mạng.")


def test_an_answer_that_was_lost_is_no_colleague(phone, people):  # noqa: F811
    _admin, manager, found, unit = people
    page = signed_in(phone(), manager)
    page.goto(f"/bao-cao/{found.pk}/{unit.pk}/")

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/tu-luu/", lose)
    page.get_by_label(DIFFICULT).fill("Một.")
    expect(page.get_by_text("Chưa có mạng nên chưa lưu lên được")).to_be_visible()
    assert Report.objects.get().difficulties == "Một."
    page.unroute("**/tu-luu/")
    page.get_by_label(DIFFICULT).fill("Một, hai.")
    expect(page.get_by_text("Đã lưu lúc")).to_be_visible()
    comes_to(page, "Một, hai.")


def test_newer_words_of_somebody_else_stay(phone, people):  # noqa: F811
    _admin, manager, found, unit = people
    other = make_person("Tạ Văn Quý")
    grants.grant(other, "commune_manager", unit=unit, by=None)
    page = signed_in(phone(), manager)
    page.goto(f"/bao-cao/{found.pk}/{unit.pk}/")
    said = Words(0, "Của anh Quý.", "", "")
    workflow.save(found, unit, said, by=other, now=clock.now())
    page.get_by_label(DIFFICULT).fill("Của chị Liên.")
    expect(page.get_by_text("Tạ Văn Quý vừa lưu báo cáo này lúc")).to_be_visible()
    page.get_by_label(DIFFICULT).fill("Của chị Liên, dài hơn.")
    driving.screenshot(page, "selfsaving-theirs-360-light")
    # She leaves, and comes back to his words with hers beside them.
    page.goto("/bao-cao/")
    page.goto(f"/bao-cao/{found.pk}/{unit.pk}/")
    expect(page.get_by_text("chưa vào báo cáo")).to_be_visible()
    expect(page.get_by_label(DIFFICULT)).to_have_value("Của anh Quý.")
    aside = page.locator("[data-aside]")
    expect(aside.locator("[data-parts]")).to_have_text(f"{DIFFICULT}Của chị Liên, dài hơn.")
    driving.screenshot(page, "selfsaving-aside-360-light", full=True)
    driving.assert_fits(page)
    assert Report.objects.get().difficulties == "Của anh Quý."
    aside.get_by_role("button", name="Bỏ phần này").click()
    expect(aside).to_be_hidden()


def test_unsent_words_are_hers_alone(phone, people):  # noqa: F811
    """Whoever sits at the machine next neither reads them nor sends them."""
    _admin, manager, found, unit = people
    other = make_person("Tạ Văn Quý")
    grants.grant(other, "commune_manager", unit=unit, by=None)
    here = f"/bao-cao/{found.pk}/{unit.pk}/"
    page = signed_in(phone(), manager)
    page.goto(here)
    expect(page.locator("body")).to_have_attribute("data-sends", "me")
    page.wait_for_load_state("networkidle")
    driving.go_offline(page)
    page.get_by_label(DIFFICULT).fill("Của riêng chị Liên.")
    expect(page.get_by_text("Chưa có mạng nên chưa lưu lên được")).to_be_visible()
    page.route("**/tu-luu/", lambda route: route.abort())
    driving.go_online(page)
    # Whoever signs in gets another token for forms, too.
    page.context.clear_cookies()
    signed_in(page, other).goto(here)
    expect(page.locator("body")).to_have_attribute("data-sends", "me")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_label(DIFFICULT)).to_have_value(re.compile("^Tại các buổi"))
    page.unroute("**/tu-luu/")
    expect(page.locator("[data-back], [data-aside]").filter(visible=True)).to_have_count(0)
    page.get_by_label(TASKS).fill("Của anh Quý.")
    expect(page.get_by_text("Đã lưu lúc")).to_be_visible()
    saved = Report.objects.get()
    assert (saved.tasks, saved.edited_by) == ("Của anh Quý.", other)
    assert "chị Liên" not in saved.difficulties
    # Hers wait for her, beside what he wrote since.
    page.context.clear_cookies()
    signed_in(page, manager).goto(here)
    expect(page.locator("[data-aside] [data-parts]")).to_contain_text("Của riêng chị Liên.")
