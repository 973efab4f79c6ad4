"""A draft lesson made from a Word or PDF file."""

import base64
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from pikepdf import Matrix

from courses.documents import reading, steps
from courses.documents.child import READERS
from courses.documents.parts import NotRead, Why
from courses.documents.sheets import BOLD, PLAIN, Line, Sheets, _Pen
from courses.documents.steps import Piece
from courses.drafting.freezing import html
from courses.models import LessonDocument, LessonPage
from courses.services import documents, own_drafts
from courses.services.documents import DocumentIsNewer
from lms.common import clock
from lms.media.models import CustomImage
from lms.media.refusals import FileRefused
from tests import documents as papers
from tests import files
from tests.courses import desk

pytestmark = pytest.mark.one_database

PHOTO = "data:image/png;base64," + base64.b64encode(papers.photo()).decode()


def take(page, author, content, name="Huong dan lam the.docx"):
    return documents.take(page, ContentFile(content, name=name), by=author)


def read(content, ending, folder):
    """The steps a file would make, without the child process and the library of pictures."""
    file = folder / f"tep{ending}"
    file.write_bytes(content)
    return steps.split([*READERS[ending](file, folder)], name="Tờ hướng dẫn")


def kept(page, author):
    """As if a file of three steps had been taken in."""
    image = desk.make_image()
    image.uploaded_by_user = author
    image.save()
    pieces = [
        Piece("Chuẩn bị giấy tờ", "<p>Mang giấy tờ gốc.</p>"),
        Piece(
            "Đến nơi làm", "<ol><li>Lấy số.</li></ol>", "", "", image.pk, "Quầy số 3", "Tầng một"
        ),
        Piece("Nhận thẻ", "<p>Thẻ gửi về nhà.</p>"),
    ]
    return LessonDocument.objects.create(
        pk=uuid4(),
        page=page,
        file_name="the.docx",
        title="Làm thẻ căn cước",
        pieces=[piece.told() for piece in pieces],
        images=[image.pk],
        made_by=author,
    )


def change(document, do, at):
    return documents.change(document, version=document.version, title=document.title, do=do, at=at)


# ── Word ──────────────────────────────────────────────────────────────────────
def test_headings_of_a_word_file_split_steps_and_the_rest_comes_along(page, author):
    document = take(page, author, papers.leaflet())
    assert document.title == "Làm thẻ căn cước cho người cao tuổi"
    papers_step, place, fetching = documents.pieces_of(document)
    assert papers_step.text == (
        "<p>Bà con mang theo <strong>giấy tờ gốc</strong>.</p>"
        "<ul><li>Thẻ cũ hoặc giấy khai sinh.</li><li>Sổ tạm trú nếu ở nơi khác.</li></ul>"
        "<ul><li><strong>Làm mới</strong>. Bao lâu: 7 ngày; Lệ phí: Không mất tiền</li></ul>"
    )
    assert (place.title, place.text) == (
        "Đến nơi làm",
        "<ol><li>Lấy số thứ tự.</li><li>Đợi gọi tên rồi vào quầy.</li></ol>",
    )
    assert (place.alt, place.caption) == ("Quầy số 3 ở trụ sở công an xã", "Quầy số 3, tầng một")
    assert CustomImage.objects.get(pk=place.image).uploaded_by_user == author
    assert fetching.title == "Nhận thẻ"


WORD = {
    "links that lead somewhere safe stay": (
        papers.paragraph(f'<w:hyperlink r:id="rIdZ">{papers.run("Cổng")}</w:hyperlink>'),
        '<p><a href="https://dichvucong.gov.vn/" rel="noopener noreferrer">Cổng</a></p>',
    ),
    "others are words": (
        papers.paragraph(f'<w:hyperlink r:id="rIdY">{papers.run("Bấm đây")}</w:hyperlink>'),
        "<p>Bấm đây</p>",
    ),
    "what was struck out is gone": (
        papers.paragraph("Còn lại.", f"<w:del>{papers.run('Đã gạch.')}</w:del>"),
        "<p>Còn lại.</p>",
    ),
    "marks of HTML are words": (
        papers.paragraph("1 < 2 & <b>đậm"),
        "<p>1 &lt; 2 &amp; &lt;b&gt;đậm</p>",
    ),
    "a frame of one cell is text": (papers.table(("Nhớ mang thẻ cũ.",)), "<p>Nhớ mang thẻ cũ.</p>"),
    "two columns become points": (
        papers.table(("Mới", "7 ngày"), ("Đổi", "5 ngày")),
        "<ul><li><strong>Mới</strong>: 7 ngày</li><li><strong>Đổi</strong>: 5 ngày</li></ul>",
    ),
    "neighbours of one look are one": (
        papers.paragraph(papers.run("giấy ", bold=True), papers.run("tờ", bold=True), " gốc nhé."),
        "<p><strong>giấy tờ</strong> gốc nhé.</p>",
    ),
}


def test_what_stands_in_a_word_file_becomes_what_a_step_can_hold(tmp_path):
    for told, (body, text) in WORD.items():
        _title, [piece] = read(papers.word(body), ".docx", tmp_path)
        assert html(piece.text) == text, told


def test_a_long_section_is_split_where_a_paragraph_ends(tmp_path):
    line = "Bà con mang theo giấy tờ gốc khi đi làm thẻ mới ở xã. " * 3
    body = [papers.paragraph("Chuẩn bị", style="u1"), *[papers.paragraph(line)] * 4]
    _title, found = read(papers.word(*body), ".docx", tmp_path)
    assert [piece.title for piece in found] == ["Chuẩn bị", "Chuẩn bị (2)"]
    assert all(piece.words <= steps.MOST_WORDS for piece in found)


def test_a_second_picture_begins_a_step(tmp_path):
    shown = papers.paragraph("Xem hình.", papers.picture("rIdA"), papers.picture("rIdB"))
    body = papers.word(papers.paragraph("Hai hình", style="u1"), shown, pictures=2)
    _title, found = read(body, ".docx", tmp_path)
    assert [piece.file for piece in found] == ["1.png", "2.png"]


# ── PDF ───────────────────────────────────────────────────────────────────────
BODY = f"""<h1>Làm thẻ căn cước</h1><h2>Chuẩn bị giấy tờ</h2>
<p>Bà con mang theo giấy tờ gốc khi đến trụ sở công an xã làm thẻ, nhớ đi sớm để khỏi phải đợi lâu
vì buổi sáng thường đông.</p><ul><li>Thẻ cũ</li><li>Giấy khai sinh</li></ul>
<table style="width:100%"><tr><th>Việc<th>Bao lâu<th>Lệ phí</tr><tr><td>Làm mới<td>7 ngày<td>Không
</tr></table><h2>Đến nơi làm</h2><img src="{PHOTO}"><ol><li>Lấy số thứ tự.</li><li>Đợi gọi tên.</li>
</ol><h2>Nhận thẻ</h2><p>Thẻ gửi về nhà.</p>"""


@pytest.fixture(scope="module")
def leaflet():
    return papers.pdf(BODY)


def test_a_pdf_is_told_apart_by_how_its_lines_look(leaflet, tmp_path):
    title, (first, second, third) = read(leaflet, ".pdf", tmp_path)
    assert title == "Làm thẻ căn cước"
    assert html(first.text) == (
        "<p>Bà con mang theo giấy tờ gốc khi đến trụ sở công an xã làm thẻ, nhớ đi sớm để khỏi "
        "phải đợi lâu vì buổi sáng thường đông.</p>"
        "<ul><li>Thẻ cũ</li><li>Giấy khai sinh</li></ul>"
        "<ul><li><strong>Làm mới</strong>. Bao lâu: 7 ngày; Lệ phí: Không</li></ul>"
    )
    assert second.text == "<ol><li>Lấy số thứ tự.</li><li>Đợi gọi tên.</li></ol>"
    assert second.file
    assert (third.title, third.text) == ("Nhận thẻ", "<p>Thẻ gửi về nhà.</p>")


HYPHENS = """<style>p{width:150pt;font-size:12pt}</style><h2>Giấy tờ</h2>
<p>Mang <b>thẻ căn cước</b> và <b>một ảnh</b> đã chụp, điện&shy;thoại còn pin, số của
con&shy;cháu&shy;trong&shy;nhà&shy;để&shy;gọi&shy;khi&shy;cần.</p>
<ul><li><b>Lệ phí:</b> không mất tiền.</li><li>Nộp <b>tại nhà</b></li></ul>"""


def test_bold_words_of_a_pdf_stay_bold_and_broken_words_become_whole(tmp_path):
    _title, (found,) = read(papers.pdf(HYPHENS), ".pdf", tmp_path)
    assert found.text == (
        "<p>Mang <b>thẻ căn cước</b> và <b>một ảnh</b> đã chụp, điệnthoại còn pin, số của "
        "concháutrongnhàđểgọikhicần.</p>"
        "<ul><li><b>Lệ phí:</b> không mất tiền.</li><li>Nộp <b>tại nhà</b></li></ul>"
    )


RANGES = "<h2>Giờ làm việc</h2><p>Mở cửa từ ngày 12‐<br>15 tháng này, In‐<br>ternet cũng mở.</p>"


def test_a_hyphen_beside_a_figure_stands_also_at_the_edge_of_a_line(tmp_path):
    _title, (found,) = read(papers.pdf(RANGES), ".pdf", tmp_path)
    assert found.text == "<p>Mở cửa từ ngày 12‐ 15 tháng này, Internet cũng mở.</p>"


def test_a_blank_without_breadth_that_opens_a_column_repeats_nothing():
    sheets = Sheets()
    pen = _Pen(sheets, 0, {})
    font = SimpleNamespace(is_bold=False, is_italic=False)
    for text, start, end in (("Lệ phí", 40, 80), (" ", 200, 200), ("Không", 200, 240)):
        pen._look.size = 12
        pen._write(text, Matrix(1, 0, 0, 1, start, 700), Matrix(1, 0, 0, 1, end, 700), font)
    pen._close()
    assert [cell.strip() for cell in sheets.found[0].cells] == ["Lệ phí", "Không"]


def test_marks_of_bold_words_cannot_be_written_by_a_font():
    sheets = Sheets()
    pen = _Pen(sheets, 0, {})
    font = SimpleNamespace(is_bold=True, is_italic=False)
    pen._write(f"A{PLAIN}B", Matrix(1, 0, 0, 1, 40, 700), Matrix(1, 0, 0, 1, 60, 700), font)
    pen._close()
    assert sheets.found[0].cells == [f"{BOLD}AB{PLAIN}"]


def dotted(count):
    """A page of so many lines, each with a drawn point before it, and how often two were held
    against each other."""
    sheets = Sheets()
    pen = _Pen(sheets, 0, {})
    heights = []

    class Counted(Line):
        @property
        def x(self):
            heights.append(self.y)
            return 40

        @x.setter
        def x(self, value):
            pass

    for number in range(count):
        y = 20.0 * number
        sheets.found.append(Counted(0, y, 40, 200, 12, False, False, [f"Ý {number}"]))
        pen._dots.append(((30, y + 3), 4))
    pen._put_dots()
    return [line.text for line in sheets.found], len(heights)


def test_a_drawn_point_is_held_against_the_lines_beside_it_only():
    few, looks_for_few = dotted(20)
    many, looks_for_many = dotted(400)
    assert few == [f"• Ý {number}" for number in range(20)]
    assert all(text.startswith("• ") for text in many)
    assert looks_for_many == 20 * looks_for_few


# ── What cannot be taken ──────────────────────────────────────────────────────
def refused():
    """Files that are told apart before they are read."""
    macro = papers.word(papers.paragraph("Chào."), extra={"word/vbaProject.bin": b"x"})
    bomb = papers.word(papers.paragraph("Chào."), extra={"word/media/x.png": b"0" * 40_000_000})
    return {
        "a Word file with a password": (b"\xd0\xcf\x11\xe0x", "a.docx", "khóa mật khẩu"),
        "half a Word file": (papers.leaflet()[:-200], "a.docx", "đã hỏng"),
        "a program inside": (macro, "a.docx", "macro"),
        "a file for programs": (papers.leaflet(), "a.docm", "macro"),
        "a bomb": (bomb, "a.docx", "bung ra quá lớn"),
        "nothing at all": (b"", "a.docx", "không có chữ nào"),
        "an old Word file": (b"\xd0\xcf\x11\xe0", "a.doc", "DOCX"),
        "a table": (papers.leaflet(), "a.xlsx", "Chỉ nhận tệp Word"),
        "a picture by that name": (files.photo("PNG", (20, 20)), "a.pdf", "không phải PDF"),
        # These are read, and the child process says what it found.
        "no PDF": (b"%PDF-1.7 hong %%EOF", "a.pdf", "đã hỏng"),
        "a scan of a book": (papers.scanned(200), "a.pdf", "dài 200 trang"),
        "nothing written": (papers.word(papers.paragraph("")), "a.docx", "không có chữ nào"),
    }


def test_what_no_lesson_can_be_made_of_is_refused_with_a_way_out(page, author):
    sections = [
        papers.paragraph(f"Mục {n}", style="u1") + papers.paragraph("Câu.") for n in range(50)
    ]
    long = {"steps": (papers.word(*sections), "a.docx", "50 bước, quá dài")}
    for told, (content, name, words) in (refused() | long).items():
        with pytest.raises(FileRefused, match=words):
            take(page, author, content, name=name)
        assert not LessonDocument.objects.exists(), told
    assert not CustomImage.objects.filter(uploaded_by_user=author).exists()


def test_a_file_that_cannot_be_read_says_why(leaflet, tmp_path):
    old = papers.word(papers.paragraph(papers.run("Giíi thiÖu vÒ thÎ", font=".VnTime")))
    entity = b'<!DOCTYPE a [<!ENTITY b "cc">]><w:document xmlns:w="x">&b;</w:document>'
    laughs = papers.word("", extra={"word/document.xml": entity})
    for content, ending, why in (
        (papers.scanned(), ".pdf", Why.SCANNED),
        (papers.locked(leaflet), ".pdf", Why.LOCKED),
        (leaflet[: len(leaflet) // 3], ".pdf", Why.BROKEN),
        (old, ".docx", Why.OLD_LETTERS),
        (laughs, ".docx", Why.BROKEN),
        (papers.word("", extra={"word/document.xml": b"<w:p"}), ".docx", Why.BROKEN),
    ):
        with pytest.raises(NotRead) as found:
            read(content, ending, tmp_path)
        assert found.value.why == why
    assert len({reading._in_words(why, 0) for why in Why}) == len(Why)


# ── Until it is right ─────────────────────────────────────────────────────────
def test_steps_are_taken_out_joined_and_made_a_draft_lesson(page, author):
    document = kept(page, author)
    document = change(document, "join", 1)
    document = change(document, "out", 2)
    lesson = documents.make_lesson(document, by=author)
    assert not lesson.live
    [step] = lesson.get_latest_revision_as_object().steps
    assert step.block_type == "read"
    assert step.value["title"] == "Chuẩn bị giấy tờ"
    assert "<h3>Đến nơi làm</h3><ol>" in step.value["text"].source
    assert step.value["picture"]["alt"] == "Quầy số 3"
    assert step.value["picture"]["caption"] == "Tầng một"
    assert documents.make_lesson(document, by=author) == lesson
    assert LessonPage.objects.child_of(page).count() == 2


def test_what_was_done_is_taken_back(page, author):
    document = kept(page, author)
    before = document.pieces
    for there, back, at in (("out", "back", 0), ("join", "part", 1)):
        document = change(change(document, there, at), back, at)
    assert document.pieces == before


def test_two_pictures_do_not_go_into_one_step():
    pieces = [Piece("Một", "<p>a</p>", image=1), Piece("Hai", "<p>b</p>", image=2)]
    assert not documents.may_join(pieces, 1)
    assert not documents.may_join(pieces, 0)


@pytest.mark.parametrize(("do", "at"), [("out", 9), ("join", 0), ("burn", 1), ("out", -1)])
def test_what_cannot_be_done_changes_nothing(page, author, do, at):
    document = kept(page, author)
    with pytest.raises(ValueError, match=r".*"):
        change(document, do, at)
    assert LessonDocument.objects.get().version == 1


def test_what_somebody_else_changed_meanwhile_is_not_written_over(page, author):
    document = kept(page, author)
    documents.change(document, version=1, title="Một")
    with pytest.raises(DocumentIsNewer):
        documents.change(document, version=1, title="Hai")
    assert LessonDocument.objects.get().title == "Một"


def test_old_ones_go_with_the_pictures_nothing_uses(page, author):
    staying, dropped, made = (kept(page, author) for _ in range(3))
    documents.drop(dropped, by=author)
    documents.make_lesson(made, by=author)
    assert documents.sweep() == 0
    before = clock.now() - documents.KEPT - timedelta(hours=1)
    LessonDocument.objects.update(changed_at=before)
    LessonDocument.objects.filter(pk=dropped.pk).update(dropped_at=before)
    assert documents.sweep() == 2
    assert [*LessonDocument.objects.all()] == [staying]
    there = set(CustomImage.objects.values_list("pk", flat=True))
    assert there.isdisjoint(dropped.images)
    assert there.issuperset(made.images)


def test_who_made_it_is_told_of_it_and_forgotten(page, author):
    kept(page, author)
    [told] = own_drafts._drafts(author)
    assert told["file"] == "the.docx"
    assert own_drafts._say(author) == ["1 bài đang làm dở"]
    own_drafts._leave_without_name(author)
    assert LessonDocument.objects.get().made_by is None
