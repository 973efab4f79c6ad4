"""Every kind of step there is, done without a line: each says at once whether it was right."""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect

from courses.models import Enrolment, LearningEvent
from courses.services.kinds import KINDS
from tests.browser.learner import (
    answer,
    expect_said,
    kept,
    opened,
    signed_in,
    wait_until,
)
from tests.browser.taking import COURSE, take_along
from tests.browser.test_watching import film_values
from tests.courses.editions import make_edition, step_uid
from tests.courses.kinds import drill_values, teach_values
from tests.courses.lessons import do_values, question_values, read_values, simulate_values

CODE = COURSE.strip("/").split("/")[1]


def read(page):
    picture = page.locator(".figure img")
    wait_until(page, lambda: picture.evaluate("image => image.naturalWidth") > 0)
    expect(page.get_by_role("link", name="Tiếp tục")).to_be_visible()


def watch(page):
    """The film was left at home."""
    page.get_by_role("button", name="Xem bản nhẹ").click()
    expect(page.get_by_text("Chưa mở được.")).to_be_visible()
    page.get_by_role("button", name="Tôi đã đọc hết").click()
    expect(page.get_by_role("heading", name="Xong bước này!")).to_be_visible()


def simulate(page):
    page.get_by_role("button", name="Gợi ý").click()
    expect_said(page, "Ô tìm kiếm là ô dài bo tròn")
    page.get_by_role("button", name="Tin tức", exact=True).click()
    expect_said(page, "Mục này để đọc tin.")
    page.get_by_label("Ô tìm kiếm").fill("cu tru")
    page.get_by_role("button", name="Gõ xong").click()
    expect_said(page, "Gõ việc cần làm là tìm ra thủ tục.")
    page.get_by_role("button", name="Màn tiếp theo").click()
    page.get_by_role("button", name="Nộp trực tuyến", exact=True).click()
    expect_said(page, "Bấm nút này là bắt đầu nộp hồ sơ trên mạng.")


def drill(page):
    page.locator("[data-part]", has_text="Chào bác").click()
    expect_said(page, "Câu này bình thường")
    for words, why in (
        ("Bác chuyển 20 triệu", "Không ai thu tiền thế."),
        ("0588 000 111", "Công an không gọi bằng số lạ."),
    ):
        page.locator("[data-part]", has_text=words).click()
        expect_said(page, why)
    page.get_by_role("button", name="Giờ xử lý thế nào?").click()
    page.get_by_role("button", name="Chuyển tiền").click()
    expect_said(page, "Mất 20 triệu.")
    page.get_by_role("button", name="Thử cách khác").click()
    page.get_by_role("button", name="Tắt máy").click()
    expect_said(page, "Tắt máy là đúng.")
    page.get_by_role("button", name="Xem tiếp").click()
    page.get_by_role("button", name="Hỏi công an xã").click()
    expect_said(page, "An toàn rồi!")


def question(page):
    answer(page, "Bấm vào đường dẫn")
    expect_said(page, "Đường dẫn lạ có thể lấy mất tài khoản.")
    page.get_by_role("button", name="Trả lời lại").click()
    answer(page, "Không bấm, gọi hỏi công an xã")
    expect(page.get_by_role("heading", name="Đúng rồi!")).to_be_visible()


def do(page):
    for item in page.locator("[data-checklist] label").all():
        item.click()
    page.get_by_role("button", name="Tôi đã làm xong").click()
    expect(page.locator("[data-panel=right]")).to_be_visible()


def teach(page):
    page.get_by_role("button", name="Tôi đã chỉ xong").click()
    expect_said(page, "Giỏi lắm!")


@dataclass
class Flight:
    """How a kind is done: what such a step says, and what is done to its page and heard there."""

    values: Any
    drive: Any
    # What is told to the province of it, beside that it was opened.
    told: tuple[str, ...]


FLIGHTS = {
    "read": Flight(read_values, read, ()),
    "watch": Flight(film_values, watch, ("watched",)),
    "simulate": Flight(simulate_values, simulate, ("tapped",)),
    "drill": Flight(drill_values, drill, ("answered", "answered")),
    "question": Flight(question_values, question, ("answered", "answered")),
    "do": Flight(do_values, do, ("done",)),
    "teach": Flight(teach_values, teach, ("done",)),
}


def test_every_kind_of_step_there_is_has_its_flight():
    without = sorted(set(KINDS) - set(FLIGHTS))
    assert not without, f"say in FLIGHTS how these are done without a line: {without}"


@pytest.fixture
def edition(packed_site):
    steps = [(kind, kind, f"Bước {kind}", 2, FLIGHTS[kind].values()) for kind in KINDS]
    return make_edition(CODE, lessons=[("Mọi kiểu bước", "", steps)], with_test=False)


def test_every_kind_of_step_is_done_in_flight_mode_and_counts_once(page, line, edition, hoa):
    signed_in(page, hoa, line.address)
    take_along(page)
    page.wait_for_load_state("networkidle")
    line.cut()
    line.asked.clear()
    expected = []
    for kind in KINDS:
        uid = step_uid(CODE, kind)
        page.goto(f"/hoc/{edition.public_id}/{uid}/")
        expect(page.locator(f"[data-kind={kind}]")).to_be_visible()
        wait_until(page, lambda uid=uid: uid in {one["step"] for one in kept(page, "events")})
        FLIGHTS[kind].drive(page)
        expected += [(uid, name) for name in ("opened", *FLIGHTS[kind].told)]
    assert line.asked == []
    waiting = {one["id"] for one in kept(page, "events")}
    assert sorted((one["step"], one["kind"]) for one in kept(page, "events")) == sorted(expected)
    line.mend()
    opened(page, COURSE)
    wait_until(page, lambda: not kept(page, "events"))
    rows = LearningEvent.objects.filter(person=hoa)
    assert {str(row.event_id) for row in rows} == waiting
    assert sorted((row.step, row.kind) for row in rows) == sorted(expected)
    assert set(Enrolment.objects.get().done) == {step_uid(CODE, kind) for kind in KINDS}
