"""The whole job once for each kind of person, on the product as `make run` starts it.

One phone screen of 360×740 throughout: an author writes and an editor publishes; a resident learns
without an account, signs in and holds a certificate; an official is imported, given a course and
finishes it; a team leader logs a session, the commune confirms it and counts it. A real web server,
worker and clock do the work; every page met on the way is looked at by axe in both themes.
"""

import subprocess
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from lms.common import clock
from tests.browser import desk_driving, driving, learning
from tests.browser import product as products
from tests.browser.conftest import PHONE

SCAMS = learning.written("nhan-biet-lua-dao")
WRITTEN = "Gọi video cho con cháu"
NEWCOMER, OFFICIAL = "0987 654 321", "0977 123 456"
WORK_SECONDS = 60_000
"""Milliseconds a page may wait for the worker on a busy machine."""


@pytest.fixture
def product(tmp_path_factory):
    running = products.start(tmp_path_factory.mktemp("product"))
    yield running
    running.stop()


@pytest.fixture
def person(visit, product):
    """`page = person()`: a phone of its own that has never been here."""
    return lambda: visit(PHONE, product.address)


@pytest.fixture
def look(screenshot):
    """Both themes are without an axe error; a name keeps the picture of each."""
    seen = set()

    def looked(page, name):
        if name in seen:
            return
        seen.add(name)
        size = page.viewport_size
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            screenshot(page, f"journey-{name}-{theme}")
        page.emulate_media(color_scheme="light")
        # Tall enough that the dock covers nothing: axe takes what is under it for out of reach.
        page.set_viewport_size({"width": size["width"], "height": 6000})
        driving.assert_accessible(page)
        page.set_viewport_size(size)

    return looked


def by_password(page, product, who):
    """Sign in a demo person of the staff, with the code of the app."""
    email, password = product.sign_in_of(who)
    page.goto("/dang-nhap/can-bo/")
    page.get_by_label("Thư điện tử").fill(email)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Mã trên ứng dụng")).to_be_visible()
    page.get_by_role("textbox").first.fill(product.factor_code(email))
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", name="Mã trên ứng dụng")).to_be_hidden()


def by_phone(page, product, number):
    """Type a number and the code of the message that comes."""
    already = len(product.codes_sent())
    page.get_by_label("Số điện thoại").fill(number)
    page.get_by_role("button", name="Nhắn mã cho tôi").click()
    page.get_by_label("Mã trong tin nhắn").fill(product.next_code(already))
    page.get_by_role("button", name="Vào học").click()


def test_everybody_does_their_whole_job(person, product, look, tmp_path):
    author_and_editor(person, product, look)
    resident(person, product, look, tmp_path)
    agency_and_official(person, product, look, tmp_path)
    leader_and_commune(person, product, look)


def author_and_editor(person, product, look):
    author = person()
    by_password(author, product, "Biên soạn")
    write_a_course(author)
    desk_driving.open_check(author, WRITTEN)
    expect(author.get_by_text("Đủ điều kiện phát hành.")).to_be_visible()
    expect(author.get_by_role("button", name="Phát hành khóa học")).to_have_count(0)
    editor = person()
    by_password(editor, product, "Biên tập")
    desk_driving.open_check(editor, WRITTEN)
    editor.get_by_role("button", name="Phát hành khóa học").click()
    done = editor.get_by_text("Bản nháp giống bản bà con đang học.")
    expect(done).to_be_visible(timeout=WORK_SECONDS)
    look(editor, "publish")
    reader = person()
    reader.goto("/")
    reader.get_by_role("link", name=WRITTEN).click()
    reader.get_by_role("link", name="Bắt đầu học").click()
    expect(reader.get_by_text("Nút gọi video có hình máy quay")).to_be_visible()


def write_a_course(page):
    """A course of one lesson of one step, by the editor's own screens."""
    page.goto("/quan-tri/")
    page.get_by_role("link", name="Khóa học mới trong").first.click()
    page.locator("#id_title").fill(WRITTEN)
    page.locator("#id_summary").fill("Gọi thấy mặt con cháu, không mất tiền.")
    page.locator("#id_can_do").fill("Gọi video được cho người nhà")
    page.get_by_role("tab", name="Bài kiểm tra").click()
    page.locator("#id_pass_mark").fill("")
    desk_driving.save_draft(page)
    desk_driving.card_of(page, WRITTEN).get_by_role("link", name="Thêm bài học").click()
    page.locator("#id_title").fill("Bấm nút gọi")
    page.locator("#id_minutes").fill("3")
    page.locator("[data-streamfield-stream-container] .c-sf-add-button").last.click()
    page.get_by_role("option", name="Bước đọc").click()
    page.get_by_label("Tên bước").fill("Tìm nút có hình máy quay")
    desk_driving.type_text(page, "Nút gọi video có hình máy quay, ở góc trên.")
    desk_driving.save_draft(page)


def resident(person, product, look, folder):
    page = person()
    page.goto("/")
    look(page, "home")
    page.get_by_role("link", name=SCAMS["title"]).click()
    look(page, "course")
    page.get_by_role("link", name="Bắt đầu học").click()
    learning.learn_lessons(page, SCAMS, on_step=lambda page, step: look(page, step["kind"]))
    look(page, "test")
    learning.answer_test(page, SCAMS)
    page.get_by_role("link", name="Đăng nhập để chấm bài").click()
    look(page, "sign-in")
    by_phone(page, product, NEWCOMER)
    page.get_by_label("Họ và tên").fill("Đặng Thị Thúy Hường")
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
    assert "Đặng Thị Thúy Hường".upper() in text_of(file)
    address = address_in_qr(file, folder)
    page.goto("/" + address[address.index("K/") :])
    expect(page.get_by_role("heading", name="còn hiệu lực")).to_be_visible()
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
    by_password(manager, product, "Quản lý cơ quan")
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
    by_phone(page, product, OFFICIAL)
    choose_the_first_person(page)
    page.goto("/toi/")
    look(page, "mine-with-a-duty")
    page.get_by_role("link", name=SCAMS["title"]).click()
    page.get_by_role("link", name="Bắt đầu học").click()
    learning.learn_lessons(page, SCAMS)
    learning.answer_test(page, SCAMS)
    expect(page.get_by_role("heading", name="Đạt rồi!")).to_be_visible()


def leader_and_commune(person, product, look):
    leader = person()
    leader.goto("/dang-nhap/?next=/to/")
    by_phone(leader, product, product.sign_in_of("Tổ trưởng")[0])
    choose_the_first_person(leader)
    leader.goto("/to/")
    look(leader, "team")
    leader.get_by_role("link", name="Ghi buổi").first.click()
    look(leader, "session-log")
    leader.get_by_text("Lớp tập trung", exact=True).click()
    leader.locator("[name=venue]").fill("Nhà văn hóa thôn")
    leader.locator("[name=topics]").first.check()
    leader.locator("[name=heads]").fill("31")
    leader.locator("[name=female]").fill("17")
    leader.get_by_role("button", name="Gửi").click()
    expect(leader.get_by_text("31 người đến").first).to_be_visible()
    look(leader, "session-sent")
    reviewer = person()
    by_password(reviewer, product, "Cán bộ xã duyệt")
    reviewer.goto("/xa/")
    heads_before = heads_of_the_month(reviewer)
    look(reviewer, "commune")
    reviewer.get_by_role("link", name="đang chờ xem").click()
    look(reviewer, "to-review")
    reviewer.get_by_role("link", name="31 người đến").click()
    look(reviewer, "review")
    reviewer.get_by_role("button", name="Xác nhận buổi này").click()
    reviewer.goto("/xa/")
    assert heads_of_the_month(reviewer) == heads_before + 31


def choose_the_first_person(page):
    """A number of several people asks who it is; the demo's numbers have one person each."""
    page.locator("form button").first.click()


def heads_of_the_month(page):
    card = page.locator(".kpi", has_text="người đến").locator(".v")
    return int(card.inner_text().replace(".", ""))
