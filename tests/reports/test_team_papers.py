"""R01, R02, R03 and R12: a session, who came to it, a team's month, and a blank form."""

import io
import json
import subprocess
from datetime import date

import pikepdf
import pytest
from openpyxl import load_workbook

from lms.common import clock
from lms.reports.documents import sheets
from lms.reports.documents.sheets import Column, Row, Sheet
from lms.reports.kinds import teams as kinds
from lms.reports.services import printing, team_month
from lms.users.services import grants
from teams.models import Outcome, Topic
from teams.services import reviewing
from tests.people import make_person, sign_in
from tests.reports.conftest import read_pdf
from tests.reports.test_writing import held, words
from tests.teams.conftest import send
from tests.teams.test_papers import as_long_as_may_be

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 30)


def test_who_came_stands_in_the_order_of_given_names(team, lan, tmp_path):
    names = ["Trần Thị Hoa", "Đỗ Văn An", "Nguyễn Văn Ân", "Lê Thị Đào", "Bùi Văn Ẩm"]
    session = send(lan, team, names=names, heads=14).session
    sheet = kinds.attendees(session)
    assert [row.cells[1] for row in sheet.rows] == [
        "Đỗ Văn An", "Bùi Văn Ẩm", "Nguyễn Văn Ân", "Lê Thị Đào", "Trần Thị Hoa",
    ]  # fmt: skip
    told = read_pdf(sheets.pdf(sheet, identifier="f" * 32), tmp_path)
    assert "DANH SÁCH NGƯỜI THAM GIA BUỔI HƯỚNG DẪN" in told
    assert "Ký nhận" in told
    assert "Người đến: 14. Ghi tên trong danh sách: 5." in told


def test_the_list_is_for_who_may_see_names(client, team, lan, viewer, run_jobs):
    session = send(lan, team, names=["Trần Thị Hoa"]).session
    said = {"kind": "R02", "asked": f'{{"session": "{session.pk}"}}', "format": "pdf"}
    sign_in(client, viewer)
    assert client.post("/bao-cao/in/", said).status_code == 403
    sign_in(client, lan)
    page = client.get(session.get_absolute_url()).content.decode()
    assert "In danh sách ký tên" in page
    answer = client.post("/bao-cao/in/", said)
    run_jobs()
    file = client.get(f"{answer['Location']}tai/")
    assert file.content.startswith(b"%PDF")


def test_the_teams_month_counts_what_was_confirmed(client, team, lan, manager):
    held(lan, team, manager, heads=14, female=8, difficulties=["weak_network"], duration_min=90)
    send(lan, team, heads=40)
    first = clock.today().replace(day=1)
    found = team_month.of(team, first)
    assert (found.sessions_count, found.waiting_count, found.heads_count) == (1, 1, 14)
    assert found.difficulties[0][1] == 1
    sign_in(client, lan)
    page = words(client.get(f"/bao-cao/to/{team.code}/"))
    assert "1 buổi xã đã xác nhận 1 buổi còn chờ xã 14 người đến" in page
    assert "1,5 giờ hướng dẫn" in page
    assert client.get(f"/bao-cao/to/{team.code}/?thang=mai").status_code == 200
    assert f"/bao-cao/to/{team.code}/" in client.get(f"/to/{team.code}/").content.decode()


def test_the_longest_month_is_one_page(team, lan, manager, run_jobs, tmp_path):
    topics = as_long_as_may_be(Topic, "dai", 12)
    acts = as_long_as_may_be(Outcome, "viec", 12)
    session = send(
        lan, team, topics=topics, turns=dict.fromkeys(topics, 3), acts=dict.fromkeys(acts, 2),
        difficulty_note="Mạng yếu lắm. " * 20,
    ).session  # fmt: skip
    assert reviewing.verify(session, by=manager, now=clock.now())
    asked = {"team": str(team.pk), "month": f"{clock.today():%Y-%m}"}
    file = printing.order("R03", asked, "pdf", by=lan, now=clock.now())
    run_jobs()
    content = printing.fetch(file, by=lan, now=clock.now())
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert len(opened.pages) == 1
    told = read_pdf(content, tmp_path)
    assert "BÁO CÁO THÁNG CỦA TỔ" in told
    assert "Nguyễn Thị Lan" in told
    assert "11 chữ nghĩa" in told


@pytest.mark.programs
def test_the_blank_form_is_one_page_and_its_square_leads_to_the_log(team, lan, run_jobs, tmp_path):
    asked = {"team": str(team.pk), "site": "https://hoc.ninhbinh.vn"}
    file = printing.order("R12", asked, "pdf", by=lan, now=clock.now())
    run_jobs()
    content = printing.fetch(file, by=lan, now=clock.now())
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert len(opened.pages) == 1
    told = read_pdf(content, tmp_path)
    for said in ("PHIẾU GHI BUỔI HƯỚNG DẪN", "UBND xã Ý Yên", "Dùng VNeID", "Có điện thoại"):
        assert said in told, said
    drawn = tmp_path / "phieu"
    subprocess.run(["pdftoppm", "-r", "150", "-png", tmp_path / "bao-cao.pdf", drawn], check=True)
    read = subprocess.run(
        ["zbarimg", "--raw", "-q", *sorted(tmp_path.glob("phieu*.png"))],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert read.stdout.strip() == f"https://hoc.ninhbinh.vn/buoi/ghi/?to={team.code}"


def cells(content):
    sheet = load_workbook(io.BytesIO(content)).active
    return {row[0]: row[1] for row in sheet.iter_rows(max_col=2, values_only=True) if row[0]}


def fetched(client, run_jobs, kind, form="xlsx", **asked):
    answer = client.post("/bao-cao/in/", {"kind": kind, "asked": json.dumps(asked), "format": form})
    run_jobs()
    return client.get(f"{answer['Location']}tai/").content


def test_a_session_is_a_workbook_with_numbers_and_nobodys_name_who_came(
    client, team, lan, run_jobs
):
    topics = [Topic.objects.first().code]
    session = send(
        lan, team, heads=14, female=8, names=["Trần Thị Hoa"], topics=topics,
        turns=dict.fromkeys(topics, 9), difficulty_note="=Mạng yếu",
    ).session  # fmt: skip
    sign_in(client, lan)
    page = client.get(session.get_absolute_url()).text
    assert "Nhật ký (Excel)" in page
    assert "Danh sách (Excel)" in page
    found = cells(fetched(client, run_jobs, "R01", session=str(session.pk)))
    assert found["Người đến, mỗi người tính một lần (người đến)"] == 14
    assert found[Topic.objects.first().name] == 9
    assert "=Mạng yếu" in found
    assert "Xã chưa xác nhận, các số chưa tính vào báo cáo." in found
    assert not [words for words in found if "Hoa" in str(words)]


def test_the_list_is_a_workbook_too(client, team, lan, run_jobs):
    session = send(lan, team, names=["Trần Thị Hoa"]).session
    session.attendances.update(birth_year=1961)
    sign_in(client, lan)
    content = fetched(client, run_jobs, "R02", session=str(session.pk))
    sheet = load_workbook(io.BytesIO(content)).active
    found = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"Trần Thị Hoa", 1961} <= found
    # On paper a year is no number of people.
    shown = sheets.words(1961, kinds.attendees(session).columns[2])
    assert shown == "1961"


def test_strangers_have_no_session_as_a_workbook(client, team, lan, hai_hau):
    session = send(lan, team).session
    stranger = make_person("Đỗ Văn Bình")
    grants.grant(stranger, "commune_reviewer", unit=hai_hau, by=None)
    sign_in(client, stranger)
    said = {"kind": "R01", "asked": f'{{"session": "{session.pk}"}}', "format": "xlsx"}
    assert client.post("/bao-cao/in/", said).status_code == 403


def test_the_blank_form_is_a_workbook_to_fill_in(client, team, lan, run_jobs):
    sign_in(client, lan)
    found = cells(fetched(client, run_jobs, "R12", team=str(team.pk)))
    assert "PHIẾU GHI BUỔI HƯỚNG DẪN" in found
    assert {"Ngày", "Nơi tổ chức", "Từ 60 tuổi", *Topic.objects.values_list("name", flat=True)} <= {
        *found
    }


def test_a_workbook_of_a_team_holds_numbers(team, lan, manager):
    held(lan, team, manager, heads=1400, female=8, duration_min=90)
    book = load_workbook(
        io.BytesIO(sheets.workbook(kinds.month(team, clock.today().replace(day=1))))
    )
    found = {row[0].value: row[1] for row in book.active.iter_rows() if len(row) > 1}
    heads = next(cell for name, cell in found.items() if name and name.startswith("Người đến"))
    hours = found["Thời gian hướng dẫn (giờ)"]
    assert (heads.value, heads.number_format) == (1400, "#,##0")
    assert (hours.value, hours.number_format) == (1.5, "#,##0.0")


def test_a_day_is_a_day_in_a_workbook_and_words_on_paper():
    column = Column("Ngày nộp", 26)
    sheet = Sheet(title="Thử", under="", columns=[column, column], rows=[Row([DAY, "=1+1"])])
    book = load_workbook(io.BytesIO(sheets.workbook(sheet))).active
    [row] = [row for row in book.iter_rows() if row[0].is_date]
    assert (row[0].value.date(), row[0].number_format) == (DAY, "dd/mm/yyyy")
    assert (row[1].value, row[1].data_type, row[1].quotePrefix) == ("=1+1", "s", True)
    assert sheets.words(DAY, column) == "30/11/2026"
