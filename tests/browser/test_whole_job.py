"""The whole job once for each kind of person, on the product as `make run` starts it.

One phone screen of 360×740 throughout: an author types a course and an editor publishes it; a
resident learns that very course without an account, signs in and holds a certificate; an official
is imported, given a course and finishes it; a team leader logs a session, the commune confirms it
and counts it. A real web server, worker and clock do the work; what is met on the way and stands at
no address of its own is looked at by axe in both themes.
"""

import json
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta

import pytest
from django.test import override_settings
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from lms.common import clock
from lms.users import sealing
from tests.browser import desk_driving, driving, learning, writing
from tests.browser.conftest import PHONE
from tests.browser.leader import go_on

SCAMS = learning.written("nhan-biet-lua-dao")
WRITTEN = writing.COURSE
NEWCOMER, OFFICIAL = "0987 654 321", "0977 123 456"
WORK_SECONDS = 60_000
"""Milliseconds a page may wait for the worker on a busy machine."""
WAGTAILS = {
    "but": (
        # The field of the rich text editor has no name; its label stands above it.
        ".DraftEditor-root",
        # 20 pixels wide, at the edge of the screen.
        "#w-minimap-toggle",
        # What the field for tags is typed into has no label of its own.
        ".ui-autocomplete-input",
    ),
    # The form of a snippet has none.
    "without": ("page-has-heading-one",),
}
"""What axe has against markup of Wagtail that our templates do not touch."""


WALKED = {
    *("home", "course", "test", "check", "my-certificates", "mine-with-a-duty"),
    *("staff-door", "sign-in", "agencies", "rosters", "assign", "duty"),
    *("team", "commune", "to-review", "review"),
}
"""Pages that `test_every_page` looks at, by the name of their picture."""


@pytest.fixture
def person(visit, product):
    """`page = person()`: a phone of its own that has never been here."""
    return lambda: visit({**PHONE, "service_workers": "allow"}, product.address)


@pytest.fixture
def look():
    """Both themes are without an axe error; `name` is that of the picture."""
    seen = set()

    def looked(page, name, **left_out):
        if name in seen:
            return
        seen.add(name)
        driving.pictures(page, f"journey-{name}")
        if name not in WALKED:
            driving.assert_accessible(page, **left_out)

    return looked


def by_password(page, product, look, who):
    """Sign in a demo person of the staff, with the code of the app."""
    email, password = product.sign_in_of(who)
    page.goto("/dang-nhap/can-bo/")
    look(page, "staff-door")
    page.get_by_label("Thư điện tử").fill(email)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Mã trên ứng dụng")).to_be_visible()
    look(page, "app-code")
    page.get_by_role("textbox").first.fill(app_code(product, email))
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", name="Mã trên ứng dụng")).to_be_hidden()


def app_code(product, email):
    """Of the author's app `manage.py demo_code` tells; it takes seconds to begin, so the others'
    is reckoned as their app does it, from the secret in the data folder."""
    if email == product.sign_in_of("Biên soạn")[0]:
        return product.factor_code(email)
    asked = "SELECT data FROM mfa_authenticator JOIN users_user USER ON USER.id = user_id"
    with closing(sqlite3.connect(product.folder / "db.sqlite3")) as database:
        [[factor]] = database.execute(f"{asked} WHERE type = 'totp' AND email = ?", [email])
    key = (product.folder / "secret_key").read_text(encoding="utf-8").strip()
    with override_settings(SECRET_KEY=key):
        return desk_driving.app_code(sealing.unseal(json.loads(factor)["secret"]))


def by_phone(page, product, look, number):
    """Type a number and the code of the message that comes."""
    already = len(product.codes_sent())
    look(page, "sign-in")
    page.get_by_label("Số điện thoại").fill(number)
    page.get_by_role("button", name="Nhắn mã cho tôi").click()
    field = page.get_by_label("Mã trong tin nhắn")
    expect(field).to_be_visible()
    look(page, "phone-code")
    field.fill(product.next_code(already))
    page.get_by_role("button", name="Vào học").click()


def test_everybody_does_their_whole_job(person, product, look, tmp_path):
    author_and_editor(person, product, look)
    resident(person, product, look, tmp_path)
    agency_and_official(person, product, look, tmp_path)
    leader_and_commune(person, product, look)


def author_and_editor(person, product, look):
    author = person()
    by_password(author, product, look, "Biên soạn")
    writing.write_course(author, WRITTEN, look=lambda page, name: look(page, name, **WAGTAILS))
    desk_driving.open_check(author, WRITTEN["title"])
    expect(author.get_by_text("Đủ điều kiện phát hành.")).to_be_visible()
    expect(author.get_by_role("button", name="Phát hành khóa học")).to_have_count(0)
    look(author, "check-of-the-author")
    editor = person()
    by_password(editor, product, look, "Biên tập")
    desk_driving.open_check(editor, WRITTEN["title"])
    editor.get_by_role("button", name="Phát hành khóa học").click()
    done = editor.get_by_text("Bản nháp giống bản bà con đang học.")
    expect(done).to_be_visible(timeout=WORK_SECONDS)
    look(editor, "publish")


def resident(person, product, look, folder):
    page = person()
    page.goto("/")
    look(page, "home")
    page.get_by_role("link", name=WRITTEN["title"]).click()
    look(page, "course")
    page.get_by_role("link", name="Bắt đầu học").click()
    learning.learn_lessons(page, WRITTEN, on_step=lambda page, step: look(page, step["kind"]))
    look(page, "test")
    learning.answer_test(page, WRITTEN)
    page.get_by_role("link", name="Đăng nhập để chấm bài").click()
    by_phone(page, product, look, NEWCOMER)
    name = page.get_by_label("Họ và tên")
    expect(name).to_be_visible()
    look(page, "name")
    name.fill("Đặng Thị Thúy Hường")
    page.get_by_text("Tôi đồng ý", exact=True).click()
    page.locator("form button.btn").first.click()
    expect(page.get_by_role("heading", name="Đạt rồi!")).to_be_visible()
    look(page, "passed")
    page.get_by_role("link", name="Xem kết quả").click()
    opened = page.get_by_role("link", name="Mở giấy chứng nhận")
    expect(opened).to_be_visible(timeout=WORK_SECONDS)
    look(page, "finished")
    page.goto("/toi/giay-chung-nhan/")
    look(page, "my-certificates")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải giấy (PDF)").click()
    file = folder / "giay.pdf"
    download.value.save_as(file)
    printed = text_of(file)
    assert "Đặng Thị Thúy Hường".upper() in printed
    assert WRITTEN["title"] in printed
    address = address_in_qr(file, folder)
    page.goto("/" + address[address.index("K/") :])
    expect(page.get_by_role("heading", name="Bản thử")).to_be_visible()
    look(page, "check")


def text_of(pdf):
    done = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True)
    return " ".join(done.stdout.split())


def address_in_qr(pdf, folder):
    """What a phone camera reads off the printed sheet."""
    subprocess.run(["pdftoppm", "-r", "150", "-png", str(pdf), str(folder / "sheet")], check=True)
    sheet = next(folder.glob("sheet*.png"))
    done = subprocess.run(
        ["zbarimg", "--quiet", "--raw", str(sheet)], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def agency_and_official(person, product, look, folder):
    manager = person()
    by_password(manager, product, look, "Quản lý cơ quan")
    manager.goto("/co-quan/")
    look(manager, "agencies")
    manager.get_by_role("link", name="Sở Khoa học và Công nghệ").click()
    manager.get_by_role("link", name="Nhập danh sách cán bộ").click()
    look(manager, "rosters")
    manager.get_by_label("Tệp danh sách").set_input_files(a_roster(folder))
    manager.get_by_role("button", name="Xem trước").click()
    confirm = manager.get_by_role("button", name="Nhập 2 người")
    expect(confirm).to_be_visible(timeout=WORK_SECONDS)
    expect(manager.get_by_text("Họ và tên: Nhập họ và tên.")).to_be_visible()
    look(manager, "roster-preview")
    confirm.click()
    expect(manager.get_by_text("Đã nhập 2 người")).to_be_visible(timeout=WORK_SECONDS)
    look(manager, "roster-done")
    manager.get_by_role("link", name="Giao khóa học").click()
    look(manager, "assign")
    manager.get_by_label("Khóa học").select_option(label=SCAMS["title"])
    manager.get_by_label("Hạn").fill(f"{clock.today() + timedelta(days=14):%d/%m/%Y}")
    manager.get_by_role("button", name="Xem trước").click()
    look(manager, "assign-check")
    manager.get_by_role("button", name="Giao cho").click()
    expect(manager.get_by_text("Đã giao khóa học cho 3 người.")).to_be_visible()
    look(manager, "duty")
    learn_as_the_official(person(), product, look)
    manager.reload()
    row = manager.get_by_role("row", name="Lý Thị Ánh Nguyệt")
    expect(row.get_by_text("Đã xong")).to_be_visible()
    with manager.expect_download() as download:
        manager.get_by_role("link", name="Tải danh sách (Excel)").click()
    download.value.save_as(folder / "viec-hoc.xlsx")
    lines = CalamineWorkbook.from_path(folder / "viec-hoc.xlsx").get_sheet_by_index(0).to_python()
    line = next(line for line in lines if "Lý Thị Ánh Nguyệt" in line)
    assert "Đã xong" in line


def a_roster(folder):
    """Two officials fit to be taken in, and one without a name."""
    file = folder / "danh-sach.csv"
    file.write_text(
        "Họ và tên,Mã cán bộ,Số điện thoại,Chức vụ\n"
        f"Lý Thị Ánh Nguyệt,CB101,{OFFICIAL},Chuyên viên\n"
        "Mai Đức Thắng,CB102,0966000111,Phó Trưởng phòng\n"
        ",CB103,0966000222,Chuyên viên\n",
        encoding="utf-8",
    )
    return file


def learn_as_the_official(page, product, look):
    page.goto("/dang-nhap/")
    by_phone(page, product, look, OFFICIAL)
    choose_the_first_person(page, look)
    page.goto("/toi/")
    look(page, "mine-with-a-duty")
    page.get_by_role("link", name=SCAMS["title"]).click()
    page.get_by_role("link", name="Bắt đầu học").click()
    # What to do for real is a kind of step the course of the author has not.
    learning.learn_lessons(page, SCAMS, on_step=lambda page, step: look(page, step["kind"]))
    learning.answer_test(page, SCAMS)
    expect(page.get_by_role("heading", name="Đạt rồi!")).to_be_visible()


def leader_and_commune(person, product, look):
    leader = person()
    leader.goto("/dang-nhap/?next=/to/")
    by_phone(leader, product, look, product.sign_in_of("Tổ trưởng")[0])
    choose_the_first_person(leader, look)
    leader.goto("/to/")
    look(leader, "team")
    leader.get_by_role("link", name="Ghi buổi").first.click()
    log_a_session(leader, look)
    reviewer = person()
    by_password(reviewer, product, look, "Cán bộ xã duyệt")
    reviewer.goto("/xa/")
    heads, acts = of_the_month(reviewer, "người đến"), of_the_month(reviewer, "kết quả")
    look(reviewer, "commune")
    reviewer.get_by_role("link", name="đang chờ xem").click()
    look(reviewer, "to-review")
    reviewer.get_by_role("link", name="31 người đến").click()
    expect(reviewer.get_by_text("từ 19:30, 60 phút")).to_be_visible()
    look(reviewer, "review")
    reviewer.get_by_role("button", name="Xác nhận buổi này").click()
    reviewer.goto("/xa/")
    assert of_the_month(reviewer, "người đến") == heads + 31
    assert of_the_month(reviewer, "kết quả") == acts + 5


def log_a_session(leader, look):
    """By the four parts of the form, with a line."""
    expect(leader.get_by_role("heading", name="Đã hướng dẫn những gì?")).to_be_visible()
    leader.locator("[name=topics]").first.check()
    leader.locator("[name=start_time]").fill("1930")
    leader.get_by_text("60 phút", exact=True).click()
    leader.locator("[name=venue]").fill("Nhà văn hóa thôn")
    leader.get_by_text("Hình thức, loại nơi").click()
    leader.get_by_text("Trường học", exact=True).click()
    look(leader, "session-what")
    go_on(leader, 2)
    leader.locator("[name=heads]").fill("31")
    leader.locator("[name=female]").fill("17")
    leader.locator("[name=devices_ok]").fill("20")
    look(leader, "session-who")
    go_on(leader, 3)
    leader.locator("[name=act_e_identity]").fill("5")
    leader.get_by_text("Quên mật khẩu", exact=True).click()
    look(leader, "session-outcomes")
    go_on(leader, 4)
    look(leader, "session-check")
    leader.get_by_role("button", name="Gửi ghi nhận").click()
    expect(leader.get_by_role("heading", name="Đã tới tỉnh")).to_be_visible()
    expect(leader.get_by_text("31 người đến").first).to_be_visible()
    look(leader, "session-sent")


def choose_the_first_person(page, look):
    """A number of several people asks who it is; the demo's numbers have one person each."""
    expect(page.locator("form button").first).to_be_visible()
    look(page, "who")
    page.locator("form button").first.click()


def of_the_month(page, what):
    """One of the large figures at the top of the commune's month."""
    card = page.locator(".kpi", has=page.locator(".l", has_text=what)).locator(".v")
    return int(card.inner_text().replace(".", ""))
