"""Files as LibreOffice Writer and Chromium write them become the steps one sees in them."""

from pathlib import Path

import pytest

from courses.documents import steps
from courses.documents.child import READERS

PAPERS = Path(__file__).with_name("papers")
BEFORE_ALL = (
    "<p>Bà con mang theo giấy tờ gốc khi đến trụ sở công an xã. Nhớ đi sớm, vì buổi sáng thường "
    "đông và phải đợi lâu. Ai không đi được thì nhờ con cháu gọi điện hỏi trước, cán bộ sẽ hẹn giờ "
    "và giữ chỗ cho mình."
)
HOT_LINE = (
    "<p>Đường dây nóng của xã trực cả ngày thứ Bảy. Người nghe máy không bao giờ hỏi mật khẩu hay "
    "mã gửi về điện thoại. Ai hỏi những thứ ấy là kẻ lừa đảo, bà con tắt máy ngay rồi báo cho công "
    "an xã.</p>"
)
NEW = "<li><b>Làm mới</b>. Bao lâu: 7 ngày; Lệ phí: Không mất tiền</li>"
CHANGED = "<ul><li><b>Đổi thẻ</b>. Bao lâu: 5 ngày; Lệ phí: 50.000 đồng</li></ul>"


def read(name, folder):
    path = PAPERS / name
    return steps.split([*READERS[path.suffix](path, folder)], name="Tên tệp")


@pytest.mark.parametrize("name", ["to-huong-dan.docx", "to-huong-dan.pdf"])
def test_a_leaflet_of_a_word_processor(name, tmp_path):
    title, found = read(name, tmp_path)
    papers, more, place, asking, fetching = found
    assert title == "Làm thẻ căn cước cho người cao tuổi"
    assert papers.text == (
        f"{BEFORE_ALL} Nhớ giữ <b>biên nhận</b> để lấy thẻ.</p>"
        "<ul><li>Thẻ cũ hoặc giấy khai sinh.</li><li>Sổ tạm trú, nếu ở nơi khác đến và chưa kịp "
        "báo với công an xã nơi mình đang ở bây giờ.</li><li>Số điện thoại của người nhà.</li></ul>"
        f"<ul>{NEW}</ul>"
    )
    assert (more.title, more.text) == ("Chuẩn bị giấy tờ (2)", CHANGED)
    assert (place.title, place.file) == ("Đến nơi làm", "1.png")
    assert place.text == (
        "<ol><li>Lấy số thứ tự ở cửa.</li><li>Đợi gọi tên rồi vào quầy.</li>"
        "<li>Chụp ảnh, lăn tay, ký tên.</li></ol>"
    )
    assert (asking.title, asking.text) == ("Khi cần hỏi", f"{BEFORE_ALL}</p>{HOT_LINE}")
    assert fetching.title == "Nhận thẻ"
    assert not any("UBND" in one.text or "Trang" in one.text for one in found)


def test_a_page_printed_by_a_browser(tmp_path):
    title, found = read("in-tu-trang.pdf", tmp_path)
    papers, more, place, asking = found
    assert title == "Làm thẻ căn cước"
    # The points of its lists are drawn, its head and foot stand on two pages only.
    assert papers.text.startswith(
        f"{BEFORE_ALL} Nhớ giữ <b>biên nhận</b>.</p><ul><li>Thẻ cũ hoặc giấy khai sinh.</li>"
        "<li>Số điện thoại người nhà, để công an xã gọi khi thẻ đã làm xong và hẹn ngày mang thẻ "
        "về tận nhà.</li></ul><p>Người thân ở xa cũng đăng ký hộ được"
    )
    assert "Vào cổng Internet của tỉnh" in papers.text
    assert (more.title, more.text) == ("Chuẩn bị giấy tờ (2)", f"<ul>{NEW}</ul>")
    assert place.text == "<ol><li>Lấy số thứ tự ở cửa.</li><li>Đợi gọi tên.</li></ol>"
    assert place.file
    assert asking.text == f"{BEFORE_ALL}</p>{HOT_LINE}"
    assert not any("UBND" in one.text or "Trang" in one.text for one in found)
