"""The pages of a list of officials: whose they are, and what they say."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from lms.audit.models import AuditEvent
from lms.jobs import running
from lms.jobs.models import Job
from lms.jobs.registry import GiveUp
from lms.notifications.models import Message
from lms.users.models import Official, RosterImport, RosterRow, User
from tests.people import sign_in
from tests.users.conftest import ask, last_code, signed_in_as, type_in
from tests.users.rosters import AN, BINH, HEADINGS, actions, book, bring, bring_in, manager_of

HOME = "/co-quan/SYT.NV/danh-sach/"
BAD = ("Lê Văn Hỏng", "", "123", "", "", "", "=1+1")


def send(client, content=None, *, home=HOME, name="ds.xlsx"):
    file = SimpleUploadedFile(name, book(AN, BINH) if content is None else content)
    return client.post(home, {"file": file})


@pytest.fixture
def own_manager(office):
    return manager_of(office, "Phan Văn Nghĩa")


def test_a_manager_sends_looks_and_confirms(client, own_manager, office, run_jobs):
    sign_in(client, own_manager)
    answer = send(client, book(AN, BINH, BAD))
    roster = RosterImport.objects.get()
    home = f"{HOME}{roster.pk}/"
    assert answer.headers["Location"] == home
    waiting = client.get(home)
    assert waiting.headers["Refresh"] == "3"
    assert "<progress" in waiting.text
    run_jobs()
    answer = client.get(home)
    assert "Refresh" not in answer.headers
    page = answer.text
    assert "Lê Văn Hỏng" in page  # what needs eyes comes first
    assert "Chức vụ: ô này là công thức" in page
    assert "Nhập 2 người" in page
    assert "Đinh Thị An" in client.get(f"{home}?loai=them-moi").text
    assert not Official.objects.exists()
    assert client.post(f"{home}nhap/").headers["Location"] == home
    assert "Đang nhập" in client.get(home).text
    run_jobs()
    assert "Đã nhập 2 người" in client.get(home).text
    assert "ds.xlsx" in client.get(HOME).text
    assert office.officials.count() == 2


def test_a_list_is_thrown_away(client, own_manager, office, run_jobs):
    roster = bring(office, book(AN), own_manager, run_jobs)
    sign_in(client, own_manager)
    assert client.post(f"{HOME}{roster.pk}/bo/").headers["Location"] == HOME
    assert "Đã bỏ danh sách này" in client.get(f"{HOME}{roster.pk}/").text
    client.post(f"{HOME}{roster.pk}/nhap/")
    run_jobs()
    assert not Official.objects.exists()


def addresses(roster):
    home = f"{HOME}{roster.pk}/"
    return [HOME, f"{HOME}mau.xlsx", home, f"{home}khong-nhan.xlsx"]


def writes(roster):
    home = f"{HOME}{roster.pk}/"
    return [f"{home}nhap/", f"{home}bo/", f"{home}thu-lai/"]


def test_the_sister_and_nobody_stay_outside(client, office, sister, own_manager, hoa, run_jobs):
    roster = bring(office, book(AN), own_manager, run_jobs)
    for person, status in ((None, 302), (hoa, 403), (manager_of(sister, "Hà Văn Lâm"), 403)):
        if person:
            sign_in(client, person)
        assert [client.get(one).status_code for one in addresses(roster)] == [status] * 4
        assert [client.post(one).status_code for one in writes(roster)] == [status] * 3
        assert send(client).status_code == status
    # Nor does it open under the sister's own address.
    assert client.get(f"/co-quan/SYT.VP/danh-sach/{roster.pk}/").status_code == 404
    roster.refresh_from_db()
    assert roster.state == "staged"
    assert RosterImport.objects.count() == 1


def test_the_manager_above_may_do_it_all(client, office, own_manager, manager, run_jobs):
    roster = bring(office, book(AN), own_manager, run_jobs)
    sign_in(client, manager)
    assert [client.get(one).status_code for one in addresses(roster)] == [200] * 4
    assert client.post(writes(roster)[0]).status_code == 302
    run_jobs()
    assert office.officials.count() == 1


def test_a_manager_without_the_second_factor_is_led_to_it(client, office, own_manager, run_jobs):
    roster = bring(office, book(AN), own_manager, run_jobs)
    client.force_login(own_manager)
    assert [client.get(one).status_code for one in addresses(roster)] == [302] * 4
    assert [client.post(one).status_code for one in writes(roster)] == [302] * 3


def test_nothing_is_written_by_looking(client, office, own_manager, run_jobs):
    roster = bring(office, book(AN), own_manager, run_jobs)
    sign_in(client, own_manager)
    assert [client.get(one).status_code for one in writes(roster)] == [405] * 3


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"", "Tệp trống"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "kiểu cũ (.xls)"),
        ("a.xlsx", b"PK\x03\x04 no archive", "Không mở được tệp này"),
        ("a.pdf", b"%PDF-1.7 ...", "tệp PDF"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n....", "Đây là ảnh"),
        ("a.csv", b"Ten;Khac\r\n1;2", "Họ và tên"),
        ("a.csv", "Họ và tên;Chức vụ\r\nAn;x".encode(), "Cần thêm ít nhất một cột"),
        ("a.csv", "Họ và tên;Email\r\n".encode(), "chưa có người nào"),
        ("a.csv", b"\x00\x01\x02\x03", "không phải tệp Excel"),
        ("a.xls", b"<html><table><tr><td>", "trang web mang đuôi Excel"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(client, own_manager, name, content, words):
    sign_in(client, own_manager)
    answer = send(client, content, name=name)
    assert answer.status_code == 422
    assert words in answer.text
    assert not RosterImport.objects.exists()


@pytest.mark.parametrize("megabytes", [11, 50])
def test_a_file_too_large_is_refused_in_words(client, own_manager, megabytes):
    sign_in(client, own_manager)
    answer = send(client, bytes(megabytes * 1024 * 1024), name="a.xlsx")
    assert answer.status_code == 422
    assert "quá mức 10 MB" in answer.text
    assert not RosterImport.objects.exists()


def test_no_file_at_all_is_asked_for(client, own_manager):
    sign_in(client, own_manager)
    answer = client.post(HOME, {})
    assert answer.status_code == 422
    assert "Chọn tệp danh sách trước đã" in answer.text


def rows_of(answer):
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


def test_the_model_comes_back_as_a_list_without_its_example(client, own_manager, office, run_jobs):
    sign_in(client, own_manager)
    model = client.get(f"{HOME}mau.xlsx")
    assert rows_of(model)[0][:2] == ["Họ và tên", "Mã cán bộ"]
    send(client, model.content)
    run_jobs()
    assert actions(RosterImport.objects.get()) == ["refuse"]
    assert "dòng ví dụ" in RosterRow.objects.get().reasons[0][1]


def test_refused_rows_leave_with_reasons_and_come_back_mended(
    client, own_manager, office, run_jobs
):
    roster = bring(office, book(AN, BAD), own_manager, run_jobs)
    sign_in(client, own_manager)
    answer = client.get(f"{HOME}{roster.pk}/khong-nhan.xlsx")
    headings, row = rows_of(answer)
    assert headings[-1] == "Vì sao không nhận"
    assert (row[0], row[2], row[6]) == ("Lê Văn Hỏng", "123", "=1+1")
    assert "công thức" in row[-1]
    assert AuditEvent.objects.filter(action="roster.refused_exported").exists()
    mended = [*row[:1], "77", "0912000123", *row[3:6], "Chuyên viên", *row[7:]]
    again = bring(office, book(mended, headings=headings), own_manager, run_jobs)
    assert actions(again) == ["create"]


def test_a_job_that_failed_for_good_is_said_and_tried_again(client, own_manager, office, run_jobs):
    sign_in(client, own_manager)
    send(client)
    job = running.claim("bulk")
    running.fail(job, GiveUp("x"))
    home = f"{HOME}{RosterImport.objects.get().pk}/"
    answer = client.get(home)
    assert "Máy chưa làm xong được" in answer.text
    assert "Refresh" not in answer.headers
    client.post(f"{home}thu-lai/")
    assert Job.objects.get(pk=job.pk).state == "waiting"
    run_jobs()
    assert "Nhập 2 người" in client.get(home).text


def test_a_list_whose_job_failed_for_good_is_thrown_away(client, own_manager, office, run_jobs):
    roster = bring(office, book(AN), own_manager, run_jobs)
    sign_in(client, own_manager)
    home = f"{HOME}{roster.pk}/"
    client.post(f"{home}nhap/")
    running.fail(running.claim("bulk"), GiveUp("x"))
    assert f'action="{home}bo/"' in client.get(home).text
    client.post(f"{home}bo/")
    assert "Không ai bị thay đổi gì" in client.get(home).text
    client.post(f"{home}thu-lai/")
    run_jobs(may_fail=True)
    assert not Official.objects.exists()


def test_whose_row_was_refused_is_not_said_to_be_missing(client, own_manager, office, run_jobs):
    bring_in(office, book(AN), own_manager, run_jobs)
    roster = bring(office, book((*AN[:2], "123", *AN[3:])), own_manager, run_jobs)
    sign_in(client, own_manager)
    page = client.get(f"{HOME}{roster.pk}/").text
    assert "không có trong danh sách này, hoặc dòng của họ không được nhận" in page


def test_hostile_words_are_only_words(client, own_manager, office, run_jobs):
    rows = [("<script>alert(1)</script>", "1", "", "", "", "", "<b>x</b>")]
    roster = bring(office, book(*rows), own_manager, run_jobs)
    sign_in(client, own_manager)
    page = client.get(f"{HOME}{roster.pk}/").text
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_pages_cost_the_same_for_few_and_many(client, own_manager, office, run_jobs):
    counts = []
    for size in (2, 40):
        rows = [(f"Lê {'abcdefgh'[n % 8]}", f"{size}.{n}") for n in range(size)]
        roster = bring(office, book(*rows, headings=HEADINGS[:2]), own_manager, run_jobs)
        sign_in(client, own_manager)
        for address in addresses(roster):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
    assert counts[:4] == counts[4:]


def test_the_home_of_the_agency_leads_here(client, own_manager, office):
    sign_in(client, own_manager)
    assert f'href="{HOME}"' in client.get("/co-quan/SYT.NV/").text


# Those who were brought in can come in.


def test_a_newcomer_signs_in_with_the_number_of_the_list(office, own_manager, run_jobs, phone):
    bring_in(office, book(AN), own_manager, run_jobs)
    an = Official.objects.get().person
    browser = phone()
    ask(browser)
    type_in(browser, last_code())
    page = browser.get("/dang-nhap/ai/").text
    assert "Đinh Thị An" in page
    browser.post("/dang-nhap/ai/", {"person": an.public_id})
    assert signed_in_as(browser) == str(an.pk)
    assert an.login_phones.get().verified_at is not None


def test_a_newcomer_without_a_number_sets_a_password_by_mail(client, office, own_manager, run_jobs):
    row = ("Đinh Thị An", "1", "", "an@tinh.gov.vn", "", "", "")
    bring_in(office, book(row), own_manager, run_jobs)
    an = User.objects.get(email="an@tinh.gov.vn")
    client.post("/dang-nhap/quen-mat-khau/", {"email": "an@tinh.gov.vn"})
    mail = Message.objects.filter(channel="mail", address="an@tinh.gov.vn").latest("created_at")
    code = re.search(r"\b[A-Z0-9]{4}-?[A-Z0-9]{4}\b", mail.body)[0]
    client.post("/dang-nhap/quen-mat-khau/ma/", {"code": code})
    password = "một câu thật dài"
    client.post("/dang-nhap/quen-mat-khau/moi/", {"password1": password, "password2": password})
    client.logout()
    client.post("/dang-nhap/can-bo/", {"login": "an@tinh.gov.vn", "password": password})
    assert signed_in_as(client) == str(an.pk)
