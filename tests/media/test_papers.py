import pytest

from lms.media import kinds, papers
from lms.media.refusals import FileRefused
from tests import files


def refusal(name, content):
    with pytest.raises(FileRefused) as refused:
        papers.check(name, content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", files.PDF),
        ("A.PDF", files.PDF),
        ("a.docx", files.docx()),
        ("a.xlsx", files.archive(**{"[Content_Types].xml": "x", "xl__workbook.xml": "x"})),
        ("a.pptx", files.archive(**{"[Content_Types].xml": "x", "ppt__presentation.xml": "x"})),
        ("a.odt", files.odt()),
        ("a.txt", "Chào bà con".encode()),
        ("a.csv", "\ufeffhọ tên;xã".encode()),
        ("a.mp3", b"ID3\x04\x00" + b"\0" * 200),
    ],
    ids=files.words_only,
)
def test_documents_people_use_are_taken(name, content):
    assert papers.check(name, content) == "." + name.rpartition(".")[2].lower()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", files.docx()),
        ("a.pdf", b"%PDF-1.7 no end"),
        ("a.docx", files.PDF),
        ("a.docx", files.odt()),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.odt", files.docx()),
        ("a.ods", files.odt()),
        ("a.odt", files.archive(**{"content.xml": "x"})),
        ("a.txt", b"MZ\x90\x00\x03"),
        ("a.txt", "xin chào".encode("utf-16")),
        ("a.mp3", files.PDF),
        ("a.csv", b"\xff\xfe\x00"),
    ],
    ids=files.words_only,
)
def test_a_name_that_lies_is_refused(name, content):
    assert "Nội dung tệp không phải" in refusal(name, content)


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.zip", "a.pdf.js", "a", ".pdf"])
def test_kinds_nobody_needs_are_refused(name):
    assert "Chưa nhận kiểu tệp này" in refusal(name, files.PDF)


def test_an_old_office_file_is_told_the_way_out():
    assert "lưu thành DOCX" in refusal("a.doc", b"\xd0\xcf\x11\xe0")


def test_macros_are_refused():
    assert "macro" in refusal("a.docx", files.docx(**{"word__vbaProject.bin": "x"}))


def test_a_file_that_unpacks_to_a_flood_is_refused():
    assert "bung ra quá lớn" in refusal("a.docx", files.docx(a="\0" * 20_000_000))


def test_a_large_document_says_how_large(settings):
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 1024
    assert "quá mức" in refusal("a.pdf", files.PDF * 100)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Hướng dẫn nộp hồ sơ.PDF", "huong-dan-nop-ho-so.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\ảnh\\Đơn.docx", "don.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ("<script>.pdf", "script.pdf"),
        ("…", "tep.pdf"),
        ("", "tep.pdf"),
        ("a" * 300, "a" * 60 + ".pdf"),
    ],
)
def test_names_become_safe(name, safe):
    assert kinds.safe_name(name, ".pdf") == safe


@pytest.mark.parametrize(("size", "read"), [(10_000_000, "10"), (10_000_001, "10,1"), (1, "0,1")])
def test_what_is_over_a_limit_reads_as_more_than_the_limit(size, read):
    assert kinds.megabytes(size) == read
