"""A commune brings in the list of a village, prints its cards and takes the list back."""

from io import BytesIO

import pikepdf
import pytest

from lms.users.models import LearningCard, RosterImport, User
from lms.users.services import grants
from tests.browser import driving
from tests.browser.test_rosters import looked_at, looked_over, signed_in, stand_still
from tests.factories import make_commune, make_province, make_village
from tests.people import make_person
from tests.teams.test_residents import HEADINGS
from tests.users.rosters import book

ROWS = [
    ("Trần Thị Hoa", 1958, "Thôn An Hòa", "0912 345 678"),
    ("Đinh Văn Lai", 1949, "An Hòa", ""),
    ("Nguyễn Hoàng Phương Thảo Nguyên", 1961, "Xóm Trung Tiến", "0912345678"),
    ("Lê Văn Ba", "hôm qua", "An Hòa", ""),
    ("", 1950, "An Hòa", ""),
    ("Phạm Thị Tư", 1955, "Thôn An Hoa Moi", "12"),
]


@pytest.fixture
def commune(transactional_db):
    commune = make_commune("Xã Ý Yên", province=make_province(), code="13741")
    make_village("Xóm Trung Tiến", commune=commune)
    village = make_village("Thôn An Hòa", commune=commune)
    make_person("Trần Thị Hoa", birth_year=1958, home_unit=village)
    return commune


def print_and_delete(page, home, run_jobs):
    """The cards as one file, which goes as soon as they are printed."""
    page.get_by_role("button", name="In thẻ cho tất cả 3 người").click()
    page.get_by_text("Đang dựng thẻ").wait_for()
    run_jobs()
    page.goto(home)
    looked_at(page, "residents-printed", home)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải thẻ để in (PDF)").click()
    content = download.value.path().read_bytes()
    assert len(pikepdf.open(BytesIO(content)).pages) == 2
    assert LearningCard.objects.open().count() == 3
    page.get_by_text("In xong rồi? Xóa tệp này").click()
    looked_over(page, "residents-delete")
    page.get_by_role("button", name="Xóa tệp ngay").click()
    page.get_by_role("status").filter(has_text="Đã xóa tệp thẻ").wait_for()
    looked_over(page, "residents-deleted")


@pytest.mark.large
@pytest.mark.parametrize("screen", driving.SCREENS)
def test_a_village_list_from_the_file_to_taking_it_back(request, screen, commune, run_jobs):
    manager = make_person("Tạ Văn Quý", email="quy@demo.test", password="mat-khau-cua-quy")
    grants.grant(manager, "commune_manager", unit=commune, by=None)
    page = signed_in(request.getfixturevalue(screen)(), manager)
    page.goto("/xa/13741/")
    page.get_by_role("link", name="Nhập danh sách bà con, in thẻ").click()
    looked_at(page, "residents-list", page.url)
    file = {
        "name": "Danh sách thôn An Hòa.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": book(*ROWS, headings=HEADINGS),
    }
    page.get_by_label("Tệp danh sách").set_input_files(file)
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_text("Đang đọc và đối chiếu từng dòng").wait_for()
    run_jobs()
    page.get_by_text("Còn 1 dòng cần chọn").wait_for()
    stand_still(page)
    home = page.url
    looked_at(page, "residents-choose", home)
    looked_at(page, "residents-refused", f"{home}?loai=khong-nhan")
    assert page.get_by_text("chưa hiểu “hôm qua”").count() == 1
    page.goto(home)
    page.get_by_role("button", name="Đúng là Trần Thị Hoa, sinh 1958").click()
    page.get_by_text("Xem lại rồi bấm nhập").wait_for()
    looked_at(page, "residents-ready", f"{home}?loai=them-moi")
    page.get_by_label("Đã hỏi từng người").check()
    page.get_by_role("button", name="Nhập 2 người").click()
    page.get_by_text("Đang nhập", exact=True).wait_for()
    run_jobs()
    page.goto(home)
    page.get_by_text("Đã nhập 2 người").wait_for()
    looked_at(page, "residents-applied", home)
    print_and_delete(page, home, run_jobs)
    page.get_by_text("Nhập nhầm?").click()
    page.get_by_role("button", name="Lấy lại danh sách").click()
    page.get_by_text("Đang lấy lại", exact=True).wait_for()
    run_jobs()
    page.goto(home)
    page.get_by_text("Đã lấy lại 2 người").wait_for()
    looked_at(page, "residents-undone", home)
    assert User.objects.filter(given_name__in=["Hoa", "Lai", "Nguyên"]).count() == 1
    assert RosterImport.objects.get().state == "undone"
