"""The ear for English that walks the editors' area: what it hears, and what it lets through."""

import pytest

from tests import tongue


@pytest.mark.parametrize(
    "said",
    [
        *("Publish", "Save draft", "Sign in", "Log out", "Move up", "Insert a block", "Usage"),
        # Possible syllables: known because a library says just this.
        *("To", "No"),
        *("Đã lưu bản nháp (autosaved)", "Bài học: edit", "Xóa item", "Tìm kiếm…  Search"),
        *("You don't have any images", "It’s locked"),
    ],
)
def test_english_is_heard_also_in_the_middle_of_a_sentence(said):
    assert tongue.is_foreign(said)


@pytest.mark.parametrize(
    "said",
    [
        *("Lưu", "Xong", "Trang", "Hai trang", "quen tay", "giao ban", "nghe", "khuya", "Thoi"),
        *("Nhận tệp PDF, DOCX tới 20 MB", "dung@hocso.example", "https://dichvucong.gov.vn/x"),
        *("Chọn “Nộp trực tuyến”", "12:40 30/11/2026", "—", "360 × 740 px", "Wi-Fi"),
        "Đăng ký khai sinh (VD-DKKS)",
    ],
)
def test_vietnamese_is_let_through(said):
    assert not tongue.is_foreign(said)


def test_names_read_out_are_heard_as_well_as_what_is_seen():
    page = (
        "<p>Bài học <b title='Close'>x</b></p><button aria-label='Toggle menu'></button>"
        "<input placeholder='Search'><img alt='Picture'><input type=submit value='Send'>"
        "<script>var English = 'not said'</script><template><i>Loading</i></template>"
        "<!-- a remark --><input type=hidden value='published'>"
    )
    found = tongue.foreign_in(page)
    assert found == {"Close", "Toggle menu", "Search", "Picture", "Send", "Loading"}
    assert tongue.foreign_in('{"step": "chosen", "html": "<p>Loading</p>"}', "application/json")


def test_the_libraries_have_something_to_say():
    """Were their catalogues not found, the look-up would let everything through."""
    assert {"Publish", "Save draft", "Move up"} <= tongue.english()
    assert len(tongue.english()) > 2000
