"""R04 as a file, read by other programs: a PDF of the state's layout, a workbook, a Word text."""

import io
import re
import subprocess
import zipfile
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pikepdf
import pytest
from lxml import etree

from lms.common import clock
from lms.reports.documents import report as documents
from lms.reports.models import ReportFile
from lms.reports.services import printing
from tests.people import sign_in
from tests.reports.conftest import read_pdf
from tests.reports.test_deciding import approved, issued, submitted  # noqa: F401  fixtures
from tests.reports.test_writing import words

pytestmark = pytest.mark.django_db
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.mark.programs
def test_the_commune_prints_what_was_issued(
    client,
    manager,
    issued,  # noqa: F811
    run_jobs,
    tmp_path,
):
    sign_in(client, manager)
    here = f"{issued.report.get_absolute_url()}ban/1/"
    page = client.get(here).content.decode()
    asked = re.search(r'name="asked" value="([^"]*)"', page).group(1).replace("&quot;", '"')
    answer = client.post(
        "/bao-cao/in/", {"kind": "R04", "asked": asked, "format": "pdf", "back": here}
    )
    waits = client.get(answer["Location"])
    assert "Đang dựng tệp" in words(waits)
    assert waits["Refresh"].startswith("3; url=/bao-cao/tep/")
    run_jobs()
    ready = client.get(answer["Location"])
    assert "Tệp đã sẵn sàng" in words(ready)
    assert f'href="{here}"' in ready.content.decode()
    file = client.get(f"{answer['Location']}tai/")
    assert file["Content-Type"] == "application/pdf"
    assert 'filename="bao-cao-xa-y-yen-' in file["Content-Disposition"]
    told = read_pdf(file.content, tmp_path)
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "UBND TỈNH NINH BÌNH",
        "ỦY BAN NHÂN DÂN XÃ Ý YÊN",
        "Số: 05/BC-UBND",
        documents.day_line("Ý Yên", clock.today()),
        "BÁO CÁO Kết quả hoạt động của tổ công nghệ số cộng đồng",
        "I. KẾT QUẢ THỰC HIỆN",
        "Mạng yếu ở hai thôn.",
        "IV. KIẾN NGHỊ Không có.",
        "Nơi nhận: - UBND tỉnh;",
        "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        "Lê Văn An",
        "PHỤ LỤC",
        "Thôn An Hòa",
    ):
        assert said in told, said
    assert "DỰ THẢO" not in told
    saved = tmp_path / "bao-cao.pdf"
    subprocess.run(["qpdf", "--check", saved], check=True, capture_output=True)


def test_the_paper_is_a4_with_the_margins_and_letters_of_the_decree(issued):  # noqa: F811
    drawn = documents.pdf(issued.content, identifier="a" * 32)
    assert drawn == documents.pdf(issued.content, identifier="a" * 32)
    with pikepdf.open(io.BytesIO(drawn)) as opened:
        box = [float(side) for side in opened.pages[0].mediabox]
        assert [round(side * 25.4 / 72) for side in box] == [0, 0, 210, 297]
        faces = {
            str(font["/BaseFont"])
            for page in opened.pages
            for font in page.get("/Resources", {}).get("/Font", {}).values()
        }
    assert faces
    assert all("Tinos" in face for face in faces)


def test_a_draft_says_that_it_is_one(submitted, tmp_path):  # noqa: F811
    from lms.reports.kinds import commune

    content = commune.content_of(commune.asked(submitted.round, submitted.unit))
    told = read_pdf(documents.pdf(content, identifier="b" * 32), tmp_path)
    assert "(DỰ THẢO, chưa ban hành)" in told
    assert "Số: …/BC-UBND" in told


def test_the_workbook_has_numbers_and_no_formulas(issued):  # noqa: F811
    content = {**issued.content, "signer_name": "=1+1"}
    book = openpyxl.load_workbook(io.BytesIO(documents.workbook(content)))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    line = next(
        [cell.value for cell in row]
        for row in book.active.iter_rows()
        if row[1].value == "Số người đến các buổi hướng dẫn"
    )
    assert (line[2], line[4], line[5]) == ("người đến", 0, 0)
    said = {str(cell.value) for cell in cells}
    assert {"Số: 05/BC-UBND", "ỦY BAN NHÂN DÂN XÃ Ý YÊN", "=1+1"} <= said


def test_word_opens_a_text_with_the_same_words(issued):  # noqa: F811
    content = {**issued.content, "difficulties": "Một <b> & hai.\n\x07Ba."}
    with zipfile.ZipFile(io.BytesIO(documents.word(content))) as package:
        assert package.testzip() is None
        parts = {name: etree.fromstring(package.read(name)) for name in package.namelist()}
    body = parts["word/document.xml"]
    said = ["".join(one.itertext(f"{W}t")) for one in body.iter(f"{W}p")]
    assert "Số: 05/BC-UBND" in said
    assert {"Một <b> & hai.", "Ba.", "II. KHÓ KHĂN, NGUYÊN NHÂN", "PHÓ CHỦ TỊCH"} <= {*said}
    tables = list(body.iter(f"{W}tbl"))
    head = ["".join(cell.itertext(f"{W}t")) for cell in next(tables[1].iter(f"{W}tr"))]
    assert tuple(one for one in head if one) == documents.HEADS
    for table in tables:
        columns = len(list(table.iter(f"{W}gridCol")))
        for row in table.iter(f"{W}tr"):
            spans = [int(one.get(f"{W}val")) for one in row.iter(f"{W}gridSpan")]
            assert sum(spans) or len(list(row.iter(f"{W}tc"))) == columns
    margins = next(body.iter(f"{W}pgMar")).attrib
    millimetres = {
        side: round(int(margins[f"{W}{side}"]) * 25.4 / 1440)
        for side in ("top", "bottom", "left", "right")
    }
    assert millimetres == {"top": 20, "bottom": 20, "left": 30, "right": 15}
    fonts = next(parts["word/styles.xml"].iter(f"{W}rFonts")).attrib
    assert set(fonts.values()) == {"Times New Roman"}
    assert documents.word(content) == documents.word(content)


def test_a_reader_that_knows_nothing_of_our_writer_reads_it(issued, tmp_path):  # noqa: F811
    """The one that authors' Word files go through."""
    from courses.documents import word as reader

    file = tmp_path / "bao-cao.docx"
    file.write_bytes(documents.word(issued.content))
    said = " ".join(str(part) for part in reader.read(file, tmp_path))
    assert "KHÓ KHĂN, NGUYÊN NHÂN" in said
    assert "Mạng yếu ở hai thôn." in said


def test_letters_our_fonts_lack_are_left_out(issued, tmp_path):  # noqa: F811
    content = {**issued.content, "tasks": "Mở lớp 😀 tối thứ Ba."}
    told = read_pdf(documents.pdf(content, identifier="c" * 32), tmp_path)
    assert re.search(r"Mở lớp\s+tối thứ Ba\.", told)


def test_a_file_is_for_whoever_asked_as_long_as_she_may(
    client,
    manager,
    second_manager,
    issued,  # noqa: F811
    run_jobs,
):
    from lms.users.models import RoleGrant

    asked = {
        "round": str(issued.report.round_id), "unit": str(issued.report.unit_id), "version": 1,
    }  # fmt: skip
    file = printing.order("R04", asked, "xlsx", by=manager, now=clock.now())
    run_jobs()
    sign_in(client, second_manager)
    assert client.get(f"/bao-cao/tep/{file.pk}/tai/").status_code == 404
    sign_in(client, manager)
    assert client.get(f"/bao-cao/tep/{file.pk}/tai/").status_code == 200
    gone = client.get(f"/bao-cao/tep/{uuid4()}/").text
    assert "Tới các báo cáo" in gone
    yesterday = clock.today() - timedelta(days=1)
    RoleGrant.objects.filter(person=manager).update(valid_from=yesterday, valid_to=yesterday)
    # Whoever reads no reports any more is not sent to their list.
    answer = client.get(f"/bao-cao/tep/{file.pk}/tai/")
    assert answer.status_code == 404
    assert 'href="/bao-cao/"' not in answer.text


def test_files_go_after_a_day(manager, issued, run_jobs):  # noqa: F811
    asked = {
        "round": str(issued.report.round_id), "unit": str(issued.report.unit_id), "version": 1,
    }  # fmt: skip
    file = printing.order("R04", asked, "xlsx", by=manager, now=clock.now())
    later = clock.now() + printing.KEPT_FOR
    assert printing.of(manager, file.pk, now=later) is None
    printing.forget_old(now=later)
    assert not ReportFile.objects.exists()
    run_jobs()


@pytest.mark.parametrize(
    ("kind", "asked", "form", "status"),
    [
        ("R04", "{}", "pdf", 403),
        ("R04", '{"unit": "x"}', "pdf", 403),
        ("R04", "[1", "pdf", 404),
        ("R04", "7", "pdf", 404),
        ("R99", "{}", "pdf", 404),
        ("R04", "{}", "exe", 404),
    ],
)
def test_what_nobody_offers_is_no_file(client, manager, kind, asked, form, status):
    sign_in(client, manager)
    answer = client.post("/bao-cao/in/", {"kind": kind, "asked": asked, "format": form})
    assert answer.status_code == status
    assert not ReportFile.objects.exists()
