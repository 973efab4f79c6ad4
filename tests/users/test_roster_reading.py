"""Files as people and attackers send them: read as meant, or refused in words."""

import csv
import zipfile
from contextlib import suppress
from io import BytesIO, TextIOWrapper

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.common import clock
from lms.media.refusals import FileRefused
from lms.users.rosters import cells, columns, guarding, reading
from tests import pairs
from tests.people import sign_in
from tests.users.rosters import AN, HEADINGS, book, bring_in, text_file

pytestmark = pytest.mark.one_database

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet1.xml"


STRINGS = "xl/sharedStrings.xml"


def sheet_of(xml, *, strings="", strings_in=STRINGS, without=None, pad=b""):
    """A real workbook with other rows in its sheet."""
    body = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(book(AN))) as real,
        zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        parts = {name: real.read(name) for name in real.namelist()}
        parts[SHEET] = f"<worksheet {MAIN}><sheetData>{xml}</sheetData></worksheet>".encode()
        if strings:
            del parts[STRINGS]
            parts[strings_in] = f"<sst {MAIN}>{strings}</sst>".encode()
        for name, part in parts.items():
            if name != without:
                made.writestr(name, part)
        if pad:
            made.writestr("xl/media/pad.bin", pad)
    return body.getvalue()


def refusal(content):
    with pytest.raises(FileRefused) as refused:
        reading.read(content)
    return str(refused.value)


def understood(row):
    return cells.clean(row, staff_width=0, today=clock.today())


@pytest.mark.parametrize("by", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_files_of_every_make_are_read(by, encoding):
    table = reading.read(text_file(AN, by=by).encode(encoding))
    assert table.rows == [(2, [*map(str, AN)])]


def test_an_old_vietnamese_encoding_is_guessed():
    written = "Họ và tên,Email\r\nTrần Văn Hùng,a@b.vn".encode("cp1258", errors="replace")
    old = "Ho va ten,Email\r\nTr\u00e2\u0300n V\u0103n Hu\u0300ng,a@b.vn".encode("cp1258")
    assert reading.read(old).rows[0][1][0] == "Trần Văn Hùng"
    assert "Họ và tên" in refusal(written)  # what cannot be told is not guessed further


def test_headings_are_found_with_and_without_marks_below_a_title():
    headings = ("STT", "HO VA TEN (*)", "Ma can bo", "SĐT", "Ghi chú")
    title = [("SỞ Y TẾ",), ("DANH SÁCH CÁN BỘ",)]
    table = reading.read(book((1, "An", "7", "0912345678", "x"), headings=headings, above=title))
    assert table.keys == ("name", "staff_no", "phone")
    assert table.rows == [(4, ["An", "7", "0912345678"])]
    assert table.unused == ("STT", "Ghi chú")


def test_a_name_in_two_columns_is_one_name():
    table = reading.read(book(("Đinh Thị", "An", "7"), headings=("Họ đệm", "Tên", "Mã cán bộ")))
    line = understood(dict(zip(table.keys, table.rows[0][1], strict=True)))
    assert line.name == "Đinh Thị An"


def test_a_formula_is_only_its_place():
    formulas = [(1, 6, '=HYPERLINK("http://x")', "Bấm đây")]
    table = reading.read(book(AN[:6], formulas=formulas))
    assert table.rows[0][1][6] == ["=", "G2"]
    line = understood(dict(zip(table.keys, table.rows[0][1], strict=True)))
    assert line.faults == ["Chức vụ: ô G2 là công thức. Chép ô rồi dán dạng giá trị."]


MANY = [("An", n) for n in range(50_001)]
LONG = f"<si><t>{'x' * 60_000}</t></si>"
SHARED = "".join(f'<c r="A{n}" t="s"><v>0</v></c>' for n in range(1, 2000))
CELL = '<c r="{0}" t="inlineStr"><is><t>x</t></is></c>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (sheet_of('<row r="1">' + CELL.format("A1048576") + "</row>"), "hơn 50.000 dòng"),
        (sheet_of('<row r="1">' + CELL.format("XFD1") + "</row>"), "hơn 60 cột"),
        (sheet_of("<row><c><v>1</v></c></row>"), "khác thường"),
        (sheet_of("<!-- --><row></row>"), "khác thường"),
        (sheet_of('<!DOCTYPE a [<!ENTITY b "c">]><row></row>'), "khác thường"),
        (sheet_of("", pad=bytes(guarding.MAX_UNPACKED + 1)), "bung ra quá lớn"),
        (sheet_of(f"<row>{SHARED}</row>", strings=LONG), "bung ra quá lớn"),
        (
            sheet_of(f"<row>{SHARED}</row>", strings=LONG, strings_in="xl/SharedStrings.XML"),
            "bung ra quá lớn",
        ),
        (sheet_of(SHARED.replace("<v>0<", "<v>1<"), strings=LONG), "khác thường"),
        (sheet_of(SHARED.replace('t="s"', 't = "s"'), strings=LONG), "bung ra quá lớn"),
        (sheet_of(SHARED.replace("<v>0", "<v>1</v><v>0"), strings=2 * LONG), "khác thường"),
        (sheet_of(SHARED.replace("t=", "x='>' t="), strings=LONG), "khác thường"),
        (sheet_of(SHARED, strings=f"<si>{LONG}</si>"), "khác thường"),
        (sheet_of("<c " * 5_000_000), "khác thường"),
        (sheet_of("", strings="<si>" * 5_000_000), "khác thường"),
        (sheet_of("", without=SHEET), "Bảng trống"),
        (text_file(*MANY, headings=("Họ và tên", "Mã")).encode(), "hơn 50.000 dòng"),
        (text_file(headings=["x"] * 61).encode(), "hơn 60 cột"),
    ],
    ids=[
        "rows",
        "columns",
        "places",
        "comment",
        "entity",
        "bomb",
        "strings",
        "strings-by-another-name",
        "strings-beyond-the-last",
        "strings-with-blanks",
        "strings-twice-in-a-cell",
        "strings-behind-a-mark",
        "strings-in-strings",
        "tags-without-end",
        "strings-without-end",
        "nothing",
        "csv-rows",
        "csv-columns",
    ],
)
def test_hostile_files_are_refused_before_they_are_opened(content, words):
    assert words in refusal(content)


def test_a_claim_of_a_million_rows_is_not_believed():
    xml = '<row r="1">' + "".join(
        f'<c r="{place}" t="inlineStr"><is><t>{word}</t></is></c>'
        for place, word in (("A1", "Họ và tên"), ("B1", "Mã cán bộ"), ("A2", "An"), ("B2", "7"))
    )
    far = '<row r="1048576"><c r="A1048576" s="1"/></row>'
    assert reading.read(sheet_of(f"{xml}</row>{far}")).rows == [(2, ["An", "7"])]


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        (columns.BIRTH, "25/12/1985", 1985),
        (columns.BIRTH, "1985-12-25", 1985),
        (columns.BIRTH, "12.1985", 1985),
        (columns.BIRTH, 1985, 1985),
        (columns.BIRTH, 31178, 1985),
        (columns.KIND, "VIÊN CHỨC", "public_employee"),
        (columns.KIND, "HĐLĐ", "contract_worker"),
        (columns.PHONE, "+84 912.345.678", "+84912345678"),
        (columns.PHONE, "'0912345678", "+84912345678"),
        (columns.PHONE, 912345678, "+84912345678"),
        (columns.PHONE, "0228 3649 200", "+842283649200"),
        (columns.STAFF_NO, 125, "125"),
        (columns.EMAIL, "An@Tinh.gov.vn", "an@tinh.gov.vn"),
        (columns.TITLE, "–", ""),
    ],
)
def test_cells_are_understood(key, cell, value):
    line = understood({columns.NAME: "An", columns.STAFF_NO: "1", key: cell})
    field = {columns.BIRTH: "birth_year"}.get(key, key)
    assert (getattr(line, field), line.faults) == (value, [])


@pytest.mark.parametrize(
    ("key", "cell"),
    [
        (columns.BIRTH, "12/05/85"),
        (columns.BIRTH, 2024),
        (columns.BIRTH, "tháng năm"),
        (columns.KIND, "Giáo viên"),
        (columns.PHONE, "9.12E+08"),
        (columns.PHONE, "0912345678; 0987654321"),
        (columns.PHONE, "01234567890"),
        (columns.STAFF_NO, 12.5),
        (columns.STAFF_NO, "x" * 41),
        (columns.EMAIL, "an@"),
        (columns.EMAIL, f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.vn"),
        (columns.TITLE, "x" * 151),
        (columns.TITLE, "=cmd|' /C calc'!A0"),
        (columns.NAME, "<script>"),
    ],
)
def test_cells_that_cannot_be_are_refused_with_their_column(key, cell):
    line = understood({columns.NAME: "An", columns.STAFF_NO: "1", key: cell})
    assert line.faults
    assert line.faults[0].startswith(f"{columns.HEADINGS[key]}: ")


CELLS = st.one_of(
    st.text(max_size=600),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.just(["=", "C5"]),
    st.sampled_from(["0912345678", "=1", "+84", "31/02/1985", "\u202e", "Ðinh", "١٢٣", "٠٩"]),
)


@given(st.dictionaries(st.sampled_from([*columns.HEADINGS, "family", "given"]), CELLS))
def test_no_cell_is_too_strange(row):
    line = cells.clean(row, staff_width=5, today=clock.today())
    assert all(isinstance(words, str) and words for words in (*line.faults, *line.repairs))
    if not line.faults:
        assert line.name
        assert line.staff_no or line.phone or line.email


def is_read_or_refused(content):
    with suppress(FileRefused):
        assert reading.read(content).rows


@given(st.binary(max_size=400))
def test_no_bytes_are_too_strange(content):
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"Ho va ten,Email\r\n"):
        is_read_or_refused(start + content)


WHOLE = book(AN)


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
def test_no_broken_workbook_is_too_strange(place, noise):
    is_read_or_refused(WHOLE[:place] + noise + WHOLE[place + len(noise) :])


ROWS = st.text(alphabet="<>/c rvfist=\"'A19&;#x-![]", max_size=120)


@given(ROWS)
def test_no_sheet_is_too_strange(xml):
    is_read_or_refused(sheet_of(xml))


STRANGE = st.lists(st.lists(st.text(max_size=60), min_size=7, max_size=7), min_size=1, max_size=4)


@given(rows=STRANGE)
@pairs.made_up(12)
def test_no_list_breaks_a_page(client, department, manager, run_jobs, rows):
    by_hand = BytesIO()
    with TextIOWrapper(by_hand, encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([HEADINGS, ("Lê Văn A", "1", *[""] * 5), *rows])
        text.flush()
        content = by_hand.getvalue()
    content = content.replace(b"\0", b"")
    roster = bring_in(department, content, manager, run_jobs)
    sign_in(client, manager)
    home = f"/co-quan/SYT/danh-sach/{roster.pk}/"
    for tab in ("khong-nhan", "them-moi", "khong-doi"):
        assert client.get(home, {"loai": tab}).status_code == 200
    assert client.get(f"{home}khong-nhan.xlsx").status_code == 200
