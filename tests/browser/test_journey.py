"""A person at 360×740 finds, learns, practises, is tested, signs in and holds a certificate.

The course is one of ours, loaded through the editor's own services, so a change that breaks its
files, their compiling, their pages or their grading breaks this.
"""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from certificates.models import Certificate, Issuer
from courses.models import CourseEdition, Enrolment
from courses.services import importing
from lms.users.models import User
from tests.certificates.conftest import make_agency
from tests.factories import make_province
from tests.users.conftest import NUMBER, SHOWN, last_code

CODE = "nhan-biet-lua-dao"
FOLDER = Path(settings.BASE_DIR) / "courses" / "demo" / CODE
WRITTEN = tomllib.loads((FOLDER / "course.toml").read_text(encoding="utf-8"))
QUESTIONS = {question["id"]: question for question in WRITTEN["questions"]}


@pytest.fixture
def course(transactional_db, run_jobs):
    Issuer.objects.create(
        agency=make_agency("Sở Khoa học và Công nghệ", "SKHCN", make_province()),
        name="Sở Khoa học và Công nghệ",
        place="Ninh Bình",
        series="GCN-KNS",
        signatory_title="Giám đốc",
        signatory_name="Trần Văn Minh",
        is_default=True,
    )
    importing.load_course(FOLDER)
    run_jobs()
    return CourseEdition.objects.get().course


def onward(page):
    page.locator("[data-dock] a:visible", has_text="Tiếp tục").click()


def tap_right_options(page, question):
    for option in question["options"]:
        if option.get("right"):
            page.locator("label.opt:visible", has_text=option["text"]).first.click()


def do_read(page, _step):
    onward(page)


def do_question(page, step):
    tap_right_options(page, QUESTIONS[step["question"]])
    page.get_by_role("button", name="Trả lời").click()
    onward(page)


def do_simulate(page, step):
    for screen in step["screens"]:
        target = next(spot for spot in screen["spots"] if spot["role"] == "target")
        if target.get("gesture") == "type":
            page.get_by_label(target["label"]).fill(target["text"])
            page.get_by_role("button", name="Gõ xong").first.click()
        else:
            page.get_by_role("button", name=target["label"], exact=True).click()
        expect(page.get_by_text(screen["right"]).last).to_be_visible()
        if screen is not step["screens"][-1]:
            page.get_by_role("button", name="Màn tiếp theo").click()
    onward(page)


def do_do(page, _step):
    for item in page.locator("[data-checklist] label").all():
        item.click()
    page.get_by_role("button", name="Tôi đã làm xong").click()
    onward(page)


DO = {"read": do_read, "question": do_question, "simulate": do_simulate, "do": do_do}


def take_the_test(page):
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    for name in WRITTEN["test"]["questions"]:
        expect(page.get_by_role("heading", name=QUESTIONS[name]["prompt"])).to_be_visible()
        tap_right_options(page, QUESTIONS[name])
        page.locator("[data-do=next]").click()
    page.get_by_role("button", name="Nộp bài").click()


def sign_in_as_newcomer(page):
    page.get_by_role("link", name="Đăng nhập để chấm bài").click()
    page.get_by_label("Số điện thoại").fill(SHOWN)
    page.get_by_role("button", name="Nhắn mã cho tôi").click()
    page.get_by_label("Mã trong tin nhắn").fill(last_code(NUMBER))
    page.get_by_role("button", name="Vào học").click()
    page.get_by_label("Họ và tên").fill("Trần Thị Hoa")
    page.get_by_text("Tôi đồng ý", exact=True).click()
    page.locator("form button.btn").first.click()


def test_a_resident_learns_signed_out_and_ends_with_a_certificate(
    phone, course, run_jobs, assert_accessible, screenshot
):
    page = phone()
    page.goto("/")
    screenshot(page, "home")
    assert_accessible(page)
    page.get_by_role("link", name=WRITTEN["title"]).click()
    screenshot(page, "course")
    page.get_by_role("link", name="Bắt đầu học").click()
    pictures = {"read": "step", "simulate": "practice", "question": "question"}
    for lesson in WRITTEN["lessons"]:
        for step in lesson["steps"]:
            expect(page.locator(f"[data-kind={step['kind']}]")).to_be_visible()
            if step["kind"] in pictures:
                assert_accessible(page, themes=("light",))
                screenshot(page, pictures.pop(step["kind"]))
            DO[step["kind"]](page, step)
    take_the_test(page)
    assert not Enrolment.objects.exists()
    sign_in_as_newcomer(page)
    expect(page.get_by_role("heading", name="Đạt rồi!")).to_be_visible()
    enrolment = Enrolment.objects.get()
    assert enrolment.completed_at
    assert str(enrolment.completed_mark) == "10.00"
    run_jobs()
    page.get_by_role("link", name="Xem kết quả").click()
    expect(page.get_by_role("heading", name=re.compile("đã học xong"))).to_be_visible()
    expect(page.get_by_role("link", name="Mở giấy chứng nhận")).to_be_visible()
    screenshot(page, "finished", full=True)
    certificate = Certificate.objects.get()
    assert certificate.person == User.objects.get(given_name="Hoa")
    page.goto(f"/K/{certificate.code}")
    expect(page.get_by_role("heading", name="còn hiệu lực")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "check", full=True)
